use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::shell::quote;

/// Text in which the values of ARGs and the paths of bindings are still names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    parts: Vec<TemplatePart>,
}

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text as it is.
    Text(String),
    /// The value of a function argument.
    Argument(String),
    /// The store path of a binding.
    Binding(String),
    /// The store path of an attribute of nixpkgs.
    Attribute(String),
    /// A path of the build context.
    Context(String),
    /// The store path of a folder of the build context, without what `.dockerignore` leaves out.
    ContextFolder {
        /// Relative path; empty for the whole context.
        path: String,
        /// Paths in it that stay out.
        excluded: Vec<String>,
    },
}

/// Stand before and after the name of an ARG in text that was expanded with marked values.
const OPEN: char = '\u{f8f0}';
const CLOSE: char = '\u{f8f1}';

/// The ARGs whose names stand for their values while instructions are expanded.
///
/// Text that means to look like such a name would have to hold the digest of the file that it is in.
#[derive(Debug, Default)]
pub(super) struct Marks {
    names: Vec<String>,
    /// Stands before each name.
    key: String,
}

impl Marks {
    /// Marks for these names in what comes of `sources`.
    pub(super) fn new<'a>(names: Vec<String>, sources: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let digest = sources.into_iter().fold(Sha256::new(), |digest, source| digest.chain_update(source)).finalize();
        let key = data_encoding::HEXLOWER.encode(&digest);
        Self { names, key: format!("{OPEN}{key}") }
    }

    /// Takes names out.
    pub(super) fn remove(&mut self, names: &[String]) {
        self.names.retain(|name| !names.contains(name));
    }

    /// Whether the ARG is one of them.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// The names, with the values that stand for them.
    pub(super) fn values(&self) -> impl Iterator<Item = (String, String)> {
        self.names.iter().map(|name| (name.clone(), format!("{}{name}{CLOSE}", self.key)))
    }
}

impl Template {
    /// Text without names.
    pub fn text(text: impl Into<String>) -> Self {
        let mut template = Template::default();
        template.push_text(&text.into());
        template
    }

    /// Reads text that was expanded with marked values.
    pub(super) fn of_marked(text: &str, marks: &Marks) -> Self {
        let mut template = Template::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(marks.key.as_str()).filter(|_| !marks.names.is_empty()) {
            template.push_text(before);
            rest = after;
            match after.split_once(CLOSE).filter(|(name, _)| marks.has(name)) {
                Some((name, after)) => {
                    template.push(TemplatePart::Argument(name.to_owned()));
                    rest = after;
                }
                None => template.push_text(&marks.key),
            }
        }
        template.push_text(rest);
        template
    }

    /// A path below the binding `name`; `path` begins with `/` or is empty.
    pub fn binding(name: &str, path: &str) -> Self {
        let mut template = Template { parts: vec![TemplatePart::Binding(name.to_owned())] };
        template.push_text(path);
        template
    }

    /// A path below the attribute `attribute` of nixpkgs.
    pub fn attribute(attribute: &str, path: &str) -> Self {
        let mut template = Template { parts: vec![TemplatePart::Attribute(attribute.to_owned())] };
        template.push_text(path);
        template
    }

    /// A template of these parts.
    pub fn of_parts(parts: impl IntoIterator<Item = TemplatePart>) -> Self {
        let mut template = Template::default();
        parts.into_iter().for_each(|part| template.push(part));
        template
    }

    /// The folder of the path that this is.
    pub fn parent(&self) -> Self {
        let mut parts = self.parts.clone();
        if let Some(TemplatePart::Text(text)) = parts.last_mut() {
            text.truncate(text.trim_end_matches('/').rfind('/').unwrap_or_default());
        }
        Template::of_parts(parts)
    }

    /// The same as a word of a shell's script, in which nothing but a pattern means anything.
    pub(crate) fn shell_word(&self) -> Self {
        Template::of_parts(self.parts.iter().map(|part| match part {
            TemplatePart::Text(text) => TemplatePart::Text(quote::pattern_word(text)),
            other => other.clone(),
        }))
    }

    /// The parts.
    pub fn parts(&self) -> &[TemplatePart] {
        &self.parts
    }

    /// Appends text.
    pub fn push_text(&mut self, text: &str) {
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(TemplatePart::Text(last)) => last.push_str(text),
            _ => self.parts.push(TemplatePart::Text(text.to_owned())),
        }
    }

    /// Appends a part.
    pub fn push(&mut self, part: TemplatePart) {
        match part {
            TemplatePart::Text(text) => self.push_text(&text),
            other => self.parts.push(other),
        }
    }

    /// Appends another template.
    pub fn extend(&mut self, other: &Template) {
        other.parts.iter().cloned().for_each(|part| self.push(part));
    }

    /// Whether a folder of the context is part of it that is not whole.
    pub fn leaves_out(&self) -> bool {
        let leaves_out =
            |part: &TemplatePart| matches!(part, TemplatePart::ContextFolder { excluded, .. } if !excluded.is_empty());
        self.parts.iter().any(leaves_out)
    }

    /// The names of the arguments it uses.
    pub fn arguments(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Argument(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        Template::text(text)
    }
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        Template::text(text)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            match part {
                TemplatePart::Text(text) => f.write_str(text)?,
                TemplatePart::Argument(name) | TemplatePart::Binding(name) => write!(f, "${{{name}}}")?,
                TemplatePart::Attribute(path) => write!(f, "${{pkgs.{path}}}")?,
                TemplatePart::Context(path) | TemplatePart::ContextFolder { path, .. } => write!(f, "${{./{path}}}")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_marked_arguments() {
        let marks = Marks::new(vec!["VERSION".to_owned()], [&b"FROM scratch"[..]]);
        let (_, marked) = marks.values().next().unwrap();
        let template = Template::of_marked(&format!("v{marked}-x"), &marks);
        assert_eq!(template.to_string(), "v${VERSION}-x");
        assert_eq!(template.arguments().collect::<Vec<_>>(), ["VERSION"]);
        let elsewhere = Marks::new(vec!["VERSION".to_owned()], [&b"FROM alpine"[..]]);
        for text in ["a\u{f8f0}VERSION\u{f8f1}", "\u{f8f0}", &marked] {
            assert_eq!(Template::of_marked(text, &elsewhere), Template::text(text));
        }
    }
}
