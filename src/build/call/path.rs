use super::Argument;
use crate::source::Span;

/// The file or folder that a word names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathSpec {
    /// Its absolute path without `.`, `..` and doubled slashes; `None` when a variable or the folder that it is
    /// relative to is not known. Wildcards stand in it as written.
    pub path: Option<String>,
    /// Whether it has wildcards, and so names any number of files.
    pub glob: bool,
    /// As the program gets it; a slash at the end says that it is a folder.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl PathSpec {
    pub(super) fn new(argument: &Argument, directory: Option<&str>, home: &str) -> Self {
        let text = argument.text().to_owned();
        let path = if argument.value.complete { absolute(&text, argument.tilde, directory, home) } else { None };
        Self { path, glob: argument.glob, text, span: argument.span() }
    }

    /// Whether it is written as a folder: with a slash or a dot at its end.
    pub fn is_folder(&self) -> bool {
        self.text.ends_with('/') || self.has_dot_name()
    }

    /// Whether its last name is `.` or `..`.
    pub fn has_dot_name(&self) -> bool {
        matches!(self.text.rsplit('/').next(), Some("." | ".."))
    }

    /// The last name of the path, unless only a shell could tell it.
    pub fn file_name(&self) -> Option<&str> {
        let path = self.path.as_deref().unwrap_or(&self.text);
        let name = path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())?;
        (!self.glob && !name.contains(['$', '`'])).then_some(name)
    }

    /// The file `name` inside this folder.
    pub fn child(&self, name: &str) -> Self {
        let join = |folder: &str| normalise(&format!("{folder}/{name}"));
        Self {
            path: self.path.as_deref().map(join),
            glob: self.glob,
            text: format!("{}/{name}", self.text.trim_end_matches('/')),
            span: self.span,
        }
    }
}

fn absolute(text: &str, tilde: bool, directory: Option<&str>, home: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('~').filter(|_| tilde) {
        let (user, below) = rest.split_once('/').unwrap_or((rest, ""));
        return match user {
            "" => Some(normalise(&format!("{home}/{below}"))),
            "root" => Some(normalise(&format!("/root/{below}"))),
            // Where a user lives is written nowhere; by far most live here.
            _ if !user.starts_with(['+', '-']) => Some(normalise(&format!("/home/{user}/{below}"))),
            _ => None,
        };
    }
    if text.is_empty() {
        None
    } else if text.starts_with('/') {
        Some(normalise(text))
    } else {
        directory.map(|directory| normalise(&format!("{directory}/{text}")))
    }
}

/// An absolute path without `.`, `..`, doubled slashes, and a slash at its end.
pub fn normalise(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_made_absolute_and_clean() {
        let at = |text: &str, directory| absolute(text, false, directory, "/root");
        assert_eq!(at("a/../b//c/.", Some("/app")).as_deref(), Some("/app/b/c"));
        assert_eq!(at("/x/", None).as_deref(), Some("/x"));
        assert_eq!(at("../..", Some("/a")).as_deref(), Some("/"));
        assert_eq!(at("a", None), None);
        assert_eq!(at("", Some("/app")), None);
        assert_eq!(at("~/a", Some("/app")).as_deref(), Some("/app/~/a"), "a quoted tilde is a name");
    }

    #[test]
    fn a_tilde_is_a_home() {
        let at = |text: &str| absolute(text, true, None, "/root");
        assert_eq!(at("~").as_deref(), Some("/root"));
        assert_eq!(at("~/.cache").as_deref(), Some("/root/.cache"));
        assert_eq!(at("~app/bin").as_deref(), Some("/home/app/bin"));
        assert_eq!(at("~+/bin"), None);
    }
}
