//! Small files that a fix can easily spoil.

use dfcheck::lint::{Profile, Safety, Selector, Settings};

use super::promises::{broken, fixed};

/// Fixes with every rule, and sees that the promises are kept.
#[track_caller]
fn becomes(text: &str, safety: Safety, expected: &str) {
    let settings = Settings { profile: Profile::All, ..Settings::default() };
    let (broken, outcome) = broken(text.as_bytes(), safety, &settings);
    assert_eq!(broken, [] as [&str; 0], "{text}");
    assert_eq!(String::from_utf8_lossy(outcome.file.bytes()), expected);
}

#[track_caller]
fn by(code: &str, text: &str) -> String {
    let settings = Settings { select: vec![Selector::parse(code).unwrap()], ..Settings::default() };
    String::from_utf8_lossy(fixed(text.as_bytes(), Safety::Unsafe, &settings).file.bytes()).into_owned()
}

#[test]
fn sorting_keeps_continuations() {
    assert_eq!(
        by(
            "unsorted-packages",
            "FROM alpine:3.20\nRUN apk add --no-cache \\\n    curl \\\n    bash \\\n    && echo ok\n"
        ),
        "FROM alpine:3.20\nRUN apk add --no-cache \\\n    bash \\\n    curl \\\n    && echo ok\n"
    );
}

#[test]
fn a_relative_workdir_is_replaced() {
    assert_eq!(by("DL3000", "FROM debian:12.5\nWORKDIR app\n"), "FROM debian:12.5\nWORKDIR /app\n");
}

#[test]
fn commands_are_put_before_comments() {
    becomes(
        "FROM debian:12.5\nRUN apt update && apt install -y curl   # c\nCMD [\"a\"]\n",
        Safety::Safe,
        "FROM debian:12.5\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*   # c\nCMD [\"a\"]\n",
    );
}

#[test]
fn cd_stays_where_the_folder_matters_later() {
    let text = "FROM debian:12.5\nRUN cd /opt && ls\nCMD [\"a\"]\n";
    assert_eq!(by("DL3003", text), text);
}

#[test]
fn builtins_are_no_programs() {
    for command in ["cd /srv", "echo a", "a && b", "a $B", "a > b", "A=1 b", "a *", "a ~", "a # b", "exec"] {
        let text = format!("FROM debian:12.5\nCMD {command}\n");
        assert_eq!(by("DL3025", &text), text);
    }
    assert_eq!(by("DL3025", "FROM debian:12.5\nENTRYPOINT exec foo\n"), "FROM debian:12.5\nENTRYPOINT [\"foo\"]\n");
    let text = "FROM debian:12.5\nENTRYPOINT foo\nCMD [\"bar\"]\n";
    assert_eq!(by("DL3025", text), text, "CMD would become its argument");
}

#[test]
fn what_apt_get_cannot_do_stays() {
    let text = "FROM debian:12.5\nRUN apt list --installed\n";
    assert_eq!(by("DL3027", text), text);
}

#[test]
fn every_install_of_a_run_gets_the_flag_at_once() {
    assert_eq!(
        by("DL3015", "FROM debian:12.5\nRUN apt-get install -y foo && apt-get install -y bar\n"),
        "FROM debian:12.5\nRUN apt-get install -y --no-install-recommends foo && apt-get install -y --no-install-recommends bar\n"
    );
}

#[test]
fn chains_are_not_laid_out_anew() {
    becomes("FROM debian:12.5\nRUN a && b && c || true\n", Safety::Safe, "FROM debian:12.5\nRUN a && b && c || true\n");
}

#[test]
fn a_download_that_is_run_unseen_stays_as_it_is() {
    let text = "FROM example.org/own:1\nRUN curl -fsSL https://example.org/install | sh\n";
    becomes(text, Safety::Unsafe, text);
}

#[test]
fn lists_that_a_later_run_needs_stay() {
    let text = "FROM debian:12.5\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl=1\n";
    assert_eq!(by("DL3009", text), text);
}

#[test]
fn windows_lines_stay_windows_lines() {
    becomes(
        "FROM debian:12.5 as a\r\nENV a b \\\r\n  c\r\nRUN apt-get update \\\r\n && apt-get install -y curl\r\n",
        Safety::Safe,
        "FROM debian:12.5 AS a\r\nENV a=\"b \\\r\n  c\"\r\nRUN apt-get update \\\r\n && apt-get install -y curl \\\r\n && rm -rf /var/lib/apt/lists/*\r\n",
    );
}

#[test]
fn an_exec_form_gets_its_flag_as_a_word() {
    assert_eq!(
        by("DL3019", "FROM alpine:3.20\nRUN [\"apk\", \"add\", \"curl\"]\n"),
        "FROM alpine:3.20\nRUN [\"apk\", \"add\", \"--no-cache\", \"curl\"]\n"
    );
}

#[test]
fn a_stage_is_renamed_where_it_is_used() {
    assert_eq!(
        by("DF700", "FROM a AS Build\nFROM b\nCOPY --from=Build /x /y\nRUN --mount=from=BUILD,target=/z true\n"),
        "FROM a AS build\nFROM b\nCOPY --from=build /x /y\nRUN --mount=from=build,target=/z true\n"
    );
}

#[test]
fn columns_stay_columns() {
    assert_eq!(
        by(
            "DL3015",
            "FROM debian:12.5\nRUN apt-get update            \\\n && apt-get install -y curl              \\\n && apt-get install x  \\\n                    yy \\\n    # zz\n && make\n"
        ),
        "FROM debian:12.5\nRUN apt-get update            \\\n && apt-get install -y --no-install-recommends curl              \\\n && apt-get install --no-install-recommends x  \\\n                                            yy \\\n    # zz\n && make\n"
    );
    assert_eq!(
        by(
            "DL3014",
            "FROM debian:12.5\nRUN apt-get update       \\\n && apt-get install curl \\\n && apt-get install x    \\\n                    yyy  \\\n && echo 'a              \\\n    b'                   \\\n && make\n"
        ),
        "FROM debian:12.5\nRUN apt-get update       \\\n && apt-get install -y curl \\\n && apt-get install -y x \\\n                       yyy \\\n && echo 'a              \\\n    b'                   \\\n && make\n"
    );
    assert_eq!(
        by("DL3040", "FROM fedora:40\nRUN set -x                   \\\n && dnf install -y aaaaaaa   \\\n && make\n"),
        "FROM fedora:40\nRUN set -x                   \\\n && dnf install -y aaaaaaa   \\\n && make                     \\\n && dnf clean all\n"
    );
}

#[test]
fn every_program_gets_its_own_flag() {
    assert_eq!(
        by("DF211", "FROM fedora:40\nRUN dnf install -y a || zypper -n install b\n"),
        "FROM fedora:40\nRUN dnf install -y --setopt=install_weak_deps=False a || zypper -n install --no-recommends b\n"
    );
}

#[test]
fn a_variable_without_a_value_is_called_by_its_name() {
    let outcome = fixed(b"FROM debian:12.5\nADD $FILE /x\n", Safety::Safe, &Settings::default());
    assert!(outcome.findings.iter().any(|finding| finding.message.contains("`$FILE`, which")));
}
