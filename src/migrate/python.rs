//! The Python interpreter of the image and its modules → one binding.

use super::draft::Draft;
use super::{ContentItem, Origin, Recipe};

/// Adds the interpreter with all modules that were asked for.
pub(super) fn finish(draft: &mut Draft<'_>) {
    let python = std::mem::take(&mut draft.python);
    let Some(interpreter) = python.interpreter.or_else(|| (!python.modules.is_empty()).then(|| "python3".to_owned()))
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
    let name = draft.add_binding("python", Recipe::PythonEnvironment { interpreter, modules }, origins);
    draft.add_content_first(ContentItem::Binding { name });
}
