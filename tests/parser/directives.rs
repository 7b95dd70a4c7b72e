//! Parser directives: their casing, their place, and what is no directive.

use super::show::assert_shows;

#[test]
fn directives_stand_before_everything_else() {
    for (source, expected) in [
        (
            "# syntax=docker/dockerfile:1\nFROM a\n",
            ["directive syntax \"docker/dockerfile:1\"", "FROM \"a\""].as_slice(),
        ),
        (
            "#syntax=a\n#check=skip=all;error=true\n#escape=\\\nFROM a\n",
            &[
                "directive syntax \"a\"",
                "directive check \"skip=all;error=true\"",
                "directive escape \"\\\\\"",
                "FROM \"a\"",
            ],
        ),
        ("#\tSynTax \t = \t a b \t\nFROM a\n", &["directive syntax \"a b\"", "FROM \"a\""]),
        ("  # syntax=a\nFROM a\n", &["directive syntax \"a\"", "FROM \"a\""]),
        ("\u{feff}# syntax=a\r\nFROM a\r\n", &["bom", "directive syntax \"a\"", "FROM \"a\""]),
        ("# comment\n# syntax=a\nFROM a\n", &["# comment", "# syntax=a", "FROM \"a\""]),
        ("\n# syntax=a\nFROM a\n", &["# syntax=a", "FROM \"a\""]),
        ("FROM a\n# syntax=a\n", &["FROM \"a\"", "# syntax=a"]),
        ("# unknown=x\n# syntax=a\nFROM a\n", &["# unknown=x", "# syntax=a", "FROM \"a\""]),
        ("# syntax=\n# escape=`\nFROM a\n", &["# syntax=", "# escape=`", "FROM \"a\""]),
        ("## syntax=a\nFROM a\n", &["# # syntax=a", "FROM \"a\""]),
        ("# syn tax=a\nFROM a\n", &["# syn tax=a", "FROM \"a\""]),
    ] {
        assert_shows(source, expected);
    }
}

#[test]
fn a_shebang_hides_the_escape_directive_only() {
    assert_shows(
        "#!/usr/bin/env x\n# syntax=a\nFROM a\n",
        &["# !/usr/bin/env x", "directive syntax \"a\"", "FROM \"a\""],
    );
    assert_shows(
        "#!/x\n# escape=`\n# syntax=a\nFROM a\nRUN a \\\n b\n",
        &["# !/x", "# escape=`", "directive syntax \"a\"", "FROM \"a\"", "RUN sh \"a  b\""],
    );
    assert_shows(
        "# syntax=a\n#!/x\n# escape=`\nFROM a\n",
        &["directive syntax \"a\"", "# !/x", "# escape=`", "FROM \"a\""],
    );
}

#[test]
fn a_directive_is_given_once() {
    assert_shows(
        "# escape=`\n# Escape=\\\nFROM a\nRUN a `\n b\n",
        &[
            "directive escape \"`\"",
            "directive escape \"\\\\\"",
            "FROM \"a\"",
            "RUN sh \"a  b\"",
            "  ! DuplicateDirective \"Escape\"",
        ],
    );
}

#[test]
fn the_escape_character_is_one_of_two() {
    assert_shows("# escape=x\nFROM a\n", &["directive escape \"x\"", "FROM \"a\"", "  ! InvalidEscape \"x\""]);
    assert_shows("# escape=``\nFROM a\n", &["directive escape \"``\"", "FROM \"a\"", "  ! InvalidEscape \"``\""]);
}
