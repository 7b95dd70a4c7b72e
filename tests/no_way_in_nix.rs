//! Whatever a Dockerfile says is text in the expression that it becomes: a real Nix gives every string back letter for
//! letter, and evaluates nothing else.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/nix.rs"]
mod nix;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::process::Command;

use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::migrate::{self, Options, Outcome, Plan, Request};
use dfcheck::nix::{Rendering, Style, emit_as};
use dfcheck::source::SourceFile;
use hostile::{array, texts, word};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

const STYLES: [Style; 4] = [Style::Image, Style::Stream, Style::Flake, Style::Nix2container];

fn plan(dockerfile: &str, name: &str, context: &BuildContext) -> Plan {
    let (file, dockerfile) = (SourceFile::new(name, dockerfile), dockerfile::parse(dockerfile.as_bytes()));
    let options = Options {
        dockerfile_name: name.to_owned(),
        name: "image".to_owned(),
        tag: "latest".to_owned(),
        ..Options::default()
    };
    migrate::plan(&Request { file: &file, dockerfile: &dockerfile, context, options: &options }).unwrap()
}

/// What Nix makes of the plan in every style, with comments and without.
fn evaluated(plan: &Plan) -> Vec<(Style, Value)> {
    let renderings = STYLES.into_iter().flat_map(|style| [true, false].map(|comments| Rendering { style, comments }));
    renderings
        .map(|rendering| {
            let text = emit_as(plan, rendering).unwrap_or_else(|error| panic!("{rendering:?}: {error}"));
            let value = nix::evaluate_image(&text).unwrap_or_else(|error| panic!("{rendering:?}: {error}\n{text}"));
            (rendering.style, value)
        })
        .collect()
}

/// Each case is as many texts as there are canaries, and more, in every place of one Dockerfile.
fn check(cases: u32, count: usize, extra: &'static [&'static str], property: impl Fn(Vec<String>)) {
    if !nix::available() {
        return;
    }
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { cases };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome = TestRunner::new(config).run(&texts(count, extra), |texts| {
        property(texts);
        Ok::<(), TestCaseError>(())
    });
    // The texts were shown where they did not come back.
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err().to_string().lines().next().unwrap_or_default());
}

/// Says which of many values is not what it should be.
#[track_caller]
fn same(style: Style, place: &str, found: &Value, expected: &Value) {
    let differing: Vec<String> = match (found, expected) {
        (Value::Array(found), Value::Array(expected)) if found.len() == expected.len() => {
            found.iter().zip(expected).filter(|(a, b)| a != b).map(|(a, b)| format!("{a} for {b}")).collect()
        }
        (Value::Array(found), Value::Array(expected)) => {
            let lost = expected.iter().filter(|value| !found.contains(value)).map(|value| format!("- {value}"));
            lost.chain(found.iter().filter(|value| !expected.contains(value)).map(|value| format!("+ {value}")))
                .collect()
        }
        (Value::Object(found), Value::Object(expected)) => {
            let lost = expected.iter().filter(|(key, value)| found.get(*key) != Some(value));
            let made = found.iter().filter(|(key, value)| expected.get(*key) != Some(value));
            lost.map(|(key, value)| format!("-{key:?}: {value}"))
                .chain(made.map(|(key, value)| format!("+{key:?}: {value}")))
                .collect()
        }
        _ if found == expected => Vec::new(),
        (found, expected) => vec![format!("{found} for {expected}")],
    };
    assert!(differing.is_empty(), "{style:?}, {place}:\n{}", differing.join("\n"));
}

