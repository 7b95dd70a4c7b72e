//! The catalogue: every example of every rule is a test.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

use std::fmt::Write;

use dfcheck::build::{Options, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::lint::{Input, Profile, Safety, Selector, Settings, Value, catalogue, examples, explain, lint};
use dfcheck::source::SourceFile;

#[test]
fn every_example_is_found_at_its_words() {
    let mut failures = String::new();
    for rule in catalogue::all() {
        for (number, example) in rule.examples.iter().enumerate() {
            let kind = if example.is_bad { "bad" } else { "good" };
            for problem in examples::differences(rule, example).unwrap() {
                let place = format!("{} {}, example {} ({kind})", rule.code, rule.name, number + 1);
                writeln!(failures, "{place}: {problem}\n{}", indented(example.dockerfile)).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// What the fixes of a rule make of its bad examples is what the file says, nothing is refused, and a second time
/// changes nothing. Where a file says nothing, the fixes change nothing.
#[test]
fn every_bad_example_is_fixed_as_it_says() {
    let mut failures = String::new();
    for rule in catalogue::all() {
        let is_made = rule.fix.is_some_and(|fix| fix.safety < Safety::Display);
        if rule.examples.iter().any(|example| example.fixed.is_some()) != is_made {
            writeln!(failures, "{}: an example says what it is `fixed` if there are fixes to be made", rule.code)
                .unwrap();
        }
        for (number, example) in rule.examples.iter().enumerate() {
            for problem in dfcheck::fix::examples::differences(rule, example).unwrap() {
                let place = format!("{} {}, example {}", rule.code, rule.name, number + 1);
                writeln!(failures, "{place}: {problem}\n{}", indented(example.dockerfile)).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
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

/// Rules that others come before name them by their codes.
#[test]
fn the_rules_that_come_first_are_there() {
    for rule in catalogue::all() {
        let named = rule.options.iter().filter(|option| option.name == "unless-found-by");
        for option in named {
            let Value::List(codes) = option.default else { panic!("{}: no list", rule.code) };
            let is_another = |code: &&str| {
                *code != rule.code.as_str() && catalogue::all().iter().any(|it| it.code.as_str() == *code)
            };
            assert!(codes.iter().all(is_another), "{}: {codes:?}", rule.code);
        }
    }
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
                let findings = lint(&input, &settings).findings;
                findings.iter().map(|it| (it.span, it.rule.code, it.message.clone())).collect::<Vec<_>>()
            };
            let found = places();
            assert_eq!(found, places());
            assert!(found.iter().all(|(span, ..)| span.end <= end), "{found:?}\n{}", example.dockerfile);
            assert!(found.is_sorted_by_key(|(span, code, _)| (span.start, span.end, *code)));
        }
    }
}
