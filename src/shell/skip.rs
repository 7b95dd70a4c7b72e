//! Finds where quotes and expansions end, without recursion: nesting of any depth costs memory, not stack.

/// What an expansion that begins with `$(` or `((` turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Skipped {
    /// The offset after the closing character, or the end of the text when there is none.
    pub(super) end: usize,
    /// Whether the closing character is there.
    pub(super) closed: bool,
    /// Whether the doubled parentheses at its start are closed by doubled ones: `$((…))`, not `$( (…) )`.
    pub(super) arithmetic: bool,
}

/// An open construct.
enum Frame {
    /// `"…"`
    Double,
    /// `${…}`; single quotes mean nothing in it when it stands inside double quotes.
    Parameter { in_double: bool },
    /// `$[…]`
    Bracket,
    /// `$(…)`, `(…)`, `<(…)` and the like: commands, up to a parenthesis.
    Commands(Commands),
}

/// How far the words of a `$(…)` have been understood: enough to know its end.
#[derive(Default)]
struct Commands {
    /// Whether it may be arithmetic, in which `#` and `<<` are operators.
    arithmetic: bool,
    /// How many `case` are open: the `)` of their patterns closes nothing.
    cases: usize,
    /// Whether the next word is in the place of a command's name.
    after_command: bool,
    /// Here-documents whose bodies begin at the next line end.
    here_documents: Vec<Delimiter>,
}

/// The word after `<<`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Delimiter {
    /// The line that ends the body.
    pub(super) line: Vec<u8>,
    /// Whether it is `<<-`, which takes the tabs from the start of each line.
    pub(super) strip_tabs: bool,
    /// Whether any of the word is quoted, which keeps the body from being expanded.
    pub(super) quoted: bool,
    /// The offset after the word.
    pub(super) end: usize,
    /// The offset of the word.
    pub(super) start: usize,
}

/// Skips the quote, expansion or parenthesis that begins at `at`; `None` when none begins there.
pub(super) fn skip(src: &[u8], at: usize) -> Option<Skipped> {
    match src.get(at)? {
        b'\'' => Some(up_to(src, at + 1, b'\'', false)),
        b'`' => Some(up_to(src, at + 1, b'`', true)),
        b'$' if src.get(at + 1) == Some(&b'\'') => Some(up_to(src, at + 2, b'\'', true)),
        _ => Walk::open(src, at).map(Walk::run),
    }
}

/// The `<<` or `<<-` at `at` with its word, if there is one. `<<<` is none.
pub(super) fn here_document(src: &[u8], at: usize) -> Option<Delimiter> {
    let rest = src.get(at..)?.strip_prefix(b"<<")?;
    if rest.first() == Some(&b'<') {
        return None;
    }
    let strip_tabs = rest.first() == Some(&b'-');
    let mut start = at + 2 + usize::from(strip_tabs);
    while matches!(src.get(start), Some(b' ' | b'\t')) {
        start += 1;
    }
    let (line, quoted, end) = unquoted_word(src, start);
    (end > start).then_some(Delimiter { line, strip_tabs, quoted, end, start })
}

/// The offsets at which the body that begins at `start` ends, and at which the line after its delimiter begins;
/// `None` when the delimiter is missing.
pub(super) fn here_document_end(src: &[u8], start: usize, delimiter: &Delimiter) -> Option<(usize, usize)> {
    let mut at = start;
    while at < src.len() {
        let end = line_end(src, at);
        let mut line = src.get(at..end)?;
        while delimiter.strip_tabs && line.first() == Some(&b'\t') {
            line = line.get(1..)?;
        }
        if line.strip_suffix(b"\r").unwrap_or(line) == delimiter.line {
            return Some((at, (end + 1).min(src.len())));
        }
        at = end + 1;
    }
    None
}

/// The offset of the line end at or after `at`, or of the end of the text.
pub(super) fn line_end(src: &[u8], at: usize) -> usize {
    src.iter().skip(at).position(|b| *b == b'\n').map_or(src.len(), |length| at + length)
}

/// Whether `byte` ends an unquoted word.
pub(super) fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'|' | b'(' | b')' | b'<' | b'>')
}

/// Whether a command's name comes after the reserved word `word`.
pub(super) fn opens_command(word: &[u8]) -> bool {
    matches!(word, b"if" | b"then" | b"else" | b"elif" | b"do" | b"while" | b"until" | b"!" | b"{" | b"time")
}