fn env(config: &Value) -> Vec<&str> {
    config["Env"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
}

/// Texts on one line; the formats of instructions that take words have no way to say a line break.
#[test]
fn every_word_of_the_configuration_comes_back() {
    check(1, 40, &["=", ","], |texts| {
        let texts: Vec<String> = texts.into_iter().map(|text| text.replace('\n', "")).collect();
        let mut dockerfile = "FROM alpine:3.20\n".to_owned();
        let (mut lines, mut labels, mut volumes) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for (number, text) in texts.iter().enumerate() {
            let (value, name) = (word(text), text.replace('=', ""));
            write!(
                dockerfile,
                "# {text}\nENV E{number}={value}\nENV {key}={value}\nLABEL {key}={value}\nARG A{number}={value}\n\
                 ENV F{number}=\"$A{number}-${{A{number}}}\"\nVOLUME {volume}\nMAINTAINER {value}\n",
                key = word(&format!("{number}{name}")),
                volume = array(&[word(&format!("/v{number}{text}"))]),
            )
            .unwrap();
            lines.extend([format!("E{number}={text}"), format!("{number}{name}={text}")]);
            lines.push(format!("F{number}={text}-{text}"));
            labels.insert(format!("{number}{name}"), text.clone());
            volumes.insert(format!("/v{number}{text}"), json!({}));
        }
        let last = texts.last().unwrap();
        let shell = [vec!["/bin/sh".to_owned()], texts.clone()].concat();
        write!(
            dockerfile,
            "USER {user}\nWORKDIR {workdir}\nHEALTHCHECK CMD {all}\nSHELL {shell}\nENTRYPOINT {all}\nCMD {all}\n\
             ONBUILD LABEL x={user}\n",
            user = word(&format!("u{last}")),
            workdir = word(&format!("/w{}", last.replace(['/', '.'], ""))),
            all = array(&texts),
            shell = array(&shell),
        )
        .unwrap();
        for (style, value) in evaluated(&plan(&dockerfile, "Dockerfile", &BuildContext::none())) {
            let config = &value["args"]["config"];
            let lines_of_image = env(config).into_iter().filter(|line| !line.starts_with("PATH=")).collect::<Vec<_>>();
            same(style, "ENV", &json!(lines_of_image), &json!(lines));
            same(style, "LABEL", &config["Labels"], &json!(labels));
            same(style, "VOLUME", &config["Volumes"], &json!(volumes));
            same(style, "USER", &config["User"], &json!(format!("u{last}")));
            same(style, "WORKDIR", &config["WorkingDir"], &json!(format!("/w{}", last.replace(['/', '.'], ""))));
            same(style, "ENTRYPOINT", &config["Entrypoint"], &json!(texts));
            same(style, "CMD", &config["Cmd"], &json!(texts));
            if style != Style::Nix2container {
                let test = [vec!["CMD".to_owned()], texts.clone()].concat();
                same(style, "HEALTHCHECK", &config["Healthcheck"]["Test"], &json!(test));
                same(style, "SHELL", &config["Shell"], &json!(shell));
            }
        }
    });
}

/// A name in place of its value would be in the way here.
#[test]
fn arguments_are_values_where_a_name_cannot_stand() {
    if !nix::available() {
        return;
    }
    let dockerfile = "FROM alpine:3.20\nARG V=1.2\nARG S=SIGQUIT\nARG OTHER=o\nENV W=$V T=$S X=$OTHER\n\
                      LABEL \"a-$W\"=b \"$OTHER\"=\"$V\"\nSTOPSIGNAL $T\n";
    for (style, value) in evaluated(&plan(dockerfile, "Dockerfile", &BuildContext::none())) {
        let config = &value["args"]["config"];
        same(style, "LABEL", &config["Labels"], &json!({ "a-1.2": "b", "o": "1.2" }));
        same(style, "STOPSIGNAL", &config["StopSignal"], &json!("SIGQUIT"));
        assert!(env(config).ends_with(&["W=1.2", "T=SIGQUIT", "X=o"]), "{config}");
    }
}

/// Derivations, by the path of the file that each writes.
fn written(value: &Value) -> BTreeMap<&str, &str> {
    let derivations = value["derivations"].as_array().unwrap().iter();
    let files = derivations.filter_map(|made| {
        let text = made["args"]["text"].as_str()?;
        Some((made["args"]["destination"].as_str()?, text))
    });
    files.collect()
}

/// Heredocs hold lines; the builder takes the one of their delimiter for their end.
#[test]
fn every_file_that_a_heredoc_writes_comes_back() {
    check(1, 40, &["\n", "\n  ", "\n\t", "''\n", "\n\n"], |texts| {
        let mut dockerfile = "FROM alpine:3.20\n".to_owned();
        let mut expected = BTreeMap::new();
        for (number, text) in texts.iter().enumerate() {
            write!(
                dockerfile,
                "COPY <<'EOF' /copied/{number}\n{text}\nEOF\nRUN cat > /printed/{number} <<'EOF'\n{text}\nEOF\n\
                 COPY --chmod=755 <<'E' /run/{number}\n{text}\nE\n# {comment}\n",
                comment = text.replace('\n', "\n# "),
            )
            .unwrap();
            for folder in ["copied", "printed", "run"] {
                expected.insert(format!("/{folder}/{number}"), format!("{text}\n"));
            }
        }
        for (style, value) in evaluated(&plan(&dockerfile, "Dockerfile", &BuildContext::none())) {
            same(style, "heredocs", &json!(written(&value)), &json!(expected));
        }
    });
}

/// What the Dockerfile is called is told in comments, in Nix and in scripts.
#[test]
fn no_name_of_a_dockerfile_ends_a_comment() {
    check(1, 10, &["\n", "\r", "\u{2028}"], |texts| {
        for name in texts {
            let dockerfile = "FROM alpine:3.20\nRUN mkdir -p /a && chown 7:7 /a\nENV A=b\n";
            let text = emit_as(&plan(dockerfile, &name, &BuildContext::none()), Rendering::default()).unwrap();
            let code = |text: &str| {
                let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
                lines.map(|line| format!("{line}\n")).collect::<String>()
            };
            let usual = emit_as(&plan(dockerfile, "Dockerfile", &BuildContext::none()), Rendering::default()).unwrap();
            assert_eq!(code(&text), code(&usual), "{name:?}\n{text}");
        }
    });
}

/// What a script calls, with its words. Nothing of it is run: the commands that build images only note their words, and
/// whatever else is called is a finding.
fn calls(script: &str) -> Vec<Vec<String>> {
    const KNOWN: &str = "cp mkdir chmod chown ln install touch rm mv cd gcc runHook";
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("calls");
    let prelude = format!(
        "cd empty\nPATH=/nonexistent\nout=/out\nNIX_BUILD_TOP=/build\n\
         note() {{ printf '%s\\0' \"$@\" >&3; printf '\\n\\0' >&3; }}\n\
         for known in {KNOWN}; do eval \"$known() {{ note $known \\\"\\$@\\\"; }}\"; done\n\
         command_not_found_handle() {{ note canary \"$@\"; }}\n"
    );
    fs::create_dir(folder.path().join("empty")).unwrap();
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-c", &format!("exec 3>calls\n{prelude}\n. ../script")]);
    bash.env("LC_ALL", "C").current_dir(folder.path());
    fs::write(folder.path().join("script"), script).unwrap();
    let output = bash.output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}\n{script}");
    assert_eq!(fs::read_dir(folder.path().join("empty")).unwrap().count(), 0, "a file was written\n{script}");
    let log = String::from_utf8(fs::read(log).unwrap()).unwrap();
    let mut calls = vec![Vec::new()];
    for word in log.split('\0') {
        match word {
            "\n" => calls.push(Vec::new()),
            word => calls.last_mut().unwrap().push(word.to_owned()),
        }
    }
    calls.retain(|call| call.len() > 1);
    calls
}

