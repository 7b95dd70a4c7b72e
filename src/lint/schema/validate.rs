use std::collections::BTreeSet;
use std::fmt;

use regex::Regex;

use super::{
    Category, CommandPattern, ExampleFile, KEYWORDS, MOUNT_TYPES, MatchFile, OneOrMore, Piece, RuleFile, Safety, pieces,
};

/// Something that is wrong with a rule file besides its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The keys and the numbers of items that lead to the value that is wrong, or to where one is missing.
    pub at: Vec<String>,
    /// What is wrong with it.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl RuleFile {
    /// What is wrong with the file; nothing for a good one.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.check_names(&mut problems);
        self.check_texts(&mut problems);
        self.check_names_in_texts(&mut problems);
        self.check_check(&mut problems);
        self.check_fix(&mut problems);
        for (number, matcher) in self.matcher.iter().flat_map(OneOrMore::as_slice).enumerate() {
            problems.inside("match", |problems| {
                problems.inside(number, |problems| {
                    matcher.check(problems);
                    for id in matcher.also.iter().flat_map(OneOrMore::as_slice) {
                        let text = format!("`also: {id}`: it is not among `overlaps`");
                        problems.unless_at("also", self.overlaps.contains(id), text);
                    }
                });
            });
        }
        self.check_examples(&mut problems);
        problems.found
    }

    fn check_names(&self, problems: &mut Problems) {
        let code = &self.code;
        let upper = code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-' || c == '_');
        let digits = code.chars().any(|c| c.is_ascii_digit());
        problems.unless_at(
            "code",
            upper && digits && code.starts_with(|c: char| c.is_ascii_uppercase()),
            format!("`{code}` is no code: upper-case letters, then digits"),
        );
        problems.unless_at("name", is_kebab(&self.name), format!("`{}` is no kebab-case name", self.name));
        if code.starts_with("DF") && !code.starts_with("DF9") {
            let prefix = self.category.code_prefix();
            problems.unless_at(
                "code",
                code.starts_with(prefix),
                format!("codes of the category {} begin with {prefix}", self.category),
            );
        }
        let family = Category::ALL.into_iter().find(|category| category.as_str() == self.name);
        problems.unless_at("name", family.is_none(), format!("`{}` is a category, not a rule", self.name));
    }

    fn check_texts(&self, problems: &mut Problems) {
        for (key, text) in [("summary", &self.summary), ("why", &self.why), ("message", &self.message)] {
            problems.unless_at(key, !text.trim().is_empty(), format!("`{key}` says nothing"));
        }
        problems.unless_at("summary", !self.summary.contains('\n'), "`summary` is one line".to_owned());
        for (key, text) in self.templates() {
            if let Err(problem) = pieces(text) {
                problems.unless_at(key, false, problem);
            }
        }
    }

    fn check_fix(&self, problems: &mut Problems) {
        let Some(fix) = &self.fix else { return };
        let ways = [&fix.insert_flag, &fix.replace, &fix.coded].into_iter().flatten().count();
        problems.unless_at("fix", ways == 1, "`fix` has exactly one of insert-flag, replace and coded".to_owned());
        let is_told = fix.safety == Safety::Safe || fix.risk.is_some();
        let text = "a fix that is not safe says in `risk` what may be different afterwards";
        problems.unless_at("fix", is_told, text.to_owned());
    }

    /// Every name in the message, the help and the replacement is one that the `match` gives. A coded check gives what it
    /// likes.
    fn check_names_in_texts(&self, problems: &mut Problems) {
        let Some(matchers) = &self.matcher else { return };
        let known: Vec<BTreeSet<String>> = matchers.as_slice().iter().map(MatchFile::names).collect();
        for (key, text) in self.templates() {
            for piece in pieces(text).unwrap_or_default() {
                if let Piece::Name(name) = piece {
                    let given = known.iter().all(|known| known.contains(name));
                    problems.unless_at(key, given, format!("`{{{name}}}`: this `match` gives no such name"));
                }
            }
        }
    }

    /// The texts that can have names in braces, with their keys.
    fn templates(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let replacement = self.fix.as_ref().and_then(|fix| fix.replace.as_ref());
        [("message", Some(&self.message)), ("help", self.help.as_ref()), ("fix", replacement)]
            .into_iter()
            .filter_map(|(key, text)| Some((key, text?)))
    }

    fn check_check(&self, problems: &mut Problems) {
        let ways = [self.matcher.is_some(), self.check.is_some(), self.unchecked.is_some(), self.outside];
        let given = ways.into_iter().filter(|given| *given).count();
        problems.unless(given == 1, "exactly one of `match`, `check`, `unchecked` and `outside` is needed".to_owned());
        if let Some(OneOrMore::More(list)) = &self.matcher {
            problems.unless_at("match", !list.is_empty(), "`match` is an empty list".to_owned());
        }
    }

    fn check_examples(&self, problems: &mut Problems) {
        let bad = self.examples.iter().filter(|example| example.bad.is_some()).count();
        let good = self.examples.iter().filter(|example| example.good.is_some()).count();
        problems.unless_at("examples", bad > 0, "a bad example is needed".to_owned());
        problems.unless_at("examples", good > 0, "a good example is needed".to_owned());
        for (number, example) in self.examples.iter().enumerate() {
            problems.inside("examples", |problems| {
                problems.inside(number, |problems| {
                    example.check(problems);
                    for name in example.options.keys() {
                        let known = self.options.contains_key(name);
                        problems.unless_at("options", known, format!("the rule has no option `{name}`"));
                    }
                });
            });
        }
    }
}

