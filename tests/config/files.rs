//! Which files are read, and what counts more than what.

use serde_json::json;

use crate::support::{Project, is_on, rules, setting};

const DOCKERFILE: &str = "FROM debian\nRUN apt-get update && apt-get install -y curl\n";

#[test]
fn the_nearest_file_holds() {
    let project = Project::new(&[
        (".dfcheck.yaml", "select: DL3006\n"),
        ("api/.dfcheck.yml", "select: DL3008\n"),
        ("api/deep/Dockerfile", DOCKERFILE),
        ("web/Dockerfile", DOCKERFILE),
        ("both/.dfcheck.yaml", "select: DL3006\n"),
        ("both/.dfcheck.yml", "select: DL3008\n"),
        ("both/Dockerfile", DOCKERFILE),
    ]);
    assert_eq!(project.codes(&["api/deep/Dockerfile"]), ["DL3008"]);
    assert_eq!(project.codes(&["web/Dockerfile"]), ["DL3006"]);
    assert_eq!(project.codes(&["both/Dockerfile"]), ["DL3006"], "`.yaml` goes before `.yml`");
    assert_eq!(project.codes(&["api/deep/Dockerfile", "web/Dockerfile"]), ["DL3008", "DL3006"], "each has its own");
    assert!(project.codes(&["--no-config", "web/Dockerfile"]).len() > 1);
    assert_eq!(project.codes(&["--config", "api/.dfcheck.yml", "web/Dockerfile"]), ["DL3008"]);
    let shown = project.shown(&["web/Dockerfile"], &[("DFCHECK_CONFIG", "api/.dfcheck.yml")]);
    assert_eq!(shown["files"], json!(["api/.dfcheck.yml"]));
    let shown = project.shown(&["web/Dockerfile"], &[("DFCHECK_NO_CONFIG", "1")]);
    assert_eq!(shown["files"], json!([]));
}

#[test]
fn what_counts_more_replaces_what_counts_less() {
    let project = Project::new(&[
        ("base.yaml", "failure-threshold: error\nlevels: {DL3006: error, DL3007: error}\ncontext: base\nshell: ash\n"),
        (
            ".dfcheck.yaml",
            "extends: base.yaml\n\
             failure-threshold: warning\n\
             levels: {DL3007: info}\n\
             context: here\n\
             trusted-registries: [a]\n\
             overrides:\n\
             - files: 'x*'\n  \
               trusted-registries: [b]\n  \
               strict-labels: true\n\
             - files: '*'\n  \
               strict-labels: false\n",
        ),
        ("xDockerfile", DOCKERFILE),
        ("Dockerfile", DOCKERFILE),
    ]);
    let shown = project.shown(&["xDockerfile"], &[]);
    assert_eq!(shown["files"], json!(["base.yaml", ".dfcheck.yaml"]));
    let at = |key: &str| setting(&shown, key).unwrap_or_else(|| panic!("{key}"));
    assert_eq!(at("failure-threshold"), (json!("warning"), ".dfcheck.yaml:2".to_owned()));
    assert_eq!(at("shell"), (json!(["ash", "-c"]), "base.yaml:4".to_owned()));
    assert_eq!(at("levels.DL3006"), (json!("error"), "base.yaml:2".to_owned()));
    assert_eq!(at("levels.DL3007"), (json!("info"), ".dfcheck.yaml:3".to_owned()));
    assert_eq!(at("trusted-registries"), (json!(["b"]), ".dfcheck.yaml:8".to_owned()));
    assert_eq!(at("strict-labels"), (json!(false), ".dfcheck.yaml:11".to_owned()));
    assert_eq!(at("profile"), (json!("recommended"), "default".to_owned()));
    assert!(rules(&shown).contains(&("DL3007".to_owned(), "info".to_owned())));

    let shown = project.shown(
        &["Dockerfile", "--failure-threshold", "none", "--config", "levels.DL3007=style"],
        &[("DFCHECK_FAILURE_THRESHOLD", "info"), ("DFCHECK_TRUSTED_REGISTRIES", "c,d"), ("DFCHECK_PROFILE", "all")],
    );
    let at = |key: &str| setting(&shown, key).unwrap_or_else(|| panic!("{key}"));
    assert_eq!(at("failure-threshold"), (json!("none"), "--failure-threshold".to_owned()));
    assert_eq!(at("trusted-registries"), (json!(["c", "d"]), "DFCHECK_TRUSTED_REGISTRIES".to_owned()));
    assert_eq!(at("levels.DL3007"), (json!("style"), "--config".to_owned()));
    assert_eq!(at("profile"), (json!("all"), "DFCHECK_PROFILE".to_owned()));
}

