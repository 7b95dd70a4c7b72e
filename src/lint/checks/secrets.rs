//! Names of variables that hold secrets.

use super::values::unquoted;
use crate::dockerfile::{Body, Keyword};
use crate::facts::build;
use crate::lint::engine::places_found_by;
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::lint::rule::UNLESS_FOUND_BY;
use crate::source::Text;

/// Variables of ARG and ENV whose names say that their values are secret.
pub(crate) fn in_variables(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let names = Names {
        words: reporter.list("words"),
        parts: reporter.list("parts"),
        endings: reporter.list("endings"),
        harmless_words: reporter.list("harmless-words"),
        harmless_names: reporter.list("harmless-names"),
    };
    let found_before = places_found_by(reporter.list(UNLESS_FOUND_BY), facts);
    for statement in facts.of_kind(&[Keyword::Arg, Keyword::Env]) {
        let keys: Vec<&Text> = match &statement.instruction.body {
            Body::Arg(declarations) => declarations.iter().map(|it| &it.name).collect(),
            Body::Env(pairs) => pairs.iter().map(|pair| &pair.key).collect(),
            _ => continue,
        };
        // BuildKit looks at what becomes part of a stage.
        let built = statement.onbuild.is_none() && statement.stage.is_some();
        for key in keys {
            let name = unquoted(key);
            if !names.cover(name) || found_before.contains(&key.span()) {
                continue;
            }
            let found = Found::at(key.span()).with("name", name);
            let found = found.with("instruction", statement.instruction.keyword.as_str());
            let shared = built && name.to_lowercase().split('_').any(build::is_secret_word);
            reporter.push(if shared { found.also("SecretsUsedInArgOrEnv") } else { found });
        }
    }
}

/// What makes a name that of a secret. All is in lower case, and words are what stands between underscores.
struct Names<'a> {
    words: &'a [&'a str],
    /// Several words in a row.
    parts: &'a [&'a str],
    /// Endings of the last word.
    endings: &'a [&'a str],
    /// Words that make the others harmless.
    harmless_words: &'a [&'a str],
    harmless_names: &'a [&'a str],
}

impl Names<'_> {
    fn cover(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let has = |list: &[&str]| name.split('_').any(|word| list.contains(&word));
        let framed = format!("_{name}_");
        !self.harmless_names.contains(&name.as_str())
            && !has(self.harmless_words)
            && (has(self.words)
                || self.parts.iter().any(|part| framed.contains(&format!("_{part}_")))
                || self.endings.iter().any(|ending| name.ends_with(ending)))
    }
}
