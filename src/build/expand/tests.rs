use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::source::TextBuilder;

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A small world: `HOME=/home`, `SHELL=bash`, `WORD=한국어`, `EMPTY=`.
fn world() -> BTreeMap<String, String> {
    variables(&[("HOME", "/home"), ("SHELL", "bash"), ("WORD", "한국어"), ("EMPTY", "")])
}

#[track_caller]
fn assert_all(cases: &[(&str, &str)], variables: &dyn Variables) {
    for (word, expected) in cases {
        match expand_str(word, '\\', variables) {
            Ok(expansion) => assert_eq!(expansion.value, *expected, "{word}"),
            Err(error) => panic!("{word}: {error}"),
        }
    }
}

#[track_caller]
fn assert_refused(words: &[&str], variables: &dyn Variables) {
    for word in words {
        let result = expand_str(word, '\\', variables);
        assert!(result.is_err(), "{word} became {:?}", result.map(|expansion| expansion.value));
    }
}

#[test]
fn quotes_and_escapes() {
    assert_all(
        &[
            ("plain", "plain"),
            ("it'' is", "it is"),
            (r"it\'s", "it's"),
            (r"a\tb", "atb"),
            (r#""a\tb""#, r"a\tb"),
            (r#""a\\tb""#, r"a\tb"),
            (r"'a\tb'", r"a\tb"),
            (r"end\", "end"),
            (r"end\\", r"end\"),
            (r#""it's""#, "it's"),
            (r#"'say "x"'"#, r#"say "x""#),
            (r"'a\'", r"a\"),
            (r#""''""#, "''"),
            (r#"말'씀'\'"#, "말씀'"),
        ],
        &world(),
    );
    assert_refused(&["it's", "\"open", r#""open\""#, r"\\'open", "'open"], &world());
}

#[test]
fn plain_variables() {
    assert_all(
        &[
            ("$HOME", "/home"),
            ("x$HOME.", "x/home."),
            ("x${HOME}y", "x/homey"),
            ("$WORD$WORD", "한국어한국어"),
            ("$home|", "|"),
            (r"\$HOME", "$HOME"),
            (r"\\$HOME", r"\/home"),
            (r#""$HOME""#, "/home"),
            (r#""\$HOME""#, "$HOME"),
            (r#""a'$HOME'""#, "a'/home'"),
            ("'$HOME'", "$HOME"),
            (r"\${}x", "${}x"),
            ("$.x", "$.x"),
            ("a$", "a$"),
            ("${HOME}}", "/home}"),
        ],
        &world(),
    );
    assert_refused(&["${}", "x${}", "${.}", "${{HOME}", "${:}", "${:-x}", "${HOME", "${"], &world());
}

#[test]
fn defaults_and_alternatives() {
    assert_all(
        &[
            ("${NO:-a}${NO-a}", "aa"),
            ("${EMPTY:-a}${EMPTY-a}", "a"),
            ("${HOME:-a}${HOME-a}", "/home/home"),
            ("${NO:+a}${NO+a}", ""),
            ("${EMPTY:+a}${EMPTY+a}", "a"),
            ("${HOME:+a}${HOME+a}", "aa"),
            ("${NO:-}", ""),
            ("${NO:-$HOME}", "/home"),
            ("${NO:-${NEITHER:-x}}y", "xy"),
            ("${HOME:+${HOME}:}x", "/home:x"),
            (r"${NO:-\$HOME:}", "$HOME:"),
            (r"${NO:-\${HOME}z}", "${HOMEz}"),
            ("${NO:-a {b}", "a {b"),
            ("${NO:-a}}", "a}"),
            ("${NO:-'}'}", "}"),
        ],
        &world(),
    );
    assert_refused(&["${NO:-a", "${NO:-a ${HOME}", "${NO:=a}", "${NO=a}", "${HOME:x}", "${HOME:}"], &world());
}

#[test]
fn required_variables() {
    assert_all(&[("${HOME?}${HOME:?}${EMPTY?}", "/home/home")], &world());
    assert_refused(&["${NO?}", "${NO:?}", "${EMPTY:?}"], &world());
    let error = expand_str("a ${NO:?set $SHELL}", '\\', &world()).unwrap_err();
    assert_eq!(error.kind, ExpandErrorKind::Required { name: "NO".into(), message: "set bash".into() });
    assert_eq!(error.span, Span::new(2, 19));
}

#[test]
fn parameters_that_are_never_set() {
    for parameter in ["1", "9", "999", "001", "@", "*", "#", "?", "-", "$", "!", "0"] {
        let expected = [(format!("${parameter}"), ""), (format!("${{{parameter}}}"), "")];
        for (word, expected) in expected {
            assert_all(&[(&word, expected), (&format!("{word}z"), "z")], &world());
        }
        assert_all(&[(&format!("${{{parameter}:-x}}"), "x"), (&format!("${{{parameter}:+x}}"), "")], &world());
    }
    assert_all(&[("$1x", "x"), ("$@@@", "@@"), ("$12ab", "ab")], &world());
}

#[test]
fn prefixes_and_suffixes() {
    let world = variables(&[("V", "1.2.3-rc1"), ("STARS", "a***yy*"), ("X", "xxyy"), ("ODD", "()[]{}^$.*?|\\x")]);
    assert_all(
        &[
            ("${V%-*}", "1.2.3"),
            ("${V%%.*}", "1"),
            ("${V#*.}", "2.3-rc1"),
            ("${V##*.}", "3-rc1"),
            ("${V#1}${V%1}", ".2.3-rc11.2.3-rc"),
            ("${X#*}${X%}${X##}", "xxyyxxyyxxyy"),
            ("${X##*}", ""),
            (r"${STARS%%\**\*}", "a"),
            (r"${ODD#()[]{\}^$.\*\?|\\}", "x"),
            ("${X#$NONE}", "xxyy"),
            ("${NO#x}", ""),
        ],
        &world,
    );
    assert_refused(&["${X:#x}", "${X:%x}", "${X:##}", r"${X#\x}"], &world);
}

#[test]
fn replacements() {
    let world = variables(&[("P", "/tmp/tmp/bar.txt"), ("N", "/tmp"), ("S", "/"), ("X", "xxyy"), ("D", "$1")]);
    assert_all(
        &[
            ("${P/$N/}", "/tmp/bar.txt"),
            ("${P//$N/}", "/bar.txt"),
            (r"${P/\//-}", "-tmp/tmp/bar.txt"),
            (r"${P//\//\/}", r"\/tmp\/tmp\/bar.txt"),
            ("${P//tmp/$S}", "/////bar.txt"),
            ("${X/?/z}", "zxyy"),
            ("${X/x*/z}", "z"),
            ("${X/$NONE/w}", "wxxyy"),
            ("${X///}", "xxyy"),
            ("${NO//a/b}", ""),
            ("${X/x/$D}", "$1xyy"),
            ("${X//x/$D}", "yy"),
        ],
        &world,
    );
    assert_refused(&["${X//ww}", "${X//}", "${X/a/b", "${X/a"], &world);
}

#[test]
fn the_backtick_can_be_the_escape_character() {
    let expanded = |word: &str| expand_str(word, '`', &world()).unwrap().value;
    assert_eq!(expanded(r"C:\$SHELL"), r"C:\bash");
    assert_eq!(expanded("`$SHELL"), "$SHELL");
    assert_eq!(expanded(r#""a`"b\$SHELL""#), r#"a"b\bash"#);
}

#[test]
fn heredocs_keep_their_quotes() {
    let text = plain_text(r#"it's "$SHELL" \$HOME \n"#);
    let expansion = Expander::new('`').heredoc(&text, &world()).unwrap();
    assert_eq!(expansion.value, r#"it's "bash" $HOME n"#);
}

#[test]
fn unquoting_leaves_variables_alone() {
    let expansion = Expander::new('\\').unquote(&plain_text(r#""a $HOME"' b'${x\}"#)).unwrap();
    assert_eq!(expansion.value, "a $HOME b${x}");
    assert!(expansion.uses.is_empty());
}

#[track_caller]
fn assert_words(word: &str, variables: &dyn Variables, expected: &[&str]) {
    let words = words_of_str(word, '\\', variables).unwrap();
    let words: Vec<&str> = words.iter().map(|word| word.value.as_str()).collect();
    assert_eq!(words, expected, "{word}");
}

#[test]
fn words_are_split_after_expansion() {
    let world = variables(&[("GAP", "abc  def"), ("LEAD", "  ab c"), ("TAIL", "ab c   "), ("N", "3")]);
    assert_words("one two", &world, &["one", "two"]);
    assert_words("a${NO}b", &world, &["ab"]);
    assert_words("a${GAP}b", &world, &["aabc", "defb"]);
    assert_words(r#"a"${GAP}"b"#, &world, &["aabc  defb"]);
    assert_words("a${LEAD}b", &world, &["a", "ab", "cb"]);
    assert_words(r#"a"${LEAD}" b"#, &world, &["a  ab c", "b"]);
    assert_words("a${TAIL}b", &world, &["aab", "c", "b"]);
    assert_words(r"a\ b c", &world, &["a b", "c"]);
    assert_words(r#"a" b  ""#, &world, &["a b  "]);
    assert_words("  ''  ", &world, &[]);
    assert_words("<< a b", &world, &["<< a", "b"]);
    assert!(words_of_str("a\" b", '\\', &world).is_err());
}

#[test]
fn a_default_swallows_what_stands_before_it_in_a_split_word() {
    let world = variables(&[("N", "3")]);
    assert_words("80$N ${N:-0} 80${N:-0}", &world, &["803", "3", "3"]);
    assert_words("a\"b${N:-0}\"", &world, &["b3"]);
}

#[test]
fn uses_have_exact_places() {
    let expansion = expand_str(r#"a$HOME-"${NO:-x$SHELL}"'$q'"#, '\\', &world()).unwrap();
    let uses: Vec<_> = expansion.uses.iter().map(|u| (u.name.as_str(), u.span, u.name_span, u.found)).collect();
    assert_eq!(
        uses,
        [
            ("HOME", Span::new(1, 6), Span::new(2, 6), true),
            ("NO", Span::new(8, 22), Span::new(10, 12), false),
            ("SHELL", Span::new(15, 21), Span::new(16, 21), true),
        ]
    );
    assert_eq!(expansion.uses.iter().map(|u| u.has_default).collect::<Vec<_>>(), [false, true, false]);
    let uses = expand_str("$HOME${HOME}${HOME#/}${HOME-}", '\\', &world()).unwrap().uses;
    assert_eq!(uses.iter().map(|u| u.is_plain).collect::<Vec<_>>(), [true, true, false, false]);
}

#[test]
fn values_know_their_places_across_a_continuation() {
    let source = b"node:\\\n\"$V\"-alpine";
    let mut builder = TextBuilder::new(0);
    builder.push_source(source, Span::new(0, 5));
    builder.push_source(source, Span::new(7, 18));
    let text = builder.finish();
    let expansion = Expander::new('\\').expand(&text, &variables(&[("V", "20")])).unwrap();
    assert_eq!(expansion.value, "node:20-alpine");
    assert_eq!(expansion.span_of(0..4).bytes(source), b"node");
    assert_eq!(expansion.span_of(5..7).bytes(source), b"$V");
    assert_eq!(expansion.span_of(6..14).bytes(source), b"$V\"-alpine");
    assert_eq!(expansion.span_of(8..14).bytes(source), b"alpine");
    assert_eq!(expansion.uses[0].span.bytes(source), b"$V");
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = |depth: usize| "${a:-".repeat(depth) + &"}".repeat(depth);
    assert!(expand_str(&deep(MAX_DEPTH), '\\', &NoVariables).is_ok());
    let error = expand_str(&deep(100_000), '\\', &NoVariables).unwrap_err();
    assert_eq!(error.kind, ExpandErrorKind::TooDeep);
}

#[test]
fn values_that_grow_beyond_reason_are_an_error() {
    let mut expander = Expander::new('\\');
    let mut value = "x".repeat(1000);
    let error = loop {
        let world = variables(&[("a", &value)]);
        match expander.expand(&plain_text("$a$a"), &world) {
            Ok(expansion) => value = expansion.value,
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind, ExpandErrorKind::TooLong);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(word in r#"([a-z$\{\}:'"\\`/#%*?<> 0-9é+-]|\$\{a[:]?[-+?#%/])*"#) {
        let world = variables(&[("a", "some value"), ("b", "")]);
        for escape in ['\\', '`'] {
            let _ = words_of_str(&word, escape, &world);
            let mut expander = Expander::new(escape);
            let _ = expander.heredoc(&plain_text(&word), &world);
            let _ = expander.unquote(&plain_text(&word));
            if let Ok(expansion) = expand_str(&word, escape, &world) {
                let length = expansion.value.len();
                for start in 0..=length {
                    prop_assert!(expansion.span_of(start..length).end <= word.len());
                }
                for used in &expansion.uses {
                    prop_assert!(used.span.encloses(used.name_span));
                    prop_assert_eq!(used.name_span.bytes(word.as_bytes()), used.name.as_bytes());
                }
            }
        }
    }

    #[test]
    fn ordinary_text_is_unchanged(word in r#"[^$'"\\\u{feff}]*"#) {
        prop_assert_eq!(expand_str(&word, '\\', &NoVariables).unwrap().value, word);
    }
}
