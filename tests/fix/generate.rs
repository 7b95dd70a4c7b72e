//! Strategies for Dockerfiles in which there is much to mend, written in many ways.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What commonly stands between the words of a command and between commands.
const GAPS: &[&str] = &[" ", " ", "  ", " \\\n    ", "      \\\n            ", " \\\n# why\n  ", " \\\n\n  "];
const JOINS: &[&str] =
    &[" && ", " && \\\n    ", " \\\n && ", "      \\\n && ", "; ", "; \\\n ", " || ", " | ", " \\\n  # then\n && "];

const BASES: &[&str] = &[
    "FROM debian:12.5",
    "FROM ubuntu",
    "from alpine:3.20 AS Build",
    "FROM --platform=$TARGETPLATFORM python:3.12 as base",
    "FROM --platform=linux/amd64 node:20",
    "FROM example.org/own:1",
    "FROM scratch",
];

/// Commands, with a gap wherever there is a `~`.
const COMMANDS: &[&str] = &[
    "apt-get~update",
    "apt-get~install~curl~git",
    "apt~install~-y~wget",
    "apt-get~upgrade~-y",
    "sudo~apt-get~install~-y~zip~bash",
    "apk~add~curl",
    "yum~install~-y~git",
    "dnf~install~git",
    "pip~install~flask",
    "pip~install~--upgrade~pip",
    "npm~install",
    "npm~ci",
    "wget~https://example.org/a.tar",
    "curl~-k~https://example.org/a",
    "cd~/src",
    "make",
    "useradd~-u~1000660000~app",
    "ln~-sf~/bin/bash~/bin/sh",
    "echo~\"a  # b\"~'&&'",
    "(cd~/a~&& make)",
    "if true; then apt-get install x; fi",
    "$(command)~x",
    "export~A=1",
    "rm~-rf~/var/lib/apt/lists/*",
    "true~&",
    "exit~0",
];

const OTHERS: &[&str] = &[
    "MAINTAINER \"A $B\" <a@example.org>",
    "ENV a b  c",
    "ENV a \"b\"  c\\ d",
    "ENV PATH /x:$PATH",
    "LABEL a b",
    "LABEL a=1 b=2 \\\n      a=3",
    "ADD a.txt b.conf /srv",
    "ADD app.tar.gz /",
    "ADD *.txt /",
    "COPY --from=build /a .",
    "COPY --from=BUILD a b",
    "WORKDIR src",
    "WORKDIR /srv",
    "USER app",
    "EXPOSE 80/TCP 8080:80",
    "CMD nginx -g \"daemon off;\"",
    "CMD exec top -b",
    "CMD ['a', 'b']",
    "CMD [\"a\", \"b\"]",
    "ENTRYPOINT a | b",
    "ENTRYPOINT app --flag",
    "HEALTHCHECK CMD curl -f http://localhost/",
    "SHELL [\"/bin/bash\", \"-c\"]",
    "ONBUILD RUN apt-get install -y x",
    "ARG A=b",
    "RUNN true",
    "COPY --chwon=a b /c",
    "# a comment",
    "",
];

fn command() -> impl Strategy<Value = String> {
    (select(COMMANDS), vec(select(GAPS), 6)).prop_map(|(command, gaps)| {
        let mut gaps = gaps.into_iter().cycle();
        command.split('~').enumerate().fold(String::new(), |text, (number, word)| match number {
            0 => word.to_owned(),
            _ => text + gaps.next().unwrap_or(" ") + word,
        })
    })
}

fn run() -> impl Strategy<Value = String> {
    let end = select(&["", "", "", ";", "  # done", " "][..]);
    let keyword = select(&["RUN ", "run ", "RUN --mount=type=cache,target=/x ", "ONBUILD RUN "][..]);
    let list =
        (keyword, command(), vec((select(JOINS), command()), 0..4), end).prop_map(|(keyword, first, rest, end)| {
            let rest: String = rest.into_iter().map(|(join, command)| join.to_owned() + &command).collect();
            format!("{keyword}{first}{rest}{end}")
        });
    let heredoc = vec(command().prop_filter("one line", |text| !text.contains('\n')), 1..4)
        .prop_map(|lines| format!("RUN <<EOF\nset -e\n{}\nEOF", lines.join("\n")));
    let array = Just("RUN [\"apt-get\", \"install\", \"curl\"]".to_owned());
    prop_oneof![6 => list, 1 => heredoc, 1 => array]
}

/// A Dockerfile, with line endings of either kind and perhaps without the last.
pub(crate) fn dockerfile() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![3 => run(), 2 => select(OTHERS).prop_map(str::to_owned)];
    let stage = (select(BASES), vec(line, 0..6)).prop_map(|(base, lines)| [vec![base.to_owned()], lines].concat());
    let start = select(&["", "", "\u{feff}", "# syntax=docker/dockerfile:1\n", "ARG A=b\n"][..]);
    (start, vec(stage, 1..3), any::<bool>(), any::<bool>()).prop_map(|(start, stages, is_windows, is_ended)| {
        let mut text = start.to_owned() + &stages.concat().join("\n");
        if is_ended {
            text.push('\n');
        }
        if is_windows { text.replace('\n', "\r\n") } else { text }.into_bytes()
    })
}
