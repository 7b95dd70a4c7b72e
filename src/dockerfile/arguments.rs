//! The arguments of an instruction as BuildKit's line parser lists them.

use super::{Body, Healthcheck, Instruction, Invocation, Pair, Source, Unknown};
use crate::source::Text;

impl Instruction {
    /// The arguments as BuildKit's line parser lists them: ENV and LABEL as triples of key, value and `=` (an empty
    /// string for the old form), a shell form as one string, ONBUILD as the inner keyword and its arguments.
    pub fn argument_list(&self) -> Vec<&str> {
        match &self.body {
            Body::From(from) => [Some(&from.image), from.as_word.as_ref(), from.name.as_ref()]
                .into_iter()
                .flatten()
                .map(Text::as_str)
                .collect(),
            Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invocation.argument_list(),
            Body::Shell(words) | Body::Expose(words) => strings(words),
            Body::Copy(transfer) | Body::Add(transfer) => {
                let sources = transfer.sources.iter().map(Source::text);
                sources.chain([&transfer.destination]).map(Text::as_str).collect()
            }
            Body::Env(pairs) | Body::Label(pairs) => pairs.iter().flat_map(Pair::triple).collect(),
            Body::Arg(declarations) => declarations.iter().map(|declaration| declaration.written.as_str()).collect(),
            Body::Volume(list) | Body::Malformed(list) => strings(&list.words),
            Body::User(text) | Body::Workdir(text) | Body::StopSignal(text) | Body::Maintainer(text) => {
                vec![text.as_str()]
            }
            Body::Healthcheck(Healthcheck::None { word }) => vec![word.as_str()],
            Body::Healthcheck(Healthcheck::Cmd { word, command }) => {
                std::iter::once(word.as_str()).chain(command.argument_list()).collect()
            }
            Body::Onbuild(inner) => {
                let keyword = inner.text.as_str().get(..inner.keyword.as_str().len()).unwrap_or_default();
                std::iter::once(keyword).chain(inner.argument_list()).collect()
            }
        }
    }

    /// Whether the arguments are a JSON array. BuildKit does not say so of ONBUILD's inner instruction.
    pub fn is_json(&self) -> bool {
        match &self.body {
            Body::Run(invocation) | Body::Cmd(invocation) | Body::Entrypoint(invocation) => invocation.is_json(),
            Body::Healthcheck(Healthcheck::Cmd { command, .. }) => command.is_json(),
            Body::Shell(_) => true,
            Body::Copy(transfer) | Body::Add(transfer) => transfer.json,
            Body::Volume(list) | Body::Malformed(list) => list.json,
            _ => false,
        }
    }
}

impl Invocation {
    /// The one string of the shell form, or the words of the array.
    pub fn argument_list(&self) -> Vec<&str> {
        match self {
            Invocation::Shell(text) if text.is_empty() => Vec::new(),
            Invocation::Shell(text) => vec![text.as_str()],
            Invocation::Exec(words) => strings(words),
        }
    }

    /// Whether this is the JSON form.
    pub fn is_json(&self) -> bool {
        matches!(self, Invocation::Exec(_))
    }
}

impl Pair {
    fn triple(&self) -> [&str; 3] {
        [self.key.as_str(), self.value.as_str(), if self.legacy { "" } else { "=" }]
    }
}

impl Unknown {
    /// As BuildKit's line parser lists an unknown instruction's arguments: it does not look at them.
    pub fn argument_list(&self) -> Vec<&str> {
        vec![""]
    }
}

fn strings(words: &[Text]) -> Vec<&str> {
    words.iter().map(Text::as_str).collect()
}