#[test]
fn show_is_readable() {
    let project = Project::new(&[
        ("base.yaml", "fix: {safety: unsafe, never: [DL3059]}\n"),
        (
            ".dfcheck.yaml",
            "extends: base.yaml\n\
             ignore: [DL3008, untagged-base-image]\n\
             levels: {security: off}\n\
             options: {DF401: {at-most: 2}}\n\
             label-schema: {org.example.url: url}\n\
             exclude: vendor\n",
        ),
    ]);
    let arguments = ["config", "show", "vendor/Dockerfile", "--select", "DL3006,DL3009", "--ignore", "DL3009"];
    let run = project.run_with(&arguments, &[("DFCHECK_SHELL", "bash")]);
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.out, @r#"
    vendor/Dockerfile: base.yaml, .dfcheck.yaml
    A search for Dockerfiles leaves it out (`exclude`).

    failure-threshold             style                default
    fix.never                     DL3059               base.yaml:1:31
    fix.safety                    unsafe               base.yaml:1:15
    ignore                        DL3009               --ignore
    label-schema.org.example.url  url                  .dfcheck.yaml:5:33
    options.DF401.at-most         2                    .dfcheck.yaml:4:28
    select                        ["DL3006","DL3009"]  --select
    shell                         ["bash","-c"]        DFCHECK_SHELL

    1 check is looked for; --format json lists them
    "#);
}

#[test]
fn select_starts_afresh_and_ignore_adds() {
    let project = Project::new(&[
        (".dfcheck.yaml", "ignore: [DL3006]\nlevels: {DL3008: off}\nextend-select: [DL3057]\n"),
        ("Dockerfile", DOCKERFILE),
    ]);
    let on = |arguments: &[&str], code: &str| is_on(&project.shown(&[&["Dockerfile"], arguments].concat(), &[]), code);
    assert!(!on(&[], "DL3006") && !on(&[], "DL3008") && on(&[], "DL3057") && on(&[], "DL3009"));
    assert!(!on(&["--ignore", "DL3009"], "DL3006") && !on(&["--ignore", "DL3009"], "DL3009"));
    let select = ["--select", "DL3006,DL3008", "--ignore", "DL3008"];
    assert!(on(&select, "DL3006") && !on(&select, "DL3008") && !on(&select, "DL3057"));
    assert!(on(&["--extend-select", "DL3006"], "DL3006"));
    let all = ["--profile", "all"];
    assert!(!on(&all, "DL3006") && !on(&all, "DL3008") && on(&all, "DL1001"));
    project.write("select/.dfcheck.yaml", "select: DL3006\nignore: DL3008\n");
    let shown = project.shown(&["select/Dockerfile", "--profile", "all"], &[]);
    assert!(is_on(&shown, "DL3009") && !is_on(&shown, "DL3008") && setting(&shown, "select").is_none());
    let hadolint = ["--profile", "hadolint"];
    assert!(!on(&hadolint, "DF101") && on(&hadolint, "DL3009"));
    assert!(on(&["--config", "levels.DL3008=error", "--extend-select", "DL3008"], "DL3008"));
    let levels = ["--config", "levels.nondeterminism=off", "--config", "levels.DL3007=error"];
    assert!(!on(&levels, "DF101") && on(&levels, "DL3007"), "a rule's own entry counts more");
    assert!(!on(&["--config", "levels.DF1*=off"], "DF101") && on(&["--config", "levels.DF1*=off"], "DL3007"));
}

