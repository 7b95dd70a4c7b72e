use super::Site;
use crate::facts::commands::{self, SinkKind};
use crate::shell::{Call, PipelinePlace};
use crate::source::Span;

/// How many calls of the next or last stage of a pipeline are looked at.
const STAGE_LIMIT: usize = 64;
/// How many calls of the rest of a pipeline are looked at.
const PIPELINE_LIMIT: usize = 256;

/// A program that a call's output is piped into, directly or through others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    /// Its name.
    pub program: String,
    /// What becomes of the data there; `None` for a program that passes it on or merely looks at it.
    pub kind: Option<SinkKind>,
    /// The call.
    pub span: Span,
    /// Number of the call among those of the script.
    pub index: usize,
}

impl<'a> Site<'a> {
    /// The programs that the output flows through, in order: those after it in the pipeline; for `sh -c "$(curl …)"`
    /// and `bash <(curl …)` the program around it.
    pub fn sinks(&self) -> Vec<Sink> {
        let Some(place) = self.call.context.pipeline else { return self.around() };
        let mut sinks = Vec::new();
        let mut last = place.index;
        for (index, call) in self.calls.iter().enumerate().skip(self.index + 1).take(PIPELINE_LIMIT) {
            let Some(there) = call.context.pipeline.filter(|there| there.pipeline == place.pipeline) else { break };
            // The calls of one stage share what comes in: the first of them is given, or what it runs.
            if there.index == last && runs(call, &sinks) {
                sinks.pop();
            } else if there.index <= last {
                continue;
            }
            last = there.index;
            sinks.push(sink(call, index));
        }
        if last + 1 == place.length {
            sinks.extend(self.around());
        }
        sinks
    }

    /// The sites of the calls whose output comes in through the pipe, in order; `None` when that cannot be told.
    pub(in crate::build) fn sources(&self) -> Option<Vec<Site<'a>>> {
        let place = self.call.context.pipeline.filter(|place| place.index > 0)?;
        let wanted = PipelinePlace { index: place.index - 1, ..place };
        let mut sources = Vec::new();
        for index in (0..self.index).rev() {
            let site = self.neighbour(index)?;
            match site.call.context.pipeline {
                Some(there) if there == place && sources.is_empty() => {
                    if !self.call.wrappers.contains(&site.call.name) {
                        return None;
                    }
                }
                Some(there) if there == wanted => sources.push(site),
                _ => break,
            }
            if sources.len() > STAGE_LIMIT {
                return None;
            }
        }
        sources.reverse();
        (!sources.is_empty()).then_some(sources)
    }

    /// Whether the next call is what this one runs, in the same command: `sudo` in `sudo tee file`.
    pub(in crate::build) fn is_wrapper(&self) -> bool {
        let place = |call: &Call| call.redirections.first().map(|redirection| redirection.span);
        self.calls.get(self.index + 1).is_some_and(|next| {
            next.wrappers.len() > self.call.wrappers.len()
                && next.wrappers.contains(&self.call.name)
                && place(next) == place(self.call)
        })
    }

    /// The program in whose argument the call stands.
    fn around(&self) -> Vec<Sink> {
        let encloses = |call: &Call| {
            call.span.encloses(self.call.span)
                && call.span != self.call.span
                && !self.call.wrappers.contains(&call.name)
        };
        let before = self.calls.iter().enumerate().take(self.index).rev().take(STAGE_LIMIT);
        let mut enclosing = before.filter(|(_, call)| encloses(call));
        // In `sh -c "$(…)"` the script of `sh` is a call too, of a program that is not known.
        enclosing.find(|(_, call)| !call.name.is_empty()).map(|(index, call)| sink(call, index)).into_iter().collect()
    }
}

fn sink(call: &Call, index: usize) -> Sink {
    Sink { program: call.name.clone(), kind: commands::sink(&call.name), span: call.span, index }
}

/// Whether the last of `sinks` is a wrapper such as `sudo` that runs the call.
fn runs(call: &Call, sinks: &[Sink]) -> bool {
    sinks.last().is_some_and(|last| call.wrappers.contains(&last.program))
}
