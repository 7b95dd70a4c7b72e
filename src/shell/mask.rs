//! Flattens a script for the grammar: quotes, expansions, comments and here-documents become filler of the same
//! length, so that offsets stay what they are and the grammar never has to look inside a word.

use std::ops::Range;

use super::skip::{self, Delimiter};

/// A script as the grammar sees it, and what was taken out of its sight.
pub(super) struct Masked {
    /// ASCII, as long as the script.
    pub(super) flat: String,
    /// Each `<<`, in order.
    pub(super) here_documents: Vec<HereDocumentPlace>,
    /// Each `[[ … ]]` and `(( … ))`: the whole, in order.
    pub(super) tests: Vec<Range<usize>>,
    /// Constructs without their closing character: where they begin, and what is missing.
    pub(super) unclosed: Vec<(Range<usize>, &'static str)>,
}

/// A here-document within a script.
pub(super) struct HereDocumentPlace {
    /// Offset of the `<<`.
    pub(super) operator: usize,
    /// The word after it.
    pub(super) delimiter: Delimiter,
    /// The body; `None` when the line that begins it ends the script.
    pub(super) body: Option<Range<usize>>,
}

/// Stands for what is hidden: part of a word, but of no name and no reserved word.
const FILLER: u8 = b'.';

/// Commands that would change how the grammar reads what follows, or that it gives nodes of their own.
const PLAIN: [&[u8]; 9] =
    [b"alias", b"break", b"continue", b"emulate", b"exit", b"return", b"setopt", b"shopt", b"unsetopt"];

/// Flattens `src`.
pub(super) fn mask(src: &str) -> Masked {
    let mut mask = Mask {
        src: src.as_bytes(),
        flat: Vec::with_capacity(src.len()),
        masked: Masked { flat: String::new(), here_documents: Vec::new(), tests: Vec::new(), unclosed: Vec::new() },
        first_pending: 0,
        guesses: 64,
        word: None,
        expects_command: true,
    };
    while mask.flat.len() < mask.src.len() {
        mask.step();
    }
    mask.end_word();
    mask.masked.flat = String::from_utf8_lossy(&mask.flat).into_owned();
    mask.masked
}

struct Mask<'a> {
    src: &'a [u8],
    flat: Vec<u8>,
    masked: Masked,
    /// The first here-document whose body has not come yet.
    first_pending: usize,
    /// How often a `((` or `[[` may still turn out to be none: each time costs a look at the rest of the text.
    guesses: usize,
    /// Where the word at hand began.
    word: Option<usize>,
    /// Whether a word here would be the name of a command, or a reserved word.
    expects_command: bool,
}

impl<'a> Mask<'a> {
    fn at(&self) -> usize {
        self.flat.len()
    }

