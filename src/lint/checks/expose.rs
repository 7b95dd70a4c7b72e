//! EXPOSE.

use crate::build::expand::{Expander, Word};
use crate::dockerfile::{Body, Keyword};
use crate::lint::facts::{Facts, Statement};
use crate::lint::reporter::{Found, Reporter};
use crate::source::Span;

/// The greatest number that a port can have.
const LAST_PORT: u64 = 65535;

/// Ports that do not exist.
pub(crate) fn out_of_range(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for port in ports(facts) {
        for number in port.numbers() {
            if is_too_great(number) {
                reporter.push(Found::at(port.span_of(number)).with("port", number));
            }
        }
    }
}

/// Protocols with capital letters.
pub(crate) fn protocol_casing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for port in ports(facts) {
        let Some(protocol) = port.protocol() else { continue };
        let lower = protocol.to_lowercase();
        if lower != protocol {
            reporter.push(Found::at(port.span_of(protocol)).with("protocol", protocol).with("lower", lower));
        }
    }
}

/// Addresses and ports of the host.
pub(crate) fn host_part(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for port in ports(facts) {
        let outside = port.outside();
        if outside.is_empty() || outside.bytes().all(|byte| byte == b':') {
            continue;
        }
        let found = Found::at(port.span_of(outside)).with("host", outside.trim_end_matches(':'));
        reporter.push(found.with("word", &port.word.value));
    }
}

/// A word of EXPOSE, `[[address:]host-port:]port[-port][/protocol]`.
struct PortWord {
    word: Word,
}

impl PortWord {
    /// Address and port of the host, with the colon after them; empty without.
    fn outside(&self) -> &str {
        self.word.value.rfind(':').and_then(|at| self.word.value.get(..=at)).unwrap_or_default()
    }

    fn container(&self) -> &str {
        self.word.value.get(self.outside().len()..).unwrap_or_default()
    }

    fn numbers(&self) -> impl Iterator<Item = &str> {
        let ports = self.container().split('/').next().unwrap_or_default();
        ports.splitn(2, '-')
    }

    fn protocol(&self) -> Option<&str> {
        self.container().split_once('/').map(|(_, protocol)| protocol)
    }

    /// Where a part of the word stands; the whole word where a variable is in it.
    fn span_of(&self, part: &str) -> Span {
        let (word, span) = (&self.word.value, self.word.span);
        let offset = (part.as_ptr() as usize).wrapping_sub(word.as_ptr() as usize);
        if span.len() != word.len() || offset > word.len() {
            return span;
        }
        Span::new(span.start + offset, span.start + offset + part.len())
    }
}

/// The words of every EXPOSE, those of variables too where they have values.
fn ports(facts: &Facts<'_>) -> Vec<PortWord> {
    facts
        .direct(&[Keyword::Expose])
        .flat_map(|statement| words(facts, statement))
        .map(|word| PortWord { word })
        .collect()
}

fn words(facts: &Facts<'_>, statement: &Statement<'_>) -> Vec<Word> {
    let Body::Expose(texts) = &statement.instruction.body else { return Vec::new() };
    let mut expander = Expander::new(facts.input.dockerfile.escape);
    let mut words = Vec::new();
    for text in texts {
        match statement.scope().map(|scope| expander.words(text, scope)) {
            Some(Ok((expanded, uses))) if uses.iter().all(|it| it.found || it.has_default) => words.extend(expanded),
            Some(_) => {}
            None => words.push(Word { value: text.to_string(), span: text.span() }),
        }
    }
    words
}

/// Whether the text is a number, and no port has it.
pub(super) fn is_too_great(text: &str) -> bool {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.parse::<u64>().map_or(true, |number| number > LAST_PORT)
}
