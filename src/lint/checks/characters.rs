//! Characters that are not what they look like.

use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hidden {
    Control,
    Direction,
    WithoutWidth,
    NotText,
}

impl Hidden {
    fn of(ch: char) -> Option<Self> {
        match ch {
            '\t' | '\n' | '\u{c}' => None,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Self::Direction),
            '\u{200b}' | '\u{2060}' | '\u{feff}' => Some(Self::WithoutWidth),
            ch if ch.is_control() => Some(Self::Control),
            _ => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Control => "a control character",
            Self::Direction => "a control of the direction in which text is shown",
            Self::WithoutWidth => "a character without width",
            Self::NotText => "no UTF-8",
        }
    }
}

/// Hidden characters. One finding for a line.
pub(crate) fn hidden(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let mut start = 0;
    for line in facts.input.file.bytes().split_inclusive(|byte| *byte == b'\n') {
        // Most lines have nothing but printable ASCII.
        if line.iter().any(|byte| !matches!(byte, b' '..=b'~' | b'\n' | b'\t')) {
            reporter.extend(in_line(line, start));
        }
        start += line.len();
    }
}

/// The first hidden character of a line that begins at `start`, and how many others there are.
fn in_line(line: &[u8], start: usize) -> Option<Found> {
    let ending = if line.ends_with(b"\n") { "\n" } else { "" };
    let ending = if line.ends_with(b"\r\n") { "\r\n" } else { ending };
    let text = line.get(..line.len() - ending.len()).unwrap_or_default();
    let mut first: Option<(Span, String, Hidden)> = None;
    let mut count = 0_usize;
    let mut at = start;
    let mut note = |span: Span, name: &dyn Fn() -> String, hidden: Hidden| {
        count += 1;
        first.get_or_insert_with(|| (span, name(), hidden));
    };
    for chunk in text.utf8_chunks() {
        for ch in chunk.valid().chars() {
            let span = Span::new(at, at + ch.len_utf8());
            at = span.end;
            // A byte-order mark begins a file.
            if let Some(hidden) = Hidden::of(ch).filter(|_| span.start > 0 || ch != '\u{feff}') {
                note(span, &|| format!("U+{:04X}", u32::from(ch)), hidden);
            }
        }
        let invalid = chunk.invalid();
        if !invalid.is_empty() {
            let span = Span::new(at, at + invalid.len());
            at = span.end;
            let name = || invalid.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
            note(span, &|| format!("the byte {}", name()), Hidden::NotText);
        }
    }
    let (span, name, hidden) = first?;
    let others = match count {
        1 => String::new(),
        count => format!(", and {} more in this line", count - 1),
    };
    Some(Found::at(span).with("character", name).with("kind", hidden.words()).with("others", others))
}
