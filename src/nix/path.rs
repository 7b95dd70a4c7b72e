/// Longest name that the store gives a file.
const MAX_STORE_NAME: usize = 211;

/// A path relative to the directory of the `.nix` file, without empty and `.` segments.
///
/// Written as the literal `./a/b` where path literals can hold it, and as `./. + "/a b"` where they cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContextPath {
    segments: Vec<String>,
}

impl ContextPath {
    /// The path `relative`; a leading `/` means the same directory, and `..` leads out of it.
    pub fn new(relative: &str) -> Self {
        let segments = relative.split('/').filter(|segment| !matches!(*segment, "" | "."));
        Self { segments: segments.map(str::to_owned).collect() }
    }

    /// The name that the store has to be told, because it would refuse the path's own.
    pub fn store_name(&self) -> Option<String> {
        let last = self.segments.last().filter(|last| *last != "..")?;
        let name = store_name(last);
        (name != *last).then_some(name)
    }

    /// The path as a literal, when it can be one.
    pub(super) fn literal(&self) -> Option<String> {
        let literal = match self.segments.as_slice() {
            [] => "./.".to_owned(),
            [up] if up == ".." => "../.".to_owned(),
            [first, ..] if first == ".." => self.segments.join("/"),
            all => format!("./{}", all.join("/")),
        };
        let holds = |segment: &String| segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b));
        self.segments.iter().all(holds).then_some(literal)
    }

    /// What to add to `./.` to reach the path: `/a/b`.
    pub(super) fn suffix(&self) -> String {
        self.segments.iter().flat_map(|segment| ["/", segment]).collect()
    }
}

/// A name for a file or derivation in the store, as near to `text` as the store of every Nix version allows:
/// letters, digits and `+-._?=`, no leading dot, at most 211 bytes, no `.drv` at the end. Never empty.
pub fn store_name(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+-._?=".contains(c);
    let mut name: String = text.chars().map(|c| if allowed(c) { c } else { '-' }).collect();
    if name.starts_with('.') || name.is_empty() {
        name.insert_str(0, "file");
    }
    name.truncate(MAX_STORE_NAME);
    if name.ends_with(".drv") {
        name.truncate(MAX_STORE_NAME - "-file".len());
        name.push_str("-file");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_a_literal_where_it_can() {
        for (path, literal) in [
            ("app.py", "./app.py"),
            ("/a//./b/", "./a/b"),
            (".", "./."),
            ("", "./."),
            ("..", "../."),
            ("../x", "../x"),
            ("../..", "../.."),
            (".env", "./.env"),
            ("...", "./..."),
        ] {
            assert_eq!(ContextPath::new(path).literal().as_deref(), Some(literal));
        }
        for path in ["with space", "a~", "ü", "a@b", "$x", "a*"] {
            assert_eq!(ContextPath::new(path).literal(), None, "{path}");
        }
        assert_eq!(ContextPath::new("./a/with space").suffix(), "/a/with space");
    }

    #[test]
    fn names_what_the_store_would_refuse() {
        assert_eq!(ContextPath::new("a/b.txt").store_name(), None);
        assert_eq!(ContextPath::new(".").store_name(), None);
        assert_eq!(ContextPath::new("..").store_name(), None);
        assert_eq!(ContextPath::new("a/.env").store_name().as_deref(), Some("file.env"));
        assert_eq!(ContextPath::new("a b@c").store_name().as_deref(), Some("a-b-c"));
        assert_eq!(store_name(&"x".repeat(300)).len(), 211);
        assert_eq!(store_name(""), "file");
        assert_eq!(store_name("a.drv"), "a.drv-file");
    }
}
