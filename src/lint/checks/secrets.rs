//! Names of variables that hold secrets.

use super::values::unquoted;
use crate::dockerfile::{Body, Keyword};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Text;

/// Variables of ARG and ENV whose names say that their values are secret.
pub(crate) fn in_variables(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let names = Names {
        words: reporter.list("words"),
        more_words: reporter.list("more-words"),
        endings: reporter.list("endings"),
        harmless_words: reporter.list("harmless-words"),
        harmless_names: reporter.list("harmless-names"),
    };
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
            let Some(reason) = names.reason(name) else { continue };
            let found = Found::at(key.span()).with("name", name);
            let found = found.with("instruction", statement.instruction.keyword.as_str());
            let shared = built && reason == Reason::Word;
            reporter.push(if shared { found.also("SecretsUsedInArgOrEnv") } else { found });
        }
    }
}

/// What makes a name that of a secret. All is in lower case, and words are what stands between underscores.
struct Names<'a> {
    /// Words that BuildKit goes by too.
    words: &'a [&'a str],
    more_words: &'a [&'a str],
    /// Endings of the last word.
    endings: &'a [&'a str],
    /// Words that make the others harmless.
    harmless_words: &'a [&'a str],
    harmless_names: &'a [&'a str],
}

/// Why a name is that of a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    Word,
    OurWord,
}

impl Names<'_> {
    fn reason(&self, name: &str) -> Option<Reason> {
        let name = name.to_lowercase();
        let has = |list: &[&str]| name.split('_').any(|word| list.contains(&word));
        if self.harmless_names.contains(&name.as_str()) || has(self.harmless_words) {
            return None;
        }
        if has(self.words) {
            return Some(Reason::Word);
        }
        let ours = has(self.more_words) || self.endings.iter().any(|ending| name.ends_with(ending));
        ours.then_some(Reason::OurWord)
    }
}
