//! Rules of the user's own.

use crate::support::{Project, is_on};

pub(crate) const RULE: &str = "\
code: ACME1
name: no-telnet
category: security
level: error
summary: telnet is installed
why: It sends passwords in clear.
message: '`{argument}` sends passwords in clear'
match:
  command: apt-get
  subcommand: install
  argument: ^telnet$
examples:
  - bad: |
      FROM debian:12.5
      RUN apt-get install telnet
    at: telnet
  - good: |
      FROM debian:12.5
      RUN apt-get install openssh-client
";

const DOCKERFILE: &str = "FROM debian:12.5\nRUN apt-get install -y telnet\n";

#[test]
fn they_are_looked_for_and_can_be_named() {
    let project = Project::new(&[
        (".dfcheck.yaml", "rules: my-rules/*.yaml\nselect: ACME1\n"),
        ("my-rules/telnet.yaml", RULE),
        ("my-rules/deeper/not-read.yaml", "x"),
        ("Dockerfile", DOCKERFILE),
    ]);
    assert_eq!(project.codes(&["Dockerfile"]), ["ACME1"]);
    assert_eq!(project.run(&["lint", "Dockerfile", "--ignore", "no-telnet"]).code, 0);
    project.write(".dfcheck.yaml", "rules: [my-rules/telnet.yaml]\n");
    assert!(is_on(&project.shown(&["Dockerfile"], &[]), "ACME1"), "it is on without a word");
    for config in ["ignore: [no-telnet]", "ignore: ['ACME*']", "levels: {ACME1: off}", "ignore: security"] {
        project.write(".dfcheck.yaml", &format!("rules: ./my-rules/t*.yaml\n{config}\n"));
        assert!(!is_on(&project.shown(&["Dockerfile"], &[]), "ACME1"), "{config}");
    }
    // A rule that comes from what is extended, or from a flag.
    project.write("sub/.dfcheck.yaml", "extends: ../.dfcheck.yaml\nselect: no-telnet\n");
    project.write("sub/Dockerfile", DOCKERFILE);
    assert_eq!(project.codes(&["sub/Dockerfile"]), ["ACME1"]);
    let flags = ["--no-config", "--config", "rules=my-rules/telnet.yaml", "--select", "ACME1", "Dockerfile"];
    assert_eq!(project.codes(&flags), ["ACME1"]);
    // Another project does not have it, and is not told of it.
    project.write("other/.dfcheck.yaml", "");
    project.write("other/Dockerfile", DOCKERFILE);
    assert_eq!(project.codes(&["other/Dockerfile", "sub/Dockerfile", "--select", "no-telnet"]), ["ACME1"]);
    let run = project.run(&["lint", "other/Dockerfile", "--select", "no-telnt"]);
    assert_eq!(run.code, 2);
}

#[test]
fn a_broken_one_is_an_error_at_its_place() {
    let project = Project::new(&[(".dfcheck.yaml", "rules: r.yaml\n"), ("Dockerfile", DOCKERFILE)]);
    let with = |old: &str, new: &str| {
        assert!(RULE.contains(old), "{old}");
        RULE.replacen(old, new, 1)
    };
    for (text, place, words) in [
        (with("level: error", "level: fatal"), "r.yaml:4:8", "fatal"),
        (with("why:", "wyh:"), "r.yaml:6:1", "wyh"),
        (with("code: ACME1", "code: acme"), "r.yaml:1:7", "no code"),
        (with("code: ACME1", "code: DL3008"), "r.yaml:1:7", "DL3008 already"),
        (with("name: no-telnet", "name: Telnet"), "r.yaml:2:7", "kebab-case"),
        (with("`{argument}`", "{argumnt}"), "r.yaml:7:10", "argumnt"),
        (with("^telnet$", "'telnet('"), "r.yaml:11:13", "regex"),
        (with("  command: apt-get", "  command: apt-get\n  instruction: RUN"), "r.yaml:9:3", "exactly one"),
        (with("at: telnet", "at: ssh"), "r.yaml:16:9", "no `ssh`"),
        ("code: [\n".to_owned(), "r.yaml:", ""),
        (String::new(), "r.yaml:", ""),
    ] {
        project.write("r.yaml", &text);
        for arguments in [["lint", "Dockerfile"].as_slice(), &["rules", "check", "r.yaml"]] {
            let run = project.run(arguments);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
            assert!(run.err.contains(place) && run.err.contains(words), "{place} {words}: {}", run.err);
        }
    }
}

#[test]
fn two_rules_cannot_have_one_name() {
    let project = Project::new(&[
        (".dfcheck.yaml", "rules: r/*.yaml\n"),
        ("r/a.yaml", RULE),
        ("r/b.yaml", &RULE.replace("ACME1", "ACME2")),
        ("Dockerfile", DOCKERFILE),
    ]);
    let run = project.run(&["lint", "Dockerfile"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("r/b.yaml") && run.err.contains("`no-telnet` is a name of ACME1"), "{}", run.err);
    project.write("r/b.yaml", RULE);
    assert_eq!(project.run(&["lint", "Dockerfile"]).code, 2, "the same text twice is no better");
}

#[test]
fn they_can_be_tried_on_their_examples() {
    let project = Project::new(&[("good.yaml", RULE), ("bad.yaml", &RULE.replace("openssh-client", "curl telnet"))]);
    let run = project.run(&["rules", "check", "good.yaml"]);
    assert_eq!((run.code, run.out.as_str()), (0, "good.yaml: ACME1 no-telnet: 2 examples as expected\n"));
    let run = project.run(&["rules", "check", "good.yaml", "bad.yaml"]);
    assert_eq!(run.code, 1);
    let failure =
        "bad.yaml: ACME1, example 2 (good): underlined is [\"telnet\"], and should be []\n    FROM debian:12.5\n";
    assert!(run.out.contains(failure), "{}", run.out);
    project.write("bad.yaml", &RULE.replace("at: telnet", "note: x").replace("install telnet", "install curl"));
    let run = project.run(&["rules", "check", "bad.yaml"]);
    assert!(run.code == 1 && run.out.contains("example 1 (bad): nothing is found"), "{}", run.out);
    assert_eq!(project.run(&["rules", "check", "nowhere.yaml"]).code, 2);
    assert_eq!(project.run(&["rules"]).code, 0);
}
