use super::*;

#[track_caller]
fn is(source: &str, expected: &str) {
    let script = script(source);
    assert_eq!(script.errors, [], "{source}");
    assert_eq!(outline(&script.body), expected, "{source}");
}

#[test]
fn lists_and_pipelines() {
    is("a b && c || d; e", "(a b And c Or d); e");
    is("a | b |& c", "pipe(a | b | c)");
    is("! a | b", "not(a | b)");
    is("! a", "not(a)");
    is("a && b | c && d", "(a And pipe(b | c) And d)");
    is("a & b && c &", "background(a); background((b And c))");
    is("a\nb # why\n\n# c\nd", "a; b; d");
    is("", "");
}

#[test]
fn groups() {
    is("{ a; b; } >x && ( c; d )", "(group(a; b) Write:x And subshell(c; d))");
    is("((a) ; b)", "subshell(subshell(a); b)");
    is("echo { } a}b {}", "echo { } a}b {}");
}

#[test]
fn conditions_and_loops() {
    is("if a; then b; elif c; then d; else e; fi 2>&1", "if(a: b, c: d, else: e) 2Duplicate:1");
    is("for x in a \"$b\" *; do c; done", "for(x in a \"$b\" *: c)");
    is("for x; do c; done", "for(x in *: c)");
    is("for ((i=0; i<3; i++)); do c; done", "for( in ((i=0; i<3; i++)): c)");
    is("while a; do b; done <x", "while(a: b) Read:x");
    is("until a; do b; done", "until(a: b)");
    is("case $x in a|\"b c\"*) d;; (*) e; f;; esac", "case($x, a \"b c\"*: d, *: e; f)");
    is("select x in a b; do c; done", "for(x in a b: c)");
}

#[test]
fn functions() {
    is("f() { a; b; } >x; f", "function(f: a; b) Write:x; f");
    is("function g-h { a; }", "function(g-h: a)");
    is("f() ( a )", "function(f: subshell(a))");
}

#[test]
fn tests_run_no_program() {
    is("[[ -f x && ! $(u) == y* ]] || a", "(test(-f x && ! $(u) == y*) Or a)");
    is("(( i = $(n) << 2 )) && a", "(test((( i = $(n) << 2 ))) And a)");
    is("[ -f x ]", "[ -f x ]");
    is("[[ $x =~ ^a(b|c)+$ ]]", "test($x =~ ^a(b|c)+$)");
}

#[test]
fn assignments() {
    is("A=1 B+=\"x y\" C= cmd", "A=1 B+=\"x y\" C= cmd");
    is("A=$(b c)", "A=$(b c)");
    is("A=(1 'b c' $(x)) B[1]=2", "A=(1 'b c' $(x)) B=2");
    is("export A=b C=(1 2) $D", "export A=b C=(1 2) $D");
    is("\"A\"=1 $B=2", "\"A\"=1 $B=2");
}

#[test]
fn words_that_only_look_like_reserved_ones() {
    is("echo if then case esac fi", "echo if then case esac fi");
    is("'if' a", "'if' a");
    is("time -p a | b; time { c; }", "pipe(time -p a | b); group(c)");
    is("exit 3; return; alias x='y'; x", "exit 3; return; alias x='y'; x");
    is("a $(echo case) $(case x in y) z;; esac)", "a $(echo case) $(case x in y) z;; esac)");
}

#[test]
fn redirections() {
    is(
        "a <b >c >>d 2>&1 3<&- &>e &>>f <>g >|h <<<i",
        "a Read:b Write:c Append:d 2Duplicate:1 3Duplicate:- Both:e Both:f ReadWrite:g Write:h HereString:i",
    );
    is(">a", " Write:a");
    is("a >&b >&2 {c}>d", "a Both:b Duplicate:2 Write:d");
    is("a < <(b) > >(c)", "a Read:<(b) Write:>(c)");
}

#[test]
fn here_documents() {
    let source = "cat <<-'E' <<F >x\n\ta $b\n\tE\nc $(d) \\$e\nF\ng";
    let script = script(source);
    assert_eq!(outline(&script.body), "cat HereDocument:'E' HereDocument:F Write:x; g");
    let CommandKind::Simple(cat) = &script.body[0].kind else { panic!("a simple command") };
    let [first, second] = [0, 1].map(|at| cat.redirections[at].heredoc.as_ref().unwrap());
    assert_eq!((first.body.as_str(), first.expand, first.parts.len()), ("a $b\n", false, 0));
    assert_eq!((second.body.as_str(), second.expand), ("c $(d) \\$e\n", true));
    assert_eq!(source_of(source, second.span), "c $(d) \\$e\n");
    assert!(matches!(second.parts[1].kind, PartKind::Substitution(_)));
    assert_eq!(second.parts[2].literal(), Some(" $e\n"));
}

#[test]
fn a_here_document_without_its_body_is_a_redirection() {
    is("cat <<E >x", "cat HereDocument:E Write:x");
}

#[test]
fn an_opaque_language_is_left_alone() {
    let script = parse(&text("if ($x) { \"a }"), Dialect::PowerShell);
    assert!(script.body.is_empty() && script.errors.is_empty());
}
