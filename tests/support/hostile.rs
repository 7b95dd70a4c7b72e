//! Text that tries to be more than text, wherever it is put.

// Each test binary uses the part of this that it needs.
#![allow(dead_code)]

use proptest::prelude::*;

/// What ends strings and comments, opens expressions and commands, steers terminals, or is lost when nobody looks.
pub(crate) const CANARIES: [&str; 52] = [
    "${builtins.throw \"canary\"}",
    "''${builtins.throw \"canary\"}",
    "$${builtins.abort \"canary\"}",
    "'' + (builtins.abort \"canary\") + ''",
    "\" + (builtins.abort \"canary\") + \"",
    "\"; canary = builtins.throw \"canary\"; x = \"",
    "*/ canary /*",
    "# canary",
    "''\\n",
    "''\\",
    "'''",
    "''$",
    "''",
    "'",
    "\"",
    "\\",
    "\\\"",
    "\\n",
    "\\\\",
    "$",
    "${",
    "$$",
    "$''{",
    "}",
    "  indented",
    "trailing  ",
    "\ttab\t",
    "   ",
    "a\rb",
    "\u{1}\u{1b}[8mcanary\u{7f}",
    "\u{1b}]8;;https://canary.example\u{7}canary\u{1b}]8;;\u{7}",
    "\u{9b}8mcanary\u{85}",
    "\u{202e}canary\u{2066}\u{61c}",
    "\u{2028}\u{2029}\u{feff}\u{a0}",
    "é 漢字 🐳",
    "\u{f8f0}A0\u{f8f1}",
    "\u{fffe}\u{10ffff}",
    "$(canary)",
    "`canary`",
    "; canary; ",
    "| canary &",
    "> canary",
    "-canary",
    "--help",
    "~canary",
    "<img src=x onerror=canary()>",
    "</script><script>canary()</script>",
    "]]>&canary;<!--",
    "::error::canary",
    "%0A::error::canary%25",
    "##vso[task.complete]canary",
    "|[canary](javascript:canary)| @canary https://canary.example",
];

/// Any text without a zero byte, which neither Nix nor a command can hold; `extra` parts are in it more often.
pub(crate) fn text(extra: &'static [&'static str]) -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        3 => proptest::sample::select(CANARIES.to_vec()).prop_map(str::to_owned),
        2 => proptest::sample::select(extra.iter().chain(&["'", "$", "\"", " ", "\\"]).copied().collect::<Vec<_>>())
            .prop_map(str::to_owned),
        1 => any::<char>().prop_filter("no zero byte", |ch| *ch != '\0').prop_map(String::from),
    ];
    prop_oneof![
        9 => proptest::collection::vec(parts, 0..6).prop_map(|parts| parts.concat()),
        1 => "[ -~]{300,400}".prop_map(String::from),
    ]
}

/// The canaries, and then `count` more texts.
pub(crate) fn texts(count: usize, extra: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(text(extra), count)
        .prop_map(|more| CANARIES.iter().map(|text| (*text).to_owned()).chain(more).collect())
}

/// A word of a Dockerfile that holds this text as it is. It is one line.
pub(crate) fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}

/// A JSON array of a Dockerfile.
pub(crate) fn array<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    serde_json::Value::from(texts).to_string()
}
