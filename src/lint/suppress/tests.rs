use std::collections::BTreeSet;

use super::read::{self, Saying};
use crate::build::{Options, evaluate};
use crate::context::BuildContext;
use crate::dockerfile;
use crate::lint::{IgnoredBy, Input, Level, Outcome, Profile, Selector, Settings, lint};
use crate::source::{SourceFile, Span, Text};

/// The rules that these tests are about: `cd`, `sudo`, MAINTAINER, tags, root; and those about comments.
const RULES: [&str; 10] =
    ["DL3003", "DL3004", "DL4000", "DL3006", "DL3007", "DL3002", "DF910", "DF911", "DF912", "DF914"];

fn settings() -> Settings {
    Settings { select: RULES.iter().map(|word| Selector::parse(word).unwrap()).collect(), ..Settings::default() }
}

fn outcome(source: &str, settings: &Settings) -> (SourceFile, Outcome) {
    let file = SourceFile::new("Dockerfile", source);
    let dockerfile = dockerfile::parse(file.bytes());
    let build = evaluate(&dockerfile, &Options::default());
    let context = BuildContext::none();
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let outcome = lint(&input, settings);
    (file, outcome)
}

/// What counts and what is ignored, each as `CODE:LINE`.
fn parted(source: &str, settings: &Settings) -> (String, String) {
    let (file, outcome) = outcome(source, settings);
    let place = |code: &str, span: Span| format!("{code}:{}", file.position(span.start).line);
    let counted: Vec<String> = outcome.findings.iter().map(|it| place(it.rule.code.as_str(), it.span)).collect();
    let ignored = outcome.ignored.iter().map(|it| place(it.finding.rule.code.as_str(), it.finding.span));
    (counted.join(" "), ignored.collect::<Vec<_>>().join(" "))
}

#[track_caller]
fn check(source: &str, counted: &str, ignored: &str) {
    assert_eq!(parted(source, &settings()), (counted.to_owned(), ignored.to_owned()), "\n{source}");
}

/// The comment above `RUN cd` and `RUN sudo`.
#[track_caller]
fn above(comment: &str, counted: &str, ignored: &str) {
    check(&format!("FROM debian:12.5\n# {comment}\nRUN sudo a && cd /a\nRUN cd /b\n"), counted, ignored);
}

/// The reason of the first finding that is ignored.
#[track_caller]
fn reason(comment: &str, expected: Option<&str>) {
    let (file, outcome) = outcome(&format!("FROM debian:12.5\n# {comment}\nRUN cd /a\n"), &settings());
    let ignored = outcome.ignored.first().unwrap_or_else(|| panic!("nothing is ignored: {comment}"));
    let IgnoredBy::Comment { span, reason } = &ignored.by else { panic!("{ignored:?}") };
    assert_eq!(reason.as_deref(), expected, "{comment}");
    assert!(comment.contains(file.text(*span).as_ref()), "{comment}");
}

#[test]
fn every_dialect_ignores_what_its_comment_names_and_nothing_else() {
    for comment in [
        "dfcheck ignore=DL3003",
        "hadolint ignore=DL3003",
        "tally ignore=DL3003",
        "check=skip=DL3003",
        "trivy:ignore:DL3003",
        "shellcheck disable=DL3003",
    ] {
        above(comment, "DL3004:3 DL3003:4", "DL3003:3");
    }
    for comment in [
        "dfcheck global ignore=DL3003",
        "hadolint global ignore=DL3003",
        "tally global ignore=DL3003",
        "checkov:skip=DL3003",
    ] {
        above(comment, "DL3004:3", "DL3003:3 DL3003:4");
    }
    for comment in ["dfcheck stage ignore=DL3003", "hadolint stage ignore=DL3003"] {
        above(comment, "DL3004:3", "DL3003:3 DL3003:4");
    }
    above("something else ignore=DL3003", "DL3004:3 DL3003:3 DL3003:4", "");
}

