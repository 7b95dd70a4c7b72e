use std::ops::Range;

use super::read::Reader;
use super::skip;
use super::words::Place;
use super::{PartKind, Word};

impl Reader<'_> {
    /// The expansion that begins with the `$` at `at`, and where it ends. Nothing at or after `limit` is part of it.
    /// `None` when the `$` stands for itself.
    pub(super) fn expansion(&mut self, at: usize, limit: usize, place: Place) -> Option<(usize, PartKind)> {
        let src = self.src().get(..limit).unwrap_or(self.src()).as_bytes();
        match src.get(at + 1)? {
            b'(' | b'{' | b'[' => self.bracketed(src, at, place),
            first => {
                let length = name_length(src.get(at + 1..limit)?);
                let length = if length > 0 { length } else { usize::from(is_special_parameter(*first)) };
                let name = self.src().get(at + 1..at + 1 + length).filter(|name| !name.is_empty())?;
                let kind = PartKind::Parameter { name: name.to_owned(), operator: String::new(), operand: None };
                Some((at + 1 + length, kind))
            }
        }
    }

    fn bracketed(&mut self, src: &[u8], at: usize, place: Place) -> Option<(usize, PartKind)> {
        let skipped = skip::skip(src, at)?;
        let inner = at + 2..skipped.end - usize::from(skipped.closed);
        let kind = match src.get(at + 1)? {
            b'(' if skipped.arithmetic => self.arithmetic(inner.start + 1..inner.end - 1),
            b'(' => PartKind::Substitution(self.substitution(inner, !skipped.closed)),
            b'[' => self.arithmetic(inner),
            _ => self.parameter(inner, place),
        };
        Some((skipped.end, kind))
    }

    /// The expansions inside an arithmetic expression.
    pub(super) fn arithmetic(&mut self, range: Range<usize>) -> PartKind {
        let parts = self.nested(&range.clone(), |reader| reader.parts(range, Place::Quoted).0).unwrap_or_default();
        PartKind::Arithmetic(parts.into_iter().filter(|part| part.literal().is_none()).collect())
    }

    /// What stands between the braces of `${…}`.
    fn parameter(&mut self, range: Range<usize>, place: Place) -> PartKind {
        let inner = self.src().get(range.clone()).unwrap_or_default();
        let (prefix, name) = parameter_name(inner);
        let after = prefix.len() + name.len();
        let rest = inner.get(after..).unwrap_or_default();
        let operand = operand_start(rest).map(|start| range.start + after + start..range.end);
        PartKind::Parameter {
            name: name.to_owned(),
            operator: format!("{prefix}{rest}"),
            operand: operand.and_then(|operand| self.operand(operand, place)),
        }
    }

    fn operand(&mut self, range: Range<usize>, place: Place) -> Option<Box<Word>> {
        let place = if place.is_quoted() { Place::Quoted } else { Place::Pattern };
        self.nested(&range.clone(), |reader| Box::new(reader.word(range, place)))
    }
}

/// The prefix (`#` or `!`, if any) and the name of the parameter at the start of what stands in braces.
fn parameter_name(inner: &str) -> (&str, &str) {
    let plain = leading_name(inner);
    let prefixed = inner.get(1..).map(leading_name).unwrap_or_default();
    match inner.as_bytes().first() {
        // `${#}`, `${#-x}` and `${!}` are the special parameters themselves.
        Some(b'#' | b'!') if !prefixed.is_empty() && !is_operator(prefixed, inner) => {
            (inner.get(..1).unwrap_or_default(), prefixed)
        }
        _ => ("", plain),
    }
}

/// Whether the character after `#` or `!` is an operator upon it (`${#-default}`), not a parameter's name.
fn is_operator(character: &str, inner: &str) -> bool {
    matches!(character, "-" | "?" | "#") && inner.len() > 2
}

/// The name, number or special character of a parameter at the start of `text`.
fn leading_name(text: &str) -> &str {
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = match name_length(bytes) {
        _ if digits > 0 => digits,
        0 => usize::from(bytes.first().is_some_and(|byte| is_special_parameter(*byte))),
        length => length,
    };
    text.get(..length).unwrap_or_default()
}

fn name_length(bytes: &[u8]) -> usize {
    match bytes.first() {
        Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
            bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
        }
        _ => 0,
    }
}

fn is_special_parameter(byte: u8) -> bool {
    byte.is_ascii_digit() || b"@*#?-$!".contains(&byte)
}

/// Where the operand begins in what follows a parameter's name; `None` when the operator takes none.
fn operand_start(rest: &str) -> Option<usize> {
    const OPERATORS: [&str; 15] = [":-", ":=", ":+", ":?", "##", "%%", "//", "-", "=", "+", "?", "#", "%", "/", ":"];
    let subscript = if rest.starts_with('[') { rest.find(']').map_or(0, |at| at + 1) } else { 0 };
    let operator = rest.get(subscript..)?;
    OPERATORS.iter().find(|known| operator.starts_with(**known)).map(|known| subscript + known.len())
}

/// The text of a `$'…'`: the escapes of ANSI C, and bash's `\e`, `\cx` and `\uXXXX`.
pub(super) fn ansi_c(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        if ch != '\\' {
            push(&mut bytes, ch);
            continue;
        }
        match chars.next() {
            Some('n') => bytes.push(b'\n'),
            Some('t') => bytes.push(b'\t'),
            Some('r') => bytes.push(b'\r'),
            Some('a') => bytes.push(7),
            Some('b') => bytes.push(8),
            Some('v') => bytes.push(11),
            Some('f') => bytes.push(12),
            Some('e' | 'E') => bytes.push(27),
            Some('x') => bytes.extend(number(&mut chars, 16, 2, 0).and_then(|code| u8::try_from(code).ok())),
            Some('u') => push(&mut bytes, unicode(number(&mut chars, 16, 4, 0))),
            Some('U') => push(&mut bytes, unicode(number(&mut chars, 16, 8, 0))),
            Some('c') => bytes.extend(chars.next().and_then(|ch| u8::try_from(ch).ok()).map(|ch| ch & 0x1f)),
            Some(digit @ '0'..='7') => {
                let first = digit.to_digit(8).unwrap_or_default();
                bytes.push((number(&mut chars, 8, 2, first).unwrap_or(first) & 0xff) as u8);
            }
            Some(ch @ ('\\' | '\'' | '"' | '?')) => push(&mut bytes, ch),
            Some(ch) => {
                bytes.push(b'\\');
                push(&mut bytes, ch);
            }
            None => bytes.push(b'\\'),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn push(bytes: &mut Vec<u8>, ch: char) {
    bytes.extend_from_slice(ch.encode_utf8(&mut [0; 4]).as_bytes());
}

fn unicode(code: Option<u32>) -> char {
    code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Reads up to `most` more digits of a number that began with `first`; `None` when there is none.
fn number(chars: &mut std::iter::Peekable<std::str::Chars>, radix: u32, most: usize, first: u32) -> Option<u32> {
    let mut value = None;
    for _ in 0..most {
        let Some(digit) = chars.peek().and_then(|ch| ch.to_digit(radix)) else { break };
        chars.next();
        value = Some(value.unwrap_or(first).wrapping_mul(radix).wrapping_add(digit));
    }
    value
}
