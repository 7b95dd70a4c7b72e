//! Parser directives: `# escape=`, `# syntax=` and `# check=` at the top of the file.

use super::{Directive, DirectiveName, SyntaxError, SyntaxErrorKind};
use crate::source::{Span, Text};

/// The state of reading directives: they end at the first line that is none.
#[derive(Default)]
pub(super) struct Directives {
    escape: Option<char>,
    seen: Vec<DirectiveName>,
    place: Place,
}

/// Where in the file we are, as far as directives go.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Place {
    #[default]
    FirstLine,
    /// After a `#!` line. BuildKit's frontend still finds `syntax` and `check` there, but its parser, which reads
    /// `escape`, takes the line for a comment, and so for the end of directives.
    AfterShebang,
    Directives,
    Done,
}

impl Directives {
    pub(super) fn escape(&self) -> char {
        self.escape.unwrap_or('\\')
    }

    /// Notes a line that is neither comment nor directive.
    pub(super) fn end(&mut self) {
        self.place = Place::Done;
    }

    /// Reads a comment line, `text` beginning with its `#`, as a directive if it is one.
    pub(super) fn read(&mut self, line: Span, text: &Text) -> (Option<Directive>, Option<SyntaxError>) {
        let place = self.place;
        if place == Place::FirstLine && text.as_str().starts_with("#!") {
            self.place = Place::AfterShebang;
            return (None, None);
        }
        let directive = if place == Place::Done { None } else { split(line, text) };
        let Some(directive) = directive else {
            self.end();
            return (None, None);
        };
        if place == Place::AfterShebang && directive.name == DirectiveName::Escape {
            return (None, None);
        }
        if place == Place::FirstLine {
            self.place = Place::Directives;
        }
        let error = self.note(&directive);
        (Some(directive), error)
    }

    fn note(&mut self, directive: &Directive) -> Option<SyntaxError> {
        let value = directive.value.as_str();
        if self.seen.contains(&directive.name) {
            let kind = SyntaxErrorKind::DuplicateDirective { name: directive.name.as_str().to_owned() };
            return Some(SyntaxError { span: directive.name_span, kind });
        }
        self.seen.push(directive.name);
        if directive.name == DirectiveName::Escape {
            match value {
                "\\" => self.escape = Some('\\'),
                "`" => self.escape = Some('`'),
                _ => {
                    let kind = SyntaxErrorKind::InvalidEscape { value: value.to_owned() };
                    return Some(SyntaxError { span: directive.value.span(), kind });
                }
            }
        }
        None
    }
}

impl DirectiveName {
    /// The name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            DirectiveName::Syntax => "syntax",
            DirectiveName::Escape => "escape",
            DirectiveName::Check => "check",
        }
    }
}

/// `# name = value` with a known name, in any casing.
fn split(line: Span, text: &Text) -> Option<Directive> {
    let (name, value) = text.as_str().strip_prefix('#')?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let known = [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check];
    let directive = known.into_iter().find(|known| known.as_str().eq_ignore_ascii_case(name))?;
    (!value.is_empty()).then(|| Directive {
        span: line,
        name: directive,
        name_span: text.slice_of(name).span(),
        value: text.slice_of(value),
    })
}