#[test]
fn a_comment_can_name_several_codes() {
    for comment in [
        "dfcheck ignore=DL3003,DL3004 why",
        "dfcheck  ignore = DL3003 , DL3004",
        "hadolint ignore=DL3003,DL3004",
        "hadolint ignore = DL3003 , DL3004 # why",
        "HADOLINT ignore=dl3003,dl3004",
        "tally ignore=DL3003,DL3004;reason=why",
        "check = skip = DL3003, DL3004 ; reason = why",
        "trivy:ignore:DL3003 #trivy:ignore:DL3004",
        "trivy:ignore:DL3003\n#trivy:ignore:DL3004",
        "shellcheck disable=DL3003,DL3004 shell=bash # why",
        "shellcheck disable=DL3003 disable=DL3004",
        "hadolint ignore=DL3003 # shellcheck disable=DL3004",
    ] {
        let line = if comment.contains('\n') { 4 } else { 3 };
        let ignored = format!("DL3004:{line} DL3003:{line}");
        above(comment, &format!("DL3003:{}", line + 1), &ignored);
    }
    above("checkov:skip=DL3003,DL3004:why", "", "DL3004:3 DL3003:3 DL3003:4");
}

#[test]
fn any_name_of_a_rule_works_in_any_dialect() {
    for name in ["DL3003", "cd-instead-of-workdir", "hadolint/DL3003", "DS-0013", "AVD-DS-0013", "ds013", "use-workdir"]
    {
        let Ok(Selector::Rules(codes)) = Selector::parse(name) else { continue };
        assert_eq!(codes, BTreeSet::from(["DL3003"]), "{name}");
        for comment in [
            "dfcheck ignore=",
            "hadolint ignore=",
            "tally ignore=",
            "check=skip=",
            "trivy:ignore:",
            "shellcheck disable=",
        ] {
            above(&format!("{comment}{name}"), "DL3004:3 DL3003:4", "DL3003:3");
        }
    }
    // CKV_DOCKER_6 is the id of another tool for exactly this rule.
    check("FROM debian:12.5\n# hadolint ignore=CKV_DOCKER_6\nMAINTAINER me\n", "", "DL4000:3");
    check("# checkov:skip=MaintainerDeprecated:why\nFROM debian:12.5\nMAINTAINER me\n", "", "DL4000:3");
}

#[test]
fn categories_beginnings_and_all_work_too() {
    above("dfcheck ignore=DL3*", "DL3003:4", "DL3004:3 DL3003:3");
    above("dfcheck ignore=all", "DL3003:4", "DL3004:3 DL3003:3");
    above("dfcheck ignore=*", "DL3003:4", "DL3004:3 DL3003:3");
    above("hadolint ignore=all", "DL3003:4", "DL3004:3 DL3003:3");
    above("tally ignore=all;reason=why", "DL3003:4", "DL3004:3 DL3003:3");
    check("FROM debian\n# dfcheck global ignore=nondeterminism\nRUN cd /a\n", "DL3003:3", "DL3006:1");
}

#[test]
fn all_of_a_tool_is_what_the_tool_knows() {
    // MAINTAINER is a check of BuildKit, the tag of an image is not.
    check("# check=skip=all\nFROM debian\nMAINTAINER me\n", "DL3006:2", "DL4000:3");
    // `cd` and sudo are checks of Trivy.
    above("trivy:ignore:*", "DL3003:4", "DL3004:3 DL3003:3");
    above("shellcheck disable=all", "DL3004:3 DL3003:3 DL3003:4", "");
}

#[test]
fn an_id_that_only_overlaps_ignores_the_findings_that_carry_it() {
    // BuildKit only has the first WORKDIR of a stage.
    let only = Settings { select: vec![Selector::parse("DL3000").unwrap()], ..Settings::default() };
    let source = "# check=skip=WorkdirRelativePath\nFROM debian:12.5\nWORKDIR a\nWORKDIR b\n";
    assert_eq!(parted(source, &only), ("DL3000:4".to_owned(), "DL3000:3".to_owned()));
    check("FROM debian:12.5\n# trivy:ignore:DS-0002\nUSER root\n", "", "DL3002:3");
    // CKV_DOCKER_7 is about both the missing and the moving tag.
    check("# checkov:skip=CKV_DOCKER_7:why\nFROM debian\nFROM debian:latest\n", "", "DL3006:2 DL3007:3");
}

