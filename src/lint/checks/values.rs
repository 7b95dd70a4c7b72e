//! What a word is once its variables are expanded.

use super::base_facts::environment;
use crate::build::Scope;
use crate::build::expand::{Expander, Variables};
use crate::lint::facts::{Facts, Statement};
use crate::source::Text;

/// The word without quotes and with its variables expanded, those that a known base image sets included; `None` if it
/// depends on a variable whose value is not known.
pub(in crate::lint) fn expanded(facts: &Facts<'_>, statement: &Statement<'_>, word: &Text) -> Option<String> {
    let inherited = statement.stage.and_then(|stage| environment(facts, facts.root(stage)));
    expanded_by(Known { scope: statement.scope(), inherited: inherited.unwrap_or_default() }, facts, word)
}

/// The same by what the file itself says of its variables.
pub(super) fn expanded_by_file(facts: &Facts<'_>, statement: &Statement<'_>, word: &Text) -> Option<String> {
    expanded_by(Known { scope: statement.scope(), inherited: &[] }, facts, word)
}

fn expanded_by(variables: Known<'_>, facts: &Facts<'_>, word: &Text) -> Option<String> {
    let expansion = Expander::new(facts.input.dockerfile.escape).expand(word, &variables).ok()?;
    expansion.uses.iter().all(|it| it.found || it.has_default).then_some(expansion.value)
}

/// The word as it is written, without quotes around it.
pub(super) fn unquoted(word: &Text) -> &str {
    word.as_str().trim_matches(['"', '\''])
}

/// The variables of the file, and below them those of the base image.
struct Known<'a> {
    scope: Option<&'a Scope>,
    inherited: &'a [(&'static str, &'static str)],
}

impl Variables for Known<'_> {
    fn value_of(&self, name: &str) -> Option<&str> {
        let own = self.scope.and_then(|scope| scope.value_of(name));
        own.or_else(|| self.inherited.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }
}
