use crate::build::{Base, Build, FileSource, Options, ProblemKind, Stage, StageId, evaluate, expand::ExpandErrorKind};
use crate::dockerfile::parse;

fn build(source: &str) -> Build {
    evaluate(&parse(source.as_bytes()), &Options::default())
}

/// The problems: whether they are fatal, the text they point at, and the message.
fn problems(source: &str) -> Vec<(bool, String, String)> {
    let build = build(source);
    let shown = build.problems.iter().map(|problem| {
        let text = String::from_utf8_lossy(problem.span.bytes(source.as_bytes())).into_owned();
        (problem.fatal, text, problem.kind.to_string())
    });
    shown.collect()
}

#[track_caller]
fn assert_problem(source: &str, fatal: bool, text: &str, message: &str) {
    let found = problems(source);
    assert_eq!(found, [(fatal, text.to_owned(), message.to_owned())], "{source}");
    assert_eq!(build(source).accepted, !fatal, "{source}");
}

#[track_caller]
fn assert_accepted(source: &str) -> Build {
    let build = build(source);
    assert!(build.accepted, "{source}: {:?}", build.problems);
    build
}

#[test]
fn stages_are_found_by_name_in_any_casing() {
    let build = assert_accepted(
        "FROM debian:12 AS Base\nFROM base\nCOPY --from=BASE /a /b\nCOPY --from=0 /a /b\nRUN --mount=from=bAse,target=/x y\n",
    );
    let last = &build.stages[1];
    assert_eq!(last.base, Base::Stage(StageId(0)));
    let sources: Vec<_> = last.dependencies.iter().map(|dependency| dependency.source.clone()).collect();
    assert_eq!(sources, vec![FileSource::Stage(StageId(0)); 3]);
}

#[test]
fn from_minds_the_casing() {
    assert_problem(
        "FROM debian:12 AS Base\nFROM Base\n",
        true,
        "Base",
        "`Base` is no image reference: the name of a repository is in lower case",
    );
}

#[test]
fn of_two_stages_with_one_name_from_means_the_last_before_it_and_copy_the_last() {
    let build = assert_accepted("FROM a AS x\nFROM b AS x\nFROM x\nCOPY --from=x /a /b\n");
    assert_eq!(build.stages[2].base, Base::Stage(StageId(1)));
    assert_problem(
        "FROM a AS x\nFROM x AS y\nCOPY --from=x /a /b\nFROM b AS x\nFROM y\n",
        true,
        "x",
        "the stage `x` is not built before this one",
    );
}

#[test]
fn a_stage_may_have_the_name_of_its_base() {
    let build = assert_accepted("FROM alpine AS alpine\nFROM alpine\n");
    assert!(matches!(build.stages[0].base, Base::Image(_)));
    assert_eq!(build.stages[1].base, Base::Stage(StageId(0)));
}

#[test]
fn parts_of_an_image_with_variables_have_their_places() {
    let source = "ARG TAG=12\nFROM docker.io/library/debian:${TAG}-slim\n";
    let build = assert_accepted(source);
    let Base::Image(image) = &build.stages[0].base else { panic!("no image") };
    assert_eq!(image.tag(), Some("12-slim"));
    assert_eq!(image.tag.as_ref().unwrap().span.bytes(source.as_bytes()), b"${TAG}-slim");
    assert_eq!(image.repository.span.bytes(source.as_bytes()), b"library/debian");
    assert_eq!(image.registry.as_ref().unwrap().span.bytes(source.as_bytes()), b"docker.io");
    assert_eq!(build.stages[0].uses[0].name, "TAG");
}

#[test]
fn bases_that_are_no_image() {
    assert_problem("ARG A\nFROM $A\n", true, "$A", "`$A` leaves nothing as the name of the base image");
    assert_problem(
        "FROM a/${B}/c\n",
        true,
        "a/${B}/c",
        "`a//c` is no image reference: the name is not of the form registry/repository:tag@digest",
    );
    assert_problem("FROM ${A:?missing}\n", true, "${A:?missing}", "the variable `A` missing");
    let unreached = build("ARG A\nFROM $A AS x\nFROM debian\n");
    assert!(!unreached.accepted, "BuildKit looks at every FROM");
    assert!(!unreached.stages[0].reachable);
}