impl ExampleFile {
    fn check(&self, problems: &mut Problems) {
        problems.unless(
            self.bad.is_some() != self.good.is_some(),
            "an example is either `bad` or `good`; start each with its own `-`".to_owned(),
        );
        problems.unless_at("at", self.good.is_none() || self.at.is_none(), "a good example has no `at`".to_owned());
        let is_good = self.good.is_some() && self.fixed.is_some();
        problems.unless_at("fixed", !is_good, "a good example is not `fixed`".to_owned());
        let file = match &self.in_file {
            None => self.bad.as_deref(),
            Some(name) => {
                let found = self.context.get(name).map(String::as_str);
                problems.unless_at("in", found.is_some(), format!("`in`: the example's context has no `{name}`"));
                found
            }
        };
        let text = file.unwrap_or_default();
        for words in self.at.iter().flat_map(OneOrMore::as_slice) {
            problems.unless_at(
                "at",
                !words.is_empty() && text.contains(words),
                format!("`at`: the example has no `{words}`"),
            );
        }
    }
}

impl MatchFile {
    /// The names that a message can use.
    fn names(&self) -> BTreeSet<String> {
        if self.absent {
            return BTreeSet::from(["stage".to_owned()]);
        }
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
            problems.inside("variable", |problems| {
                problems.regex("name", &variable.name);
                variable.value.iter().for_each(|value| problems.regex("value", value));
            });
        }
        for keyword in self.instruction.iter().chain(&self.inside).flat_map(OneOrMore::as_slice) {
            let known = keyword == "any" || KEYWORDS.contains(&keyword.as_str());
            problems.unless_at(
                "instruction",
                known,
                format!("`{keyword}` is no instruction in upper case, and not `any`"),
            );
        }
        problems.unless_at(
            "at",
            !self.absent || self.at.is_none(),
            "what is absent cannot be underlined: the FROM of the stage is".to_owned(),
        );
        for name in &self.unless_mount_type {
            let known = MOUNT_TYPES.contains(&name.as_str());
            problems.unless_at("unless-mount-type", known, format!("`{name}` is no type of mount"));
        }
        if self.command.is_none() {
            let only_commands = self.subcommand.is_some()
                || !self.value_flags.is_empty()
                || self.inside.is_some()
                || !self.unless.is_empty()
                || !self.unless_followed_by.is_empty()
                || !self.unless_mount.is_empty()
                || !self.unless_mount_type.is_empty()
                || self.once
                || self.direct;
            problems.unless(
                !only_commands,
                "`subcommand`, `value-flags`, `direct`, `in`, `once` and `unless…` go with `command`".to_owned(),
            );
        }
        let is_instruction = self.instruction.is_some();
        problems.unless_at("expand", !self.expand || is_instruction, "`expand` goes with `instruction`".to_owned());
        for (key, text) in [("text", &self.text), ("without-text", &self.without_text)] {
            let fits = text.is_none() || self.variable.is_none();
            problems.unless_at(key, fits, format!("`{key}` does not go with `variable`"));
        }
        for (key, patterns) in [("unless", &self.unless), ("unless-followed-by", &self.unless_followed_by)] {
            problems.inside(key, |problems| patterns.iter().for_each(|pattern| pattern.check(problems)));
        }
    }
}

impl CommandPattern {
    fn check(&self, problems: &mut Problems) {
        for (key, pattern) in [
            ("argument", &self.argument),
            ("without-argument", &self.without_argument),
            ("text", &self.text),
            ("without-text", &self.without_text),
        ] {
            pattern.iter().for_each(|pattern| problems.regex(key, pattern));
        }
        for pattern in self.flag_value.values() {
            problems.regex("flag-value", pattern);
        }
        let flags = self.with_flag.iter().chain(&self.without_flag).flat_map(OneOrMore::as_slice);
        for flag in flags.chain(&self.value_flags).chain(self.flag_value.keys()) {
            problems.unless(flag.starts_with('-'), format!("the flag `{flag}` is written with its dashes"));
        }
    }
}

/// What has been found wrong so far.
#[derive(Default)]
struct Problems {
    found: Vec<Problem>,
    /// What leads to the part that is looked at.
    at: Vec<String>,
}

impl Problems {
    /// Looks at a part: the value of a key, or an item.
    fn inside(&mut self, part: impl ToString, look: impl FnOnce(&mut Self)) {
        self.at.push(part.to_string());
        look(self);
        self.at.pop();
    }

    fn unless(&mut self, good: bool, text: String) {
        if !good {
            self.found.push(Problem { at: self.at.clone(), text });
        }
    }

    fn unless_at(&mut self, key: &str, good: bool, text: String) {
        self.inside(key, |problems| problems.unless(good, text));
    }

    fn regex(&mut self, key: &str, pattern: &str) {
        if let Err(error) = Regex::new(pattern) {
            self.unless_at(key, false, error.to_string());
        }
    }
}

fn is_kebab(name: &str) -> bool {
    let good = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('-').all(good)
}
