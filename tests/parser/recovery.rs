//! Errors: each is found at its place, and hides nothing else.

use super::show::assert_shows;

#[test]
fn three_broken_lines_are_three_errors() {
    assert_shows(
        "FROM a\nRUNN x \\\n  y\nRUN good\nFOO\nCOPY only-one\nENV a=b\n# end\n",
        &[
            "FROM \"a\"",
            "unknown \"RUNN x   y\"",
            "  ! UnknownInstruction \"RUNN\" -> RUN",
            "RUN sh \"good\"",
            "unknown \"FOO\"",
            "  ! UnknownInstruction \"FOO\"",
            "COPY malformed [\"only-one\"]",
            "  ! MissingArguments \"COPY\"",
            "ENV \"a\"=\"b\"",
            "# end",
        ],
    );
}

#[test]
fn instructions_that_were_meant() {
    for (word, meant) in [
        ("RUNN", "RUN"),
        ("FRM", "FROM"),
        ("COPPY", "COPY"),
        ("entrypoit", "ENTRYPOINT"),
        ("WORKDIRR", "WORKDIR"),
        ("HEALTCHECK", "HEALTHCHECK"),
        ("EXPOSE:", "EXPOSE"),
    ] {
        assert_shows(
            format!("{word} x\n"),
            &[&format!("unknown {:?}", format!("{word} x")), &format!("  ! UnknownInstruction {word:?} -> {meant}")],
        );
    }
    for word in ["apt-get", "{", "&&", "é", "\u{0}"] {
        assert_shows(
            format!("{word} x\n"),
            &[&format!("unknown {:?}", format!("{word} x")), &format!("  ! UnknownInstruction {word:?}")],
        );
    }
    // White space around the keyword is cut off; a continuation that holds nothing is an instruction without a name.
    assert_shows("\\\n", &["unknown \"\"", "  ! UnknownInstruction \"\""]);
}

