//! Strategies for Dockerfiles: right ones, and texts that look like Dockerfiles but need not be right.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const KEYWORDS: &[&str] = &[
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
    "run",
    "Copy",
    "RUNN",
    "FORM",
    "FOO",
    "",
    "ONBUILD RUN",
    "ONBUILD ONBUILD",
    "HEALTHCHECK CMD",
];

const FLAGS: &[&str] = &[
    "--from=b",
    "--chown=a:b",
    "--mount=type=cache,target=/x",
    "--mount=typ=x,,\"a,b\"",
    "--mount",
    "--network=none",
    "--platform=$P",
    "--link",
    "--interval=3s",
    "--foo",
    "--",
    "---",
    "--=",
    "--a=\"b c\"",
    "--a='b",
    "--a\\ b",
];

const WORDS: &[&str] = &[
    "a",
    "b=c",
    "d=\"e f\"",
    "g='h",
    "\"",
    "'",
    "[",
    "]",
    "\"x\"",
    ",",
    "[\"a\", \"b\"]",
    "[\"a\\n\\u00e9\"]",
    "[1]",
    "AS",
    "NONE",
    "CMD",
    "$x",
    "${x:-y}",
    "${",
    "<<E",
    "<<-E",
    "<<'E'",
    "<<\\E",
    "3<<F",
    "<<<",
    "<<",
    "$((1 << 2))",
    "\\",
    "\\\\",
    "`",
    "``",
    "#",
    "&&",
    "é",
    "\u{a0}",
    "\u{85}",
    "\u{feff}",
    "\0",
    "=",
    "-",
    "E",
    "F",
];

const SEPARATORS: &[&str] =
    &[" ", "  ", "\t", "", " \\\n ", "\\\n", " \\ \n", " \\\r\n\t", " `\n", " \\\n# c\n", " \\\n\n", "\\\\\n"];

const LINES: &[&str] = &[
    "",
    " ",
    "# comment",
    "#",
    "  # c",
    "# escape=`",
    "# escape=\\",
    "# syntax=a",
    "#!x",
    "E",
    "F",
    "\tE",
    "E ",
    "x",
    "\\",
    "`",
    "&& b",
    "FROM a",
    "}",
    "\r",
    "[\"a\",",
];

/// Text that is made of what Dockerfiles are made of, in no good order.
pub(crate) fn dockerfile_like() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        3 => select(WORDS).prop_map(|word| word.as_bytes().to_vec()),
        1 => select(FLAGS).prop_map(|flag| flag.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..3),
        1 => ".{0,2}".prop_map(String::into_bytes),
    ];
    let arguments = vec((select(SEPARATORS), part), 0..6).prop_map(|parts| {
        parts.into_iter().flat_map(|(separator, part)| [separator.as_bytes(), &part].concat()).collect::<Vec<u8>>()
    });
    let instruction = (select(KEYWORDS), arguments).prop_map(|(keyword, rest)| [keyword.as_bytes(), &rest].concat());
    let line = prop_oneof![2 => instruction, 1 => select(LINES).prop_map(|line| line.as_bytes().to_vec())];
    let ending = select(&["\n", "\n", "\n", "\r\n", "\\\n", ""][..]);
    (select(&["", "", "\u{feff}", "# escape=`\n", "#!x\n"][..]), vec((line, ending), 0..10)).prop_map(
        |(start, lines)| {
            let lines = lines.into_iter().flat_map(|(line, ending)| [&line, ending.as_bytes()].concat());
            start.bytes().chain(lines).collect()
        },
    )
}

/// The lines of one instruction that BuildKit accepts, with the last line's ending.
pub(crate) fn instruction() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => one_of_each(),
        2 => command().prop_map(|text| format!("RUN {text}")),
        1 => (select(&["RUN", "CMD", "ENTRYPOINT"][..]), array()).prop_map(|(keyword, array)| format!("{keyword} {array}")),
        1 => vec((name(), value()), 1..4).prop_map(|pairs| joined("ENV", pairs)),
        1 => vec((name(), value()), 1..4).prop_map(|pairs| joined("LABEL", pairs)),
        1 => (option::of(flag()), path(), path()).prop_map(|(flag, from, to)| {
            format!("COPY {}{from} {to}", flag.map(|flag| flag + " ").unwrap_or_default())
        }),
        1 => heredoc(),
    ]
    .prop_map(|text| text + "\n")
}

