//! Trees of every shape become text that means the same, is in its final format, and has all their comments.

#![allow(clippy::panic)]

#[path = "support/nix.rs"]
mod nix;

use dfcheck::nix::{Bindings, Expr, List, NixFile, attr, lambda, let_in, list, pattern, render, set, template};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

/// An expression, its value, and the lines of the comments in it, in the order of the text.
#[derive(Clone)]
struct Case {
    expr: Expr,
    value: Value,
    comments: Vec<String>,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.value, render(&NixFile::new(self.expr.clone())))
    }
}

impl Case {
    fn new(expr: impl Into<Expr>, value: Value) -> Self {
        Self { expr: expr.into(), value, comments: Vec::new() }
    }

    /// Puts the expression somewhere where its value stays the same.
    fn wrap(self, around: impl FnOnce(Expr) -> Expr) -> Self {
        Self { expr: around(self.expr), ..self }
    }
}

/// Cases with the comment lines above each.
type Places = Vec<(Vec<String>, Case)>;

fn comment() -> BoxedStrategy<Vec<String>> {
    let words =
        ["Dockerfile:3  apk add", "''", "${x}", "*/ }", "#", "/* a", "\"", "é", "let x = 1; in", "nixfmt:disable"];
    let line = vec(proptest::sample::select(words.to_vec()), 1..4).prop_map(|words| words.join(" "));
    prop_oneof![2 => Just(Vec::new()), 1 => vec(line, 1..3)].boxed()
}

