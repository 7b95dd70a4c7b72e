//! Tests of the room as a whole: texts in, trees and calls out.

mod calls;
mod commands;
mod contexts;
mod errors;
mod limits;
mod places;
mod words;
mod wrappers;

use super::*;
use crate::source::{Span, Text};

/// The text of a file that is all script.
fn text(source: &str) -> Text {
    Text::verbatim(source.as_bytes(), Span::new(0, source.len()))
}

fn script(source: &str) -> Script {
    parse(&text(source), Dialect::Bash)
}

/// The only command of a script without errors.
fn only(source: &str) -> SimpleCommand {
    let script = script(source);
    assert_eq!(script.errors, []);
    match script.body.into_iter().next().map(|command| command.kind) {
        Some(CommandKind::Simple(simple)) => simple,
        other => panic!("{source} is {other:?}"),
    }
}

fn source_of(source: &str, span: Span) -> String {
    String::from_utf8_lossy(span.bytes(source.as_bytes())).into_owned()
}

/// The shape of commands in one line: programs with their arguments, and around them what they stand in.
fn outline(commands: &[Command]) -> String {
    commands.iter().map(shape).collect::<Vec<_>>().join("; ")
}

fn shape(command: &Command) -> String {
    let redirections: String = command.redirections.iter().map(redirected).collect();
    let kind = match &command.kind {
        CommandKind::Simple(simple) => {
            let assignments = simple.assignments.iter().map(|assignment| {
                format!("{}{}{}", assignment.name, if assignment.append { "+=" } else { "=" }, assignment.value.raw)
            });
            let words = simple.words.iter().map(|word| word.raw.to_string());
            let words: Vec<String> = assignments.chain(words).collect();
            format!("{}{}", words.join(" "), simple.redirections.iter().map(redirected).collect::<String>())
        }
        CommandKind::Pipeline { commands, negated } => {
            let commands: Vec<String> = commands.iter().map(shape).collect();
            format!("{}({})", if *negated { "not" } else { "pipe" }, commands.join(" | "))
        }
        CommandKind::AndOr { first, rest } => {
            let rest = rest.iter().map(|(operator, command)| format!(" {operator:?} {}", shape(command)));
            format!("({}{})", shape(first), rest.collect::<String>())
        }
        CommandKind::Group(body) => format!("group({})", outline(body)),
        CommandKind::Subshell(body) => format!("subshell({})", outline(body)),
        CommandKind::If { branches, otherwise } => {
            let branches =
                branches.iter().map(|(condition, body)| format!("{}: {}", outline(condition), outline(body)));
            let otherwise = otherwise.iter().map(|body| format!("else: {}", outline(body)));
            format!("if({})", branches.chain(otherwise).collect::<Vec<_>>().join(", "))
        }
        CommandKind::For { variable, words, body } => {
            let words = words.as_ref().map_or("*".to_owned(), |words| raws(words));
            format!("for({variable} in {words}: {})", outline(body))
        }
        CommandKind::While { condition, body, until } => {
            format!("{}({}: {})", if *until { "until" } else { "while" }, outline(condition), outline(body))
        }
        CommandKind::Case { subject, arms } => {
            let arms = arms.iter().map(|(patterns, body)| format!(", {}: {}", raws(patterns), outline(body)));
            format!("case({}{})", subject.raw, arms.collect::<String>())
        }
        CommandKind::Function { name, body } => format!("function({name}: {})", outline(body)),
        CommandKind::Test(words) => format!("test({})", raws(words)),
        CommandKind::Background(command) => format!("background({})", shape(command)),
    };
    kind + &redirections
}

fn redirected(redirection: &Redirection) -> String {
    let descriptor = redirection.descriptor.map(|descriptor| descriptor.to_string()).unwrap_or_default();
    format!(" {descriptor}{:?}:{}", redirection.operator, redirection.target.raw)
}

fn raws(words: &[Word]) -> String {
    words.iter().map(|word| word.raw.as_str()).collect::<Vec<_>>().join(" ")
}

/// Name and arguments of each call.
fn lines(source: &str) -> Vec<String> {
    script(source).calls().iter().map(line).collect()
}

fn line(call: &Call) -> String {
    let words = call.args.iter().map(|word| word.raw.as_str());
    std::iter::once(call.name.as_str()).chain(words).collect::<Vec<_>>().join(" ")
}