#[test]
fn reasons() {
    reason("dfcheck ignore=DL3003", None);
    reason("dfcheck ignore=DL3003 make wants it", Some("make wants it"));
    reason("dfcheck ignore=DL3003: make wants it", Some("make wants it"));
    reason("dfcheck ignore=DL3003 -- make wants it", Some("make wants it"));
    reason("hadolint ignore=DL3003 # make wants it", Some("make wants it"));
    reason("hadolint ignore=DL3003", None);
    reason("tally ignore=DL3003;reason=make wants it, really", Some("make wants it, really"));
    reason("check=skip=DL3003 // make wants it", Some("make wants it"));
    reason("check=skip=DL3003;reason=make wants it", Some("make wants it"));
    reason("trivy:ignore:DL3003 make wants it", Some("make wants it"));
    reason("trivy:ignore:DL3003:exp:2999-12-31 - make wants it", Some("make wants it"));
    reason("checkov:skip=DL3003:make wants it", Some("make wants it"));
    reason("checkov:skip=DL3003", None);
    reason("shellcheck disable=DL3003 # make wants it", Some("make wants it"));
}

#[test]
fn codes_that_do_not_exist_are_reported_and_ignore_nothing() {
    for comment in [
        "dfcheck ignore=DL9999",
        "hadolint ignore=DL9999",
        "tally ignore=DL9999",
        "check=skip=DL9999",
        "trivy:ignore:DL9999",
        "checkov:skip=DL9999",
        "shellcheck disable=DL9999",
    ] {
        above(comment, "DF911:2 DL3004:3 DL3003:3 DL3003:4", "");
    }
    let (_, outcome) = outcome("FROM debian:12.5\n# dfcheck ignore=MaintainerDeprecatd\nRUN cd /a\n", &settings());
    let help = outcome
        .findings
        .iter()
        .find_map(|finding| finding.help.clone().filter(|_| finding.rule.code.as_str() == "DF911"));
    assert_eq!(help.as_deref(), Some("did you mean `MaintainerDeprecated`?"));
}

#[test]
fn ids_of_other_tools_are_no_mistake() {
    for comment in [
        "hadolint ignore=SC2999,DL3005",
        "tally ignore=max-lines,tally/sort-packages,PSAvoidLongLines,shellcheck/SC2999,hadolint/DL3005",
        "trivy:ignore:AVD-DS-0099",
        "checkov:skip=CKV2_DOCKER_99",
        "shellcheck disable=SC1000-SC1999",
        "dfcheck ignore=CKV_DOCKER_99,tally/max-lines",
    ] {
        above(comment, "DL3004:3 DL3003:3 DL3003:4", "");
    }
}

#[test]
fn comments_and_blank_lines_may_stand_between() {
    check("FROM debian:12.5\n# hadolint ignore=DL3003\n\n# Because.\n\nRUN cd /a\nRUN cd /b\n", "DL3003:7", "DL3003:6");
    check(
        "FROM debian:12.5\n# dfcheck ignore=DL3003\n# hadolint ignore=DL3004\nRUN sudo a && cd /a\n",
        "",
        "DL3004:4 DL3003:4",
    );
}

#[test]
fn a_comment_above_a_stage_is_about_the_stage() {
    let stages = "FROM debian AS a\nRUN cd /a\nFROM debian AS b\nRUN cd /b\n";
    check(&format!("# hadolint stage ignore=DL3003,DL3006\n{stages}"), "DL3006:4 DL3003:5", "DL3006:2 DL3003:3");
    check(&format!("# hadolint stage ignore=DL3003\nARG X\n{stages}"), "DL3006:3 DL3006:5 DL3003:6", "DL3003:4");
    let second = stages.replace("FROM debian AS b", "# dfcheck stage ignore=DL3003 why\n\n# b\nFROM debian AS b");
    check(&second, "DL3006:1 DL3003:2 DL3006:6", "DL3003:7");
    // Inside a stage, its rest.
    check(
        "FROM debian:12.5\nRUN cd /a\n# hadolint stage ignore=DL3003\nRUN cd /b\nFROM debian:12.5\nRUN cd /c\n",
        "DL3003:2 DL3003:6",
        "DL3003:4",
    );
}

#[test]
fn a_check_directive_is_about_the_file_and_further_down_about_an_instruction() {
    let body = "FROM debian:12.5\nMAINTAINER me\nMAINTAINER you\n";
    check(&format!("# syntax=docker/dockerfile:1\n# check=skip=MaintainerDeprecated\n{body}"), "", "DL4000:4 DL4000:5");
    check(&body.replacen("MAINTAINER", "# check=skip=MaintainerDeprecated\nMAINTAINER", 1), "DL4000:4", "DL4000:3");
    check(&format!("# a\n# check=skip=MaintainerDeprecated\n{body}"), "DL4000:4 DL4000:5", "");
}