fn leaf() -> impl Strategy<Value = Case> {
    let integer = prop_oneof![any::<i64>(), Just(i64::MIN), Just(0), -3..3i64];
    prop_oneof![
        integer.prop_map(|value| Case::new(Expr::int(value), json!(value))),
        any::<bool>().prop_map(|value| Case::new(value, json!(value))),
        Just(Case::new(Expr::null(), Value::Null)),
        "[a-z ]{0,30}".prop_map(|text| Case::new(text.clone(), json!(text))),
        "( {0,4}[a-z]{0,40}\n){1,4}".prop_map(|text| Case::new(Expr::block(text.clone()), json!(text))),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    leaf().prop_recursive(5, 40, 5, |inner| {
        let place = (comment(), inner.clone());
        prop_oneof![
            2 => (inner, 0..11usize).prop_map(|(case, shape)| reshaped(case, shape)),
            2 => (vec(place.clone(), 0..4), comment()).prop_map(|(items, note)| list_of(items, note)),
            1 => (vec(place.clone(), 0..3), vec(place.clone(), 0..3)).prop_map(concatenated),
            3 => (vec(place.clone(), 0..5), comment()).prop_map(|(values, note)| set_of(values, note)),
            1 => (vec(place.clone(), 0..3), vec(place.clone(), 1..3)).prop_map(updated),
            1 => (vec(place.clone(), 1..4), any::<bool>()).prop_map(|(places, open)| called(places, open)),
            1 => vec(place, 1..4).prop_map(local),
        ]
    })
}

fn reshaped(case: Case, shape: usize) -> Case {
    let x = || Expr::ident("x");
    case.wrap(|expr| match shape {
        0 => let_in(set().bind("x", expr), x()),
        1 => lambda("x", x()).call(expr),
        2 => lambda(pattern().optional("x", expr), x()).call(set()),
        3 => lambda(pattern().required("x").open().whole("all"), Expr::ident("all").select("x"))
            .call(set().bind("x", expr).bind("y", 1)),
        4 => Expr::with(set().bind("scoped", expr).into(), Expr::ident("scoped")),
        5 => attr(["builtins", "head"]).call(list().item(expr)),
        6 => Expr::from(set().bind("a", 1)).select("x").or(expr),
        7 => Expr::from(set().bind_path(["a b", "c"], expr)).select_all(["a b", "c"]),
        8 => lambda("x", lambda("y", x())).call(expr).call(Expr::int(-1)),
        9 => Expr::from(set().bind("a", expr)).select("a").or(1),
        _ => attr(["builtins", "elemAt"]).call(list().item("zero").item(expr)).call(Expr::int(-1).plus(2)),
    })
}

fn list_of(places: Places, note: Vec<String>) -> Case {
    let (mut exprs, mut values, mut comments) = (List::default(), Vec::new(), Vec::new());
    for (above, case) in places {
        exprs = exprs.item(case.expr).comment(above.join("\n"));
        values.push(case.value);
        comments.extend(above.into_iter().chain(case.comments));
    }
    if !note.is_empty() {
        exprs = exprs.note(note.join("\n"));
    }
    comments.extend(note);
    Case { expr: exprs.into(), value: values.into(), comments }
}

fn concatenated((left, right): (Places, Places)) -> Case {
    let (left, right) = (list_of(left, Vec::new()), list_of(right, Vec::new()));
    let both = |value: &Value| value.as_array().cloned().unwrap_or_default();
    Case {
        expr: left.expr.concat(right.expr).concat(list().item(1)),
        value: both(&left.value).into_iter().chain(both(&right.value)).chain([json!(1)]).collect(),
        comments: left.comments.into_iter().chain(right.comments).collect(),
    }
}

/// Bindings named `a0`, `a/1`, …, every second with a gap above.
fn bindings(places: Places) -> (Bindings, Map<String, Value>, Vec<String>) {
    let (mut exprs, mut values, mut comments) = (set(), Map::new(), Vec::new());
    for (index, (above, case)) in places.into_iter().enumerate() {
        let name = format!("a{}{index}", if index % 2 == 0 { "" } else { "/" });
        exprs = if index % 2 == 0 { exprs } else { exprs.gap() };
        exprs = exprs.bind(name.clone(), case.expr).comment(above.join("\n"));
        values.insert(name, case.value);
        comments.extend(above.into_iter().chain(case.comments));
    }
    (exprs, values, comments)
}

fn set_of(places: Places, note: Vec<String>) -> Case {
    let (mut exprs, values, mut comments) = bindings(places);
    if !note.is_empty() {
        exprs = exprs.note(note.join("\n"));
    }
    comments.extend(note);
    Case { expr: exprs.into(), value: values.into(), comments }
}

fn updated((left, right): (Places, Places)) -> Case {
    let (left, mut values, mut comments) = bindings(left);
    let (right, over, more) = bindings(right);
    values.extend(over);
    comments.extend(more);
    Case { expr: Expr::from(left).update(right).update(set()), value: values.into(), comments }
}

/// A function whose arguments all have defaults, and which gives them back in a list.
fn called(places: Places, open: bool) -> Case {
    let (mut arguments, mut body, mut values, mut comments) = (pattern(), list(), Vec::new(), Vec::new());
    for (index, (above, case)) in places.into_iter().enumerate() {
        let name = format!("v{index}");
        arguments = arguments.optional(name.clone(), case.expr).comment(above.join("\n"));
        body.push(Expr::ident(name));
        values.push(case.value);
        comments.extend(above.into_iter().chain(case.comments));
    }
    let arguments = if open { arguments.open() } else { arguments };
    Case { expr: lambda(arguments, body).call(set()), value: values.into(), comments }
}

fn local(places: Places) -> Case {
    let (exprs, values, comments) = bindings(places);
    let exprs = set().bind("all", exprs).gap().inherit_from(attr(["all"]), ["a0"]);
    let a0 = values.get("a0").cloned();
    let body = template().text("a0 is ").expr(attr(["builtins", "toJSON"]).call(Expr::ident("a0")));
    let equal = attr(["builtins", "length"]).call(list().item(body));
    let expr = let_in(exprs, list().item(Expr::ident("a0")).item(Expr::ident("all")).item(equal));
    Case { expr, value: json!([a0, values, 1]), comments }
}

fn comments_of(text: &str) -> Vec<String> {
    let comments = rnix::tokenize(text).filter(|(kind, _)| *kind == rnix::SyntaxKind::TOKEN_COMMENT);
    comments.map(|(_, comment)| comment.strip_prefix('#').unwrap_or(comment).trim().to_owned()).collect()
}

fn check(default_cases: u32, test: impl Fn(Vec<Case>) -> Result<(), TestCaseError>) {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { default_cases };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 1000, ..Config::default() };
    if let Err(error) = TestRunner::new(config).run(&vec(case(), 1..20), test) {
        panic!("{error}");
    }
}

fn rendered(expr: Expr) -> Result<String, TestCaseError> {
    render(&NixFile::new(expr).head("head")).map_err(|error| TestCaseError::fail(error.to_string()))
}

#[test]
fn trees_evaluate_to_what_they_mean() {
    if !nix::available() {
        return;
    }
    check(4, |cases| {
        let (exprs, values): (List, Vec<Value>) = cases.into_iter().map(|case| (case.expr, case.value)).unzip();
        let text = rendered(exprs.into())?;
        let value = nix::evaluate_text(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(value, json!(values), "{}", text);
        Ok(())
    });
}

#[test]
fn text_is_in_its_final_format_with_all_comments() {
    check(4, |cases| {
        for case in cases {
            let text = rendered(case.expr)?;
            let again = nixfmt_rs::format(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(&again, &text, "formatting again changes it");
            let comments: Vec<String> = ["head".to_owned()]
                .into_iter()
                .chain(case.comments.iter().map(|line| line.trim().to_owned()))
                .collect();
            prop_assert_eq!(comments_of(&text), comments, "{}", text);
        }
        Ok(())
    });
}
