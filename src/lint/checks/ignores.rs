//! The comments that ignore rules. These checks come after all others.

use crate::lint::reporter::{Found, Reporter};
use crate::lint::suppress::{Ignore, Review, Target, Word};
use crate::prose::{count, enumeration};

/// Comments that ignore rules at all.
pub(crate) fn comments(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    reporter.extend(review.pragmas().ignores.iter().map(|ignore| Found::at(ignore.span)));
}

/// Comments for linters that say nothing to them, or something that cannot be done.
pub(crate) fn mistakes(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    let mistakes = review.pragmas().mistakes.iter();
    reporter.extend(mistakes.map(|(span, mistake)| Found::at(*span).with("problem", mistake.to_string())));
    for word in review.suppressions.words() {
        let Target::Some(keys) = &word.target else { continue };
        let mut rules = keys.iter().filter_map(|key| review.rule(key.code()?));
        if rules.all(|rule| !rule.ignorable) {
            let problem = format!("comments cannot ignore `{}`", word.text);
            reporter.push(Found::at(word.text.span()).with("problem", problem));
        }
    }
}

/// Words that name no rule.
pub(crate) fn unknown(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    for word in review.suppressions.words() {
        let Target::Unknown { suggestion } = word.target else { continue };
        let found = Found::at(word.text.span()).with("word", word.text.as_str());
        reporter.push(match suggestion {
            Some(name) => found.with("suggestion", name),
            None => found.without_help(),
        });
    }
}

/// Comments and words of comments without which the same findings would count.
pub(crate) fn unused(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    let dialects = reporter.list("dialects");
    for (ignore, words) in by_comment(review) {
        if !dialects.contains(&ignore.dialect.name) || review.suppressions.is_over(ignore) {
            continue;
        }
        let unused: Vec<&Word<'_>> =
            words.iter().filter(|word| !word.is_used && was_looked_for(word, review)).collect();
        if unused.len() == words.len() {
            let names: Vec<String> = words.iter().map(|word| format!("`{}`", word.text)).collect();
            let found = Found::at(ignore.span).with("words", enumeration(&names));
            reporter.push(
                found.with("what", "the comment").with("verb", if names.len() == 1 { "ignores" } else { "ignore" }),
            );
        } else {
            reporter.extend(unused.iter().map(|word| {
                let found = Found::at(word.text.span()).with("words", format!("`{}`", word.text));
                found.with("what", "the word").with("verb", "ignores")
            }));
        }
    }
}

/// Whether something that the word names was looked for. What another tool means by `all`, only that tool knows.
fn was_looked_for(word: &Word<'_>, review: &Review<'_>) -> bool {
    match &word.target {
        Target::All => word.ignore.dialect.is_own(),
        Target::Some(keys) => keys.iter().filter_map(|key| key.code()).any(|code| review.was_looked_for(code)),
        Target::Foreign | Target::Unknown { .. } => false,
    }
}

/// Comments that do not say why.
pub(crate) fn unexplained(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    let silent = review.pragmas().ignores.iter().filter(|ignore| ignore.reason.is_none());
    reporter
        .extend(silent.map(|ignore| Found::at(ignore.span).with("rules", count(ignore.words.len(), "rule", "rules"))));
}

/// Comments whose last day is over.
pub(crate) fn expired(review: &Review<'_>, reporter: &mut Reporter<'_>) {
    for ignore in review.pragmas().ignores.iter().filter(|ignore| review.suppressions.is_over(ignore)) {
        let until = ignore.until.map(|date| date.to_string()).unwrap_or_default();
        reporter.push(Found::at(ignore.span).with("date", until));
    }
}

/// The words of each comment.
fn by_comment<'r>(review: &'r Review<'_>) -> impl Iterator<Item = (&'r Ignore, &'r [Word<'r>])> {
    let groups = review.suppressions.words().chunk_by(|a, b| std::ptr::eq(a.ignore, b.ignore));
    groups.filter_map(|words| Some((words.first()?.ignore, words)))
}
