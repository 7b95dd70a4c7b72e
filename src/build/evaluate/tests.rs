use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::build::expand::ExpandErrorKind;
use crate::build::{
    Action, BaseImages, FileSource, ImageConfig, ImageRef, Program, Remote, SourceKind, Step, Variable,
};
use crate::dockerfile::{MountType, parse};
use crate::shell::Dialect;

const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

fn build(source: &str) -> Build {
    evaluate(&parse(source.as_bytes()), &Options::default())
}

/// The build of a file that BuildKit takes.
#[track_caller]
fn accepted(source: &str) -> Build {
    let build = build(source);
    assert!(build.accepted, "{source}: {:?}", build.problems);
    build
}

/// The configuration that instructions after `FROM base` make.
#[track_caller]
fn config(instructions: &str) -> ImageConfig {
    accepted(&format!("FROM base\n{instructions}\n")).target_stage().unwrap().config.clone()
}

#[track_caller]
fn steps(instructions: &str) -> Vec<Step> {
    accepted(&format!("FROM base\n{instructions}\n")).target_stage().unwrap().steps.clone()
}

/// The problem of instructions after `FROM base`, and what it points at.
#[track_caller]
fn refused(instructions: &str) -> (ProblemKind, String) {
    let source = format!("FROM base\n{instructions}\n");
    let build = build(&source);
    assert!(!build.accepted, "{source}");
    let [problem] = build.problems.as_slice() else { panic!("{source}: {:?}", build.problems) };
    (problem.kind.clone(), String::from_utf8_lossy(problem.span.bytes(source.as_bytes())).into_owned())
}

fn env(config: &ImageConfig) -> Vec<(&str, &str)> {
    config.env.iter().skip(1).collect()
}

#[test]
fn env_is_expanded_before_any_of_it_is_set() {
    let config = config("ENV A=1\nENV A=2 B=$A C='$A' D=\"x $A\" E=a\\ b\nENV OLD  some value\nENV A=3 $B=k");
    let expected = [("A", "3"), ("B", "1"), ("C", "$A"), ("D", "x 1"), ("E", "a b"), ("OLD", "some value"), ("1", "k")];
    assert_eq!(env(&config), expected);
    assert_eq!(config.env.get("PATH"), Some(PATH));
}

#[test]
fn labels_are_expanded_and_the_last_counts() {
    let config = config("ARG V=2\nLABEL a=1 \"b c\"=\"$V\"\nLABEL a='$V'");
    assert_eq!(config.labels, BTreeMap::from([("a".into(), "$V".into()), ("b c".into(), "2".into())]));
}

