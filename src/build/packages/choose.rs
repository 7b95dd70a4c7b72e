use crate::build::resolve::Resolved;
use crate::facts::managers::{CommandFact, Operands, ProgramFact};
use crate::source::Span;

use super::arguments::{Arguments, Grammar};

/// The command that the arguments of a program choose.
pub(super) struct Choice {
    /// The command.
    pub(super) command: &'static CommandFact,
    /// The words that chose it, in order; none for the command that is chosen when no other is.
    pub(super) words: Vec<Span>,
    /// How many operands there are up to and with those words. The command's own begin after them.
    pub(super) operands_before: usize,
}

/// The command that `words` choose, `None` if it is none that is known.
pub(super) fn choose(program: &'static ProgramFact, words: &[Resolved]) -> Option<Choice> {
    let arguments = Grammar::of_program(program).read(words);
    let is_setting =
        |word: &Resolved| !program.settings_prefix.is_empty() && word.text.starts_with(program.settings_prefix);
    // An unknown word before the command holds options.
    let skipped = arguments.operands.iter().take_while(|word| !word.complete || is_setting(word)).count();
    let operands = arguments.operands.get(skipped..).unwrap_or_default();
    by_names(program, operands, skipped, &arguments)
        .or_else(|| by_flags(program, &arguments))
        .or_else(|| otherwise(program, operands))
}

/// The command with the most words that the operands begin with; of two with the same words, the one that has its
/// option.
fn by_names(
    program: &'static ProgramFact,
    operands: &[Resolved],
    skipped: usize,
    arguments: &Arguments,
) -> Option<Choice> {
    let mut best: Option<(usize, &'static CommandFact)> = None;
    for command in program.commands {
        let has_flag = command.flags.iter().any(|flag| arguments.named(flag).is_some());
        for name in command.names.iter().filter(|_| has_flag || command.flags.is_empty()) {
            let begins = name.len() <= operands.len()
                && name.iter().zip(operands).all(|(word, operand)| *word == "*" || *word == operand.text);
            let rank = 2 * name.len() + usize::from(has_flag);
            if begins && best.is_none_or(|(best, _)| rank > best) {
                best = Some((rank, command));
            }
        }
    }
    let (rank, command) = best?;
    let words: Vec<Span> = operands.iter().take(rank / 2).map(|operand| operand.span).collect();
    Some(Choice { command, operands_before: skipped + words.len(), words })
}

fn by_flags(program: &'static ProgramFact, arguments: &Arguments) -> Option<Choice> {
    program.commands.iter().filter(|command| command.names.is_empty()).find_map(|command| {
        let option = command.flags.iter().find_map(|flag| arguments.named(flag))?;
        Some(Choice { command, words: vec![option.span], operands_before: 0 })
    })
}

/// The command that is chosen when no other is.
fn otherwise(program: &'static ProgramFact, operands: &[Resolved]) -> Option<Choice> {
    let command = program.commands.iter().find(|command| {
        let is_default = command.names.is_empty() && command.flags.is_empty();
        is_default && (command.operands != Operands::None || operands.is_empty())
    })?;
    Some(Choice { command, words: Vec::new(), operands_before: 0 })
}