/// The text of the word at `start` without its quotes, whether it had any, and where it ends.
fn unquoted_word(src: &[u8], start: usize) -> (Vec<u8>, bool, usize) {
    let mut word = Vec::new();
    let mut quoted = false;
    let mut at = start;
    while let Some(&byte) = src.get(at) {
        match byte {
            b'\'' | b'"' => {
                let end = up_to(src, at + 1, byte, byte == b'"');
                let close = end.end - usize::from(end.closed);
                word.extend_from_slice(src.get(at + 1..close).unwrap_or_default());
                (quoted, at) = (true, end.end);
            }
            b'\\' => {
                word.extend(src.get(at + 1));
                (quoted, at) = (true, at + 2);
            }
            _ if ends_word(byte) => break,
            _ => {
                word.push(byte);
                at += 1;
            }
        }
    }
    (word, quoted, at.min(src.len()))
}

fn up_to(src: &[u8], start: usize, close: u8, escapes: bool) -> Skipped {
    let mut at = start;
    while let Some(&byte) = src.get(at) {
        if byte == close {
            return Skipped { end: at + 1, closed: true, arithmetic: false };
        }
        at += if escapes && byte == b'\\' { 2 } else { 1 };
    }
    Skipped { end: src.len(), closed: false, arithmetic: false }
}

/// A walk from the start of a construct to its end.
struct Walk<'a> {
    src: &'a [u8],
    at: usize,
    frames: Vec<Frame>,
    /// Where the parenthesis inside the first one was closed.
    inner_end: usize,
    doubled: bool,
}

impl<'a> Walk<'a> {
    fn open(src: &'a [u8], at: usize) -> Option<Self> {
        let mut walk = Walk { src, at, frames: Vec::new(), inner_end: 0, doubled: false };
        let rest = src.get(at..)?;
        let parenthesis = match rest {
            [b'(', ..] => 0,
            [b'$' | b'<' | b'>', b'(', ..] => 1,
            _ => return (walk.open_quote(false) || walk.open_dollar(false)).then_some(walk),
        };
        walk.doubled = rest.get(parenthesis..parenthesis + 2) == Some(b"((");
        walk.at += parenthesis + 1;
        walk.push_commands(walk.doubled);
        Some(walk)
    }

    fn run(mut self) -> Skipped {
        while let Some(&byte) = self.src.get(self.at) {
            match self.frames.last() {
                None => break,
                Some(Frame::Double) => self.step_double(byte),
                Some(Frame::Parameter { in_double }) => self.step_parameter(byte, *in_double),
                Some(Frame::Bracket) => self.step_bracket(byte),
                Some(Frame::Commands(_)) => self.step_commands(byte),
            }
        }
        let closed = self.frames.is_empty();
        let end = self.at.min(self.src.len());
        Skipped { end, closed, arithmetic: closed && self.doubled && self.inner_end + 1 == end }
    }

    fn close(&mut self) {
        self.at += 1;
        self.frames.pop();
        if self.frames.len() == 1 && self.inner_end == 0 {
            self.inner_end = self.at;
        }
    }

    fn push_commands(&mut self, arithmetic: bool) {
        self.frames.push(Frame::Commands(Commands { arithmetic, ..Commands::default() }));
    }

    /// Opens the double quote at hand, or skips the single quote or backtick.
    fn open_quote(&mut self, in_double: bool) -> bool {
        match self.src.get(self.at) {
            Some(b'"') => {
                self.at += 1;
                self.frames.push(Frame::Double);
            }
            Some(b'\'') if !in_double => self.at = up_to(self.src, self.at + 1, b'\'', false).end,
            Some(b'`') => self.at = up_to(self.src, self.at + 1, b'`', true).end,
            _ => return false,
        }
        true
    }

    /// Opens the expansion that begins with the `$` at hand.
    fn open_dollar(&mut self, in_double: bool) -> bool {
        match self.src.get(self.at..).unwrap_or_default() {
            [b'$', b'(', rest @ ..] => {
                self.at += 2;
                self.push_commands(rest.first() == Some(&b'('));
            }
            [b'$', b'{', ..] => {
                self.at += 2;
                self.frames.push(Frame::Parameter { in_double });
            }
            [b'$', b'[', ..] => {
                self.at += 2;
                self.frames.push(Frame::Bracket);
            }
            [b'$', b'"', ..] if !in_double => {
                self.at += 2;
                self.frames.push(Frame::Double);
            }
            [b'$', b'\'', ..] if !in_double => self.at = up_to(self.src, self.at + 2, b'\'', true).end,
            _ => return false,
        }
        true
    }

