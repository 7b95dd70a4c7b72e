use std::collections::BTreeSet;
use std::fmt;

use regex::Regex;

use super::{
    Category, CommandPattern, ExampleFile, KEYWORDS, MOUNT_TYPES, MatchFile, OneOrMore, Piece, RuleFile, Safety, pieces,
};

/// Something that is wrong with a rule file besides its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RuleFile {
    /// What is wrong with the file; nothing for a good one.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems(Vec::new());
        self.check_names(&mut problems);
        self.check_texts(&mut problems);
        self.check_names_in_texts(&mut problems);
        self.check_check(&mut problems);
        self.check_fix(&mut problems);
        for matcher in self.matcher.iter().flat_map(OneOrMore::as_slice) {
            matcher.check(&mut problems);
            for id in matcher.also.iter().flat_map(OneOrMore::as_slice) {
                problems.unless(self.overlaps.contains(id), format!("`also: {id}`: it is not among `overlaps`"));
            }
        }
        self.check_examples(&mut problems);
        problems.0
    }

    fn check_names(&self, problems: &mut Problems) {
        let code = &self.code;
        let upper = code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '_');
        let digits = code.chars().any(|c| c.is_ascii_digit());
        problems.unless(
            upper && digits && code.starts_with(|c: char| c.is_ascii_uppercase()),
            format!("`{code}` is no code: upper-case letters, then digits"),
        );
        problems.unless(is_kebab(&self.name), format!("`{}` is no kebab-case name", self.name));
        if code.starts_with("DF") && !code.starts_with("DF9") {
            let prefix = self.category.code_prefix();
            problems.unless(
                code.starts_with(prefix),
                format!("codes of the category {} begin with {prefix}", self.category),
            );
        }
        let family = Category::ALL.into_iter().find(|category| category.as_str() == self.name);
        problems.unless(family.is_none(), format!("`{}` is a category, not a rule", self.name));
    }

    fn check_texts(&self, problems: &mut Problems) {
        for (key, text) in [("summary", &self.summary), ("why", &self.why), ("message", &self.message)] {
            problems.unless(!text.trim().is_empty(), format!("`{key}` says nothing"));
        }
        problems.unless(!self.summary.contains('\n'), "`summary` is one line".to_owned());
        for text in [Some(&self.message), self.help.as_ref()].into_iter().flatten() {
            if let Err(problem) = pieces(text) {
                problems.0.push(Problem(problem));
            }
        }
    }

    fn check_fix(&self, problems: &mut Problems) {
        let Some(fix) = &self.fix else { return };
        let ways = [&fix.insert_flag, &fix.replace, &fix.coded].into_iter().flatten().count();
        problems.unless(ways == 1, "`fix` has exactly one of insert-flag, replace and coded".to_owned());
        let is_told = fix.safety == Safety::Safe || fix.risk.is_some();
        problems.unless(is_told, "a fix that is not safe says in `risk` what may be different afterwards".to_owned());
        if let Some(Err(problem)) = fix.replace.as_deref().map(pieces) {
            problems.0.push(Problem(problem));
        }
    }

    /// Every name in the message, the help and the replacement is one that the `match` gives. A coded check gives what it
    /// likes.
    fn check_names_in_texts(&self, problems: &mut Problems) {
        let Some(matchers) = &self.matcher else { return };
        let known: Vec<BTreeSet<String>> = matchers.as_slice().iter().map(MatchFile::names).collect();
        let replacement = self.fix.as_ref().and_then(|fix| fix.replace.as_ref());
        let texts = [Some(&self.message), self.help.as_ref(), replacement];
        for piece in texts.into_iter().flatten().flat_map(|text| pieces(text).unwrap_or_default()) {
            if let Piece::Name(name) = piece {
                let given = known.iter().all(|known| known.contains(name));
                problems.unless(given, format!("`{{{name}}}`: this `match` gives no such name"));
            }
        }
    }

    fn check_check(&self, problems: &mut Problems) {
        let ways = [self.matcher.is_some(), self.check.is_some(), self.unchecked.is_some()];
        let given = ways.into_iter().filter(|given| *given).count();
        problems.unless(given == 1, "exactly one of `match`, `check` and `unchecked` is needed".to_owned());
        if let Some(OneOrMore::More(list)) = &self.matcher {
            problems.unless(!list.is_empty(), "`match` is an empty list".to_owned());
        }
    }

    fn check_examples(&self, problems: &mut Problems) {
        let bad = self.examples.iter().filter(|example| example.bad.is_some()).count();
        let good = self.examples.iter().filter(|example| example.good.is_some()).count();
        problems.unless(bad > 0, "a bad example is needed".to_owned());
        problems.unless(good > 0, "a good example is needed".to_owned());
        for example in &self.examples {
            example.check(problems);
            for name in example.options.keys() {
                problems.unless(self.options.contains_key(name), format!("the rule has no option `{name}`"));
            }
        }
    }
}

