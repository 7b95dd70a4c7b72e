//! Whatever a Dockerfile says is text in the expression that it becomes: a real Nix gives every string back letter for
//! letter, and evaluates nothing else.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/nix.rs"]
mod nix;

use std::collections::BTreeMap;
use std::fmt::Write;

use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::migrate::{self, Options, Plan, Request};
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
    check(2, 40, &["=", ","], |texts| {
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
