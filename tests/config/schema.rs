//! The JSON schema says the same as the program.

use serde_json::Value;

use crate::support::Project;

fn parse(text: &str) -> Value {
    let options = serde_saphyr::options! { strict_booleans: true };
    let value: Option<Value> = serde_saphyr::from_str_with_options(text, options).unwrap();
    value.unwrap_or_else(|| Value::Object(serde_json::Map::new()))
}

/// Whether the schema and the program take a configuration.
pub(crate) fn takes(text: &str) -> (bool, bool) {
    let validator = jsonschema::validator_for(&dfcheck::config::schema()).unwrap();
    let project = Project::new(&[
        ("a/b/c.yaml", text),
        ("a/b/base.yaml", ""),
        (".dfcheck.yaml", ""),
        ("a/b/dfcheck-rules/telnet.yaml", crate::own_rules::RULE),
    ]);
    let run = project.run(&["config", "show", "--config", "a/b/c.yaml"]);
    (validator.is_valid(&parse(text)), run.code == 0)
}

#[test]
fn good_samples_are_taken() {
    for text in [
        "",
        "extends: base.yaml\nprofile: all\n",
        "extends: [base.yaml]\nselect: [DL3008, 'DF1*', security, DS-0001, all]\n",
        "ignore: DL3008\nextend-select: DL3057\n",
        "levels: {DL3008: off, security: error, 'DF7*': style, hadolint/DL3006: info}\n",
        "failure-threshold: none\ntrusted-registries: docker.io\nlabel-schema: {org.x: url}\nstrict-labels: true\n",
        "options: {DF401: {at-most: 2}, untrusted-registry: {trusted-registries: [a, b]}, CKV_DOCKER_7: {}}\n",
        "overrides: {files: a/*, profile: hadolint}\n",
        "overrides: [{files: [a, b], ignore: [DL3008], fix: {safety: unsafe}}]\nexclude: [vendor]\n",
        "context: .\ncontexts: {docs: ../docs, img: 'docker-image://x'}\nshell: bash\n",
        "shell: [/bin/bash, -o, pipefail, -c]\nfix: {safety: safe, never: DL3059}\ndisable-ignore-comments: false\n",
    ] {
        assert_eq!(takes(text), (true, true), "{text}");
    }
}

#[test]
fn bad_samples_are_refused() {
    for text in [
        "profil: all\n",
        "profile: most\n",
        "profile: [all]\n",
        "select: 5\n",
        "ignore: ['a b']\n",
        "levels: {DL3008: loud}\n",
        "levels: [DL3008]\n",
        "failure-threshold: 1\n",
        "trusted-registries: [5]\n",
        "label-schema: {a: b}\n",
        "strict-labels: 'true'\n",
        "options: {DF401: {at-most: few}}\n",
        "options: {DF401: {most: 2}}\n",
        "options: {DF401: 2}\n",
        "overrides: [{ignore: DL3008}]\n",
        "overrides: [{files: a, exclude: b}]\n",
        "context: ''\n",
        "contexts: {a: 5}\n",
        "shell: {a: b}\n",
        "fix: {safety: display}\n",
        "fix: {always: DL3008}\n",
        "disable-ignore-comments: 1\n",
        "rules: [{a: b}]\n",
    ] {
        assert_eq!(takes(text), (false, false), "{text}");
    }
}

#[test]
fn it_is_printed() {
    let run = Project::new(&[]).run(&["config", "schema"]);
    assert_eq!(run.code, 0);
    let printed: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(printed, dfcheck::config::schema());
    assert!(jsonschema::meta::is_valid(&printed));
}
