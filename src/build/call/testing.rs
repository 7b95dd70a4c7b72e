//! What the tests of `files`, `users` and `downloads` have in common.

use super::{Site, Variables, directories};
use crate::shell::{self, Dialect};
use crate::source::{Span, Text};

/// The folder in which test scripts run.
pub(in crate::build) const START: &str = "/app";

/// Gives the calls of a script to `look`. It runs in `/app`, and the variable `V` is `1.2` before it.
pub(in crate::build) fn with_sites<T>(script: &str, dialect: Dialect, look: impl FnOnce(&[Site]) -> T) -> T {
    let lookup = |name: &str| (name == "V").then(|| "1.2".to_owned());
    let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
    let parsed = shell::parse(&text, dialect);
    assert!(parsed.errors.is_empty(), "{script}: {:?}", parsed.errors);
    let variables = Variables::of(&parsed, &lookup);
    let calls = parsed.calls();
    let directories = directories(&calls, Some(START), &variables, &lookup);
    let sites = Site::all(&calls, &directories, dialect, &lookup);
    let sites: Vec<Site> = sites.into_iter().map(|site| site.with_variables(&variables)).collect();
    look(&sites)
}