#[test]
fn the_threshold_decides_about_the_exit_code() {
    let project = Project::new(&[("Dockerfile", DOCKERFILE)]);
    let code = |arguments: &[&str]| {
        let run = project.run(&[&["lint", "Dockerfile", "--select", "DL3006"], arguments].concat());
        assert!(run.out.contains("DL3006"), "it is shown all the same");
        run.code
    };
    assert_eq!(code(&[]), 1);
    assert_eq!(code(&["--failure-threshold", "warning"]), 1);
    assert_eq!(code(&["--failure-threshold", "error"]), 0);
    assert_eq!(code(&["--failure-threshold", "none"]), 0);
    assert_eq!(code(&["--failure-threshold", "error", "--config", "levels.DL3006=error"]), 1);
}

#[test]
fn a_broken_file_costs_only_its_own_dockerfiles_and_is_told_of_once() {
    let project = Project::new(&[
        ("good/Dockerfile", DOCKERFILE),
        ("bad/.dfcheck.yaml", "profil: all\n"),
        ("bad/Dockerfile", DOCKERFILE),
        ("bad/more/Dockerfile", DOCKERFILE),
        ("far/.dfcheck.yaml", "extends: ../bad/.dfcheck.yaml\n"),
        ("far/Dockerfile", DOCKERFILE),
    ]);
    let run = project.run(&["lint", "."]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("good/Dockerfile:1") && !run.out.contains("bad/"), "{}", run.out);
    assert_eq!(run.err.matches("did you mean `profile`?").count(), 1, "{}", run.err);
}

