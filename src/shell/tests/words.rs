use super::*;
use PartKind::{Brace, Glob, Literal, Parameter, Tilde};

/// The parts of the argument of `a`.
fn parts(word: &str) -> Vec<Part> {
    let mut words = only(&format!("a {word}")).words;
    assert_eq!(words.len(), 2, "{word} is one word");
    assert_eq!(words[1].raw.as_str(), word);
    words.remove(1).parts
}

/// Quoting and text of each part; the commands of a substitution as an outline.
fn told(word: &str) -> Vec<(Quoting, String)> {
    parts(word).iter().map(|part| (part.quoting, tell(part))).collect()
}

fn tell(part: &Part) -> String {
    match &part.kind {
        Literal(text) => text.clone(),
        Parameter { name, operator, .. } => format!("${name}{operator}"),
        PartKind::Substitution(body) => format!("$({})", outline(body)),
        PartKind::ProcessSubstitution(body) => format!("<({})", outline(body)),
        PartKind::Arithmetic(parts) => format!("(({}))", parts.iter().map(tell).collect::<String>()),
        Glob(text) | Brace(text) | Tilde(text) => format!("?{text}"),
    }
}

#[track_caller]
fn is(word: &str, expected: &[(Quoting, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(quoting, text)| (*quoting, (*text).to_owned())).collect();
    assert_eq!(told(word), expected, "{word}");
}

#[test]
fn quotes() {
    use Quoting::{Double, Escaped, None, Single};
    is("b'c d'\"e\"", &[(None, "b"), (Single, "c d"), (Double, "e")]);
    is("\"a \\\" \\$x \\y\"", &[(Double, "a \" $x \\y")]);
    is("\\ b\\\"", &[(Escaped, " "), (None, "b"), (Escaped, "\"")]);
    is("''\"\"", &[(Single, ""), (Double, "")]);
    is("\"a\"\"b\"", &[(Double, "a"), (Double, "b")]);
    is("$'a\\n\\x41\\'\\u00e9'", &[(Single, "a\nA'é")]);
    is("$\"a b\"", &[(Double, "a b")]);
    is("\"it's\"", &[(Double, "it's")]);
    is("'a\\'", &[(Single, "a\\")]);
}

#[test]
fn parameters() {
    use Quoting::{Double, None};
    is("$a$1${b}$@", &[(None, "$a"), (None, "$1"), (None, "$b"), (None, "$@")]);
    is("\"${a:-b c}\"", &[(Double, "$a:-b c")]);
    is("${#a}", &[(None, "$a#")]);
    is("${!a}", &[(None, "$a!")]);
    is("${#}", &[(None, "$#")]);
    is("${a[1]}", &[(None, "$a[1]")]);
    is("${a%%.*}x", &[(None, "$a%%.*"), (None, "x")]);
    is("a$", &[(None, "a$")]);
    is("\"$a.b\"", &[(Double, "$a"), (Double, ".b")]);
}

#[test]
fn operands_are_words() {
    let [part] = parts("${a:-$b/$(c d)}").try_into().unwrap();
    let Parameter { operand: Some(operand), .. } = part.kind else { panic!("an operand") };
    assert_eq!(operand.raw.as_str(), "$b/$(c d)");
    assert_eq!(operand.parts.iter().map(tell).collect::<String>(), "$b/$(c d)");
    let word = &only("x ${a:-$b} $((c + $d))").words;
    assert_eq!(word[1].variables().chain(word[2].variables()).collect::<Vec<_>>(), ["a", "b", "d"]);
}

#[test]
fn substitutions() {
    use Quoting::{Double, None};
    is("$(b \"c\" | d)", &[(None, "$(pipe(b \"c\" | d))")]);
    is("\"$(b \"$(c ')')\")\"", &[(Double, "$(b \"$(c ')')\")")]);
    is("`b \\`c\\` \"\\$d\"`", &[(None, "$(b `c` \"$d\")")]);
    is("$(case x in a) b;; esac)", &[(None, "$(case(x, a: b))")]);
    is("$( (a) # )\n)", &[(None, "$(subshell(a))")]);
    is("$(cat <<E\n)\nE\n)", &[(None, "$(cat HereDocument:E)")]);
    is("$((1 + (2) * $(c)))", &[(None, "(($(c)))")]);
    is("$((a); b)", &[(None, "$(subshell(a); b)")]);
    is("<(b)", &[(None, "<(b)")]);
}

#[test]
fn patterns() {
    use Quoting::{None, Single};
    is("*.[a-z]?", &[(None, "?*"), (None, "."), (None, "?[a-z]?")]);
    is("'*'[b", &[(Single, "*"), (None, "[b")]);
    is("!(a|b)", &[(None, "?!(a|b)")]);
    is("{b,c}.{1..3}", &[(None, "?{b,c}"), (None, "."), (None, "?{1..3}")]);
    is("{b,$c}d", &[(None, "?{b,"), (None, "$c"), (None, "?}"), (None, "d")]);
    is("x{b}{", &[(None, "x{b}{")]);
    is("~/x~", &[(None, "?~"), (None, "/x~")]);
    is("~a", &[(None, "?~a")]);
}

#[test]
fn assignments_expand_tildes_only() {
    let simple = only("A=~/b:~c:*:{d,e}");
    let told: Vec<String> = simple.assignments[0].value.parts.iter().map(tell).collect();
    assert_eq!(told, ["?~", "/b:", "?~c", ":*:{d,e}"]);
}

#[test]
fn literals() {
    let words = only("a b'c'\"d\"\\e \"$f\" g* ''").words;
    let literals: Vec<Option<String>> = words.iter().map(Word::literal).collect();
    assert_eq!(literals, [Some("a".into()), Some("bcde".into()), None, None, Some(String::new())]);
    assert!(words[1].is("bcde") && !words[1].is("bcd") && !words[1].is("bcdef"));
    assert!(words[1].starts_with("bc") && !words[2].starts_with("$"));
    assert!(words[4].is("") && !words[0].is(""));
}

#[test]
fn names_of_files() {
    let words = only("/usr/bin/a $x/bin/b $c \"$d\"/e/f$g h").words;
    let names: Vec<Option<String>> = words.iter().map(Word::file_name).collect();
    assert_eq!(names, [Some("a".into()), Some("b".into()), None, None, Some("h".into())]);
}
