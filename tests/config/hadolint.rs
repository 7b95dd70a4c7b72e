//! hadolint's configuration.

use serde_json::json;

use crate::support::{Project, is_on, rules, setting};

const DOCKERFILE: &str = "FROM debian\nRUN apt-get update && apt-get install -y curl\n";

/// Configurations of hadolint.
const SAMPLES: &[&str] = &[
    "",
    "ignored: [DL3008, DL3009, SC1091]\n",
    "ignored:\n  - DL3006\noverride:\n  error: [DL3008]\n  warning: [DL3015]\n  info: [DL3057, DL1001]\n  style: [DL3009]\n",
    "override:\n  ignore: [DL3008]\n  error:\n",
    "failure-threshold: none\ntrustedRegistries: docker.io\n",
    "failure-threshold: error\nno-fail: true\ntrustedRegistries: [docker.io, '*.example.org', 'localhost:5000']\n",
    "label-schema: {author: text, contact: email, created: rfc3339, version: semver, 'a b': raw, '1': url}\n",
    "strict-labels: true\nlabel-schema: {x: hash}\ndisable-ignore-pragma: true\n",
    "format: json\nno-color: true\nverbose: true\n",
];

#[test]
fn it_is_found_where_hadolint_and_we_look() {
    let config = "ignored: [DL3006]\n";
    for place in [
        "a/b/.hadolint.yaml",
        "a/.hadolint.yml",
        ".hadolint.yaml",
        "xdg/hadolint.yaml",
        "xdg/hadolint.yml",
        "home/.config/hadolint.yaml",
        "home/.hadolint/hadolint.yaml",
        "home/hadolint/config.yaml",
        "home/.hadolint.yaml",
    ] {
        let project = Project::new(&[("a/b/Dockerfile", DOCKERFILE), (place, config)]);
        let xdg = project.path().join("xdg").display().to_string();
        let shown = project.shown(&["a/b/Dockerfile"], &[("XDG_CONFIG_HOME", &xdg)]);
        assert_eq!(shown["files"], json!([place]));
        assert!(!is_on(&shown, "DL3006"), "{place}");
        assert_eq!(setting(&shown, "failure-threshold").unwrap(), (json!("info"), "default".to_owned()));
    }
    // Ours goes before it, wherever it is; the working folder before the user's.
    let project = Project::new(&[("a/Dockerfile", DOCKERFILE), ("a/.hadolint.yaml", config), (".dfcheck.yaml", "")]);
    let shown = project.shown(&["a/Dockerfile"], &[("HADOLINT_IGNORE", "DL3008")]);
    assert!(is_on(&shown, "DL3006") && is_on(&shown, "DL3008"));
    assert_eq!(shown["files"], json!([".dfcheck.yaml"]));
    let project = Project::new(&[("a/Dockerfile", DOCKERFILE), ("a/.hadolint.yaml", config)]);
    let shown = project.shown(&["a/Dockerfile", "--no-config"], &[("HADOLINT_IGNORE", "DL3008")]);
    assert!(is_on(&shown, "DL3006") && is_on(&shown, "DL3008"));
}

#[test]
fn a_file_is_known_by_its_name_or_its_keys() {
    for (name, text) in [
        ("x/.hadolint.yaml", "label-schema: {a: text}\n"),
        ("x/hadolint.yml", "failure-threshold: info\n"),
        ("any.yaml", "ignored: [DL3006]\n"),
        ("any.yaml", "failure-treshold: x\nno-fail: false\n"),
    ] {
        let project = Project::new(&[("Dockerfile", DOCKERFILE), (name, text)]);
        let shown = project.shown(&["Dockerfile", "--config", name], &[]);
        assert_eq!(setting(&shown, "failure-threshold").unwrap().0, json!("info"), "{name}: {text}");
    }
    let project = Project::new(&[("Dockerfile", DOCKERFILE), ("any.yaml", "ignore: [DL3006]\n")]);
    let shown = project.shown(&["Dockerfile", "--config", "any.yaml"], &[]);
    assert_eq!(setting(&shown, "failure-threshold").unwrap().0, json!("style"));
}