#[test]
fn check_makes_errors_and_asks_for_experimental_checks() {
    let source = "FROM debian:12.5 AS a\nMAINTAINER me\n# unrelated\nARG X\n";
    let level = |text: &str, settings: &Settings| {
        let (_, outcome) = outcome(text, settings);
        outcome.findings.iter().map(|finding| (finding.rule.code.as_str(), finding.level)).collect::<Vec<_>>()
    };
    assert_eq!(level(&format!("# check=error=true\n{source}"), &settings()), [("DL4000", Level::Error)]);
    let mut warned = settings();
    warned.levels.insert("DL4000", Level::Warning);
    assert_eq!(
        level(&format!("# check=skip=StageNameCasing;error=true\n{source}"), &warned),
        [("DL4000", Level::Warning)]
    );
    let asks = |text: &str, settings: &Settings| level(text, settings).iter().any(|(code, _)| *code == "DF705");
    let recommended = Settings { profile: Profile::Recommended, ..Settings::default() };
    for asked in ["InvalidDefinitionDescription", "all", "CopyIgnoredFile,InvalidDefinitionDescription"] {
        assert!(asks(&format!("# check=experimental={asked}\n{source}"), &recommended), "{asked}");
    }
    assert!(!asks(source, &recommended));
    let without = Settings { ignore: vec![Selector::parse("DF705").unwrap()], ..Settings::default() };
    assert!(!asks(&format!("# check=experimental=all\n{source}"), &without));
}

#[test]
fn trivy_can_say_until_when() {
    above("trivy:ignore:DL3003:exp:2999-12-31", "DL3004:3 DL3003:4", "DL3003:3");
    above("trivy:ignore:DL3003:exp:2020-12-31", "DF914:2 DL3004:3 DL3003:3 DL3003:4", "");
    above("trivy:ignore:DL3003:exp:soon", "DF910:2 DL3004:3 DL3003:4", "DL3003:3");
}

#[test]
fn ranges() {
    check(
        "FROM debian:12.5\n# dfcheck ignore-start=DL3003 old\nRUN cd /a\nRUN sudo a && cd /b\n# dfcheck ignore-end\nRUN cd /c\n",
        "DL3004:4 DL3003:6",
        "DL3003:3 DL3003:4",
    );
    check(
        "FROM debian:12.5\n# dfcheck ignore-start=DL3003\nRUN cd /a\n# dfcheck ignore-start=DL3004\nRUN sudo a && cd /b\n\
         # dfcheck ignore-end\nRUN sudo a && cd /c\n# dfcheck ignore-end\nRUN sudo a && cd /d\n",
        "DL3004:7 DL3004:9 DL3003:9",
        "DL3003:3 DL3004:5 DL3003:5 DL3003:7",
    );
    check("FROM debian:12.5\n# dfcheck ignore-start=DL3003\nRUN cd /a\n", "DF910:2", "DL3003:3");
    check("FROM debian:12.5\n# dfcheck ignore-end\nRUN cd /a\n", "DF910:2 DL3003:3", "");
    check(
        "FROM debian:12.5\n# dfcheck ignore-start=DL3003\nRUN cd /a\n# dfcheck ignore-end=DL3003\nRUN cd /b\n",
        "DF910:4 DL3003:5",
        "DL3003:3",
    );
}

#[test]
fn inside_an_instruction_a_comment_is_about_the_next_line() {
    check(
        "FROM debian:12.5\nRUN sudo a \\\n  # dfcheck ignore=DL3003,DL3004 why\n\n  # and more\n  && cd /b \\\n  && a\n",
        "DL3004:2 DF912:3",
        "DL3003:6",
    );
    for comment in ["shellcheck disable=DL3003", "hadolint ignore=DL3003"] {
        check(&format!("FROM debian:12.5\nRUN sudo a \\\n# {comment}\n && cd /b\n"), "DL3004:2", "DL3003:4");
    }
    check(
        "FROM debian:12.5\nRUN cd /a \\\n# dfcheck global ignore=DL3003\n && true\nRUN cd /c\n",
        "",
        "DL3003:2 DL3003:5",
    );
    check("FROM debian:12.5\nRUN cd /a \\\n# dfcheck ignore=DL3003\n", "DL3003:2 DF912:3", "");
    // A finding is where it begins, whatever else it marks.
    let (_, marked) = outcome("FROM debian:12.5\nRUN cd /a && cd /b\n", &settings());
    assert_eq!(marked.findings.iter().map(|finding| finding.labels.len()).collect::<Vec<_>>(), [1]);
    check("FROM debian:12.5\nRUN cd /a \\\n# dfcheck ignore=DL3003\n && cd /b\n", "DL3003:2 DF912:3", "");
}

