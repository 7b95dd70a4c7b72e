use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// Many times the same: deep in each other if `close` closes `open`.
fn nested(open: &str, inner: &str, close: &str, times: usize) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn scripts_that_run_one_another_too_deeply_are_told() {
    let chain = |depth: usize| format!("{}true", "sudo ".repeat(depth));
    let too_deep = |source: &str| {
        let script = parse(&text(source), Dialect::Sh);
        script.too_deep(&script.calls()).len()
    };
    assert_eq!([chain(1), chain(16), chain(17)].map(|source| too_deep(&source)), [0, 0, 1]);
    assert_eq!(too_deep(&format!("{}true", "eval ".repeat(5))), 0);
    assert_eq!(too_deep(&format!("{}true", "eval ".repeat(9))), 1);
}

#[test]
fn deep_nesting_is_an_error_and_no_crash() {
    for (open, close) in [
        ("echo $(", ")"),
        ("echo \"$(", ")\""),
        ("echo ${a:-", "}"),
        ("echo $((", "))"),
        ("echo <(", ")"),
        ("( ", ") "),
        ("{ ", "; } "),
        ("if a; then ", "; fi"),
        ("if ", "; then a; fi"),
        ("while ", "; do a; done"),
        ("f() { ", "; }"),
        ("case a in b) ", ";; esac"),
        ("time { ", "; }"),
        ("coproc { ", "; }"),
        ("! ( ", ")"),
        ("sh -c \"$(", ")\""),
    ] {
        let script = script(&nested(open, "x", close, 1_000));
        assert!(!script.errors.is_empty(), "{open}");
        script.calls();
    }
}

#[test]
fn nesting_as_deep_as_people_write_is_none() {
    for (open, close) in [("$(a ", ")"), ("${a:-", "}")] {
        assert_eq!(script(&format!("x {}", nested(open, "y", close, 15))).errors, [], "{open}");
    }
    assert_eq!(script(&nested("if a; then ", "b", "; fi", 15)).errors, []);
    assert_eq!(script(&nested("{ (", "b", ") ; }", 10)).errors, []);
}

#[test]
fn unclosed_repetition_ends() {
    for piece in [
        "$(",
        "((",
        "{ ",
        "\"",
        "`",
        "${a[",
        "[a",
        "a{b,",
        "@(",
        "[[ ",
        "<<E\n",
        "time ",
        "coproc ",
        "function ",
        "$[ ",
        "\\`",
        "sudo ",
        "find -exec ",
        "sh -c '",
        "if ",
        "&& ",
        "a |",
        "\u{e9}",
        "\\",
        "case x in ",
    ] {
        script(&format!("echo {}", piece.repeat(1_000))).calls();
    }
}

/// A generous bound that quadratic time would break by far.
#[test]
fn long_lines_take_linear_time() {
    for piece in ["$(a) ", "x ", "\"$a b\" ", "'b' ", "a{b,c} ", "[a", "[[ a ]] ; ", "{ a; } ; "] {
        let start = Instant::now();
        script(&format!("echo {}", piece.repeat(40_000 / piece.len()))).calls();
        assert!(start.elapsed() < Duration::from_secs(10), "{piece}: {:?}", start.elapsed());
    }
}

#[test]
fn a_chain_longer_than_the_grammar_allows_keeps_its_commands() {
    let script = script(&["a"; 1_500].join(" && "));
    assert_eq!(script.calls().len(), 1_500);
}

/// Texts made of what means something to a shell.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        " ",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\\",
        "\\\n",
        "'",
        "\"",
        "`",
        "$",
        "$(",
        "$((",
        "$'",
        "${",
        "(",
        "((",
        ")",
        "))",
        "{ ",
        "}",
        "[[ ",
        " ]]",
        "[",
        "]",
        "<",
        ">",
        "<<E\n",
        "<<-'E'\n",
        "\nE\n",
        "<<<",
        "<(",
        "&",
        "&&",
        "||",
        "|",
        ";",
        ";;",
        "#",
        "!",
        "~",
        "*",
        "?",
        "=",
        "A=",
        "a",
        "b-c",
        "2",
        "é",
        "\u{0}",
        ":-",
        "if ",
        "then ",
        "fi",
        "do ",
        "done",
        "for x in ",
        "case a in ",
        "esac",
        "while ",
        "f() ",
        "function ",
        "time ",
        "sudo ",
        "sh -c ",
        "eval ",
        "find -exec ",
        "env ",
        "alias a=",
        "export ",
        "bash <<E\n",
        "exit ",
    ]);
    let piece = prop_oneof![9 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(source in texts(), start in 0usize..9) {
        let text = text(&source).slice(0..source.len());
        for dialect in [Dialect::Sh, Dialect::Bash, Dialect::Zsh, Dialect::Cmd] {
            let script = parse(&text, dialect);
            for error in &script.errors {
                prop_assert!(text.span().encloses(error.span), "{error:?}");
            }
            for call in script.calls() {
                prop_assert!(text.span().encloses(call.span), "{call:?}");
                for word in call.args.iter().chain([&call.program]) {
                    check(&source, word)?;
                }
            }
        }
        let words: Vec<Text> = source.split(' ').map(|word| text.slice_of(text.as_str().get(0..word.len()).unwrap_or(""))).collect();
        exec_call(&words);
        shebang_dialect(source.get(start..).unwrap_or(&source));
    }
}

/// The parts of a word are in order, inside of it, and its raw text is what the file has there.
fn check(source: &str, word: &Word) -> Result<(), TestCaseError> {
    let mut at = word.span.start;
    for part in &word.parts {
        prop_assert!(at <= part.span.start && part.span.end <= word.span.end, "{word:?}");
        at = part.span.end;
    }
    let raw: String = word.raw.as_str().split_whitespace().collect();
    let written = source_of(source, word.span);
    // The characters of a decoded `$'…'` share one place.
    prop_assert!(raw.len() <= written.len() || source.contains("$'"), "{word:?} of {written:?}");
    Ok(())
}