#[test]
fn circles_are_refused() {
    let project = Project::new(&[
        ("a.yaml", "extends: b/b.yaml\n"),
        ("b/b.yaml", "extends: ../c.yaml\n"),
        ("c.yaml", "extends: [a.yaml]\n"),
        ("Dockerfile", DOCKERFILE),
    ]);
    let run = project.run(&["lint", "--config", "a.yaml", "Dockerfile"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("c.yaml:1:11"), "{}", run.err);
    assert!(run.err.contains("a.yaml extends b/b.yaml extends c.yaml extends a.yaml"), "{}", run.err);
}

#[test]
fn several_files_can_be_extended() {
    let project = Project::new(&[
        ("a.yaml", "ignore: DL3006\nprofile: all\n"),
        ("b.yaml", "extends: a.yaml\nignore: DL3008\nprofile: hadolint\n"),
        (".dfcheck.yaml", "extends: [a.yaml, b.yaml]\nignore: DL3009\n"),
    ]);
    let shown = project.shown(&["Dockerfile"], &[]);
    assert!(!["DL3006", "DL3008", "DL3009"].iter().any(|code| is_on(&shown, code)));
    assert_eq!(setting(&shown, "profile").unwrap().1, "b.yaml:3");
}

#[test]
fn a_search_leaves_out_what_is_excluded() {
    let project = Project::new(&[
        (".dfcheck.yaml", "exclude: [vendor, '*.old.Dockerfile', /a/Dockerfile]\nselect: DL3006\n"),
        ("vendor/x/Dockerfile", DOCKERFILE),
        ("x.old.Dockerfile", DOCKERFILE),
        ("a/Dockerfile", DOCKERFILE),
        ("b/a/Dockerfile", DOCKERFILE),
    ]);
    assert_eq!(project.codes(&["."]), ["DL3006"]);
    assert_eq!(project.codes(&["vendor/x/Dockerfile"]), ["DL3006"], "named, it is looked at");
    let run = project.run(&["lint", "vendor"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(project.shown(&["a/Dockerfile"], &[])["excluded"], json!(true));
}

#[test]
fn overrides_are_for_the_paths_that_they_name() {
    let project = Project::new(&[
        (
            ".dfcheck.yaml",
            "select: [DL3006, DL3008]\n\
             overrides:\n\
             - {files: legacy/**, ignore: DL3008}\n\
             - {files: '*.dev.Dockerfile', failure-threshold: none}\n",
        ),
        ("legacy/deep/Dockerfile", DOCKERFILE),
        ("x/api.dev.Dockerfile", DOCKERFILE),
    ]);
    assert_eq!(project.codes(&["legacy/deep/Dockerfile"]), ["DL3006"]);
    assert_eq!(project.codes(&["x/api.dev.Dockerfile"]), ["DL3006", "DL3008"]);
    assert_eq!(project.run(&["lint", "x/api.dev.Dockerfile"]).code, 0);
    assert_eq!(project.run(&["lint", "x/api.dev.Dockerfile", "legacy/deep/Dockerfile"]).code, 1);
}

#[test]
fn contexts_and_shells_reach_the_checks() {
    let project = Project::new(&[
        ("docker/.dfcheck.yaml", "context: ..\nselect: [DF130, DL3022, DL4006]\ncontexts: {docs: ../docs}\n"),
        ("docker/Dockerfile", "FROM debian:12.5\nCOPY --from=docs x /x\nCOPY nosuch /x\nRUN wget -O - x | sh\n"),
    ]);
    let before = project.codes(&["docker/Dockerfile"]);
    assert!(!before.contains(&"DL3022".to_owned()) && before.contains(&"DL4006".to_owned()), "{before:?}");
    let shell = "shell=[/bin/bash, -o, pipefail, -c]";
    assert!(!project.codes(&["docker/Dockerfile", "--config", shell]).contains(&"DL4006".to_owned()));
    let run = project.run(&["lint", "docker/Dockerfile", "--config", "context=nowhere"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("`nowhere` cannot be opened"), "{}", run.err);
    for command in ["lint", "inspect", "migrate"] {
        let run = project.run(&[command, "docker/Dockerfile", "--context", "nowhere"]);
        assert_eq!((run.code, run.err.matches("`nowhere` cannot be opened").count()), (2, 1), "{command}: {}", run.err);
    }
}

#[test]
fn standard_input_has_the_configuration_of_the_working_folder() {
    let project = Project::new(&[(".dfcheck.yaml", "select: DL3008\n")]);
    assert_eq!(rules(&project.shown(&["-"], &[])).len(), 1);
}

#[test]
fn the_configuration_holds_for_inspect_and_migrate_too() {
    let project = Project::new(&[
        (".dfcheck.yaml", "shell: ['/bin/ash', '-c']\ncontext: assets\n"),
        ("assets/app.conf", "here\n"),
        ("image/Dockerfile", "FROM scratch\nCOPY app.conf /etc/\nCMD app\n"),
    ]);
    let cmd = |arguments: &[&str]| {
        let run = project.run(&[&["inspect", "--format", "json"], arguments, &["image/Dockerfile"]].concat());
        let view: serde_json::Value =
            serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err));
        view[0]["config"]["Cmd"].clone()
    };
    assert_eq!(cmd(&[]), json!(["/bin/ash", "-c", "app"]));
    assert_eq!(cmd(&["--no-config"]), json!(["/bin/sh", "-c", "app"]));
    assert_eq!(cmd(&["--config", "shell=bash"]), json!(["bash", "-c", "app"]));

    let migrated = project.run(&["migrate", "--quiet", "image/Dockerfile"]);
    assert!(migrated.out.contains("ash"), "{}{}", migrated.out, migrated.err);
    project.write(".dfcheck.yaml", "contxt: assets\n");
    for command in ["inspect", "migrate"] {
        let run = project.run(&[command, "image/Dockerfile"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{command}");
        assert!(run.err.contains("did you mean `context`?"), "{command}: {}", run.err);
    }
}
