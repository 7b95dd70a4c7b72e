use super::{Call, CommandKind, Context, Script, SimpleCommand, Word};
use crate::source::Text;

impl Script {
    /// The programs that the script runs, in order.
    pub fn calls(&self) -> Vec<Call> {
        self.body
            .iter()
            .filter_map(|command| match &command.kind {
                CommandKind::Simple(simple) => call(simple),
                _ => None,
            })
            .collect()
    }
}

/// The calls of a command in exec form, a JSON array of words.
pub fn exec_call(words: &[Text]) -> Vec<Call> {
    let words = words.iter().map(Word::from_text).collect();
    call(&SimpleCommand { assignments: Vec::new(), words, redirections: Vec::new() }).into_iter().collect()
}

fn call(simple: &SimpleCommand) -> Option<Call> {
    let (program, args) = simple.words.split_first()?;
    Some(Call {
        span: args.last().map_or(program.span, |last| program.span.cover(last.span)),
        name: program.file_name().unwrap_or_default(),
        program: program.clone(),
        args: args.to_vec(),
        assignments: simple.assignments.clone(),
        redirections: simple.redirections.clone(),
        wrappers: Vec::new(),
        context: Context::default(),
    })
}
