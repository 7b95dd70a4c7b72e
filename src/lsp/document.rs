//! The text of a document, as the editor has it.

use std::path::PathBuf;
use std::rc::Rc;

use gen_lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::analysis::Analysis;
use super::place::{Encoding, Places};
use super::uri;
use crate::dockerfile;
use crate::source::SourceFile;

/// A Dockerfile that is open.
pub(super) struct Document {
    pub(super) uri: Uri,
    /// Where it is; `None` if it was never saved.
    pub(super) path: Option<PathBuf>,
    pub(super) version: i32,
    text: String,
    /// What is known of the text as it is now.
    pub(super) analysis: Option<Rc<Analysis>>,
    /// Whether the editor has not been told yet.
    pub(super) is_untold: bool,
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: String) -> Self {
        Self { path: uri::path(&uri), uri, version, text, analysis: None, is_untold: true }
    }

    /// Makes the changes, one after the other.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let span = Places::of(self.text.as_bytes(), encoding).span(part.range);
                    self.text.replace_range(span.start..span.end, &part.text);
                }
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => self.text = whole.text,
            }
        }
        self.version = version;
        self.forget();
    }

    /// Has it looked at again.
    pub(super) fn forget(&mut self) {
        self.analysis = None;
        self.is_untold = true;
    }

    /// The text under the name that messages have for it.
    pub(super) fn file(&self) -> SourceFile {
        let name = self.path.as_ref().map_or_else(|| self.uri.to_string(), |path| path.display().to_string());
        SourceFile::new(name, self.text.as_str())
    }
}

/// Whether a document is a Dockerfile, by what the editor calls its language, or else by its name.
pub(super) fn is_dockerfile(language: &str, uri: &Uri) -> bool {
    let language = language.to_ascii_lowercase();
    let is_named = || {
        let name = uri.path_segments().and_then(|mut segments| segments.next_back()).unwrap_or_default();
        dockerfile::has_usual_name(name)
    };
    matches!(language.as_str(), "docker" | "dockerfile" | "dockerfile-ts" | "containerfile") || is_named()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_let_alone() {
        let uri = |text: &str| text.parse::<Uri>().unwrap();
        assert!(is_dockerfile("dockerfile", &uri("untitled:Untitled-1")));
        assert!(is_dockerfile("Dockerfile", &uri("file:///a/build")));
        assert!(is_dockerfile("plaintext", &uri("file:///a/web.dockerfile")));
        assert!(!is_dockerfile("yaml", &uri("file:///a/.dfcheck.yaml")));
        assert!(!is_dockerfile("dockercompose", &uri("file:///a/compose.yaml")));
    }
}