/// All scripts of an expression.
fn scripts(value: &Value) -> String {
    let made = value["derivations"].as_array().unwrap().iter().filter_map(|made| made["args"]["buildCommand"].as_str());
    let of_image = ["extraCommands", "fakeRootCommands"].iter().filter_map(|name| value["args"][*name].as_str());
    made.chain(of_image).map(|script| format!("{script}\n")).collect()
}

#[test]
fn no_path_becomes_a_command() {
    check(1, 30, &["*", "?", "[", "&&", "\t"], |texts| {
        let context = tempfile::tempdir().unwrap();
        let (mut dockerfile, mut paths) = ("FROM alpine:3.20 AS other\n".to_owned(), Vec::new());
        let mut rest = "FROM alpine:3.20\n".to_owned();
        for (number, text) in texts.iter().enumerate() {
            let name: String = text.replace(['/', '\n'], "").replace("..", "").chars().take(60).collect();
            // What has a meaning in patterns is left out of names that have to be found.
            let plain = name.replace(['*', '?', '[', '\\'], "");
            let folder = context.path().join(format!("folder{number}{plain}"));
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(format!("in{plain}")), "").unwrap();
            fs::write(context.path().join(format!("file{number}{plain}")), text).unwrap();
            let mut line = |stage: &mut String, instruction: &str, source: &str, target: String| {
                let words = if source.is_empty() { word(&target) } else { array(&[word(source), word(&target)]) };
                writeln!(stage, "{instruction} {words}").unwrap();
                paths.push(target);
            };
            for (kind, copy) in [("plain", "COPY"), ("mode", "COPY --chmod=640"), ("owner", "COPY --chown=7:8")] {
                for source in ["file", "folder"].map(|source| format!("{source}{number}")) {
                    line(&mut rest, copy, &format!("{source}{plain}"), format!("/{kind}/{source}{name}"));
                }
            }
            line(&mut rest, "WORKDIR", "", format!("/work/{number}{name}"));
            line(&mut rest, "RUN mkdir -p", "", format!("/made/{number}{name}"));
            let built = format!("/built/{number}{plain}");
            line(&mut rest, "COPY --from=other", &built, format!("/taken/{number}{name}"));
            let words = array(&[word(&format!("file{number}{plain}")), word(&built)]);
            writeln!(dockerfile, "COPY {words}").unwrap();
        }
        let dockerfile = dockerfile + &rest;
        fs::write(context.path().join("Dockerfile"), &dockerfile).unwrap();
        let plan = plan(&dockerfile, "Dockerfile", &BuildContext::open(context.path()).unwrap());
        let left = plan.ledger.entries.iter().filter(|entry| matches!(entry.outcome, Outcome::Manual { .. }));
        let left: Vec<String> = left.map(|entry| format!("{} {:?}", entry.text, entry.outcome)).collect();
        assert!(left.is_empty(), "{}", left.join("\n"));
        for style in [Style::Image, Style::Nix2container] {
            let text = emit_as(&plan, Rendering { style, comments: style == Style::Image }).unwrap();
            let file = context.path().join("image.nix");
            fs::write(&file, &text).unwrap();
            let value = nix::evaluate(&file).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let calls = calls(&scripts(&value));
            let strange: Vec<_> = calls.iter().filter(|call| call[0] == "canary").collect();
            assert!(strange.is_empty(), "{strange:?}");
            let words: BTreeSet<&str> = calls.iter().flat_map(|call| &call[1..]).map(String::as_str).collect();
            let is_used = |path: &str| {
                let below = path.trim_start_matches('/');
                [format!("/out{path}"), format!("/out{path}/"), below.to_owned()]
                    .iter()
                    .any(|path| words.contains(path.as_str()))
            };
            let lost: Vec<&String> = paths.iter().filter(|path| !is_used(path)).collect();
            assert!(lost.is_empty(), "{style:?}: {lost:?}\n{calls:?}");
        }
    });
}