    fn step_double(&mut self, byte: u8) {
        match byte {
            b'"' => self.close(),
            b'\\' => self.at += 2,
            b'`' => self.at = up_to(self.src, self.at + 1, b'`', true).end,
            b'$' if self.open_dollar(true) => {}
            _ => self.at += 1,
        }
    }

    fn step_parameter(&mut self, byte: u8, in_double: bool) {
        match byte {
            b'}' => self.close(),
            b'\\' => self.at += 2,
            b'\'' | b'"' | b'`' if self.open_quote(in_double) => {}
            b'$' if self.open_dollar(in_double) => {}
            _ => self.at += 1,
        }
    }

    fn step_bracket(&mut self, byte: u8) {
        match byte {
            b']' => self.close(),
            b'\\' => self.at += 2,
            b'$' if self.open_dollar(true) => {}
            _ => self.at += 1,
        }
    }

    fn step_commands(&mut self, byte: u8) {
        match byte {
            b'\\' => self.word(),
            b'(' => {
                let doubled = self.src.get(self.at + 1) == Some(&b'(') || self.is_arithmetic();
                self.expect_command();
                self.at += 1;
                self.push_commands(doubled);
            }
            b')' => self.close_parenthesis(),
            b'#' if !self.is_arithmetic() && self.at_word_start() => self.at = line_end(self.src, self.at),
            b'<' | b'>' => self.step_redirection(),
            b'\n' => self.step_line_end(),
            b';' | b'&' | b'|' => {
                self.expect_command();
                self.at += 1;
            }
            _ if byte.is_ascii_whitespace() => self.at += 1,
            _ => self.word(),
        }
    }

    fn close_parenthesis(&mut self) {
        match self.frames.last() {
            Some(Frame::Commands(commands)) if commands.cases > 0 => {
                self.expect_command();
                self.at += 1;
            }
            _ => self.close(),
        }
    }

    fn step_redirection(&mut self) {
        let delimiter = if self.is_arithmetic() { None } else { here_document(self.src, self.at) };
        match (delimiter, self.frames.last_mut()) {
            (Some(delimiter), Some(Frame::Commands(commands))) => {
                self.at = delimiter.end;
                commands.here_documents.push(delimiter);
            }
            _ => {
                let length = self.src.iter().skip(self.at).take_while(|b| matches!(b, b'<' | b'>')).count();
                self.at += length.max(1);
            }
        }
    }

    fn step_line_end(&mut self) {
        self.at += 1;
        self.expect_command();
        if let Some(Frame::Commands(commands)) = self.frames.last_mut() {
            for delimiter in commands.here_documents.drain(..) {
                self.at = here_document_end(self.src, self.at, &delimiter).map_or(self.src.len(), |(_, next)| next);
            }
        }
    }

    /// Skips the word at hand up to where a construct opens in it, and notes what a reserved word means.
    fn word(&mut self) {
        let start = self.at;
        while let Some(&byte) = self.src.get(self.at) {
            match byte {
                b'\\' => self.at += 2,
                b'\'' | b'"' | b'`' => {
                    self.note_command();
                    self.open_quote(false);
                    return;
                }
                b'$' => {
                    self.note_command();
                    if self.open_dollar(false) {
                        return;
                    }
                    self.at += 1;
                }
                _ if ends_word(byte) => break,
                _ => self.at += 1,
            }
        }
        self.note_word(start);
    }

    fn note_word(&mut self, start: usize) {
        let word = self.src.get(start..self.at).unwrap_or_default();
        let whole = start.checked_sub(1).and_then(|before| self.src.get(before)).is_none_or(|b| ends_word(*b));
        let Some(Frame::Commands(commands)) = self.frames.last_mut() else { return };
        if commands.arithmetic || commands.after_command || !whole {
            commands.after_command = true;
            return;
        }
        match word {
            b"case" => commands.cases += 1,
            b"esac" => commands.cases = commands.cases.saturating_sub(1),
            _ => {}
        }
        commands.after_command = !opens_command(word);
    }

    fn note_command(&mut self) {
        if let Some(Frame::Commands(commands)) = self.frames.last_mut() {
            commands.after_command = true;
        }
    }

    fn expect_command(&mut self) {
        if let Some(Frame::Commands(commands)) = self.frames.last_mut() {
            commands.after_command = false;
        }
    }

    fn is_arithmetic(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Commands(commands)) if commands.arithmetic)
    }

    fn at_word_start(&self) -> bool {
        self.at.checked_sub(1).and_then(|before| self.src.get(before)).is_none_or(|byte| ends_word(*byte))
    }
}
