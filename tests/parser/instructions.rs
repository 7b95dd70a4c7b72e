//! The arguments of all 18 instructions, in all their forms.

use dfcheck::dockerfile::{MountType, parse};

use super::show::assert_shows;

#[track_caller]
fn assert_lines(table: &[(&str, &str)]) {
    for (source, expected) in table {
        assert_shows(source, &[expected]);
    }
}

#[test]
fn from() {
    assert_lines(&[
        ("FROM alpine", r#"FROM "alpine""#),
        ("FROM alpine:3.20@sha256:00", r#"FROM "alpine:3.20@sha256:00""#),
        ("from alpine as Build", r#"FROM "alpine" as "Build""#),
        ("FROM --platform=$BUILDPLATFORM a AS b", r#"FROM --platform=$BUILDPLATFORM "a" AS "b""#),
        ("FROM ${BASE:-a}:${TAG}", r#"FROM "${BASE:-a}:${TAG}""#),
        ("FROM\ta\t aS\tb", r#"FROM "a" aS "b""#),
        ("FROM a \\\n  AS b", r#"FROM "a" AS "b""#),
        ("FROM \"a\"", r#"FROM "\"a\"""#),
    ]);
}

#[test]
fn run_cmd_and_entrypoint() {
    for keyword in ["RUN", "CMD", "ENTRYPOINT"] {
        for (arguments, expected) in [
            ("a  b", r#" sh "a  b""#),
            ("a \"b\" 'c' \\d", r#" sh "a \"b\" 'c' \\d""#),
            ("[\"a\", \"b c\"]", r#" exec ["a", "b c"]"#),
            ("[ \"a\" ,\t\"b\" ] ", r#" exec ["a", "b"]"#),
            ("[\"a\", \\\n  \"b\"]", r#" exec ["a", "b"]"#),
            ("[]", " exec []"),
            (r#"["a\"b", "c\\d", "\u00e9\ud83d\ude00", "\/"]"#, r#" exec ["a\"b", "c\\d", "é😀", "/"]"#),
            (r#"["\ud800x"]"#, r#" exec ["�x"]"#),
            // What is not quite an array is text for a shell.
            ("['a']", r#" sh "['a']""#),
            ("[\"a\", \"b\"", r#" sh "[\"a\", \"b\"""#),
            ("[\"a\"] b", r#" sh "[\"a\"] b""#),
            ("[\"a\",]", r#" sh "[\"a\",]""#),
            ("[ -f x ] || y", r#" sh "[ -f x ] || y""#),
            (r#"["a\x"]"#, r#" sh "[\"a\\x\"]""#),
            ("[\"a\tb\"]", r#" sh "[\"a\tb\"]""#),
            ("a [\"b\"]", r#" sh "a [\"b\"]""#),
            ("", " sh \"\""),
        ] {
            assert_shows(format!("{keyword} {arguments}\n"), &[&format!("{keyword}{expected}")]);
        }
    }
}

#[test]
fn shell() {
    assert_lines(&[
        ("SHELL [\"/bin/bash\", \"-c\"]", r#"SHELL ["/bin/bash", "-c"]"#),
        ("shell [\"powershell\"]", r#"SHELL ["powershell"]"#),
    ]);
}

#[test]
fn copy_and_add() {
    assert_lines(&[
        ("COPY a b", r#"COPY "a" -> "b""#),
        ("COPY a  b\tc /d/", r#"COPY "a" "b" "c" -> "/d/""#),
        ("COPY [\"a b\", \"c\"]", r#"COPY json "a b" -> "c""#),
        ("COPY [\"a b\", c]", r#"COPY "[\"a" "b\"," -> "c]""#),
        ("COPY a\\ b c", r#"COPY "a\\" "b" -> "c""#),
        ("COPY \"a b\" c", r#"COPY "\"a" "b\"" -> "c""#),
        (
            "COPY --from=x --chown=1:2 --chmod=u+x --link --parents=true --exclude=*.a --exclude=*.b a b",
            r#"COPY --from=x --chown=1:2 --chmod=u+x --link --parents=true --exclude=*.a --exclude=*.b "a" -> "b""#,
        ),
        (
            "ADD --checksum=sha256:0 --keep-git-dir=true --unpack=FALSE --link=false --chown=a --chmod=1 --exclude=x u d",
            r#"ADD --checksum=sha256:0 --keep-git-dir=true --unpack=FALSE --link=false --chown=a --chmod=1 --exclude=x "u" -> "d""#,
        ),
        ("ADD https://e.org/x?y=<z /d", r#"ADD "https://e.org/x?y=<z" -> "/d""#),
        ("COPY --from=x \\\n  # c\n  --link a \\\n b", r#"COPY --from=x --link "a" -> "b""#),
        ("COPY a --link b", r#"COPY "a" "--link" -> "b""#),
        ("COPY -- --a b", r#"COPY "--a" -> "b""#),
        ("COPY -a b", r#"COPY "-a" -> "b""#),
    ]);
}

#[test]
fn flags_are_words_with_quotes() {
    for (flag, text, value) in [
        ("--chown=a", "--chown=a", Some("a")),
        ("--chown=\"a b\"", "--chown=a b", Some("a b")),
        ("--ch\"own\"=a", "--chown=a", Some("a")),
        ("--chown=a\\ b", "--chown=a b", Some("a b")),
        ("--chown=", "--chown=", Some("")),
        ("--chown==", "--chown==", Some("=")),
        ("--link", "--link", None),
    ] {
        let source = format!("COPY {flag} x y");
        let dockerfile = parse(source.as_bytes());
        let copy = dockerfile.instructions().next().unwrap();
        assert_eq!(copy.flags[0].text.as_str(), text);
        assert_eq!(copy.flags[0].value.as_ref().map(|value| value.as_str()), value);
        assert_eq!(copy.flags[0].span.bytes(source.as_bytes()), flag.as_bytes());
    }
}

#[test]
fn a_flag_with_an_open_quote_takes_all() {
    // The escape character escapes in single quotes too, unlike in words of ENV.
    assert_shows("RUN --mount='a\\' x y\n", &["RUN --mount=a' x y sh \"\"", "  ! UnknownMountOption \"a\\\\' x y\""]);
}

#[test]
fn env_and_label() {
    for keyword in ["ENV", "LABEL"] {
        for (arguments, expected) in [
            ("a=b", r#" "a"="b""#),
            ("a=b c=d  e=", r#" "a"="b" "c"="d" "e"="""#),
            ("a=\"b c\" d='e f'", r#" "a"="\"b c\"" "d"="'e f'""#),
            ("a=b\\ c d=e", r#" "a"="b\\ c" "d"="e""#),
            ("a=\"b\\\" c\" d=e", r#" "a"="\"b\\\" c\"" "d"="e""#),
            ("a='b\\' d=e", r#" "a"="'b\\'" "d"="e""#),
            ("a=b=c", r#" "a"="b=c""#),
            ("\"a b\"=c", r#" "\"a b\""="c""#),
            ("a=b \\\n  c=d \\\n  # x\n  e=f", r#" "a"="b" "c"="d" "e"="f""#),
            ("a=\"b \\\n  c\"", r#" "a"="\"b   c\"""#),
            ("a='open b=c", r#" "a"="'open b=c""#),
            ("a b", r#" "a" "b""#),
            ("a   b c=d \"e\" ", r#" "a" "b c=d \"e\"""#),
            ("a \\\n  b", r#" "a" "b""#),
            ("a\tb", r#" "a" "b""#),
            ("a = b", r#" "a" "= b""#),
        ] {
            assert_shows(format!("{keyword} {arguments}\n"), &[&format!("{keyword}{expected}")]);
        }
    }
    assert_shows("ENV a=b\\", &[r#"ENV "a"="b""#]);
    // White space ends a word, in braces or not.
    assert_shows("ENV a=${b:-c d}", &[r#"ENV "a"="${b:-c""#, r#"  ! MissingEquals "d}""#]);
}

#[test]
fn arg() {
    assert_lines(&[
        ("ARG a", r#"ARG "a""#),
        ("ARG a=b", r#"ARG "a"="b""#),
        ("ARG a b=c  d='e f' g=", r#"ARG "a" "b"="c" "d"="'e f'" "g"="""#),
        ("ARG a=b=c", r#"ARG "a"="b=c""#),
        ("ARG a \\\n  b", r#"ARG "a" "b""#),
    ]);
}

#[test]
fn words_and_single_texts() {
    assert_lines(&[
        ("EXPOSE 80 443/tcp  5000-5010/udp $PORT", r#"EXPOSE ["80", "443/tcp", "5000-5010/udp", "$PORT"]"#),
        ("VOLUME /a  /b", r#"VOLUME ["/a", "/b"]"#),
        ("VOLUME [\"/a b\", \"/c\"]", r#"VOLUME json ["/a b", "/c"]"#),
        ("VOLUME [\"/a\"", r#"VOLUME ["[\"/a\""]"#),
        ("USER  a:b ", r#"USER "a:b""#),
        ("USER a b", r#"USER "a b""#),
        ("WORKDIR /a b/ ", r#"WORKDIR "/a b/""#),
        ("WORKDIR \"/a\"", r#"WORKDIR "\"/a\"""#),
        ("STOPSIGNAL SIGTERM", r#"STOPSIGNAL "SIGTERM""#),
        ("MAINTAINER Me <me@e.org>", r#"MAINTAINER "Me <me@e.org>""#),
        ("maintainer x \\\n y", r#"MAINTAINER "x  y""#),
    ]);
}

#[test]
fn healthcheck() {
    assert_lines(&[
        ("HEALTHCHECK NONE", "HEALTHCHECK NONE"),
        ("healthcheck none", "HEALTHCHECK none"),
        ("HEALTHCHECK CMD curl -f x || exit 1", r#"HEALTHCHECK CMD sh "curl -f x || exit 1""#),
        ("HEALTHCHECK cmd [\"a\", \"b\"]", r#"HEALTHCHECK cmd exec ["a", "b"]"#),
        (
            "HEALTHCHECK --interval=5m --timeout=3s --start-period=0s --start-interval=1m30s --retries=3 CMD x",
            r#"HEALTHCHECK --interval=5m --timeout=3s --start-period=0s --start-interval=1m30s --retries=3 CMD sh "x""#,
        ),
        ("HEALTHCHECK --interval=1.5h \\\n  CMD x", r#"HEALTHCHECK --interval=1.5h CMD sh "x""#),
        ("HEALTHCHECK --interval= CMD x", r#"HEALTHCHECK --interval= CMD sh "x""#),
    ]);
}

#[test]
fn onbuild() {
    assert_lines(&[
        ("ONBUILD RUN a b", r#"ONBUILD RUN sh "a b""#),
        ("onbuild copy --from=x a b", r#"ONBUILD COPY --from=x "a" -> "b""#),
        ("ONBUILD ENV a=b c=d", r#"ONBUILD ENV "a"="b" "c"="d""#),
        ("ONBUILD CMD [\"a\"]", r#"ONBUILD CMD exec ["a"]"#),
        ("ONBUILD \\\n  RUN a", r#"ONBUILD RUN sh "a""#),
        ("ONBUILD HEALTHCHECK NONE", "ONBUILD HEALTHCHECK NONE"),
    ]);
}

#[test]
fn run_flags() {
    assert_lines(&[
        ("RUN --network=none --security=insecure a", r#"RUN --network=none --security=insecure sh "a""#),
        (
            "RUN --device=nvidia.com/gpu=all --device=x,required a",
            r#"RUN --device=nvidia.com/gpu=all --device=x,required sh "a""#,
        ),
        (
            "RUN --mount=target=/a --mount=type=tmpfs,dst=/b [\"x\"]",
            r#"RUN --mount=target=/a --mount=type=tmpfs,dst=/b exec ["x"]"#,
        ),
        ("RUN a --mount=x", r#"RUN sh "a --mount=x""#),
        ("RUN -- --x", r#"RUN sh "--x""#),
        ("RUN -x", r#"RUN sh "-x""#),
        ("RUN --mount=type=bind,target=/x", r#"RUN --mount=type=bind,target=/x sh """#),
    ]);
}

#[test]
fn mounts() {
    let source = b"RUN --mount=TYPE=Cache,DST=/a,sharing=LOCKED,id=x,mode=0755,uid=1,gid=$g \
        --mount=type=secret,id=s,env=TOKEN,required --mount=type=ssh --mount=from=a,src=/b,destination=/c,rw \
        --mount=type=tmpfs,target=/t,size=64m \"--mount=type=bind,\\\"target=/a,b\\\"\" true\n";
    let dockerfile = parse(source);
    assert!(dockerfile.all_errors().is_empty(), "{:?}", dockerfile.all_errors());
    let run = dockerfile.instructions().next().unwrap();
    let mounts: Vec<_> = run.mounts().collect();
    let kinds: Vec<_> = mounts.iter().map(|mount| mount.kind().unwrap()).collect();
    use MountType::{Bind, Cache, Secret, Ssh, Tmpfs};
    // A flag that begins with a quote is none.
    assert_eq!(kinds, [Cache, Secret, Ssh, Bind, Tmpfs]);
    assert_eq!(mounts[0].target().unwrap().as_str(), "/a");
    assert_eq!(mounts[0].value("sharing").unwrap().as_str(), "LOCKED");
    assert_eq!(mounts[1].value("env").unwrap().as_str(), "TOKEN");
    assert!(mounts[1].options.iter().any(|option| option.name == Some("required") && option.value.is_none()));
    assert_eq!((mounts[3].from().unwrap().as_str(), mounts[3].value("source").unwrap().as_str()), ("a", "/b"));
    assert_eq!(mounts[3].options[2].key.as_str(), "destination");
    let target = mounts[3].target().unwrap();
    assert_eq!(target.span().bytes(source), b"/c");
}

#[test]
fn the_casing_of_keywords_does_not_matter() {
    for keyword in dfcheck::dockerfile::Keyword::ALL {
        let mixed: String =
            keyword.as_str().char_indices().map(|(i, c)| if i % 2 == 0 { c.to_ascii_lowercase() } else { c }).collect();
        let source = format!("{mixed} x\n");
        let dockerfile = parse(source.as_bytes());
        let instruction = dockerfile.instructions().next().unwrap();
        assert_eq!(instruction.keyword, keyword);
        assert_eq!(instruction.keyword_span.bytes(source.as_bytes()), mixed.as_bytes());
    }
}