/// A stage, from FROM to the next.
fn stage() -> impl Strategy<Value = String> {
    let from = (path(), option::of(name())).prop_map(|(image, name)| match name {
        Some(name) => format!("FROM {image} AS {}\n", name.to_lowercase()),
        None => format!("FROM {image}\n"),
    });
    let between = select(&["", "", "\n", "# comment\n", "  # a \\\n\n"][..]);
    (from, vec((between, instruction()), 0..6)).prop_map(|(from, rest)| {
        from + &rest.into_iter().map(|(between, instruction)| between.to_owned() + &instruction).collect::<String>()
    })
}

/// A Dockerfile that BuildKit accepts.
pub(crate) fn dockerfile() -> impl Strategy<Value = String> {
    let start = select(&["", "", "# syntax=docker/dockerfile:1\n", "# a\n", "ARG A=b\n", "\n"][..]);
    (start, vec(stage(), 1..3)).prop_map(|(start, stages)| start.to_owned() + &stages.concat())
}

fn one_of_each() -> impl Strategy<Value = String> {
    select(&[
        "ADD https://example.org/a.tar.gz /a/",
        "ARG A B=c",
        "CMD exec a \"$@\"",
        "ENTRYPOINT [\"a\", \"-b\"]",
        "ENV A b c",
        "EXPOSE 80 443/tcp",
        "HEALTHCHECK --interval=5s --retries=3 CMD curl -f http://localhost/ || exit 1",
        "HEALTHCHECK NONE",
        "LABEL a b",
        "MAINTAINER somebody <a@example.org>",
        "ONBUILD RUN make",
        "onbuild copy . /src",
        "SHELL [\"/bin/bash\", \"-c\"]",
        "STOPSIGNAL SIGINT",
        "USER app:app",
        "VOLUME /a /b",
        "VOLUME [\"/a b\"]",
        "WORKDIR /srv/app",
    ])
    .prop_map(str::to_owned)
}

/// A shell command, over one or several lines.
fn command() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-z][a-z0-9.=/-]{0,6}",
        1 => select(&["\"a b\"", "'c  d'", "$x", "${y:-z}", "|", "&&", "[", "é", "a\\ b", "a#b"][..]).prop_map(str::to_owned),
    ];
    let separator = select(&[" ", " ", "  ", " \\\n    ", " \\\n# comment\n  ", " \\\n\n "][..]);
    (name(), vec((separator, word), 0..6)).prop_map(|(first, rest)| {
        first + &rest.into_iter().map(|(space, word)| space.to_owned() + &word).collect::<String>()
    })
}

fn heredoc() -> impl Strategy<Value = String> {
    let start = select(&["RUN <<EOF", "RUN cat <<'EOF' > /a", "COPY <<EOF /a", "RUN <<-EOF bash"][..]);
    let line = prop_oneof![Just(String::new()), command().prop_filter("one line", |text| !text.contains('\n'))];
    (start, vec(line, 0..3)).prop_map(|(start, lines)| {
        let body: String = lines.into_iter().map(|line| line + "\n").collect();
        format!("{start}\n{body}EOF")
    })
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9_]{0,5}"
}

fn path() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,4}(/[a-z]{1,3}){0,2}", Just("$x/y".to_owned())]
}

fn flag() -> impl Strategy<Value = String> {
    select(&["--from=base", "--chown=1000:1000", "--chmod=0644"][..]).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => "[a-z0-9/.]{1,5}",
        1 => "\"[a-z ]{0,5}\"",
        1 => "'[a-z ]{0,5}'",
    ]
}

fn joined(keyword: &str, pairs: Vec<(String, String)>) -> String {
    let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{keyword} {}", pairs.join(" \\\n    "))
}

fn array() -> impl Strategy<Value = String> {
    vec("[a-z0-9 $/-]{0,5}", 1..4).prop_map(|words| {
        let words: Vec<_> = words.into_iter().map(|word| format!("\"{word}\"")).collect();
        format!("[{}]", words.join(", "))
    })
}
