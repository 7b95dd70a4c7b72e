//! What is said of mistakes, in one snapshot.

use std::fmt::Write;

use crate::support::Project;

/// The keys of a part of the schema.
fn keys(schema: &serde_json::Value) -> Vec<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

/// Runs with a configuration and writes down what is said.
fn show(text: &str, out: &mut String) {
    let project = Project::new(&[(".dfcheck.yaml", text), ("Dockerfile", "FROM debian:12.5\n")]);
    let run = project.run(&["lint", "Dockerfile"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
    writeln!(out, "{}\n", run.err.trim_end()).unwrap();
}

#[test]
fn every_mistake_is_shown_at_its_place() {
    let schema = dfcheck::config::schema();
    let mut out = String::new();
    for key in keys(&schema) {
        show(&format!("{key}: 5\n"), &mut out);
        show(&format!("{key}e: 5\n"), &mut out);
    }
    let over = &schema["properties"]["overrides"]["anyOf"][0];
    for key in keys(over).iter().filter(|key| !keys(&schema).contains(key)) {
        show(&format!("overrides:\n  - {key}: 5\n"), &mut out);
        show(&format!("overrides:\n  - {key}e: 5\n"), &mut out);
    }
    for key in keys(&schema["properties"]["fix"]) {
        show(&format!("fix:\n  {key}: 5\n"), &mut out);
        show(&format!("fix:\n  {key}e: 5\n"), &mut out);
    }
    for text in [
        // Values of the right type that are wrong all the same.
        "profile: recomended\n",
        "profile: [all]\n",
        "colour: red\n",
        "overrides: [{files: a, colour: red}]\n",
        "profile:\n",
        "ignore: [DL30O8, {a: b}, [DL3008], '']\n",
        "levels: {DL3008: of, DL9999: error, DL3009: }\n",
        "label-schema:\n  org.example.url: urll\n",
        "options: {DL3026: {trusted: x}, DL3027: {x: 1}, security: {x: 1}, DL9999: {x: 1}, DL3018: 5}\n",
        "options:\n  DF401:\n    at-most: '3'\n  DL3050:\n    strict-labels: yes\n  DL3010:\n    archives: [.tar, 5]\n",
        "overrides: [{ignore: DL3008}, {files: []}, {files: '[a', exclude: x}]\n",
        "exclude: ['', 'a{b']\n",
        "shell: emacs\n",
        "context: ''\n",
        "contexts: {docs: 5}\n",
        "extends: nowhere.yaml\n",
        "extends: .dfcheck.yaml\n",
        "rules: [no/such/*.yaml]\n",
        // Names of other tools.
        "override: {error: [DL3008]}\nno-fail: true\ndisable-ignore-pragma: true\ntrustedRegistries: [a]\n",
        // What is no YAML, or no map.
        "- profile\n",
        "just words\n",
        "profile: all\nprofile: all\n",
        "profile: [all\nselect: x\n",
        "ignore: *nothing\n",
        "profile: all\n---\nprofile: all\n",
        "profile: \u{1b}[31mall\n",
    ] {
        show(text, &mut out);
    }
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("config-mistakes", out);
    });
}

#[test]
fn flags_and_variables_are_told_of_in_the_same_way() {
    let project = Project::new(&[("Dockerfile", "FROM debian:12.5\n"), ("other.yaml", "")]);
    let mut out = String::new();
    let mut show = |arguments: &[&str], variables: &[(&str, &str)]| {
        let run = project.run_with(&[&["lint", "Dockerfile"], arguments].concat(), variables);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?} {variables:?}");
        writeln!(out, "{}\n", run.err.trim_end()).unwrap();
    };
    show(&["--config", "profile=recomended"], &[]);
    show(&["--config", "ignored=DL3008"], &[]);
    show(&["--config", "ignore=[DL3008, DL30O9"], &[]);
    show(&["--config", "levels.DL3008=of"], &[]);
    show(&["--config", "label-schema.org.example.url=urll"], &[]);
    show(&["--config", "options.DF401.at-most=few"], &[]);
    show(&["--config", "fix.safety=x", "--config", "strict-labels=maybe"], &[]);
    show(&["--config", "extends=other.yaml"], &[]);
    show(&["--select", "DL3008,DL30O9", "--ignore", "nonsense"], &[]);
    show(&[], &[("DFCHECK_PROFILE", "everything")]);
    show(&[], &[("DFCHECK_IGNORE", "DL3008, DL30O9")]);
    show(&[], &[("DFCHECK_STRICT_LABELS", "maybe")]);
    show(&["--config", "nowhere.yaml"], &[]);
    show(&["--config", "other.yaml", "--config", "nowhere.yaml"], &[]);
    show(&["--config", "other.yaml", "--no-config"], &[]);
    show(&[], &[("DFCHECK_CONFIG", "nowhere.yaml")]);
    insta::with_settings!({ snapshot_path => "../../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("config-mistakes-of-flags", out);
    });
}

#[test]
fn a_misspelt_variable_is_told_of() {
    let project = Project::new(&[("Dockerfile", "FROM scratch\n")]);
    let run = project.run_with(&["lint", "Dockerfile"], &[("DFCHECK_IGNROE", "DL3008"), ("DFCHECK_WHATEVER", "x")]);
    assert!(run.err.contains("DFCHECK_IGNROE") && run.err.contains("DFCHECK_IGNORE?"), "{}", run.err);
    assert!(!run.err.contains("WHATEVER"));
}
