use super::*;

/// The names of the calls for which something holds.
fn names(source: &str, holds: impl Fn(&Context) -> bool) -> String {
    let calls = script(source).calls();
    calls.iter().filter(|call| holds(&call.context)).map(|call| call.name.as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn conditional() {
    let conditional = |source| names(source, |context| context.conditional);
    assert_eq!(conditional("a && b; c"), "");
    assert_eq!(conditional("a || b && c"), "b");
    assert_eq!(conditional("a && b || c"), "b c");
    assert_eq!(conditional("if a; then b; elif c; then d; else e; fi; f"), "b c d e");
    assert_eq!(conditional("case $x in y) a;; esac; b"), "a");
    assert_eq!(conditional("while a; do b; done; for x in $(c); do d; done"), "b d");
    assert_eq!(conditional("f() { a; }; f"), "a");
    assert_eq!(conditional("a ${x:-$(b)}"), "b");
    assert_eq!(conditional("find . -exec a {} \\;"), "a");
}

#[test]
fn failure_ignored() {
    let ignored = |source| names(source, |context| context.failure_ignored);
    assert_eq!(ignored("a && b || c"), "a b");
    assert_eq!(ignored("! a; b | c"), "a b");
    assert_eq!(ignored("if a; then b; fi; while c; do d; done"), "a c");
    assert_eq!(ignored("X=$(a); Y=$(b) Z=$(c); d $(e)"), "b e");
    assert_eq!(ignored("a & b"), "a");
}

#[test]
fn loops_and_functions() {
    assert_eq!(names("for x in y; do a; done; b", |context| context.in_loop), "a");
    assert_eq!(names("while a; do b; done; until c; do d; done", |context| context.in_loop), "a b c d");
    assert_eq!(names("f() { a; }; b", |context| context.function.as_deref() == Some("f")), "a");
}

#[test]
fn subshells() {
    let subshell = |source| names(source, |context| context.subshell);
    assert_eq!(subshell("(a); { b; }; c | d; e $(f); g"), "a c d f");
    assert_eq!(subshell("sh -c 'a'; sudo b; eval c"), "a");
    assert_eq!(names("a $(b) `c` <(d)", |context| context.substitution), "b c");
    assert_eq!(names("a & b", |context| context.background), "a");
}

#[test]
fn statements() {
    let statements = |source: &str| -> Vec<(String, usize)> {
        script(source).calls().into_iter().map(|call| (call.name, call.context.statement)).collect()
    };
    let expected = [("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 2), ("f", 3), ("g", 4)];
    let expected: Vec<_> = expected.map(|(name, number)| (name.to_owned(), number)).into();
    assert_eq!(statements("a && b | c; { d && e; } & f\nsudo=1 g"), expected);
}

#[test]
fn pipelines() {
    let calls = script("a | { b; c; } | d $(e | f); g").calls();
    let places: Vec<_> =
        calls.iter().map(|call| call.context.pipeline.map(|p| (p.pipeline, p.index, p.length))).collect();
    let expected = [(0, 0, 3), (0, 1, 3), (0, 1, 3), (0, 2, 3), (1, 0, 2), (1, 1, 2)].map(Some);
    assert_eq!(places, [&expected[..], &[None]].concat());
}
