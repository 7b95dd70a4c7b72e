//! The text that a shell is given by RUN, CMD, ENTRYPOINT and HEALTHCHECK, heredocs included.

use crate::dockerfile::{Body, Healthcheck, Heredoc, Instruction, Invocation};
use crate::shell::{self, Call, Dialect, Script};
use crate::source::{Span, Text, TextBuilder};

/// What an instruction runs.
#[derive(Clone, Debug)]
pub enum Program {
    /// Text for a shell or for the interpreter that its first line names.
    Script(Script),
    /// A program and its arguments. The calls are the program and what it runs in turn, as for `["sh", "-c", "…"]`.
    Exec(Vec<Call>),
}

impl Program {
    /// The programs that it runs, in order.
    pub fn calls(&self) -> Vec<Call> {
        match self {
            Program::Script(script) => script.calls(),
            Program::Exec(calls) => calls.clone(),
        }
    }
}

/// What `instruction` runs, if it is one of those that run something.
///
/// `heredocs` are those of the instruction in the file (for a trigger: of the ONBUILD around it); `dialect` is what the
/// shell in force at this place speaks.
pub fn program(instruction: &Instruction, heredocs: &[Heredoc], dialect: Dialect) -> Option<Program> {
    let (invocation, heredocs) = match &instruction.body {
        Body::Run(invocation) => (invocation, heredocs),
        Body::Cmd(invocation) | Body::Entrypoint(invocation) => (invocation, &[][..]),
        Body::Healthcheck(Healthcheck::Cmd { command, .. }) => (command, &[][..]),
        _ => return None,
    };
    Some(match invocation {
        Invocation::Exec(words) => Program::Exec(shell::exec_call(words)),
        Invocation::Shell(text) => Program::Script(script(text, heredocs, dialect)),
    })
}

/// BuildKit's two cases: a heredoc alone is the script (or, with a `#!` line, a program of its own); with anything beside
/// it, the shell is given the text and the heredocs as they stand.
fn script(text: &Text, heredocs: &[Heredoc], dialect: Dialect) -> Script {
    match heredocs {
        [] => shell::parse(text, dialect),
        [only, ..] if only.span == text.span() => {
            let body = only.content();
            let dialect = shell::shebang_dialect(body.as_str()).unwrap_or(dialect);
            shell::parse(&body, dialect)
        }
        all => shell::parse(&with_bodies(text, all), dialect),
    }
}

fn with_bodies(text: &Text, heredocs: &[Heredoc]) -> Text {
    let mut builder = TextBuilder::new(text.span().start);
    builder.push_text(text);
    let mut end = text.span().end;
    for heredoc in heredocs {
        builder.push_char('\n', Span::new(end, end + 1));
        builder.push_text(&heredoc.body);
        let terminator = heredoc.terminator.unwrap_or(Span::empty(heredoc.body.span().end));
        for (offset, ch) in heredoc.delimiter.char_indices() {
            let at = (terminator.start + offset).min(terminator.end);
            builder.push_char(ch, Span::new(at, (at + ch.len_utf8()).min(terminator.end)));
        }
        end = terminator.end;
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dockerfile;

    fn texts(source: &str) -> Vec<(String, Dialect)> {
        let dockerfile = dockerfile::parse(source.as_bytes());
        dockerfile
            .instructions()
            .filter_map(|instruction| program(instruction, &instruction.heredocs, Dialect::Sh))
            .filter_map(|program| match program {
                Program::Script(script) => Some((script.text.to_string(), script.dialect)),
                Program::Exec(_) => None,
            })
            .collect()
    }

    #[test]
    fn a_heredoc_alone_is_the_script() {
        assert_eq!(texts("RUN <<EOF\na\nb\nEOF\n"), [("a\nb\n".into(), Dialect::Sh)]);
        assert_eq!(texts("RUN <<-EOF\n\ta\n\tEOF\n"), [("a\n".into(), Dialect::Sh)]);
        assert_eq!(
            texts("RUN <<EOF\n#!/usr/bin/env bash\na\nEOF\n"),
            [("#!/usr/bin/env bash\na\n".into(), Dialect::Bash)]
        );
    }

    #[test]
    fn with_other_words_the_shell_sees_the_heredoc() {
        assert_eq!(
            texts("RUN cat <<EOF > /x\na\nEOF\nCMD b"),
            [("cat <<EOF > /x\na\nEOF".into(), Dialect::Sh), ("b".into(), Dialect::Sh)]
        );
    }

    #[test]
    fn places_are_those_of_the_file() {
        let source = "RUN <<-EOF\n\ttrue\n\tEOF\n";
        let dockerfile = dockerfile::parse(source.as_bytes());
        let instruction = dockerfile.instructions().next().unwrap();
        let Some(Program::Script(script)) = program(instruction, &instruction.heredocs, Dialect::Sh) else {
            panic!("a script")
        };
        assert_eq!(script.text.span_of(0..4).bytes(source.as_bytes()), b"true");
    }
}
