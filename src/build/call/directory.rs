use super::Site;
use crate::build::resolve::Lookup;
use crate::shell::{Call, Dialect, PipelinePlace};

/// The folder in which what follows the call runs; `None` when that is not known.
///
/// `cd` and `pushd` change it, any other call leaves it. Whether the change lasts is another question, which
/// [`directories`] answers.
pub fn working_directory_after(call: &Call, directory: Option<&str>, lookup: &Lookup) -> Option<String> {
    match call.name.as_str() {
        "cd" | "pushd" => {}
        "popd" => return None,
        _ => return directory.map(str::to_owned),
    }
    let site = Site::of_call(call, directory, Dialect::Sh, lookup);
    let operands = site.options_of("cd")?.operands;
    match operands.first() {
        None => (call.name == "cd").then(|| site.home()),
        Some(previous) if previous.text() == "-" => None,
        Some(target) => site.path(target).path.filter(|_| !target.glob),
    }
}

/// The folder in which each of a script's calls runs, if it begins in `start`.
///
/// Changes inside `( … )`, `$( … )` and pipelines do not last. After one that may not have happened, the folder is
/// not known.
pub fn directories(calls: &[Call], start: Option<&str>, lookup: &Lookup) -> Vec<Option<String>> {
    let mut tracker = Tracker { lasting: start.map(str::to_owned), ..Tracker::default() };
    (0..calls.len()).map(|index| tracker.step(calls, index, lookup)).collect()
}

#[derive(Default)]
struct Tracker {
    lasting: Option<String>,
    /// What `pushd` has put aside.
    stack: Vec<Option<String>>,
    /// The folder inside a subshell, and which one that is.
    inner: Option<(Place, Option<String>)>,
    /// The statement in which a change may or may not happen, and the folder before it.
    doubtful: Option<(usize, Option<String>)>,
}

/// Tells one subshell from the next, as far as calls say in which one they are.
type Place = (usize, Option<PipelinePlace>, Option<String>);

impl Tracker {
    fn step(&mut self, calls: &[Call], index: usize, lookup: &Lookup) -> Option<String> {
        let call = calls.get(index)?;
        let context = &call.context;
        if self.doubtful.as_ref().is_some_and(|(statement, _)| *statement != context.statement) {
            let before = self.doubtful.take().and_then(|(_, before)| before);
            self.lasting = self.lasting.take().filter(|directory| Some(directory) == before.as_ref());
        }
        let passing = context.subshell || context.substitution || context.background || context.function.is_some();
        let place = (context.statement, context.pipeline, context.function.clone());
        let here = match &self.inner {
            Some((inner, directory)) if passing && *inner == place => directory.clone(),
            _ => self.lasting.clone(),
        };
        if !matches!(call.name.as_str(), "cd" | "pushd" | "popd") {
            return here;
        }
        let after = match call.name.as_str() {
            "popd" => self.stack.pop().flatten(),
            _ => working_directory_after(call, here.as_deref(), lookup),
        };
        if call.name == "pushd" {
            self.stack.push(here.clone());
        }
        if passing {
            self.inner = Some((place, after));
        } else {
            if context.conditional {
                let before = self.lasting.clone();
                self.doubtful.get_or_insert((context.statement, before));
            }
            self.lasting = after;
        }
        here
    }
}
