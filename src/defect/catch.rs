use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe, Location, PanicHookInfo};
use std::sync::{Mutex, Once, PoisonError};

use thiserror::Error;

#[cfg(panic = "abort")]
compile_error!("a panic has to unwind, or one file costs all others: leave `panic` out of the profile");

/// Longest message that is kept, in characters. It may have words of the file in it.
const MAX_MESSAGE: usize = 400;

/// An invariant that did not hold.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} ({place})")]
pub struct Panic {
    /// What is said of it.
    pub message: String,
    /// Where in the source it is: file, line and column, without the folder that the program was built in.
    pub place: String,
}

thread_local! {
    /// How many calls of [`catch`] this thread is in.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
    /// The last panic of this thread.
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
}

/// The last panic of a thread that works for another, which is the one that catches it.
static OF_WORKER: Mutex<Option<Panic>> = Mutex::new(None);

/// Does `work`. What it has changed when it fails is to be given up, or of no consequence.
///
/// # Errors
///
/// It has panicked. Nothing has been printed of it.
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !keep(panic) {
                others(panic);
            }
        }));
    });
    let depth = DEPTH.get();
    DEPTH.set(depth + 1);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(depth);
    done.map_err(|payload| {
        let own = LAST.take();
        let kept = own.or_else(|| OF_WORKER.lock().unwrap_or_else(PoisonError::into_inner).take());
        kept.unwrap_or_else(|| Panic { message: message(payload.as_ref()), place: "an unknown place".to_owned() })
    })
}

/// Keeps a panic for the one who catches it. Not if there is none: it is told as usual.
fn keep(panic: &PanicHookInfo<'_>) -> bool {
    let place = panic.location().map_or_else(|| "an unknown place".to_owned(), place);
    let kept = Panic { message: message(panic.payload()), place };
    if DEPTH.get() > 0 {
        LAST.set(Some(kept));
    } else if rayon::current_thread_index().is_some() {
        *OF_WORKER.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    } else {
        return false;
    }
    true
}

/// What is said, in one line.
fn message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let words: Vec<&str> = text.unwrap_or("no message").split_whitespace().collect();
    words.join(" ").chars().take(MAX_MESSAGE).collect()
}

fn place(location: &Location<'_>) -> String {
    format!("{}:{}:{}", source(location.file()), location.line(), location.column())
}

/// The path of a source file from its crate on: `src/…` of our own, `NAME-VERSION/src/…` of others, `library/…` of the
/// standard library. The folders before it are those of the machine that built the program.
fn source(path: &str) -> String {
    let path = path.replace('\\', "/");
    if let Some((_, rest)) = path.rsplit_once("/library/").filter(|(before, _)| before.contains("rustc")) {
        return format!("library/{rest}");
    }
    match path.rsplit_once("/src/") {
        Some((before, rest)) => format!("{}/src/{rest}", before.rsplit('/').next().unwrap_or_default()),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_panic_says_what_and_where() {
        let line = line!() + 1;
        let panic = catch(|| panic!("number {}", 7)).unwrap_err();
        assert_eq!(panic.message, "number 7");
        assert!(panic.place.starts_with(&format!("src/defect/catch.rs:{line}:")), "{panic}");
        assert_eq!(catch(|| 1), Ok(1));
    }

    #[test]
    fn an_inner_panic_is_not_an_outer_one() {
        let outer = catch(|| catch(|| panic!("inner")).unwrap_err().message + "!");
        assert_eq!(outer, Ok("inner!".to_owned()));
        let outer = catch(|| {
            let _ = catch(|| panic!("inner"));
            panic!("outer")
        });
        assert_eq!(outer.unwrap_err().message, "outer");
    }

    #[test]
    fn a_panic_of_a_worker_is_that_of_the_one_it_works_for() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let odd = |number: &usize| if *number == 77 { panic!("odd one out") } else { *number };
        let panic = catch(|| pool.install(|| (0..200).collect::<Vec<_>>().par_iter().map(odd).sum::<usize>()));
        let panic = panic.unwrap_err();
        assert_eq!(panic.message, "odd one out");
        assert!(panic.place.starts_with("src/defect/catch.rs:"), "{panic}");
    }

    #[test]
    fn places_say_nothing_of_the_machine() {
        assert_eq!(source("src/lint/engine.rs"), "src/lint/engine.rs");
        assert_eq!(source("/home/a/.cargo/registry/src/x-1/rnix-0.15.1/src/parser.rs"), "rnix-0.15.1/src/parser.rs");
        assert_eq!(source("C:\\a\\registry\\src\\x-1\\rnix-0.15.1\\src\\a\\b.rs"), "rnix-0.15.1/src/a/b.rs");
        assert_eq!(source("/rustc/0123abc/library/core/src/str/mod.rs"), "library/core/src/str/mod.rs");
    }
}
