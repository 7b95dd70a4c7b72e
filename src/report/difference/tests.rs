use super::{Difference, Version};
use crate::build::{self, Options};
use crate::dockerfile;
use crate::source::SourceFile;

fn difference(old: &str, new: &str) -> Difference {
    let files = [SourceFile::new("old", old), SourceFile::new("new", new)];
    let parsed = files.each_ref().map(|file| dockerfile::parse(file.bytes()));
    let builds = parsed.each_ref().map(|it| build::evaluate(it, &Options::default()));
    let version = |at: usize| Version { file: &files[at], dockerfile: &parsed[at], build: &builds[at] };
    Difference::of(&version(0), &version(1))
}

#[track_caller]
fn changes(old: &str, new: &str) -> Vec<String> {
    let mut out = Vec::new();
    difference(old, new).text(200, &mut anstream::StripStream::new(&mut out)).unwrap();
    let text = String::from_utf8(out).unwrap();
    let lines = text.lines().skip(1).filter(|line| line.starts_with("  "));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn layout_comments_and_the_number_of_layers_mean_nothing() {
    let old = "FROM alpine:3.20\nRUN apk add --no-cache curl=8.9.1-r1 jq\nENV A=1 B=2\nCMD [\"a\", \"b\"]\n";
    let new = "# a comment\nfrom   alpine:3.20\nrun apk add --no-cache \\\n    # why\n    jq \\\n    curl=8.9.1-r1\nENV A=1\n\
               ENV B=\"2\"\ncmd [\"a\",   \"b\"]\n";
    assert_eq!(changes(old, new), [""; 0]);
    assert_eq!(changes("FROM a\nRUN x && y 2>/dev/null\n", "FROM a\nRUN x\nRUN y \\\n  2>/dev/null\n"), [""; 0]);
}

#[test]
fn what_changes_is_named() {
    let old = "FROM debian:12.4 AS build\nRUN apt-get update && apt-get install -y gcc make=4.3\nRUN make\n\
               FROM alpine:3.19\nARG V=1\nCOPY --from=build /src/app /app\nENV PORT=80 MODE=a\nEXPOSE 80\nUSER app\n\
               LABEL a=b\nCMD [\"/app\"]\n";
    let new = "FROM debian:12.5 AS build\nRUN apt-get update && apt-get install -y --no-install-recommends make=4.4 git\n\
               RUN make all\nFROM alpine:3.20\nARG V=2\nCOPY --from=build --chown=app /src/app /app\nENV PORT=8080\n\
               EXPOSE 8080\nLABEL a=c\nCMD [\"/app\", \"-v\"]\nFROM scratch AS extra\n";
    insta::assert_snapshot!(changes(old, new).join("\n"));
}

#[test]
fn redirections_and_conditions_count() {
    let one = |script: &str| format!("FROM a\nRUN {script}\n");
    for (old, new) in [("x > a", "x > b"), ("x && y", "x || y"), ("x | y", "x; y"), ("A=1 x", "A=2 x"), ("x", "x y")] {
        assert_eq!(changes(&one(old), &one(new)).len(), 1, "{old} → {new}");
    }
    let heredoc = |text: &str| format!("FROM a\nCOPY <<EOF /etc/a\n{text}\nEOF\n");
    assert_eq!(changes(&heredoc("a"), &heredoc("b")).len(), 1);
    let script = |text: &str| format!("FROM a\nRUN <<EOF\n{text}\nEOF\n");
    assert_eq!(changes(&script("x > 1"), &script("x > 2")).len(), 1);
}

#[test]
fn tables_hold_whatever_it_says() {
    let mut out = Vec::new();
    let old = "FROM a\nENV A='x|`y`'\n";
    difference(old, "FROM a\nENV A=''\n").markdown(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("| `Env A` | `` x\\|`y` `` | empty |"), "{text}");
}

#[test]
fn no_value_is_taken_for_nothing_to_say() {
    let said = changes("FROM a\n", "FROM a\nLABEL state=there\nEXPOSE 80\n").join("\n");
    assert!(said.contains("Label state") && said.contains("there"), "{said}");
    let mut out = Vec::new();
    difference("FROM a\n", "FROM a\nLABEL state=there\nEXPOSE 80\n").text(80, &mut out).unwrap();
    let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
    assert!(text.contains("+ Label state there\n") && text.contains("+ ExposedPorts 80/tcp\n"), "{text}");
}