impl ExampleFile {
    fn check(&self, problems: &mut Problems) {
        problems.unless(
            self.bad.is_some() != self.good.is_some(),
            "an example is either `bad` or `good`; start each with its own `-`".to_owned(),
        );
        problems.unless(self.good.is_none() || self.at.is_none(), "a good example has no `at`".to_owned());
        problems.unless(self.good.is_none() || self.fixed.is_none(), "a good example is not `fixed`".to_owned());
        let file = match &self.in_file {
            None => self.bad.as_deref(),
            Some(name) => {
                let found = self.context.get(name).map(String::as_str);
                problems.unless(found.is_some(), format!("`in`: the example's context has no `{name}`"));
                found
            }
        };
        let text = file.unwrap_or_default();
        for words in self.at.iter().flat_map(OneOrMore::as_slice) {
            problems.unless(!words.is_empty() && text.contains(words), format!("`at`: the example has no `{words}`"));
        }
    }
}

impl MatchFile {
    /// The names that a message can use.
    fn names(&self) -> BTreeSet<String> {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut add = |given: &[&str]| names.extend(given.iter().map(|name| (*name).to_owned()));
        if self.command.is_some() {
            add(&["command", "subcommand"]);
        } else if self.instruction.is_some() {
            add(&["instruction"]);
        } else {
            add(&["instruction", "variable", "value"]);
        }
        if self.argument.is_some() {
            add(&["argument"]);
        } else if self.text.is_some() {
            add(&["text"]);
        } else if self.with_flag.is_some() {
            add(&["flag"]);
        } else if !self.flag_value.is_empty() {
            add(&["flag", "value"]);
        }
        if self.instruction.is_some() && (self.with_flag.is_some() || !self.flag_value.is_empty()) {
            add(&["flag", "value"]);
        }
        names.extend(self.fill.keys().cloned());
        for pattern in self.argument.iter().chain(&self.text).filter_map(|text| Regex::new(text).ok()) {
            names.extend(pattern.capture_names().flatten().map(str::to_owned));
        }
        names
    }

    fn check(&self, problems: &mut Problems) {
        let kinds =
            [self.command.is_some(), self.instruction.is_some(), self.variable.is_some()].into_iter().filter(|it| *it);
        problems.unless(
            kinds.count() == 1,
            "`match` needs exactly one of `command`, `instruction` and `variable`".to_owned(),
        );
        self.pattern().check(problems);
        if let Some(variable) = &self.variable {
            problems.regex(&variable.name);
            variable.value.iter().for_each(|value| problems.regex(value));
        }
        for keyword in self.instruction.iter().chain(&self.inside).flat_map(OneOrMore::as_slice) {
            let known = keyword == "any" || KEYWORDS.contains(&keyword.as_str());
            problems.unless(known, format!("`{keyword}` is no instruction in upper case, and not `any`"));
        }
        for name in &self.unless_mount_type {
            problems.unless(MOUNT_TYPES.contains(&name.as_str()), format!("`{name}` is no type of mount"));
        }
        if self.command.is_none() {
            let only_commands = self.subcommand.is_some()
                || !self.value_flags.is_empty()
                || self.inside.is_some()
                || !self.unless.is_empty()
                || !self.unless_followed_by.is_empty()
                || !self.unless_mount.is_empty()
                || !self.unless_mount_type.is_empty()
                || self.once;
            problems.unless(
                !only_commands,
                "`subcommand`, `value-flags`, `in`, `once` and `unless…` go with `command`".to_owned(),
            );
        }
        problems.unless(!self.expand || self.instruction.is_some(), "`expand` goes with `instruction`".to_owned());
        problems
            .unless(self.text.is_none() || self.variable.is_none(), "`text` does not go with `variable`".to_owned());
        for pattern in self.unless.iter().chain(&self.unless_followed_by) {
            pattern.check(problems);
        }
    }
}

impl CommandPattern {
    fn check(&self, problems: &mut Problems) {
        let patterns = self.argument.iter().chain(&self.without_argument).chain(&self.text);
        for pattern in patterns.chain(self.flag_value.values()) {
            problems.regex(pattern);
        }
        let flags = self.with_flag.iter().chain(&self.without_flag).flat_map(OneOrMore::as_slice);
        for flag in flags.chain(&self.value_flags).chain(self.flag_value.keys()) {
            problems.unless(flag.starts_with('-'), format!("the flag `{flag}` is written with its dashes"));
        }
    }
}

/// What has been found wrong so far.
struct Problems(Vec<Problem>);

impl Problems {
    fn unless(&mut self, good: bool, problem: String) {
        if !good {
            self.0.push(Problem(problem));
        }
    }

    fn regex(&mut self, pattern: &str) {
        if let Err(error) = Regex::new(pattern) {
            self.0.push(Problem(error.to_string()));
        }
    }
}

fn is_kebab(name: &str) -> bool {
    let good = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('-').all(good)
}
