use super::*;

/// What is wrong and where, and what is understood nonetheless.
fn told(source: &str) -> (Vec<String>, String) {
    let script = script(source);
    let errors = script.errors.iter().map(|error| source_of(source, error.span)).collect();
    (errors, outline(&script.body))
}

#[track_caller]
fn is(source: &str, errors: &[&str], rest: &str) {
    let errors = errors.iter().map(|error| (*error).to_owned()).collect();
    assert_eq!(told(source), (errors, rest.to_owned()), "{source}");
}

#[test]
fn commands_around_an_error_are_kept() {
    is("a && b && ", &["&&"], "(a And b)");
    is("a; b ) c; d", &[")"], "a; b; c; d");
    is("a\n&& b\nc", &["&&"], "a; b; c");
    is("for x in y; z w; done && c || d", &["z"], "z w; (c Or d)");
    assert_eq!(told("if a; then b && c").1, "a; (b And c)");
}

#[test]
fn what_is_not_closed_goes_to_the_end() {
    is("a; b \"c; d", &["\"c; d"], "a; b \"c; d");
    is("a 'b", &["'b"], "a 'b");
    is("a $(b", &["$(b"], "a $(b");
    is("a ${b", &["${b"], "a ${b");
    is("a `b", &["`b"], "a `b");
}

#[test]
fn one_error_for_one_mistake() {
    assert_eq!(script("for ((i=0; do a; done; b").errors.len(), 1);
    assert_eq!(script("a $(b $(c \"d").errors.len(), 1);
    assert_eq!(script("a )\nb\nc )\nd").errors.len(), 2);
}

#[test]
fn errors_inside_substitutions_are_found() {
    is("a $(b |) c", &["|"], "a $(b |) c");
}