#[test]
fn heredocs_and_onbuild_are_part_of_their_instruction() {
    check(
        "FROM debian:12.5\n# dfcheck ignore=DL3003\nRUN <<EOF\nsudo a\ncd /b\nEOF\nRUN cd /c\n",
        "DL3004:4 DL3003:7",
        "DL3003:5",
    );
    check("FROM debian:12.5\nRUN <<EOF\n# dfcheck ignore=DL3003\n\ncd /a\nsudo b\nEOF\n", "DL3004:6", "DL3003:5");
    check(
        "FROM debian:12.5\n# hadolint ignore=DL3004\nONBUILD RUN sudo a\nONBUILD RUN sudo b\n",
        "DL3004:4",
        "DL3004:3",
    );
    // What is written into a file is no comment of this file.
    check(
        "FROM debian:12.5\nCOPY <<EOF /x\n# dfcheck global ignore=DL3003\nEOF\nRUN cat <<EOF > /y && cd /a\n# dfcheck ignore=DL9\nEOF\n",
        "DL3003:5",
        "",
    );
}

#[test]
fn a_finding_that_is_broken_off_can_be_ignored() {
    let settings = Settings { select: vec![Selector::parse("DF901").unwrap()], ..Settings::default() };
    let (counted, ignored) = parted("FROM debian:12.5\n# hadolint ignore=DL1000\nRUNN a\nCOPPY b c\n", &settings);
    assert_eq!((counted.as_str(), ignored.as_str()), ("DF901:4", "DF901:3"));
    let (counted, ignored) = parted("# dfcheck global ignore=syntax-error\n", &settings);
    assert_eq!((counted.as_str(), ignored.as_str()), ("", "DF901:2"));
}

#[test]
fn comments_can_be_forbidden() {
    let forbidden = Settings { no_ignores: true, ..settings() };
    let source = "# checkov:skip=DL3003\nFROM debian:12.5\n# dfcheck ignore=DL3003\nRUN cd /a\n";
    assert_eq!(parted(source, &forbidden), ("DL3003:4".to_owned(), String::new()));
}

#[test]
fn what_nobody_looked_for_is_not_unused() {
    let source = "FROM debian:12.5\n# dfcheck ignore=DL3003,DL3004 why\nRUN true\n";
    check(source, "DF912:2", "");
    let only = |words: &[&str]| Settings {
        select: words.iter().map(|word| Selector::parse(word).unwrap()).collect(),
        ..Settings::default()
    };
    assert_eq!(parted(source, &only(&["DF912", "DL3003"])).0, "DF912:2");
    assert_eq!(parted(source, &only(&["DF912"])).0, "");
    // A comment that another one makes needless is no mistake: either can go.
    check("FROM debian:12.5\n# dfcheck ignore=DL3003\n# dfcheck global ignore=DL3003\nRUN cd /a\n", "", "DL3003:4");
}