/// Patterns of COPY are the only words of scripts that are not quoted whole.
#[test]
fn no_pattern_and_no_option_becomes_a_command() {
    if !nix::available() {
        return;
    }
    let mut dockerfile = "FROM gcc:13 AS other\nWORKDIR /src\nCOPY main.c .\nRUN gcc -o /out/app main.c\n".to_owned();
    let mut rest = "FROM alpine:3.20\n".to_owned();
    for (number, text) in hostile::CANARIES.iter().enumerate() {
        let name = text.replace("..", "");
        let (source, target) = (format!("/out/{number}*{name}"), format!("/taken/{number}{name}"));
        for flag in ["", "--chown=7:8 "] {
            writeln!(rest, "COPY --from=other {flag}{}", array(&[word(&source), word(&target)])).unwrap();
            let source = source.replace(['*', '?', '['], "");
            writeln!(rest, "COPY --from=other {flag}{}", array(&[word(&source), word(&target)])).unwrap();
        }
    }
    rest += "WORKDIR /-a\nVOLUME /--b\nRUN mkdir -- /-c && ln -s -- -d /-e && chown 7:8 /-c && touch -- /-f\n";
    dockerfile += &rest;
    let context = tempfile::tempdir().unwrap();
    fs::write(context.path().join("main.c"), "").unwrap();
    let plan = plan(&dockerfile, "Dockerfile", &BuildContext::open(context.path()).unwrap());
    for style in [Style::Image, Style::Nix2container] {
        let text = emit_as(&plan, Rendering { style, comments: true }).unwrap();
        let file = context.path().join("image.nix");
        fs::write(&file, &text).unwrap();
        let value = nix::evaluate(&file).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let calls = calls(&scripts(&value));
        let known = ["-p", "-r", "-rT", "-R", "-m", "-o", "-sfn", "--", "--no-preserve=ownership"];
        let is_strange = |call: &&Vec<String>| {
            call[0] == "canary"
                || call[1..].iter().any(|word| word.starts_with('-') && !known.contains(&word.as_str()) && word != "-d")
        };
        let strange: Vec<_> = calls.iter().filter(is_strange).collect();
        assert!(strange.is_empty(), "{strange:?}\n{text}");
        assert!(calls.iter().filter(|call| call[0] == "cp").count() >= hostile::CANARIES.len() * 4, "{text}");
    }
}
