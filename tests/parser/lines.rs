//! Where instructions begin and end: continuations, comments, blank lines, escapes, encodings.

use dfcheck::dockerfile::{Item, LineKind, parse};

use super::show::assert_shows;

#[test]
fn continuations_join_lines() {
    for (source, expected) in [
        ("RUN a \\\n b\n", "RUN sh \"a  b\""),
        ("RUN a\\\nb\n", "RUN sh \"ab\""),
        ("RUN a \\ \t \n b\n", "RUN sh \"a  b\""),
        ("RUN a \\\n\\\n b\n", "RUN sh \"a  b\""),
        ("RUN a \\\n \\\n b\n", "RUN sh \"a   b\""),
        ("\\\nRUN a\n", "RUN sh \"a\""),
        ("RUN \\\n a\n", "RUN sh \"a\""),
        ("RU\\\nN a\n", "RUN sh \"a\""),
        ("RUN a \\", "RUN sh \"a\""),
        ("RUN a \\\n", "RUN sh \"a\""),
        ("  \tRUN a\n", "RUN sh \"a\""),
        ("run\ta\n", "RUN sh \"a\""),
        ("RUN a \u{a0}\n", "RUN sh \"a\""),
    ] {
        assert_shows(source, &[expected]);
    }
}

#[test]
fn a_doubled_escape_character_ends_the_line() {
    assert_shows("RUN a \\\\\nRUN b\n", &["RUN sh \"a \\\\\\\\\"", "RUN sh \"b\""]);
    assert_shows("RUN a \\\\\\\nRUN b\n", &["RUN sh \"a \\\\\\\\\\\\\"", "RUN sh \"b\""]);
    assert_shows("ENV a=b\\\\\nRUN b\n", &["ENV \"a\"=\"b\\\\\\\\\"", "RUN sh \"b\""]);
}

#[test]
fn comments_and_blank_lines_do_not_end_a_continuation() {
    for source in [
        "RUN a \\\n# c\n b\n",
        "RUN a \\\n  # c \\\n b\n",
        "RUN a \\\n\n b\n",
        "RUN a \\\n \t \n\n# c\n\n b\n",
        "RUN a \\\r\n# c\r\n\r\n b\r\n",
    ] {
        assert_shows(source, &["RUN sh \"a  b\""]);
    }
    assert_shows("RUN a # no comment \\\n b\n", &["RUN sh \"a # no comment  b\""]);
    assert_shows("RUN a \\\n\n\nRUN b\n", &["RUN sh \"a RUN b\""]);
    assert_shows("# a \\\nRUN b\n", &["# a \\", "RUN sh \"b\""]);
}

#[test]
fn the_kinds_of_lines_are_kept() {
    let dockerfile = parse(b"RUN a \\\n# c\n\n  b <<E\nx\nE\n");
    let [Item::Instruction(run)] = dockerfile.items.as_slice() else { panic!("{dockerfile:?}") };
    let kinds: Vec<_> = run
        .lines
        .iter()
        .map(|line| match line.kind {
            LineKind::Text { .. } => "text",
            LineKind::Comment => "comment",
            LineKind::Blank => "blank",
            LineKind::Heredoc { .. } => "heredoc",
            LineKind::Terminator { .. } => "terminator",
        })
        .collect();
    assert_eq!(kinds, ["text", "comment", "blank", "text", "heredoc", "terminator"]);
}

#[test]
fn the_escape_character_may_be_a_backtick() {
    assert_shows(
        "# escape=`\nFROM a\nRUN dir C:\\ `\n && x\nCOPY a\\ C:\\b\\\nENV a=b` c d=\"`\"\"\nRUN x ``\nRUN y\\\n",
        &[
            "directive escape \"`\"",
            "FROM \"a\"",
            "RUN sh \"dir C:\\\\  && x\"",
            "COPY \"a\\\\\" -> \"C:\\\\b\\\\\"",
            "ENV \"a\"=\"b` c\" \"d\"=\"\\\"`\\\"\\\"\"",
            "RUN sh \"x ``\"",
            "RUN sh \"y\\\\\"",
        ],
    );
}

#[test]
fn line_endings_and_byte_order_marks() {
    assert_shows("FROM a\r\nRUN b \\\r\n  c\r\n", &["FROM \"a\"", "RUN sh \"b   c\""]);
    assert_shows("FROM a\r\r\nRUN b\r", &["FROM \"a\"", "RUN sh \"b\""]);
    assert_shows("\u{feff}FROM a\n", &["bom", "FROM \"a\""]);
    assert_shows("FROM a\rRUN b\n", &["FROM malformed [\"a\", \"RUN\", \"b\"]", "  ! TooManyArguments \"RUN b\""]);
    assert_shows("\u{feff}", &["bom", "  ! NoInstructions \"\""]);
    // Only the first is a mark.
    assert_shows(
        "FROM a\n\u{feff}RUN b\n",
        &["FROM \"a\"", r#"unknown "\u{feff}RUN b""#, r#"  ! UnknownInstruction "\u{feff}RUN" -> RUN"#],
    );
}

#[test]
fn bytes_that_are_not_utf8_are_shown_and_kept() {
    let source = b"FROM a\nENV b=\xff\xfe c=\xc3\nRUN \xe2\x82 x\n";
    assert_shows(source, &["FROM \"a\"", "ENV \"b\"=\"\u{fffd}\u{fffd}\" \"c\"=\"\u{fffd}\"", "RUN sh \"\u{fffd} x\""]);
    assert_eq!(parse(source).print(source), source);
}

#[test]
fn a_file_needs_an_instruction() {
    for source in ["", "\n\n", "# c\n", "# syntax=a\n", "\r\n \t"] {
        let dockerfile = parse(source.as_bytes());
        assert_eq!(dockerfile.errors.len(), 1, "{source:?}");
        assert_eq!(dockerfile.errors[0].to_owned().kind.to_string(), "the file has no instructions");
    }
}

#[test]
fn a_line_of_64_kibibytes_is_too_long() {
    // The reader of BuildKit's frontend holds 65536 bytes, line ending included.
    let line = |length: usize| format!("RUN {}", "x".repeat(length - 4));
    for (source, refused) in [
        (line(65535) + "\n", false),
        (line(65536) + "\n", true),
        (line(65535), false),
        (line(65536), true),
        (format!("RUN <<E\n{}\nE\n", line(70_000)), true),
        (format!("# {}\nRUN x\n", line(70_000)), true),
    ] {
        let dockerfile = parse(source.as_bytes());
        assert_eq!(!dockerfile.all_errors().is_empty(), refused, "{} bytes", source.len());
        assert_eq!(dockerfile.instructions().count(), 1);
    }
}