    fn rest(&self) -> &'a [u8] {
        self.src.get(self.at()..).unwrap_or_default()
    }

    fn step(&mut self) {
        match self.rest() {
            [b'\\', b'\n', ..] => self.continuation(2),
            [b'\\', b'\r', b'\n', ..] => self.continuation(3),
            [b'\\', ..] => self.hide_in_word(self.at() + 2),
            [b'#', ..] if self.word.is_none() => self.blank_to(skip::line_end(self.src, self.at())),
            [b'\n', ..] => self.line_end(),
            [b'\'' | b'"' | b'`', ..] => self.construct(),
            [b'<' | b'>', b'(', ..] => self.construct(),
            [b'$', b'(' | b'{' | b'[' | b'\'' | b'"', ..] => self.construct(),
            [b'<', b'<', ..] => self.here_document(),
            [b'(', b'(', ..] if self.word.is_none() && self.arithmetic() => {}
            [b'(', ..] if self.in_pattern_group() => self.construct(),
            [b'[', b'[', ..] if self.word.is_none() && self.expects_command && self.test() => {}
            [b'{' | b'}', ..] => self.brace(),
            [byte, ..] if skip::ends_word(*byte) => self.operator(*byte),
            [byte, ..] => self.plain(*byte),
            [] => {}
        }
    }

    /// A character of a word that needs no hiding, unless the grammar might make something of it.
    fn plain(&mut self, byte: u8) {
        self.begin_word();
        let shown = byte.is_ascii_alphanumeric() || b"_=+[]!-./:".contains(&byte);
        self.flat.push(if shown { byte } else { FILLER });
    }

    fn operator(&mut self, byte: u8) {
        self.end_word();
        if matches!(byte, b';' | b'&' | b'|' | b'(' | b')') {
            self.expects_command = true;
        }
        self.flat.push(if byte.is_ascii_whitespace() { b' ' } else { byte });
    }

    fn begin_word(&mut self) {
        self.word.get_or_insert(self.flat.len());
    }

    fn end_word(&mut self) {
        let Some(start) = self.word.take() else { return };
        let is_plain = self.flat.get(start..).is_some_and(|word| PLAIN.contains(&word) || self.is_plain_prefix(word));
        if is_plain && let Some(first) = self.flat.get_mut(start) {
            *first = FILLER;
        }
        let word = self.flat.get(start..).unwrap_or_default();
        self.expects_command &= skip::opens_command(word) || is_assignment(word);
    }

    /// Whether `word` is a `time` or `coproc` that the grammar need not know: a command's name follows, no compound.
    fn is_plain_prefix(&self, word: &[u8]) -> bool {
        if word != b"time" && word != b"coproc" {
            return false;
        }
        let rest = self.rest().trim_ascii_start();
        let length = rest.iter().position(|byte| skip::ends_word(*byte)).unwrap_or(rest.len());
        let next = rest.get(..length).unwrap_or_default();
        !matches!(next, b"{" | b"if" | b"for" | b"while" | b"until" | b"case" | b"select" | b"[[" | b"!")
            && rest.first() != Some(&b'(')
    }

    /// A line end that the shell removes: nothing within a word, a blank between words.
    fn continuation(&mut self, length: usize) {
        let goes_on = self.rest().get(length).is_some_and(|byte| !skip::ends_word(*byte));
        if self.word.is_some() && goes_on {
            self.hide_in_word(self.at() + length);
        } else {
            self.end_word();
            self.blank_to(self.at() + length);
        }
    }

    fn hide_in_word(&mut self, end: usize) {
        self.begin_word();
        self.flat.resize(end.min(self.src.len()), FILLER);
    }

    fn blank_to(&mut self, end: usize) {
        self.flat.resize(end.min(self.src.len()), b' ');
    }

    /// Hides the quote or expansion at hand.
    fn construct(&mut self) {
        let start = self.at();
        match skip::skip(self.src, start) {
            Some(skipped) => {
                if !skipped.closed {
                    self.masked.unclosed.push((start..skipped.end, missing(self.rest())));
                }
                self.hide_in_word(skipped.end);
            }
            None => self.hide_in_word(start + 1),
        }
    }

    /// Whether the `(` at hand belongs to a pattern such as `+(a|b)`.
    fn in_pattern_group(&self) -> bool {
        let Some(start) = self.word else { return false };
        let before = self.src.get(start..self.at()).unwrap_or_default();
        matches!(before, [.., b'@' | b'?' | b'*' | b'+' | b'!'])
    }

    /// Hides what is inside the `((…))` at hand, but for the semicolons of a `for`. Whether it is arithmetic.
    fn arithmetic(&mut self) -> bool {
        let start = self.at();
        if self.guesses == 0 {
            return false;
        }
        let Some(skipped) = skip::skip(self.src, start).filter(|skipped| skipped.arithmetic) else {
            self.guesses -= 1;
            return false;
        };
        let inner = self.src.get(start + 2..skipped.end - 2).unwrap_or_default();
        self.flat.extend_from_slice(b"((");
        self.flat.extend(inner.iter().map(|byte| if *byte == b';' { b';' } else { b'1' }));
        self.flat.extend_from_slice(b"))");
        self.masked.tests.push(start..skipped.end);
        self.expects_command = true;
        true
    }

    /// Hides what is inside the `[[ … ]]` at hand. Whether it has an end.
    fn test(&mut self) -> bool {
        let start = self.at();
        if self.guesses == 0 || !self.src.get(start + 2).is_some_and(u8::is_ascii_whitespace) {
            return false;
        }
        let Some(end) = test_end(self.src, start + 2) else {
            self.guesses -= 1;
            return false;
        };
        self.flat.extend_from_slice(b"[[ ");
        self.flat.resize(end - 3, FILLER);
        self.flat.extend_from_slice(b" ]]");
        self.masked.tests.push(start..end);
        self.expects_command = false;
        true
    }

    /// A brace is shown when it stands alone, or names a descriptor as in `{out}>file`.
    fn brace(&mut self) {
        if self.word.is_some() {
            return self.hide_in_word(self.at() + 1);
        }
        let rest = self.rest();
        let word = rest.split(|byte| skip::ends_word(*byte)).next().unwrap_or_default();
        let follows = rest.get(word.len());
        let alone = match word {
            b"{" | b"{\\" => follows.is_none_or(u8::is_ascii_whitespace),
            b"}" => true,
            _ => false,
        };
        let shown = if alone {
            1
        } else if matches!(follows, Some(b'<' | b'>')) && is_descriptor(word) {
            word.len()
        } else {
            0
        };
        self.begin_word();
        self.flat.extend_from_slice(rest.get(..shown).unwrap_or_default());
        if shown == 0 {
            self.flat.push(FILLER);
        }
    }

    /// Shows `<<` as `<`, and its word as a word: the grammar then sees no here-document.
    fn here_document(&mut self) {
        self.end_word();
        let operator = self.at();
        self.flat.push(b'<');
        let Some(delimiter) = skip::here_document(self.src, operator) else {
            let length = if self.src.get(operator + 2) == Some(&b'<') { 3 } else { 2 };
            return self.blank_to(operator + length);
        };
        self.blank_to(delimiter.start);
        self.flat.resize(delimiter.end.min(self.src.len()), FILLER);
        self.masked.here_documents.push(HereDocumentPlace { operator, delimiter, body: None });
    }

    /// A line end, and the bodies that begin after it.
    fn line_end(&mut self) {
        self.end_word();
        self.flat.push(b'\n');
        self.expects_command = true;
        let pending = self.masked.here_documents.get_mut(self.first_pending..).unwrap_or_default();
        for place in pending {
            let start = self.flat.len();
            let all = self.src.len();
            let (end, next) = skip::here_document_end(self.src, start, &place.delimiter).unwrap_or((all, all));
            place.body = (start < all).then_some(start..end);
            self.flat.resize(next, b' ');
        }
        self.first_pending = self.masked.here_documents.len();
    }
}

