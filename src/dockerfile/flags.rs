//! The `--name=value` words between an instruction's keyword and its arguments.

use std::collections::HashSet;

use super::{Flag, Keyword, SyntaxError, SyntaxErrorKind};
use crate::facts::instructions::{self, FlagKind};
use crate::source::{Text, TextBuilder};
use crate::suggest;

/// Cuts the flags off the text after a keyword; the rest is the arguments.
pub(super) fn split(text: &Text, escape: char) -> (Vec<Flag>, Text) {
    let value = text.as_str();
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        at += value[at..].len() - value[at..].trim_start().len();
        if !value[at..].starts_with("--") {
            return (flags, text.slice(at..value.len()).trimmed());
        }
        let (word, end) = flag_word(text, at, escape);
        let is_separator = word.as_str() == "--";
        if is_separator && end < value.len() {
            return (flags, text.slice(end..value.len()).trimmed());
        }
        if !is_separator {
            flags.push(flag(word, text.slice(at..end)));
        }
        at = end;
    }
}

/// Reads the word at `start`, quotes and escapes resolved, and tells where it ends.
fn flag_word(text: &Text, start: usize, escape: char) -> (Text, usize) {
    let value = text.as_str();
    let mut builder = TextBuilder::new(text.span_of(start..start).start);
    let mut quote = None;
    // Start of the characters that are to be taken over as they are.
    let mut pending = start;
    let mut chars = value[start..].char_indices().map(|(offset, ch)| (start + offset, ch));
    while let Some((at, ch)) = chars.next() {
        if quote.is_none() && ch.is_whitespace() {
            builder.push_text(&text.slice(pending..at));
            return (builder.finish(), at);
        }
        let opens = quote.is_none() && matches!(ch, '\'' | '"');
        if opens || quote == Some(ch) {
            builder.push_text(&text.slice(pending..at));
            pending = at + ch.len_utf8();
            quote = opens.then_some(ch);
        } else if ch == escape {
            builder.push_text(&text.slice(pending..at));
            pending = at + ch.len_utf8();
            chars.next();
        }
    }
    builder.push_text(&text.slice(pending..value.len()));
    (builder.finish(), value.len())
}

fn flag(word: Text, written: Text) -> Flag {
    let value = word.as_str();
    let name_end = value.find('=').unwrap_or(value.len());
    Flag {
        span: written.span(),
        name: word.slice("--".len().min(name_end)..name_end),
        value: (name_end < value.len()).then(|| word.slice(name_end + 1..value.len())),
        text: word,
    }
}

/// Compares flags with those that the instruction has.
pub(super) fn check(keyword: Keyword, flags: &[Flag], errors: &mut Vec<SyntaxError>) {
    let known = instructions::flags(keyword.as_str());
    let mut seen = HashSet::new();
    for flag in flags {
        let name = flag.name.as_str();
        let Some(fact) = known.iter().find(|fact| fact.name == name) else {
            let suggestion = suggest::closest(name, known.iter().map(|fact| fact.name));
            let kind = SyntaxErrorKind::UnknownFlag { keyword, name: name.to_owned(), suggestion };
            errors.push(SyntaxError { span: flag.span, kind });
            continue;
        };
        let repeated = !seen.insert(name);
        if repeated && fact.kind != FlagKind::Strings {
            let kind = SyntaxErrorKind::DuplicateFlag { name: name.to_owned() };
            errors.push(SyntaxError { span: flag.span, kind });
        }
        errors.extend(value_error(flag, fact.kind).map(|kind| SyntaxError { span: flag.span, kind }));
    }
}

fn value_error(flag: &Flag, kind: FlagKind) -> Option<SyntaxErrorKind> {
    let name = flag.name.as_str().to_owned();
    let Some(value) = flag.value.as_ref().map(Text::as_str) else {
        return (kind != FlagKind::Boolean).then_some(SyntaxErrorKind::FlagWithoutValue { name });
    };
    match kind {
        FlagKind::Boolean if value.is_empty() => Some(SyntaxErrorKind::FlagWithoutValue { name }),
        FlagKind::Boolean if value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false") => None,
        FlagKind::Boolean => Some(SyntaxErrorKind::FlagNotBoolean { name, value: value.to_owned() }),
        FlagKind::String | FlagKind::Strings => {
            let allowed = instructions::flag_values(&name)?;
            (!allowed.contains(&value)).then(|| SyntaxErrorKind::InvalidFlagValue {
                name,
                value: value.to_owned(),
                reason: format!("it is one of {}", allowed.join(", ")),
            })
        }
    }
}
