use super::*;
use crate::source::TextBuilder;

/// Source and place of every word of the calls in `source`, whose text is what BuildKit gives to the shell: without the
/// continuations and the comments between them.
fn joined(source: &str) -> (Text, Vec<String>) {
    let mut builder = TextBuilder::new(0);
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let kept = text.strip_suffix('\\').unwrap_or(text);
        if !text.trim_start().starts_with('#') {
            builder.push_source(source.as_bytes(), Span::new(at, at + kept.len()));
        }
        at += line.len();
    }
    let text = builder.finish();
    let calls = parse(&text, Dialect::Sh).calls();
    let words = calls.iter().flat_map(|call| std::iter::once(&call.program).chain(&call.args));
    let words = words.map(|word| source_of(source, word.span)).collect();
    (text, words)
}

#[test]
fn through_continuations_and_comments() {
    let (text, words) = joined("apt-get install \\\n  # why\n\t cur\\\nl  \\\n && rm -rf \"/a b\"");
    assert_eq!(text.as_str(), "apt-get install \t curl   && rm -rf \"/a b\"");
    assert_eq!(words, ["apt-get", "install", "cur\\\nl", "rm", "-rf", "\"/a b\""]);
}

/// A backslash that only keeps a character from the outer shell is not part of what the inner one reads.
#[test]
fn through_substitutions_and_backticks() {
    let (_, words) = joined("a $(b \\\n c) `d \\\n \\`e\\` f`");
    assert_eq!(words, ["a", "$(b \\\n c)", "`d \\\n \\`e\\` f`", "b", "c", "d", "`e\\`", "f", "e"]);
}

#[test]
fn through_scripts_in_arguments() {
    let (_, words) = joined("sh -c \"x \\\"y z\\\" \\\n && 'é' $a\" && bash -c 'b\\\nc'");
    assert_eq!(
        words,
        [
            "sh",
            "-c",
            "\"x \\\"y z\\\" \\\n && 'é' $a\"",
            "x",
            "\"y z\\\"",
            "'é'",
            "$a",
            "bash",
            "-c",
            "'b\\\nc'",
            "b\\\nc"
        ]
    );
}

#[test]
fn of_characters_longer_than_a_byte() {
    let source = "é \u{1f980}\"ü\" $(ö)\t; x";
    let words: Vec<String> = script(source).calls().iter().map(|call| source_of(source, call.span)).collect();
    assert_eq!(words, ["é \u{1f980}\"ü\" $(ö)", "ö", "x"]);
}

#[test]
fn of_lines_that_end_with_cr_lf() {
    let source = "a b\r\nc \\\r\n  d\r\ncat <<E\r\nx\r\nE\r\n";
    let script = script(source);
    assert_eq!(script.errors, []);
    assert_eq!(outline(&script.body), "a b; c d; cat HereDocument:E");
    assert_eq!(source_of(source, script.body[0].span), "a b");
    assert_eq!(source_of(source, script.body[1].span), "c \\\r\n  d");
}

#[test]
fn of_a_line_end_removed_inside_a_script() {
    let source = "ab\\\ncd \"e\\\nf\" \\\n g";
    let words = only(source).words;
    let literals: Vec<Option<String>> = words.iter().map(Word::literal).collect();
    assert_eq!(literals, [Some("abcd".into()), Some("ef".into()), Some("g".into())]);
    let raws: Vec<&str> = words.iter().map(|word| word.raw.as_str()).collect();
    assert_eq!(raws, ["abcd", "\"ef\"", "g"]);
    assert_eq!(source_of(source, words[0].span), "ab\\\ncd");
}

#[test]
fn of_commands() {
    for source in [
        "{ a; b; }",
        "( a )",
        "( ( a ) )",
        "if a; then b; fi",
        "if a; then b; fi >x",
        "for x in y; do z; done",
        "for ((;;)); do z; done",
        "while a; do b; done <x",
        "case a in b) c;; esac",
        "[[ -n $x ]]",
        "((x+1))",
        "f() { a; }",
        "A=1 b >c",
        ">a b",
        "! a | b",
        "a && b || c",
    ] {
        for around in ["{}", "  {} ; z", "{}\nz", "{} && z", "{} # z"] {
            let whole = around.replace("{}", source);
            let script = script(&whole);
            assert_eq!(script.errors, [], "{whole}");
            let first = match &script.body[0].kind {
                CommandKind::AndOr { first, .. } if around.contains("&&") && !source.contains("&&") => first.span,
                _ => script.body[0].span,
            };
            let expected = if source.contains("&&") && around.contains("&&") { "a && b || c && z" } else { source };
            assert_eq!(source_of(&whole, first), expected, "{whole}");
        }
    }
}

#[test]
fn of_parts() {
    let source = "a \"b $c d\"'e'$(f)\\g\"$h\"";
    let parts: Vec<String> = only(source).words[1].parts.iter().map(|part| source_of(source, part.span)).collect();
    assert_eq!(parts, ["\"b ", "$c", " d\"", "'e'", "$(f)", "\\g", "\"$h\""]);
}

#[test]
fn of_what_follows_a_prefix() {
    let source = "a --x=b --\"x=c d\" --x=\"$e\"f -- --x=";
    let words = only(source).words;
    let rest = |at: usize| words[at].strip_prefix("--x=").map(|word| (source_of(source, word.span), word.literal()));
    assert_eq!(rest(1), Some(("b".into(), Some("b".into()))));
    assert_eq!(rest(2), Some(("c d\"".into(), Some("c d".into()))));
    assert_eq!(rest(3), Some(("\"$e\"f".into(), None)));
    assert_eq!(rest(4), None);
    assert_eq!(rest(5), Some((String::new(), Some(String::new()))));
}