/// What a construct that begins with `src` lacks.
fn missing(src: &[u8]) -> &'static str {
    match src {
        [b'\'', ..] | [b'$', b'\'', ..] => "the closing ' is missing",
        [b'"', ..] | [b'$', b'"', ..] => "the closing \" is missing",
        [b'`', ..] => "the closing ` is missing",
        [b'$', b'{', ..] => "the closing } is missing",
        [b'$', b'[', ..] => "the closing ] is missing",
        _ => "the closing ) is missing",
    }
}

/// The offset after the `]]` that ends the test whose words begin at `start`.
fn test_end(src: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    while let Some(&byte) = src.get(at) {
        let starts_word = src.get(at - 1).is_none_or(|before| before.is_ascii_whitespace());
        let rest = src.get(at..)?;
        if starts_word && rest.starts_with(b"]]") && rest.get(2).is_none_or(|after| skip::ends_word(*after)) {
            return Some(at + 2);
        }
        at = match byte {
            b'\\' => at + 2,
            b'\'' | b'"' | b'`' | b'$' => skip::skip(src, at).map_or(at + 1, |skipped| skipped.end),
            _ => at + 1,
        };
    }
    None
}

fn is_assignment(word: &[u8]) -> bool {
    let Some(at) = word.iter().position(|byte| *byte == b'=') else { return false };
    let name = word.get(..at).unwrap_or_default();
    let name = name.strip_suffix(b"+").unwrap_or(name);
    let name = name.iter().position(|byte| *byte == b'[').and_then(|at| name.get(..at)).unwrap_or(name);
    is_name(name)
}

fn is_descriptor(word: &[u8]) -> bool {
    word.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}")).is_some_and(is_name)
}

fn is_name(word: &[u8]) -> bool {
    word.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && word.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
}
