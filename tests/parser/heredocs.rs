//! Here-documents: which words announce one, what they hold, and where the next instruction begins.

use dfcheck::dockerfile::parse;

use super::show::assert_shows;

#[test]
fn every_form_of_delimiter() {
    for (word, heredoc) in [
        ("<<EOF", r#"  << "EOF" "x\n""#),
        ("<<-EOF", r#"  << "EOF" "x\n" tabs"#),
        ("<<'EOF'", r#"  << "EOF" "x\n" literal"#),
        ("<<\"EOF\"", r#"  << "EOF" "x\n" literal"#),
        ("<<-\"EOF\"", r#"  << "EOF" "x\n" literal tabs"#),
        ("<<E\"O\"F", r#"  << "EOF" "x\n" literal"#),
        // BuildKit tells quoting by counting quotes, so that a backslash does not count.
        ("<<\\EOF", r#"  << "EOF" "x\n""#),
        ("<< EOF", r#"  << "EOF" "x\n""#),
        ("<< 'EOF'", r#"  << "EOF" "x\n" literal"#),
        ("3<<EOF", r#"  << "EOF" "x\n" fd 3"#),
        ("03<<-EOF", r#"  << "EOF" "x\n" fd 3 tabs"#),
    ] {
        assert_shows(
            format!("RUN cat {word} > f\nx\nEOF\nUSER a\n"),
            &[&format!("RUN sh {:?}", format!("cat {word} > f")), heredoc, "USER \"a\""],
        );
    }
}

#[test]
fn what_is_no_heredoc() {
    for text in [
        "echo $((1<<2))",
        "cat <<<EOF",
        "cat <<< \"x\"",
        "echo '<<EOF'",
        "echo \"<<EOF\"",
        "echo a<<EOF",
        "echo \\<<EOF",
        "echo <\\<EOF",
        "echo < <EOF",
        "cat <<",
        "cat <<-",
        "cat <<''",
        "cat <<- EOF",
        "it's <<EOF",
        "say \" <<EOF",
        "cat <<${x^} <<EOF",
    ] {
        assert_shows(format!("RUN {text}\nUSER a\n"), &[&format!("RUN sh {text:?}"), "USER \"a\""]);
    }
    // BuildKit takes this one for a heredoc called `2))` and then misses its end; no shell would.
    assert_shows(
        "RUN echo $((1 << 2))\nUSER a\n",
        &["RUN sh \"echo $((1 << 2))\"", "  ! ArithmeticAsHeredoc \"<< 2))\"", "USER \"a\""],
    );
    assert_shows("RUN [\"cat\", \"<<EOF\"]\nUSER a\n", &[r#"RUN exec ["cat", "<<EOF"]"#, "USER \"a\""]);
    assert_shows("CMD cat <<EOF\nUSER a\n", &[r#"CMD sh "cat <<EOF""#, "USER \"a\""]);
    assert_shows("ENV a=<<EOF\nUSER a\n", &[r#"ENV "a"="<<EOF""#, "USER \"a\""]);
}

#[test]
fn copy_and_add_take_heredocs_as_sources() {
    assert_shows(
        "COPY --chmod=755 <<a.txt f <<-'b' /d/\none\na.txt\n\ttwo\n\tb\nADD <<c /c\nc\n",
        &[
            r#"COPY --chmod=755 <<a.txt#0 "f" <<-'b'#1 -> "/d/""#,
            r#"  << "a.txt" "one\n""#,
            r#"  << "b" "\ttwo\n" literal tabs"#,
            r#"ADD <<c#0 -> "/c""#,
            r#"  << "c" """#,
        ],
    );
    assert_shows("COPY [\"<<a\", \"/d\"]\nUSER x\n", &[r#"COPY json "<<a" -> "/d""#, "USER \"x\""]);
}

#[test]
fn a_heredoc_is_no_destination() {
    assert_shows(
        "COPY a <<b\nx\nb\nUSER a\n",
        &[r#"COPY "a" -> "<<b""#, r#"  << "b" "x\n""#, r#"  ! MisplacedHeredoc "<<b""#, "USER \"a\""],
    );
}

#[test]
fn several_heredocs_follow_each_other() {
    assert_shows(
        "RUN <<A cat <<B 3<<C\n1\nA\n2\nB\n3\nC\nUSER a\n",
        &[
            r#"RUN sh "<<A cat <<B 3<<C""#,
            r#"  << "A" "1\n""#,
            r#"  << "B" "2\n""#,
            r#"  << "C" "3\n" fd 3"#,
            "USER \"a\"",
        ],
    );
    assert_shows("RUN <<A <<A\n1\nA\n2\nA\n", &[r#"RUN sh "<<A <<A""#, r#"  << "A" "1\n""#, r#"  << "A" "2\n""#]);
}

#[test]
fn the_terminator_is_a_line_of_its_own() {
    assert_shows(
        "RUN <<E\nEE\n E\nE \n\tE\nE\nUSER a\n",
        &[r#"RUN sh "<<E""#, r#"  << "E" "EE\n E\nE \n\tE\n""#, "USER \"a\""],
    );
    assert_shows(
        "RUN <<-E\n\t\tx\n E\n\t\tE\nUSER a",
        &[r#"RUN sh "<<-E""#, r#"  << "E" "\t\tx\n E\n" tabs"#, "USER \"a\""],
    );
    assert_shows("RUN <<E\r\nx\r\nE\r\nUSER a\r\n", &[r#"RUN sh "<<E""#, r#"  << "E" "x\r\n""#, "USER \"a\""]);
    assert_shows("RUN <<E\nx\nE", &[r#"RUN sh "<<E""#, r#"  << "E" "x\n""#]);
}

#[test]
fn a_body_is_not_read_as_dockerfile() {
    assert_shows(
        "RUN <<E bash\n#!/bin/sh\n\nFROM x \\\n# c\nE\nUSER a\n",
        &[r#"RUN sh "<<E bash""#, r##"  << "E" "#!/bin/sh\n\nFROM x \\\n# c\n""##, "USER \"a\""],
    );
    assert_shows(
        "RUN cat <<E \\\n# c\n && b\nx\nE\nUSER a\n",
        &[r#"RUN sh "cat <<E  && b""#, r#"  << "E" "x\n""#, "USER \"a\""],
    );
}

#[test]
fn onbuild_takes_them_too() {
    assert_shows(
        "ONBUILD RUN <<E\nx\nE\nONBUILD COPY <<f /f\ny\nf\nUSER a\n",
        &[
            r#"ONBUILD RUN sh "<<E""#,
            r#"  << "E" "x\n""#,
            r#"ONBUILD COPY <<f#0 -> "/f""#,
            r#"  << "f" "y\n""#,
            "USER \"a\"",
        ],
    );
    assert_shows("ONBUILD CMD <<E\nUSER a\n", &[r#"ONBUILD CMD sh "<<E""#, "USER \"a\""]);
}

#[test]
fn a_heredoc_without_end_does_not_hide_what_follows() {
    assert_shows(
        "FROM a\nRUN <<EOF\napt-get update\nEXPOSED=1\nUSER b\nRUN c\n",
        &[
            "FROM \"a\"",
            r#"RUN sh "<<EOF""#,
            r#"  << "EOF" "apt-get update\nEXPOSED=1\n" open"#,
            r#"  ! UnterminatedHeredoc "<<EOF""#,
            "USER \"b\"",
            r#"RUN sh "c""#,
        ],
    );
    assert_shows(
        "RUN <<A <<B\nx\nA\ny\n",
        &[r#"RUN sh "<<A <<B""#, r#"  << "A" "x\n""#, r#"  << "B" "y\n" open"#, r#"  ! UnterminatedHeredoc "<<B""#],
    );
}

#[test]
fn the_escape_directive_does_not_change_heredoc_words() {
    assert_shows(
        "# escape=`\nFROM a\nRUN cat <<\\E\nx `\nE\nUSER b\n",
        &["directive escape \"`\"", "FROM \"a\"", r#"RUN sh "cat <<\\E""#, r#"  << "E" "x `\n""#, "USER \"b\""],
    );
}

#[test]
fn the_content_of_a_dash_heredoc_has_no_leading_tabs() {
    let dockerfile = parse(b"COPY <<-E /f\n\ta\n\t\tb\n c\td\n\tE\n");
    let copy = dockerfile.instructions().next().unwrap();
    assert_eq!(copy.heredocs[0].content().as_str(), "a\nb\n c\td\n");
}
