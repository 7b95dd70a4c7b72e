//! Doing the same with each of several files, at the same time.

use rayon::prelude::*;

use super::timing::{Phase, measure};

/// The stack of a thread that works on files: as much as a main thread has, so that what can be nested for one file can
/// be nested for many.
const STACK: usize = 8 << 20;

/// Does `work` with each; the results are in the order of the items.
pub(super) fn each<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    measure(Phase::Files, || {
        if items.len() < 2 {
            return items.into_iter().map(work).collect();
        }
        // If there are threads already, they have the stack that they have.
        let _ = rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global();
        items.into_par_iter().map(&work).collect()
    })
}