#[test]
fn what_is_unused_are_the_words_to_remove() {
    let words = |source: &str| {
        let (file, outcome) = outcome(source, &settings());
        let unused = outcome.findings.iter().filter(|finding| finding.rule.code.as_str() == "DF912");
        unused.map(|finding| (file.text(finding.span).into_owned(), finding.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(
        words("FROM debian:12.5\n# dfcheck ignore=DL3003,DL3004 why\nRUN cd /a\n"),
        [("DL3004".to_owned(), "`DL3004` ignores nothing here".to_owned())]
    );
    assert_eq!(
        words("FROM debian:12.5\n#  dfcheck ignore=DL3003,DL3004 why \nRUN true\n"),
        [("dfcheck ignore=DL3003,DL3004 why".to_owned(), "`DL3003` and `DL3004` ignore nothing here".to_owned())]
    );
}

#[test]
fn some_rules_no_comment_can_ignore() {
    let strict = Settings { select: vec![Selector::parse("DL1001").unwrap()], ..Settings::default() };
    assert_eq!(parted("# dfcheck global ignore=all\nFROM debian:12.5\n", &strict).0, "DL1001:1");
    check("# dfcheck global ignore=DL1001\nFROM debian:12.5\n", "DF910:1", "");
    // Others about comments can be.
    check("# dfcheck global ignore=DF911\nFROM debian:12.5\n# dfcheck ignore=DL9\nRUN true\n", "", "DF911:3");
}

#[test]
fn the_shell_is_what_a_comment_says() {
    let with = |comment: &str, rest: &str| format!("FROM example.org/base:1\n{comment}RUN cd /a | cat\n{rest}");
    let pipes = |source: &str| {
        let only = Settings {
            select: vec![Selector::parse("DL4006").unwrap(), Selector::parse("DL3003").unwrap()],
            ..Settings::default()
        };
        parted(source, &only).0
    };
    assert_eq!(pipes(&with("", "")), "DL3003:2 DL4006:2");
    assert_eq!(pipes(&with("# hadolint shell=powershell\n", "RUN cd /b\n")), "");
    assert_eq!(pipes(&with("# dfcheck shell=cmd.exe\n", "FROM debian:12.5\nRUN cd /b\n")), "DL3003:5");
    assert_eq!(pipes(&with("# hadolint shell=/bin/bash\n", "")), "DL3003:3 DL4006:3");
    assert_eq!(pipes(&with("# shellcheck shell=pwsh\n", "RUN cd /b\n")), "DL3003:4");
    assert_eq!(pipes(&with("# hadolint shell=powershell\n", "SHELL [\"/bin/sh\", \"-c\"]\nRUN cd /b\n")), "DL3003:5");
    let above = "# hadolint shell=powershell\nFROM example.org/base:1\nRUN cd /a\nFROM example.org/base:1\nRUN cd /b\n";
    assert_eq!(pipes(above), "DL3003:5");
}

#[test]
fn comments_for_people_say_nothing() {
    for comment in [
        "hadolint complains about this",
        "hadolint ignore rules are explained below",
        "dfcheck finds nothing here",
        "check that it works",
        "trivy: the scanner ignores it",
        "tally ignores = 3",
        "shellcheck is run on a=b",
        "ignore=DL3003",
        "the dfcheck ignore=DL3003",
        "",
    ] {
        let text = Text::verbatim(comment.as_bytes(), Span::new(0, comment.len()));
        assert!(read::read(&text).iter().all(|it| matches!(it.saying, Saying::Mistake(..))), "{comment}");
        assert_eq!(read::is_pragma(&text), comment == "tally ignores = 3", "{comment}");
    }
}

#[test]
fn mistakes_are_named() {
    for (comment, message) in [
        ("dfcheck ignore", "`ignore` is followed by `=` and a value"),
        ("dfcheck ignore=", "`ignore` names no rule"),
        ("hadolint ignore: DL3003", "`ignore` is followed by `=` and a value"),
        ("hadolint ignored=DL3003", "hadolint has no `ignored`; is it `ignore`?"),
        ("dfcheck foo=DL3003", "dfcheck has no `foo`"),
        ("dfcheck ignore=DL3003 DL3004", "`DL3004` is not ignored: codes are parted by commas"),
        ("hadolint ignore=DL3003 because", "`because` is not understood; a reason begins with `#`"),
        ("check=skip", "`skip` is followed by `=` and a value"),
        ("check=error=true", "`error` only counts at the top of the file, before any other comment"),
        (
            "trivy:ignore:DL3003:exp:2027-13-01",
            "`2027-13-01` is no date, which is written as 2030-12-31; the comment counts as if it had none",
        ),
        ("dfcheck shell=", "`shell` is followed by `=` and a value"),
    ] {
        let (_, outcome) = outcome(&format!("FROM debian:12.5\n# {comment}\nRUN true\n"), &settings());
        let messages: Vec<&str> = outcome
            .findings
            .iter()
            .filter(|it| it.rule.code.as_str() == "DF910")
            .map(|it| it.message.as_str())
            .collect();
        assert_eq!(messages, [message], "{comment}");
    }
    let (_, outcome) = outcome("# check=error=maybe\nFROM debian:12.5\n", &settings());
    assert_eq!(outcome.findings.first().map(|it| it.message.as_str()), Some("`error` is true or false, not `maybe`"));
}

/// Many comments over many findings: each finding is taken once.
#[test]
fn many_comments_and_many_findings() {
    let many = 3000;
    let comments = "# dfcheck global ignore=DL3003,DL3*,all\n".repeat(many);
    let source = format!("{comments}FROM debian:12.5\n{}", "RUN cd /a\n".repeat(many));
    let (_, outcome) = outcome(&source, &settings());
    assert_eq!((outcome.findings.len(), outcome.ignored.len()), (0, many));
}
