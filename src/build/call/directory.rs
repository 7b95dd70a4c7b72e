use std::sync::Arc;

use super::{Site, Variables};
use crate::build::path::MAX_PATH;
use crate::build::resolve::Lookup;
use crate::shell::{Call, Dialect, PipelinePlace};

/// The folder in which what follows the call runs; `None` when that is not known.
///
/// `cd` and `pushd` change it, any other call leaves it. Whether the change lasts is another question, which
/// [`directories`] answers.
pub fn working_directory_after(site: &Site) -> Option<String> {
    match site.call.name.as_str() {
        "cd" | "pushd" => {}
        "popd" => return None,
        _ => return site.directory.map(str::to_owned),
    }
    let operands = site.options_of("cd")?.operands;
    match operands.first() {
        None => (site.call.name == "cd").then(|| site.home()),
        Some(previous) if previous.text() == "-" => None,
        Some(target) => site.path(target).path.filter(|path| !target.glob && path.len() <= MAX_PATH),
    }
}

/// The folder in which each of a script's calls runs, if it begins in `start`.
///
/// `variables` are those that the script sets, `lookup` knows those that are there before it. Changes inside `( … )`, `$( … )` and pipelines do not last. After one that may not have happened, the folder is
/// not known.
pub fn directories(
    calls: &[Call],
    start: Option<&str>,
    variables: &Variables,
    lookup: &Lookup,
) -> Vec<Option<Arc<str>>> {
    let mut tracker = Tracker { lasting: start.map(Arc::from), ..Tracker::default() };
    calls
        .iter()
        .map(|call| tracker.step(&Site::of_call(call, None, Dialect::Sh, lookup).with_variables(variables)))
        .collect()
}

#[derive(Default)]
struct Tracker {
    lasting: Option<Arc<str>>,
    /// What `pushd` has put aside.
    stack: Vec<Option<Arc<str>>>,
    /// The folder inside a subshell, and which one that is.
    inner: Option<(Place, Option<Arc<str>>)>,
    /// The statement in which a change may or may not happen, and the folder before it.
    doubtful: Option<(usize, Option<Arc<str>>)>,
}

/// Tells one subshell from the next, as far as calls say in which one they are.
type Place = (usize, Option<PipelinePlace>, Option<String>);

impl Tracker {
    fn step(&mut self, site: &Site) -> Option<Arc<str>> {
        let call = site.call;
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
            _ => working_directory_after(&site.in_directory(here.as_deref())).map(Arc::from),
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
