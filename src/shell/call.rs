use super::{Assignment, Redirection, Word};
use crate::source::Span;

/// One program that a script runs, with its arguments and under which condition.
///
/// Wrappers are looked through: for `sudo -E env A=1 apt-get install curl` the program is `apt-get`, and
/// `sudo` and `env` are its [`wrappers`](Call::wrappers). Wrappers are calls of their own too, listed before
/// what they wrap, so that a rule about `sudo` finds it.
#[derive(Clone, Debug)]
pub struct Call {
    /// From the program's word to the last argument.
    pub span: Span,
    /// The program's word.
    pub program: Word,
    /// The program's name without its folder, `""` when only a shell could tell it.
    pub name: String,
    /// The arguments.
    pub args: Vec<Word>,
    /// `NAME=value` before the program, its wrappers' (`env A=1`) included.
    pub assignments: Vec<Assignment>,
    /// Redirections of the command itself.
    pub redirections: Vec<Redirection>,
    /// The names of the programs that run this one, outermost first.
    pub wrappers: Vec<String>,
    /// Under which circumstances it runs.
    pub context: Context,
}

/// The circumstances of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Whether the script can end well without this having run: inside `if`, `case`, a loop, a function, after `||`.
    /// What follows `&&` is not conditional: without it the script fails.
    pub conditional: bool,
    /// Inside a `for`, `while` or `until`.
    pub in_loop: bool,
    /// Inside `( … )`, `$( … )`, or a pipeline, whose changes of directory and variables do not last.
    pub subshell: bool,
    /// Its exit status does not make the script fail: before `||`, negated, in a condition, or not last in a pipeline.
    pub failure_ignored: bool,
    /// Inside `$( … )` or backticks: its output becomes words.
    pub substitution: bool,
    /// Run in the background.
    pub background: bool,
    /// The function in whose definition it stands.
    pub function: Option<String>,
    /// The pipeline it is part of.
    pub pipeline: Option<PipelinePlace>,
    /// Number of the top-level command (separated by `;`, `&&`, `||` or a line end) that it is part of, from 0.
    pub statement: usize,
}

/// A call's place in a pipeline of more than one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PipelinePlace {
    /// Number of the pipeline within the script, from 0.
    pub pipeline: usize,
    /// Its place, from 0.
    pub index: usize,
    /// How many commands the pipeline has.
    pub length: usize,
}
