//! The catalogue: every example of every rule is a test.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::fmt::Write;
use std::fs;

use dfcheck::build::{Options, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::fix::Fixer;
use dfcheck::lint::schema::{Piece, pieces};
use dfcheck::lint::{Example, Finding, Input, Profile, Rule, Safety, Selector, Settings, catalogue, explain, lint};
use dfcheck::source::SourceFile;
use tempfile::TempDir;

#[test]
fn every_example_is_found_at_its_words() {
    let mut failures = String::new();
    for rule in catalogue::all() {
        for (number, example) in rule.examples.iter().enumerate() {
            let kind = if example.is_bad { "bad" } else { "good" };
            for problem in problems(rule, example) {
                let place = format!("{} {}, example {} ({kind})", rule.code, rule.name, number + 1);
                writeln!(failures, "{place}: {problem}\n{}", indented(example.dockerfile)).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn problems(rule: &'static Rule, example: &Example) -> Vec<String> {
    let file = SourceFile::new("Dockerfile", example.dockerfile);
    let dockerfile = dockerfile::parse(file.bytes());
    let (_guard, context) = context(example);
    let build = evaluate(&dockerfile, &Options::default());
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let settings = Settings {
        select: vec![Selector::Rules(vec![rule.code.as_str()])],
        options: example.options.iter().map(|(name, value)| ((rule.code.as_str(), *name), *value)).collect(),
        ..Settings::default()
    };
    let findings = lint(&input, &settings);
    let underlined: Vec<String> = findings.iter().map(|finding| words(finding, &file)).collect();
    let mut problems = Vec::new();
    if underlined != example.at {
        problems.push(format!("underlined is {underlined:?}, and should be {:?}", example.at));
    }
    for finding in &findings {
        if !rule.whole_instruction && finding.in_file.is_none() {
            let whole = dockerfile.instructions().find(|it| finding.span.encloses(it.text_span()));
            problems.extend(whole.map(|it| format!("the whole {} is underlined", it.keyword)));
        }
        problems.extend(unfilled(rule.message, &finding.message));
        problems.extend(finding.help.as_ref().and_then(|help| unfilled(rule.help.unwrap_or_default(), help)));
        let elsewhere = finding.in_file.as_ref().map(|place| place.file.path.as_str());
        if elsewhere != example.in_file {
            problems.push(format!("it is in {elsewhere:?}, and should be in {:?}", example.in_file));
        }
    }
    problems
}

/// What the fixes of a rule make of its bad examples is what the file says, nothing is refused, and a second time
/// changes nothing. Where a file says nothing, the fixes change nothing.
#[test]
fn every_bad_example_is_fixed_as_it_says() {
    let mut failures = String::new();
    for rule in catalogue::all().iter().filter(|rule| rule.fix.is_some()) {
        let safety = rule.fix.map(|fix| fix.safety).unwrap();
        let shown_only = safety == Safety::Display;
        let is_shown = rule.examples.iter().any(|example| example.fixed.is_some());
        if is_shown == shown_only {
            writeln!(failures, "{}: it needs an example that is `fixed`, unless its fix is only shown", rule.code)
                .unwrap();
        }
        for (number, example) in rule.examples.iter().enumerate().filter(|(_, example)| example.is_bad) {
            let expected = example.fixed.unwrap_or(example.dockerfile);
            let (fixed, refused) = fixed(rule, example, example.dockerfile);
            let (again, _) = self::fixed(rule, example, &fixed);
            if fixed != expected || !refused.is_empty() || again != fixed {
                let place = format!("{} {}, example {}", rule.code, rule.name, number + 1);
                let texts = [expected, &fixed, &again].map(indented).join("      --\n");
                writeln!(failures, "{place}: expected, once, twice; refused: {refused:?}\n{texts}").unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// A text after the fixes of a rule, with what was left out.
fn fixed(rule: &'static Rule, example: &Example, text: &str) -> (String, Vec<String>) {
    let (_guard, context) = context(example);
    let settings = Settings {
        select: vec![Selector::Rules(vec![rule.code.as_str()])],
        options: example.options.iter().map(|(name, value)| ((rule.code.as_str(), *name), *value)).collect(),
        ..Settings::default()
    };
    let fixer = Fixer {
        options: &Options::default(),
        context: &context,
        settings: &settings,
        safety: Safety::Unsafe,
        only: &[],
    };
    let outcome = fixer.fix(&SourceFile::new("Dockerfile", text));
    let refused = outcome.refused.iter().map(|refused| format!("{}: {}", refused.code, refused.reason)).collect();
    (String::from_utf8(outcome.file.bytes().to_vec()).unwrap(), refused)
}

/// The example's files in a folder, which is gone when its guard is.
fn context(example: &Example) -> (Option<TempDir>, BuildContext) {
    if example.context.is_empty() {
        return (None, BuildContext::none());
    }
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in example.context {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let context = BuildContext::open(folder.path()).unwrap();
    (Some(folder), context)
}

fn words(finding: &Finding, file: &SourceFile) -> String {
    match &finding.in_file {
        None => file.text(finding.span).into_owned(),
        Some(place) => place.source().text(place.span).into_owned(),
    }
}

/// A name of the template that the check gave no value.
fn unfilled(template: &str, text: &str) -> Option<String> {
    pieces(template).unwrap().into_iter().find_map(|piece| match piece {
        Piece::Name(name) if text.contains(&format!("{{{name}}}")) => Some(format!("`{name}` has no value: {text}")),
        _ => None,
    })
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("      {line}\n")).collect()
}

#[test]
fn rules_are_found_by_every_name() {
    for rule in catalogue::all() {
        for name in [rule.code.as_str(), rule.name].into_iter().chain(rule.foreign_ids()) {
            assert!(catalogue::find(name).contains(&rule), "{name}");
            assert!(catalogue::find(&name.to_uppercase()).contains(&rule), "{name}");
        }
    }
    let codes = |word: &str| catalogue::find(word).iter().map(|rule| rule.code.as_str()).collect::<Vec<_>>();
    for spelling in ["DS-0022", "ds022", "AVD-DS-0022", "hadolint/DL4000", "buildkit/MaintainerDeprecated"] {
        assert_eq!(codes(spelling), ["DL4000"], "{spelling}");
    }
    assert_eq!(codes("DS-0001"), ["DL3006", "DL3007"], "an id that covers two rules");
    assert_eq!(codes("DL9999"), [] as [&str; 0]);
}

#[test]
fn an_unknown_rule_gives_a_suggestion() {
    assert_eq!(catalogue::suggestion("untaged-base-image"), Some("untagged-base-image"));
    assert_eq!(catalogue::suggestion("maintainerdeprecatd"), Some("MaintainerDeprecated"));
    let error = Selector::parse("DL400").unwrap_err();
    assert!(error.to_string().starts_with("there is no rule `DL400`; is it `DL400"), "{error}");
}

#[test]
fn an_explanation_has_every_part() {
    for rule in catalogue::all() {
        let text = explain(rule);
        assert!(text.starts_with(&format!("{} {}\n", rule.code, rule.name)), "{text}");
        for part in [rule.summary, rule.why, "\nBad", "\nGood"].into_iter().chain(rule.foreign_ids()) {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}

/// Every rule over every example, cut off at many places: nothing panics, places are inside the file, findings are in
/// order, and a second time gives the same.
#[test]
fn any_piece_of_a_dockerfile_can_be_linted() {
    let settings = Settings { profile: Profile::All, ..Settings::default() };
    let context = BuildContext::none();
    for example in catalogue::all().iter().flat_map(|rule| rule.examples) {
        let text = example.dockerfile.as_bytes();
        for end in (0..text.len()).step_by(23).chain([text.len()]) {
            let file = SourceFile::new("Dockerfile", text.get(..end).unwrap());
            let dockerfile = dockerfile::parse(file.bytes());
            let build = evaluate(&dockerfile, &Options::default());
            let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
            let places = || {
                let findings = lint(&input, &settings);
                findings.iter().map(|it| (it.span, it.rule.code, it.message.clone())).collect::<Vec<_>>()
            };
            let found = places();
            assert_eq!(found, places());
            assert!(found.iter().all(|(span, ..)| span.end <= end), "{found:?}\n{}", example.dockerfile);
            assert!(found.is_sorted_by_key(|(span, code, _)| (span.start, span.end, *code)));
        }
    }
}