#[test]
fn arguments_come_from_the_build_the_default_or_the_beginning_of_the_file() {
    let source = "ARG A=global\nARG B=$A-b\nARG C\nFROM base\nARG A\nARG B=own\nARG C D=$B\nARG TARGETARCH\nENV X=$A-$B-$C-$D-$TARGETARCH\n";
    assert_eq!(env(&accepted(source).stages[0].config), [("X", "global-own--own-amd64")]);
    let build_args = [("B", "given"), ("C", "c")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    let options = Options { build_args: build_args.into(), ..Options::default() };
    let build = evaluate(&parse(source.as_bytes()), &options);
    assert_eq!(env(&build.stages[0].config), [("X", "global-given-c-given-amd64")]);
    let globals: Vec<_> = build.global_args.iter().map(|arg| (arg.name.as_str(), arg.value.as_deref())).collect();
    assert_eq!(globals, [("A", Some("global")), ("B", Some("given")), ("C", Some("c"))]);
}

#[test]
fn a_global_argument_is_unknown_to_a_stage_that_does_not_declare_it() {
    let source = "ARG A=1\nFROM base\nENV X=[$A]\n";
    let build = accepted(source);
    assert_eq!(env(&build.stages[0].config), [("X", "[]")]);
    let used = &build.stages[0].steps[0].uses[0];
    assert_eq!((used.name.as_str(), used.found), ("A", false));
    assert_eq!(used.span.bytes(source.as_bytes()), b"$A");
}

#[test]
fn stages_inherit_environment_arguments_and_configuration() {
    let source = "FROM base AS x\nARG A=1\nENV E=e\nWORKDIR /w\nUSER me\nCMD [\"c\"]\nSHELL [\"/bin/bash\", \"-c\"]\nONBUILD USER you\nFROM x AS y\nWORKDIR sub\nENV F=$A$E\nCMD run it\n";
    let build = accepted(source);
    let config = &build.stages[1].config;
    assert_eq!(env(config), [("E", "e"), ("F", "1e")]);
    assert_eq!(config.working_dir, "/w/sub");
    assert_eq!(config.user, "you");
    assert_eq!(config.cmd, ["/bin/bash", "-c", "run it"]);
    assert_eq!(build.stages[0].config.on_build, ["USER you"]);
    assert!(config.on_build.is_empty());
}

#[test]
fn triggers_run_first_and_only_in_the_next_stage() {
    let source =
        "FROM base AS x\nENV A=0\nONBUILD ENV A=1\nONBUILD RUN <<E\nhi\nE\nFROM x AS y\nENV B=$A\nFROM y\nENV C=$A\n";
    let build = accepted(source);
    assert_eq!(build.stages[0].config.on_build, ["ENV A=1", "RUN <<E\nhi\nE"]);
    assert_eq!(env(&build.stages[1].config), [("A", "1"), ("B", "1")]);
    let triggered: Vec<bool> = build.stages[1].steps.iter().map(|step| step.triggered).collect();
    assert_eq!(triggered, [true, true, false]);
    assert!(build.stages[2].steps.iter().all(|step| !step.triggered));
    let file = parse(source.as_bytes());
    let instructions: Vec<_> = file.instructions().collect();
    let inner = build.stages[1].steps[0].instruction(&instructions).unwrap();
    assert_eq!(inner.keyword, Keyword::Env);
}

#[test]
fn entrypoint_takes_an_inherited_cmd_away() {
    let source = "FROM base AS x\nCMD [\"c\"]\nFROM x AS y\nENTRYPOINT [\"e\"]\nFROM x\nCMD [\"d\"]\nENTRYPOINT e\n";
    let build = accepted(source);
    let words = |stage: usize| (build.stages[stage].config.entrypoint.clone(), build.stages[stage].config.cmd.clone());
    assert_eq!(words(1), (vec!["e".to_owned()], vec![]));
    assert_eq!(words(2), (vec!["/bin/sh".into(), "-c".into(), "e".into()], vec!["d".to_owned()]));
    assert!(config("ENTRYPOINT [\"a\"]\nENTRYPOINT []").entrypoint.is_empty());
}

#[test]
fn working_directories_are_joined() {
    let path = |instructions: &str| config(instructions).working_dir;
    assert_eq!(path("WORKDIR a\nWORKDIR b/../c/"), "/a/c");
    assert_eq!(path("WORKDIR /a/"), "/a/");
    assert_eq!(path("ENV D=/x\nWORKDIR $D/y\nWORKDIR ''"), "/x/y");
    assert_eq!(path(""), "");
    assert_eq!(accepted("FROM scratch\n").stages[0].config.working_dir, "/");
}

#[test]
fn ports() {
    let shown = |instructions: &str| {
        let ports = config(instructions).exposed_ports;
        ports.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        shown("ARG P='80 81/udp'\nEXPOSE $P 443/TCP 8000-8001"),
        ["80/tcp", "81/udp", "443/tcp", "8000/tcp", "8001/tcp"]
    );
    assert_eq!(shown("EXPOSE $NOTHING"), Vec::<String>::new());
    assert!(matches!(refused("EXPOSE 80 99999"), (ProblemKind::InvalidPort(_), text) if text == "99999"));
    assert!(matches!(refused("ARG P=x\nEXPOSE ${P}/udp"), (ProblemKind::InvalidPort(_), text) if text == "${P}/udp"));
}

#[test]
fn volumes_users_and_signals() {
    let config =
        config("ENV V=/v\nVOLUME $V /w\nVOLUME [\"/x y\", \"$V/2\"]\nUSER ${NO:-app}:1\nSTOPSIGNAL SIGRTMIN+3");
    assert_eq!(config.volumes.iter().collect::<Vec<_>>(), ["/v", "/v/2", "/w", "/x y"]);
    assert_eq!((config.user.as_str(), config.stop_signal.as_str()), ("app:1", "SIGRTMIN+3"));
    assert_eq!(refused("VOLUME $NO"), (ProblemKind::EmptyVolume, "$NO".into()));
    assert_eq!(refused("STOPSIGNAL NO"), (ProblemKind::UnknownSignal { signal: "NO".into() }, "NO".into()));
}

#[test]
fn health_checks() {
    let check = |text: &str| config(&format!("HEALTHCHECK {text}")).healthcheck.unwrap();
    let health =
        check("--interval=1m30s --timeout=500ms --start-period=0s --retries=3 CMD curl -f http://$H || exit 1");
    assert_eq!(health.test, ["CMD-SHELL", "curl -f http://$H || exit 1"]);
    assert_eq!((health.interval, health.timeout, health.start_period), (90_000_000_000, 500_000_000, 0));
    assert_eq!(health.retries, 3);
    assert_eq!(check("CMD [\"a\", \"b\"]").test, ["CMD", "a", "b"]);
    assert_eq!(check("none").test, ["NONE"]);
}

#[test]
fn what_stands_before_a_step_is_kept_with_it() {
    let steps = steps("ENV A=1\nWORKDIR /w\nUSER u\nSHELL [\"s\"]\nENV A=2\nRUN x");
    let seen: Vec<_> = steps
        .iter()
        .map(|step| {
            let before = &step.before;
            (before.scope.value("A").map(|a| a.to_string()), before.working_dir.to_string(), before.user.to_string())
        })
        .collect();
    let one = Some("1".to_owned());
    assert_eq!(seen[0], (None, "/".into(), String::new()));
    assert_eq!(seen[2], (one.clone(), "/w".into(), String::new()));
    assert_eq!(seen[4], (one, "/w".into(), "u".into()));
    assert_eq!(seen[5].0.as_deref(), Some("2"));
    assert_eq!((&*steps[3].before.shell[0], &*steps[5].before.shell[0]), ("/bin/sh", "s"));
    let declared = steps[5].before.scope.variable("A").and_then(|Variable { declared, .. }| *declared).unwrap();
    assert_eq!(declared.start, "FROM base\nENV A=1\nWORKDIR /w\nUSER u\nSHELL [\"s\"]\nENV ".len());
}

#[test]
fn a_script_is_read_as_the_shell_in_force_reads_it() {
    let source = "FROM base AS x\nONBUILD RUN <<E\nhi\nE\nFROM x\nSHELL [\"/bin/bash\", \"-c\"]\nRUN ho\nCMD [\"a\"]\n";
    let build = accepted(source);
    let file = parse(source.as_bytes());
    let instructions: Vec<_> = file.instructions().collect();
    let programs = build.stages[1].steps.iter().filter_map(|step| step.program(&instructions));
    let shown: Vec<_> = programs
        .map(|program| match program {
            Program::Script(script) => (script.text.to_string(), Some(script.dialect)),
            Program::Exec(calls) => (calls.len().to_string(), None),
        })
        .collect();
    let expected = [("hi\n", Some(Dialect::Sh)), ("ho", Some(Dialect::Bash)), ("1", None)];
    assert_eq!(shown, expected.map(|(text, dialect)| (text.to_owned(), dialect)));
}

#[test]
fn a_refused_instruction_does_nothing_and_the_rest_is_followed() {
    let build = build("FROM base\nENV A=${B:?no} C=1\nENV D=2\nFROM other\n");
    assert!(build.accepted, "the target does not need the stage");
    assert!(!build.problems[0].fatal);
    assert_eq!(build.stages[0].steps[0].action, Action::Refused);
    assert_eq!(env(&build.stages[0].config), [("D", "2")]);
}

#[track_caller]
fn transfer(instructions: &str) -> crate::build::FileTransfer {
    match steps(instructions).pop().map(|step| step.action) {
        Some(Action::Copy(transfer) | Action::Add(transfer)) => transfer,
        action => panic!("{action:?}"),
    }
}

#[test]
fn files_are_copied_to_absolute_places() {
    let copied = transfer("ARG D=sub U=me\nWORKDIR /w\nCOPY --chown=$U:1 --chmod=u=rwX,go=rX a $D/*.txt ./$D/");
    assert_eq!(copied.from, FileSource::Context);
    assert_eq!(copied.destination, "/w/sub/");
    assert_eq!((copied.chown.as_deref(), copied.chmod.as_deref()), (Some("me:1"), Some("u=rwX,go=rX")));
    let kinds: Vec<_> = copied.sources.into_iter().map(|source| source.kind).collect();
    assert_eq!(kinds, [SourceKind::Path("a".into()), SourceKind::Path("sub/*.txt".into())]);
    assert_eq!(transfer("WORKDIR /w\nCOPY a .").destination, "/w/");
}

#[test]
fn heredocs_become_files() {
    let copied = transfer("ARG A=1\nCOPY <<one <<-'two' /dir/\n\"$A\" \\$A\none\n\t$A\n\ttwo");
    let contents: Vec<_> = copied.sources.into_iter().map(|source| source.kind).collect();
    let heredoc = |name: &str, content: &str| SourceKind::Heredoc { name: name.into(), content: content.into() };
    assert_eq!(contents, [heredoc("one", "\"1\" $A\n"), heredoc("two", "$A\n")]);
}

#[test]
fn add_fetches() {
    let kinds = |instructions: &str| transfer(instructions).sources.into_iter().map(|s| s.kind).collect::<Vec<_>>();
    let remote = |url: &str, kind| SourceKind::Remote { url: url.into(), kind };
    assert_eq!(kinds("ARG V=1\nADD https://x/$V.tgz /a"), [remote("https://x/1.tgz", Remote::Http)]);
    assert_eq!(kinds("ADD https://x/y.git#v1 /a"), [remote("https://x/y.git#v1", Remote::Git)]);
    let digest = format!("sha256:{}", "0".repeat(64));
    assert_eq!(transfer(&format!("ADD --checksum={digest} https://x/y /a")).checksum, Some(digest));
    assert_eq!(refused("COPY https://x/y /a"), (ProblemKind::UrlInCopy, "https://x/y".into()));
    assert_eq!(refused("ADD --checksum=x https://x/y https://x/z /a/").0, ProblemKind::ChecksumOfMany);
    assert_eq!(refused("ADD --checksum=sha256:0 y /a").0, ProblemKind::ChecksumOfPath);
    assert!(
        matches!(refused("ADD --checksum=md5:0 https://x/y /a"), (ProblemKind::InvalidChecksum { .. }, text) if text == "md5:0")
    );
    for mode in ["9", "10000", "x", "u+q"] {
        assert!(matches!(refused(&format!("COPY --chmod={mode} a /b")).0, ProblemKind::InvalidMode { .. }), "{mode}");
    }
}

#[test]
fn mounts() {
    let steps = steps(
        "WORKDIR /w\nARG T=cache\nRUN --mount=type=$T,target=c,id=i --mount=source=s,dst=/d --mount=type=secret,id=k,env=K,rw=true x",
    );
    let Some(Action::Run { mounts }) = steps.last().map(|step| &step.action) else { panic!("no RUN") };
    let shown: Vec<_> = mounts.iter().map(|m| (m.kind, m.source.as_str(), m.target.as_str(), m.read_only)).collect();
    assert_eq!(
        shown,
        [(MountType::Cache, "", "/w/c", false), (MountType::Bind, "s", "/d", true), (MountType::Secret, "", "", false)]
    );
    assert_eq!((mounts[0].id.as_str(), mounts[2].env.as_deref()), ("i", Some("K")));
    assert_eq!((&mounts[0].from, &mounts[1].from), (&FileSource::Scratch, &FileSource::Context));
    assert_eq!(
        refused("ARG T=no\nRUN --mount=type=$T,target=/a x").0,
        ProblemKind::UnknownMountType { value: "no".into() }
    );
    assert_eq!(refused("RUN --mount=type=cache,target=/ x").0, ProblemKind::MountOnRoot);
    assert_eq!(refused("RUN --mount=type=secret x").0, ProblemKind::UnnamedSecret);
    assert_eq!(refused("RUN --mount=type=secret,id=a,source=b x").0, ProblemKind::TwiceNamedSecret);
    assert_eq!(refused("RUN --mount=type=ssh,source=b x").0, ProblemKind::SshSource);
}

#[derive(Debug)]
struct Known;

impl BaseImages for Known {
    fn config(&self, image: &ImageRef, _: &Platform) -> Option<ImageConfig> {
        (image.familiar_name() == "known").then(|| ImageConfig {
            env: [("PATH", "/bin"), ("V", "1")].into_iter().collect(),
            user: "app".into(),
            working_dir: "/app".into(),
            cmd: vec!["run".into()],
            on_build: vec!["RUN x".into()],
            ..ImageConfig::default()
        })
    }
}

#[test]
fn known_base_images_give_what_they_have() {
    let options = Options { base_images: &Known, ..Options::default() };
    let build = evaluate(&parse(b"FROM known:1\nWORKDIR x\nENV W=$V\nENTRYPOINT [\"e\"]\n"), &options);
    let config = &build.stages[0].config;
    assert_eq!(config.env.iter().collect::<Vec<_>>(), [("PATH", "/bin"), ("V", "1"), ("W", "1")]);
    assert_eq!((config.working_dir.as_str(), config.user.as_str()), ("/app/x", "app"));
    assert!(config.cmd.is_empty() && config.on_build.is_empty());
    assert_eq!(&*build.stages[0].steps[0].before.user, "app");
}

/// Files that would take minutes, or all memory, if growth had no limit. They are of ordinary size.
#[test]
fn what_grows_faster_than_the_file_is_cut_off() {
    let too_large = |head: &str, line: &dyn Fn(usize) -> String| {
        let body: String = (0..4000).map(line).collect();
        let build = build(&format!("{head}\n{body}"));
        let limit = |problem: &&Problem| {
            matches!(problem.kind, ProblemKind::TooLarge | ProblemKind::Expansion(ExpandErrorKind::TooLong))
        };
        assert_eq!(build.problems.iter().filter(limit).count(), 1, "{head}");
        assert_eq!(build.problems.len(), 1, "{head}");
    };
    let long = "x".repeat(1000);
    too_large("FROM a", &|_| "ENV A=$A$A$A.\n".to_owned());
    too_large("FROM a", &|_| format!("WORKDIR {long}\n"));
    too_large("FROM a", &|n| format!("EXPOSE {}-60000\n", n + 1));
    too_large("FROM a AS s0", &|n| format!("FROM s{n} AS s{}\nENV V{n}={long}\n", n + 1));
    too_large(&format!("FROM a AS x\n{}", "ONBUILD ENV A=1\n".repeat(50)), &|_| "FROM x\n".to_owned());
    too_large(&format!("FROM a\nSHELL [\"{}\"]\n", long.repeat(100)), &|_| "CMD x\n".to_owned());
}

#[test]
fn many_variables_and_long_names_are_fine() {
    let body: String = (0..4000).map(|n| format!("ENV V{n}=${{V{}}}{n}\n", n / 2)).collect();
    let build =
        accepted(&format!("FROM a AS {}\n{body}FROM b\n{}", "x".repeat(60_000), "COPY --from=0 / /\n".repeat(4000)));
    assert_eq!(build.stages[0].config.env.get("V9"), Some("01249"));
    assert_eq!(build.stages[0].steps.len(), 4000);
}

/// A line that is likely to make some sense.
fn any_line() -> impl Strategy<Value = String> {
    let keyword = prop::sample::select(vec![
        "FROM",
        "ARG",
        "ENV",
        "RUN --mount=",
        "COPY --from=",
        "COPY",
        "ADD",
        "EXPOSE",
        "USER",
        "WORKDIR",
        "VOLUME",
        "ONBUILD COPY --from=",
        "ONBUILD ENV",
        "HEALTHCHECK",
        "SHELL",
        "LABEL",
        "STOPSIGNAL",
        "CMD",
        "FROM --platform=",
    ]);
    let word = prop::sample::select(vec![
        "a",
        "b",
        "AS",
        "$a",
        "${a:-b}",
        "a=$b",
        "b='",
        "0",
        "1",
        "scratch",
        "=",
        "/",
        "[\"a\"]",
        "<<a",
        "\\",
        "type=cache",
        "80-90",
        "é",
        "linux/arm",
        "${a%b*}",
        "CMD",
        ".",
        "..",
    ]);
    let separator = prop::sample::select(vec!["", " ", " ", " ", ",", ":", "\\\n"]);
    (keyword, prop::collection::vec((separator, word), 0..5)).prop_map(|(keyword, words)| {
        let words: String = words.into_iter().map(|(separator, word)| format!("{separator}{word}")).collect();
        format!("{keyword}{}{words}\n", if keyword.ends_with('=') { "" } else { " " })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_file_is_followed_to_its_end(lines in prop::collection::vec(any_line(), 0..12)) {
        let source = lines.concat();
        let file = parse(source.as_bytes());
        let build = evaluate(&file, &Options::default());
        prop_assert!(build.problems.iter().all(|problem| problem.span.end <= source.len()));
        let starts = file.instructions().filter(|instruction| instruction.keyword == Keyword::From).count();
        prop_assert_eq!(build.stages.len(), starts);
        for stage in &build.stages {
            prop_assert_eq!(stage.steps.len(), stage.triggers.len() + stage.body.len());
            let uses = stage.steps.iter().flat_map(|step| &step.uses);
            for used in uses.chain(&stage.uses) {
                prop_assert!(used.span.encloses(used.name_span));
            }
        }
    }
}
