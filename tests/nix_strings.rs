//! Every string that goes into a Nix file comes out of its evaluation, letter for letter.

#![allow(clippy::panic)]

#[path = "support/nix.rs"]
mod nix;

use dfcheck::nix::{Expr, List, NixFile, Template, attr, list, render, set, template};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Text that would be misread most easily: few letters, many quotes, dollars, spaces and line breaks.
fn text() -> impl Strategy<Value = String> {
    let hostile = prop_oneof![
        Just("$"),
        Just("{"),
        Just("}"),
        Just("${"),
        Just("''"),
        Just("'"),
        Just("\""),
        Just("\\"),
        Just("\n"),
        Just(" "),
        Just("  "),
        Just("\t"),
        Just("\r"),
        Just("\r\n"),
        Just("a"),
        Just("n"),
        Just("#"),
        Just("/*"),
        Just("\u{1}"),
        Just("\u{1b}"),
        Just("\u{7f}"),
        Just("\u{85}"),
        Just("\u{a0}"),
        Just("\u{2028}"),
        Just("\u{feff}"),
        Just("é"),
        Just("🐳"),
    ];
    let lines = prop_oneof![Just("\n"), Just("\n  "), Just("\n    "), Just(" x"), Just("  y"), Just("\t"), Just("'")];
    let any = proptest::collection::vec(any::<char>().prop_filter("no NUL in Nix", |c| *c != '\0'), 0..12);
    prop_oneof![
        5 => proptest::collection::vec(hostile, 0..12).prop_map(|parts| parts.concat()),
        3 => proptest::collection::vec(lines, 0..12).prop_map(|parts| parts.concat()),
        1 => any.prop_map(String::from_iter),
    ]
}

/// A string, and what it is worth.
fn valued_template() -> impl Strategy<Value = (Template, String)> {
    let part = (text(), proptest::option::of(inner_expr()));
    (proptest::collection::vec(part, 0..4), any::<bool>()).prop_map(|(parts, block)| {
        let start = (if block { template().block() } else { template() }, String::new());
        parts.into_iter().fold(start, |(template, value), (text, expr)| {
            let (template, value) = (template.text(text.clone()), value + &text);
            match expr {
                Some((expr, worth)) => (template.expr(expr), value + &worth),
                None => (template, value),
            }
        })
    })
}

/// An expression inside a string: a string again, or something that the formatter may spread over lines.
fn inner_expr() -> impl Strategy<Value = (Expr, String)> {
    (text(), 0..4).prop_map(|(text, kind)| {
        let expr = match kind {
            0 => Expr::string(text.clone()),
            1 => Expr::block(text.clone()),
            2 => Expr::from(set().bind("a long name", text.clone()).comment("why").bind("b", 1)).select("a long name"),
            _ => attr(["builtins", "concatStringsSep"])
                .call("")
                .call(list().items([text.as_str(), "", ""]).comment("one").item(Expr::block("\n").plus(""))),
        };
        (expr, if kind == 3 { text + "\n" } else { text })
    })
}

fn many<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Vec<T>> {
    proptest::collection::vec(strategy, 100)
}

fn check<T: std::fmt::Debug>(strategy: impl Strategy<Value = Vec<T>>, of: impl Fn(T) -> (Expr, String)) {
    if !nix::available() {
        return;
    }
    // Each case is a hundred strings.
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { 5 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    let outcome = TestRunner::new(config).run(&strategy, |cases| {
        let (exprs, expected): (List, Vec<String>) = cases.into_iter().map(&of).unzip();
        let text = render(&NixFile::new(exprs)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let value = nix::evaluate_text(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(value, serde_json::json!(expected), "{}", text);
        let again = nixfmt_rs::format(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(again, text, "formatting again changes it");
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn quoted_strings_evaluate_to_what_they_were() {
    check(many(text()), |text| (Expr::string(text.clone()), text));
}

#[test]
fn block_strings_evaluate_to_what_they_were() {
    check(many(text()), |text| (Expr::block(text.clone()), text));
}

#[test]
fn strings_with_interpolations_evaluate_to_what_they_were() {
    check(many(valued_template()), |(template, value)| (template.into(), value));
}

#[test]
fn attribute_names_evaluate_to_what_they_were() {
    check(many(text()), |name| {
        let names = attr(["builtins", "attrNames"]).call(set().bind(name.clone(), 1));
        (attr(["builtins", "head"]).call(names), name)
    });
}
