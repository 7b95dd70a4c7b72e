//! The Python interpreter of the image and its modules → one binding.

use super::draft::Draft;
use super::packages::PYTHON_MODULES;
use super::{ContentItem, Origin, Outcome, Recipe};
use crate::facts;
use crate::prose::enumeration;

/// The Python of nixpkgs that has all modules.
const DEFAULT: &str = "python3";
/// The older one of which it is known which modules it lacks.
const OLDER: &str = "python311";

/// Adds the interpreter with all modules that were asked for.
pub(super) fn finish(draft: &mut Draft<'_>) {
    let python = std::mem::take(&mut draft.python);
    let Some(interpreter) = python.interpreter.or_else(|| (!python.modules.is_empty()).then(|| DEFAULT.to_owned()))
    else {
        return;
    };
    let mut modules = python.modules;
    modules.sort();
    modules.dedup();
    let mut origins: Vec<Origin> = Vec::new();
    for origin in python.origins {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    let interpreter = with_all(draft, interpreter, &modules);
    let name = draft.add_binding("python", Recipe::PythonEnvironment { interpreter, modules }, origins);
    draft.add_content_first(ContentItem::Binding { name });
}

/// The interpreter, or the default one where it lacks modules: another version is nearer than an image without them.
fn with_all(draft: &mut Draft<'_>, interpreter: String, modules: &[String]) -> String {
    let lacks = |module: &&String| {
        let attribute = facts::attribute(&format!("{PYTHON_MODULES}{module}"));
        attribute.is_some_and(|attribute| attribute.flags.not_311)
    };
    let lacking: Vec<&str> = modules.iter().filter(lacks).map(String::as_str).collect();
    if interpreter != OLDER || lacking.is_empty() {
        return interpreter;
    }
    let version = facts::attribute(DEFAULT).map_or("", |attribute| attribute.version);
    let differs = format!(
        "Python 3.11 is asked for, its set in nixpkgs lacks {}; {DEFAULT} ({version}) takes its place",
        enumeration(&lacking)
    );
    for entry in &mut draft.entries {
        let (into, before) = match &entry.outcome {
            Outcome::Translated { into } => (into, None),
            Outcome::Approximated { into, differs } => (into, Some(differs)),
            _ => continue,
        };
        let into: Vec<&str> = into.split(", ").collect();
        if into.contains(&OLDER) {
            let into: Vec<&str> = into.into_iter().map(|name| if name == OLDER { DEFAULT } else { name }).collect();
            let differs = before.map_or_else(|| differs.clone(), |before| format!("{before}; {differs}"));
            entry.outcome = Outcome::approximated(into.join(", "), differs);
        }
    }
    DEFAULT.to_owned()
}