#[test]
fn variables_say_the_same() {
    let project = Project::new(&[("Dockerfile", DOCKERFILE)]);
    let variables = [
        ("HADOLINT_IGNORE", "DL3008, DL3009,SC2086"),
        ("HADOLINT_OVERRIDE_ERROR", "DL3057"),
        ("HADOLINT_OVERRIDE_STYLE", "DL3006"),
        ("HADOLINT_TRUSTED_REGISTRIES", "docker.io,quay.io"),
        ("HADOLINT_REQUIRE_LABELS", "maintainer:email,x:raw"),
        ("HADOLINT_STRICT_LABELS", "1"),
        ("HADOLINT_DISABLE_IGNORE_PRAGMA", "y"),
        ("HADOLINT_FAILURE_THRESHOLD", "error"),
    ];
    let shown = project.shown(&["Dockerfile"], &variables);
    assert!(!is_on(&shown, "DL3008") && !is_on(&shown, "DL3009"));
    assert!(rules(&shown).contains(&("DL3057".to_owned(), "error".to_owned())));
    assert!(rules(&shown).contains(&("DL3006".to_owned(), "style".to_owned())));
    let value = |key: &str| setting(&shown, key).unwrap().0;
    assert_eq!(value("trusted-registries"), json!(["docker.io", "quay.io"]));
    assert_eq!((value("label-schema.maintainer"), value("label-schema.x")), (json!("email"), json!("text")));
    assert_eq!((value("strict-labels"), value("disable-ignore-comments")), (json!(true), json!(true)));
    assert_eq!(
        setting(&shown, "failure-threshold").unwrap(),
        (json!("error"), "HADOLINT_FAILURE_THRESHOLD".to_owned())
    );
    let code = |variables: &[(&str, &str)]| project.run_with(&["lint", "Dockerfile"], variables).code;
    assert_eq!((code(&[("HADOLINT_NOFAIL", "1")]), code(&[("HADOLINT_NOFAIL", "0")])), (0, 1));
    let run = project.run_with(&["lint", "Dockerfile"], &[("HADOLINT_FORMAT", "json")]);
    assert!(run.out.starts_with('['), "{}", run.out);
}

#[test]
fn what_it_does_not_know_is_a_warning_and_what_is_wrong_an_error() {
    let project = Project::new(&[
        ("Dockerfile", DOCKERFILE),
        (".hadolint.yaml", "ignore: [DL3006]\nignored: [DL3008, DL9999, security]\noverride: {fatal: [DL3009]}\n"),
    ]);
    let run = project.run(&["lint", "Dockerfile"]);
    assert_eq!(run.code, 1);
    for words in ["unknown key `ignore`", "no rule `DL9999`", "no rule `security`", "unknown key `fatal`", ":2:19]"] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    for text in
        ["ignored: {a: b}\n", "failure-threshold: fatal\n", "label-schema: {a: b}\n", "no-fail: 1\n", "a: [\n", "- a\n"]
    {
        project.write(".hadolint.yaml", text);
        let run = project.run(&["lint", "Dockerfile"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}{}", run.err);
        assert!(run.err.contains(".hadolint.yaml:1:"), "{}", run.err);
    }
}

#[test]
fn a_migrated_file_means_the_same() {
    for sample in SAMPLES {
        let project = Project::new(&[(".hadolint.yaml", sample), ("Dockerfile", DOCKERFILE)]);
        let before = project.shown(&["Dockerfile"], &[]);
        let run = project.run(&["config", "migrate"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let after = project.shown(&["Dockerfile"], &[]);
        assert_eq!(after["files"], json!([".dfcheck.yaml"]));
        assert_eq!(rules(&before), rules(&after), "{sample}");
        let keys = ["failure-threshold", "trusted-registries", "strict-labels", "disable-ignore-comments"];
        let labels =
            ["author", "contact", "created", "version", "a b", "1", "x"].map(|it| format!("label-schema.{it}"));
        for key in keys.into_iter().chain(labels.iter().map(String::as_str)) {
            let value = |shown| setting(shown, key).map(|(value, _)| value);
            assert_eq!(value(&before), value(&after), "{sample}: {key}");
        }
    }
}

#[test]
fn a_migration_is_written_once() {
    let project = Project::new(&[("x/.hadolint.yml", "ignored: [DL3008, SC1000]\nformat: sarif\nnope: 1\n")]);
    let printed = project.run(&["config", "migrate", "x/.hadolint.yml", "-o", "-"]);
    assert_eq!(
        printed.out,
        "# Migrated from .hadolint.yml.\n\
         # Left out, because dfcheck does not look for it: SC1000.\n\
         # `format: sarif` is the flag `--format sarif`.\n\
         failure-threshold: info\n\
         ignore:\n  - DL3008\n"
    );
    assert!(printed.err.contains("unknown key `nope`"), "{}", printed.err);
    assert_eq!(project.run(&["config", "migrate", "x/.hadolint.yml"]).code, 0);
    assert_eq!(project.read("x/.dfcheck.yaml"), printed.out);
    project.write("x/.dfcheck.yaml", "mine\n");
    let run = project.run(&["config", "migrate", "x/.hadolint.yml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is there already"), "{}", run.err);
    assert_eq!(project.read("x/.dfcheck.yaml"), "mine\n");
    assert_eq!(project.run(&["config", "migrate"]).code, 2, "there is none in this folder");
    project.write("bad.yaml", "ignored: 5\n");
    let run = project.run(&["config", "migrate", "bad.yaml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("bad.yaml:1:10"), "{}", run.err);
}