#[test]
fn platforms() {
    let source =
        "FROM --platform=$BUILDPLATFORM a AS x\nFROM x AS y\nFROM --platform=linux/arm/v6 b\nCOPY --from=y / /\n";
    let build = assert_accepted(source);
    let platforms: Vec<String> = build.stages.iter().map(|stage| stage.platform.to_string()).collect();
    assert_eq!(platforms, ["linux/amd64", "linux/amd64", "linux/arm/v6"]);
    assert_problem("FROM --platform=$X a\n", true, "$X", "`$X` leaves nothing as the platform");
    let source = "FROM --platform=a/b/c/d a\n";
    assert!(matches!(build_problem(source), ProblemKind::InvalidPlatform(_)));
}

fn build_problem(source: &str) -> ProblemKind {
    build(source).problems[0].kind.clone()
}

#[test]
fn copy_from_takes_no_variables() {
    let message = "`--from` takes no variables; name a stage FROM the image instead";
    assert_problem("FROM a\nARG X\nCOPY --from=$X /a /b\n", true, "$X", message);
    assert_eq!(build_problem("FROM a\nCOPY --from=${ /a /b\n"), ProblemKind::Expansion(ExpandErrorKind::MissingBrace));
}

#[test]
fn copy_from_a_number_or_name_that_is_not_there() {
    assert_problem("FROM a\nCOPY --from=2 /a /b\n", true, "2", "there is no stage number 2");
    assert_problem("FROM a\nCOPY --from=-1 /a /b\n", true, "-1", "there is no stage number -1");
    let build = assert_accepted("FROM a\nCOPY --from=nginx:1.27 /a /b\nCOPY --from=scratch /a /b\n");
    let sources = &build.stages[0].dependencies;
    assert!(matches!(&sources[0].source, FileSource::Image(image) if image.tag() == Some("1.27")));
    assert_eq!(sources[1].source, FileSource::Scratch);
    assert!(!build_accepts("FROM a\nCOPY --from=Nginx /a /b\n"));
}

fn build_accepts(source: &str) -> bool {
    build(source).accepted
}

#[test]
fn a_later_stage_matters_only_to_those_who_reach_it() {
    let message = "the stage `late` is not built before this one";
    assert_problem("FROM a\nCOPY --from=late / /\nFROM b AS late\n", false, "late", message);
    assert_problem("FROM a AS x\nCOPY --from=late / /\nFROM b AS late\nFROM x\n", true, "late", message);
}

#[test]
fn circles() {
    let circle = |source: &str| build(source).problems.iter().any(|p| p.kind == ProblemKind::CircularDependency);
    assert!(circle("FROM a\nCOPY --from=0 / /\n"));
    assert!(circle("FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /\nFROM c\n"));
    assert!(!circle("FROM a AS x\nCOPY --from=y / /\nFROM b AS y\n"));
    assert!(!build_accepts("FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /\nFROM c\n"));
}

#[test]
fn the_target_needs_bases_and_sources() {
    let source = "FROM a AS base\nFROM b AS tool\nFROM c AS spare\nFROM base\nRUN --mount=from=tool,target=/t x\n";
    let reachable = |build: &Build| build.stages.iter().map(|stage| stage.reachable).collect::<Vec<_>>();
    assert_eq!(reachable(&build(source)), [true, true, false, true]);
    let options = Options { target: Some("TOOL".into()), ..Options::default() };
    let build = evaluate(&parse(source.as_bytes()), &options);
    assert_eq!(reachable(&build), [false, true, false, false]);
    assert_eq!(build.target_stage().map(Stage::label).as_deref(), Some("tool"));
    let options = Options { target: Some("none".into()), ..Options::default() };
    let build = evaluate(&parse(source.as_bytes()), &options);
    assert_eq!(build.problems[0].kind, ProblemKind::UnknownTarget { target: "none".into() });
    assert!(!build.accepted);
}

#[test]
fn files_that_begin_wrongly() {
    assert_problem("RUN x\nENV a=b\nFROM a\n", true, "RUN", "RUN stands before the first FROM");
    assert_problem("ARG A\n", true, "", "the file has no FROM");
    assert!(!build_accepts(""));
    let build = build("FROM a b c d\nENV A=1\n");
    assert_eq!(build.stages[0].base, Base::Invalid { reason: None });
    assert_eq!(build.stages[0].config.env.get("A"), Some("1"));
}

#[test]
fn triggers_of_a_stage_add_to_the_needs_of_those_based_on_it() {
    let source = "FROM a AS tool\nFROM b AS parent\nONBUILD COPY --from=tool /x /y\nFROM parent\n";
    let build = assert_accepted(source);
    assert!(build.stages[1].dependencies.is_empty());
    let dependency = &build.stages[2].dependencies[0];
    assert_eq!((dependency.instruction, dependency.triggered), (3 - 1, true));
    assert!(build.stages[0].reachable);
}
