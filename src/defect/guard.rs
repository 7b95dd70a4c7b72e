use super::catch::{Panic, catch};
use super::shrink::least;
use crate::source::{SourceFile, Span};

/// A panic over a file, and how little of the file it takes.
#[derive(Clone, Debug)]
pub struct Defect {
    /// The panic.
    pub panic: Panic,
    /// The least part of the file for which the same happens, in order. `None` if it does not happen again.
    pub part: Option<Vec<Span>>,
}

impl Defect {
    /// What is left of the file.
    #[must_use]
    pub fn text(&self, file: &SourceFile) -> Option<SourceFile> {
        self.part.as_ref().map(|part| only(file, part))
    }
}

/// The file with these parts alone.
fn only(file: &SourceFile, part: &[Span]) -> SourceFile {
    let bytes: Vec<u8> = part.iter().flat_map(|span| span.bytes(file.bytes())).copied().collect();
    SourceFile::new(file.name(), bytes)
}

/// Does `work` with a file. It must not have effects: it is done again with parts of the file if it fails.
///
/// # Errors
///
/// It has panicked.
pub fn guard<T>(file: &SourceFile, work: impl Fn(&SourceFile) -> T) -> Result<T, Box<Defect>> {
    guard_with(file, || work(file), |part| drop(work(part)))
}

/// Does `work`, which may have effects. `again` does the same with another file, without them.
///
/// # Errors
///
/// `work` has panicked.
pub fn guard_with<T>(
    file: &SourceFile,
    work: impl FnOnce() -> T,
    again: impl Fn(&SourceFile),
) -> Result<T, Box<Defect>> {
    catch(|| {
        provoke(file);
        work()
    })
    .map_err(|panic| {
        let fails = |part: &[Span]| {
            let part = only(file, part);
            let attempt = catch(|| {
                provoke(&part);
                again(&part);
            });
            // What is said of it may have places and lengths in it.
            attempt.is_err_and(|it| it.place == panic.place)
        };
        Box::new(Defect { part: least(file.bytes(), fails), panic })
    })
}

/// Fails for a file that asks for it, so that tests can see what becomes of that. A build for release does not have it.
#[cfg(debug_assertions)]
#[allow(clippy::panic, reason = "that is what it is for")]
fn provoke(file: &SourceFile) {
    const REQUEST: &[u8] = b"dfcheck-debug-build:fail-here";
    if file.bytes().windows(REQUEST.len()).any(|words| words == REQUEST) {
        panic!("the file asks for it");
    }
}

#[cfg(not(debug_assertions))]
fn provoke(_: &SourceFile) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str, work: impl Fn(&str)) -> Option<String> {
        let file = SourceFile::new("Dockerfile", text);
        let defect = guard(&file, |file| work(std::str::from_utf8(file.bytes()).unwrap())).unwrap_err();
        defect.text(&file).map(|part| String::from_utf8(part.bytes().to_vec()).unwrap())
    }

    #[test]
    fn what_does_not_fail_is_done() {
        let file = SourceFile::new("Dockerfile", "FROM debian\n");
        assert_eq!(guard(&file, |file| file.bytes().len()).unwrap(), 12);
    }

    #[test]
    fn what_has_nothing_to_do_with_it_is_left_out() {
        let text =
            "# syntax=docker/dockerfile:1\nFROM debian AS a\nRUN one \\\n  two three \\\n  four\n\nCOPY a b\nCMD x\n";
        assert_eq!(part(text, |text| assert!(!text.contains("three"))).as_deref(), Some("three "));
        let both = |text: &str| assert!(!(text.contains("FROM") && text.contains("COPY a")));
        assert_eq!(part(text, both).as_deref(), Some("FROM COPY a "));
        assert_eq!(part(text, |_| panic!("always")).as_deref(), Some(""));
    }

    #[test]
    fn another_panic_is_not_the_same() {
        let text = "FROM debian\nRUN one\nRUN two\n";
        let work = |text: &str| {
            assert!(text.contains("FROM"));
            assert!(!text.contains("two"));
        };
        assert_eq!(part(text, work).as_deref(), Some("FROM two\n"));
    }

    #[test]
    fn what_happens_once_has_no_part() {
        let file = SourceFile::new("Dockerfile", "FROM debian\n");
        let defect = guard_with(&file, || panic!("once"), |_| {}).unwrap_err();
        assert_eq!((defect.panic.message.as_str(), &defect.part), ("once", &None));
    }
}
