use std::ops::Range;

use super::{Command, Dialect, ShellError};
use crate::source::{Span, Text};

/// How deep groups, substitutions and operands may stand in each other. What is deeper is an error.
///
/// Every level costs stack here, in the grammar, and wherever the tree is walked.
pub(super) const MAX_DEPTH: usize = 50;

/// What is noted while a script is read.
pub(super) struct Notes {
    /// What the script is written in.
    pub(super) dialect: Dialect,
    /// How deep the part at hand stands.
    pub(super) depth: usize,
    /// What was wrong.
    pub(super) errors: Vec<ShellError>,
    /// Above zero inside of something that is wrong already: what follows from that is not reported.
    quiet: usize,
    too_deep: bool,
}

impl Notes {
    pub(super) fn new(dialect: Dialect, depth: usize) -> Self {
        Self { dialect, depth, errors: Vec::new(), quiet: 0, too_deep: false }
    }
}

/// Reads the parts of one text. All ranges are byte offsets into it.
pub(super) struct Reader<'a> {
    /// The text.
    pub(super) text: &'a Text,
    /// What is noted about it.
    pub(super) notes: &'a mut Notes,
}

/// What is said of something that stands too deep.
pub(super) fn too_deep() -> String {
    format!("nested more than {MAX_DEPTH} levels deep")
}

impl ShellError {
    /// Whether the script may be valid, and is only nested too deeply to be read.
    pub fn is_about_depth(&self) -> bool {
        self.message == too_deep()
    }
}

impl<'a> Reader<'a> {
    /// The text as a string.
    pub(super) fn src(&self) -> &'a str {
        self.text.as_str()
    }

    /// The place of `range` in the file.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        self.text.span_of(range.clone())
    }

    /// Notes that something is wrong at `range`.
    pub(super) fn error(&mut self, range: &Range<usize>, message: impl Into<String>) {
        if self.notes.quiet == 0 {
            let span = self.span(range);
            self.notes.errors.push(ShellError { span, message: message.into() });
        }
    }

    /// Reads something that stands inside something else at `range`; `None` when that is too deep.
    pub(super) fn nested<T>(&mut self, range: &Range<usize>, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.enter(range).then(|| {
            let result = read(self);
            self.leave();
            result
        })
    }

    /// Goes one level deeper, to `range`. False when that is too deep; otherwise [`Reader::leave`] must follow.
    pub(super) fn enter(&mut self, range: &Range<usize>) -> bool {
        let fits = self.notes.depth < MAX_DEPTH;
        if fits {
            self.notes.depth += 1;
        } else if !self.notes.too_deep {
            self.notes.too_deep = true;
            self.error(range, too_deep());
        }
        fits
    }

    /// Goes back up.
    pub(super) fn leave(&mut self) {
        self.notes.depth -= 1;
    }

    /// The commands of a substitution at `range`. If it is `unclosed`, which is an error of its own, theirs are not
    /// reported.
    pub(super) fn substitution(&mut self, range: Range<usize>, unclosed: bool) -> Vec<Command> {
        self.notes.quiet += usize::from(unclosed);
        let commands = self.nested(&range.clone(), |reader| reader.commands(range)).unwrap_or_default();
        self.notes.quiet -= usize::from(unclosed);
        commands
    }

    /// The commands of a substitution whose text is not a part of this one: that of backticks.
    pub(super) fn substitution_of(&mut self, text: &Text, unclosed: bool) -> Vec<Command> {
        Reader { text, notes: self.notes }.substitution(0..text.len(), unclosed)
    }
}