#[test]
fn what_an_instruction_needs() {
    for (line, error) in [
        ("FROM", r#"  ! MissingArguments "FROM""#),
        ("FROM --platform=x", r#"  ! MissingArguments "FROM""#),
        ("FROM a b", r#"  ! TooManyArguments "b""#),
        ("FROM a b c", r#"  ! TooManyArguments "b c""#),
        ("FROM a as", r#"  ! TooManyArguments "as""#),
        ("FROM a as b c", r#"  ! TooManyArguments "as b c""#),
        ("COPY", r#"  ! MissingArguments "COPY""#),
        ("ADD a", r#"  ! MissingArguments "ADD""#),
        ("COPY []", r#"  ! MissingArguments "COPY""#),
        ("COPY --from=x a", r#"  ! MissingArguments "COPY""#),
        ("ENV", r#"  ! MissingArguments "ENV""#),
        ("ENV a", r#"  ! MissingEquals "a""#),
        ("LABEL", r#"  ! MissingArguments "LABEL""#),
        ("LABEL a", r#"  ! MissingEquals "a""#),
        ("ARG", r#"  ! MissingArguments "ARG""#),
        ("EXPOSE", r#"  ! MissingArguments "EXPOSE""#),
        ("VOLUME", r#"  ! MissingArguments "VOLUME""#),
        ("VOLUME []", r#"  ! MissingArguments "VOLUME""#),
        ("VOLUME [\"\"]", r#"  ! EmptyPath """#),
        ("VOLUME [\" \"]", r#"  ! EmptyPath " ""#),
        ("USER", r#"  ! MissingArguments "USER""#),
        ("WORKDIR", r#"  ! MissingArguments "WORKDIR""#),
        ("STOPSIGNAL", r#"  ! MissingArguments "STOPSIGNAL""#),
        ("MAINTAINER", r#"  ! MissingArguments "MAINTAINER""#),
        ("SHELL", r#"  ! MissingArguments "SHELL""#),
        ("SHELL []", r#"  ! MissingArguments "SHELL""#),
        ("SHELL bash -c", r#"  ! ShellNotJson "bash -c""#),
        ("SHELL [\"a\", b]", r#"  ! ShellNotJson "[\"a\", b]""#),
        ("HEALTHCHECK", r#"  ! MissingArguments "HEALTHCHECK""#),
        ("HEALTHCHECK curl x", r#"  ! UnknownHealthcheck "curl""#),
        ("HEALTHCHECK CMD", r#"  ! MissingArguments "HEALTHCHECK""#),
        ("HEALTHCHECK CMD []", r#"  ! MissingArguments "HEALTHCHECK""#),
        ("HEALTHCHECK NONE x", r#"  ! TooManyArguments "x""#),
        ("ONBUILD", r#"  ! MissingArguments "ONBUILD""#),
    ] {
        let lines = super::show::show(&dfcheck::dockerfile::parse(line.as_bytes()), line.as_bytes());
        assert_eq!(lines.get(1..), Some([error.to_owned()].as_slice()), "{line}");
    }
}

#[test]
fn arrays_hold_strings_only() {
    for (array, wrong) in [("[1]", "1"), ("[\"a\", null]", "null"), ("[[\"a\"]]", "[\\\"a\\\"]"), ("[{}, \"a\"]", "{}")]
    {
        for keyword in ["RUN", "CMD", "ENTRYPOINT", "SHELL", "COPY", "ADD", "VOLUME", "HEALTHCHECK CMD"] {
            let source = format!("{keyword} {array}\n");
            let lines = super::show::show(&dfcheck::dockerfile::parse(source.as_bytes()), source.as_bytes());
            assert_eq!(lines.last().unwrap(), &format!("  ! JsonNotStrings \"{wrong}\""), "{source}");
        }
    }
}

#[test]
fn names_are_not_empty() {
    assert_shows("ENV =x a=b\n", &[r#"ENV ""="x" "a"="b""#, r#"  ! EmptyName "=x""#]);
    assert_shows("LABEL a=b =\n", &[r#"LABEL "a"="b" ""="""#, r#"  ! EmptyName "=""#]);
    assert_shows("ARG =x\n", &[r#"ARG ""="x""#, r#"  ! EmptyName "=x""#]);
    assert_shows("ENV a=b c d=e\n", &[r#"ENV "a"="b" "d"="e""#, r#"  ! MissingEquals "c""#]);
}

#[test]
fn stage_names_have_a_form() {
    for name in ["a", "a-b_c.9", "Build"] {
        assert_shows(format!("FROM x AS {name}\n"), &[&format!("FROM \"x\" AS {name:?}")]);
    }
    for name in ["1a", "-a", "a/b", "$a", "é", "a:b"] {
        assert_shows(
            format!("FROM x AS {name}\n"),
            &[&format!("FROM \"x\" AS {name:?}"), &format!("  ! InvalidStageName {name:?}")],
        );
    }
}

#[test]
fn flags_that_are_not_known_are_kept() {
    assert_shows(
        "COPY --form=a --link --foo b c\n",
        &[
            r#"COPY --form=a --link --foo "b" -> "c""#,
            r#"  ! UnknownFlag "--form=a" -> from"#,
            r#"  ! UnknownFlag "--foo""#,
        ],
    );
    for (line, error) in [
        ("RUN --mout=x true", r#"  ! UnknownFlag "--mout=x" -> mount"#),
        ("FROM --platfrom=x a", r#"  ! UnknownFlag "--platfrom=x" -> platform"#),
        ("ENV --x a=b", r#"  ! UnknownFlag "--x""#),
        ("EXPOSE --x 80", r#"  ! UnknownFlag "--x""#),
        ("CMD --x a", r#"  ! UnknownFlag "--x""#),
        ("USER --Chown=a b", r#"  ! UnknownFlag "--Chown=a""#),
        ("COPY --From=a b c", r#"  ! UnknownFlag "--From=a" -> from"#),
        ("COPY --from a b", r#"  ! FlagWithoutValue "--from""#),
        ("COPY --from=a --from=b c d", r#"  ! DuplicateFlag "--from=b""#),
        ("COPY --link=maybe c d", r#"  ! FlagNotBoolean "--link=maybe""#),
        ("COPY --link= c d", r#"  ! FlagWithoutValue "--link=""#),
        ("ADD --from=a b c", r#"  ! UnknownFlag "--from=a""#),
        ("RUN --network=bridge x", r#"  ! InvalidFlagValue "--network=bridge""#),
        ("RUN --security=none x", r#"  ! InvalidFlagValue "--security=none""#),
        ("HEALTHCHECK --interval=5 CMD x", r#"  ! InvalidFlagValue "5""#),
        ("HEALTHCHECK --timeout=-1s CMD x", r#"  ! InvalidFlagValue "-1s""#),
        ("HEALTHCHECK --start-period=1us CMD x", r#"  ! InvalidFlagValue "1us""#),
        ("HEALTHCHECK --retries=-1 CMD x", r#"  ! InvalidFlagValue "-1""#),
        ("HEALTHCHECK --retries=x CMD x", r#"  ! InvalidFlagValue "x""#),
        ("HEALTHCHECK --retry=1 CMD x", r#"  ! UnknownFlag "--retry=1""#),
    ] {
        let lines = super::show::show(&dfcheck::dockerfile::parse(line.as_bytes()), line.as_bytes());
        assert_eq!(lines.get(1..), Some([error.to_owned()].as_slice()), "{line}");
    }
}

#[test]
fn flags_that_nobody_looks_at() {
    for line in ["ARG --foo a", "STOPSIGNAL --foo 9", "HEALTHCHECK --foo NONE", "HEALTHCHECK --interval=x NONE"] {
        let dockerfile = dfcheck::dockerfile::parse(line.as_bytes());
        assert!(dockerfile.all_errors().is_empty(), "{line} {:?}", dockerfile.all_errors());
        assert_eq!(dockerfile.instructions().next().unwrap().flags.len(), 1);
    }
}

#[test]
fn mount_options_that_are_wrong_are_kept() {
    for (options, error) in [
        ("typ=cache,target=/x", r#"  ! UnknownMountOption "typ=cache" -> type"#),
        ("type=volume,target=/x", r#"  ! InvalidMountOption "type=volume""#),
        ("type=cache,target", r#"  ! InvalidMountOption "target""#),
        ("type=cache,target=/x,sharing=own", r#"  ! InvalidMountOption "sharing=own""#),
        ("target=/x,sharing=locked", r#"  ! InvalidMountOption "sharing=locked""#),
        ("target=/x,ro=maybe", r#"  ! InvalidMountOption "ro=maybe""#),
        ("from=$x,target=/x", r#"  ! InvalidMountOption "from=$x""#),
        ("type=cache,target=/x,size=1g", r#"  ! InvalidMountOption "size=1g""#),
        ("type=tmpfs,target=/x,mode=0700", r#"  ! InvalidMountOption "mode=0700""#),
        ("type=cache,target=/x,mode=9", r#"  ! InvalidMountOption "mode=9""#),
        ("type=cache,target=/x,uid=me", r#"  ! InvalidMountOption "uid=me""#),
        ("type=bind,target=/x,required", r#"  ! InvalidMountOption "required""#),
        ("type=secret,from=x,id=a", r#"  ! InvalidMountOption "from=x""#),
        // Options are read in order: these come before the type that would allow them.
        ("required,type=secret,id=a", r#"  ! InvalidMountOption "required""#),
        ("size=1g,type=tmpfs,target=/x", r#"  ! InvalidMountOption "size=1g""#),
        ("type=tmpfs,target=/x,size=big", r#"  ! InvalidMountOption "size=big""#),
        ("type=secret", r#"  ! InvalidMountOption "type=secret""#),
        ("type=secret,id=a,src=b", r#"  ! InvalidMountOption "src=b""#),
    ] {
        let source = format!("RUN --mount={options} true\n");
        let lines = super::show::show(&dfcheck::dockerfile::parse(source.as_bytes()), source.as_bytes());
        assert_eq!(lines, [format!("RUN --mount={options} sh \"true\""), error.to_owned()], "{options}");
    }
}

#[test]
fn onbuild_holds_no_stage() {
    assert_shows("ONBUILD FROM a\n", &["ONBUILD FROM \"a\"", r#"  ! NotInOnbuild "FROM""#]);
    assert_shows("ONBUILD MAINTAINER a\n", &["ONBUILD MAINTAINER \"a\"", r#"  ! NotInOnbuild "MAINTAINER""#]);
    assert_shows(
        "ONBUILD ONBUILD RUN a\n",
        &["ONBUILD ONBUILD malformed [\"RUN\", \"a\"]", r#"  ! NotInOnbuild "ONBUILD""#],
    );
    // BuildKit finds these two only when the image is built upon.
    assert_shows(
        "ONBUILD RUNN a\n",
        &["ONBUILD malformed [\"RUNN\", \"a\"]", r#"  ! UnknownInstruction "RUNN" -> RUN"#],
    );
    assert_shows("ONBUILD COPY a\n", &["ONBUILD COPY malformed [\"a\"]", r#"  ! MissingArguments "COPY""#]);
}
