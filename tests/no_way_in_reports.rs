//! Whatever a Dockerfile, its name or a message says is text in every report: no element, command, link or control
//! sequence comes of it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::path::Path;

use comrak::nodes::{AstNode, NodeValue};
use dfcheck::build::{self, evaluate};
use dfcheck::context::BuildContext;
use dfcheck::dockerfile;
use dfcheck::lint::{self, Finding, Input, Profile, Settings};
use dfcheck::report::{Checked, Format, Root, Run, Screen};
use dfcheck::source::SourceFile;
use hostile::texts;
use html5gum::{Token, Tokenizer};
use program::dfcheck;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::Value;

/// Has findings of all levels, with labels, help, fixes, several lines and places in another file.
const DOCKERFILE: &str = "FROM python:latest\nFROM python:latest AS a\nMAINTAINER x\nRUN cd /x && apt-get install \\\n  curl\n\
                          COPY requirements.txt /x/\nRUN pip install -r /x/requirements.txt\nCMD x\nCMD y\n";

/// A run with the findings of [`DOCKERFILE`] in a file of each name, which all speak of the name too.
struct Told {
    files: Vec<Checked>,
    failures: Vec<String>,
}

impl Told {
    fn of(texts: &[String]) -> Self {
        let context = tempfile::tempdir().unwrap();
        fs::write(context.path().join("requirements.txt"), "flask\nrequests>1\n").unwrap();
        let context = BuildContext::open(context.path()).unwrap();
        let dockerfile = dockerfile::parse(DOCKERFILE.as_bytes());
        let build = evaluate(&dockerfile, &build::Options::default());
        let file = SourceFile::new("Dockerfile", DOCKERFILE);
        let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
        let outcome = lint::lint(&input, &Settings { profile: Profile::All, ..Settings::default() });
        let with = |finding: &Finding, text: &str| {
            let mut finding = finding.clone();
            finding.message = format!("{text} is `{text}`");
            finding.help = finding.help.map(|_| format!("{text}\n`{text}`"));
            finding.labels.iter_mut().for_each(|(_, label)| *label = text.to_owned());
            finding.fix.iter_mut().for_each(|fix| fix.risk = Some(text.to_owned().into()));
            finding
        };
        let files = texts.iter().map(|text| Checked {
            file: SourceFile::new(format!("d/{text}"), DOCKERFILE),
            findings: outcome.findings.iter().map(|finding| with(finding, text)).collect(),
            ignored: outcome.ignored.clone(),
        });
        Told { files: files.collect(), failures: texts.iter().map(|text| format!("{text}: not there")).collect() }
    }

    fn as_format(&self, format: Format) -> String {
        let (root, mut out) = (Root::default(), Vec::new());
        let run = Run { files: &self.files, failures: &self.failures, root: &root };
        format.write(&run, &Screen { width: 80, links: true, summary: true }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// Of every finding.
    fn messages(&self) -> impl Iterator<Item = &str> {
        self.files.iter().flat_map(|file| &file.findings).map(|finding| finding.message.as_str())
    }

    /// Of every file; its findings say the same.
    fn said(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(|file| file.findings.first()).map(|finding| finding.message.as_str())
    }
}

/// The same text in letters; what stands between backticks is code in both.
fn in_letters(text: &str) -> String {
    text.chars().map(|ch| if ch == '`' || ch == '\n' || ch == '\r' { ch } else { 'x' }).collect()
}

/// What is shown of a text where control characters cannot be.
fn shown(text: &str) -> String {
    let turns = |ch: char| matches!(ch, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|ch| match ch {
            '\t' | '\n' | '\r' => ' ',
            ch if ch.is_control() || turns(ch) => '\u{fffd}',
            ch => ch,
        })
        .collect()
}

fn check(property: impl Fn(&[String])) {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { 1 };
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let outcome =
        TestRunner::new(config).run(&texts(8, &["<", "&", "|", "`", "::", "%", "]", "\n", "@a", "_", "*"]), |texts| {
            property(&texts);
            Ok::<(), TestCaseError>(())
        });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err().to_string().lines().next().unwrap_or_default());
}

/// The tags of a page with their attributes, and its text.
fn tags(page: &str) -> (Vec<String>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    for token in Tokenizer::new(page) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter().map(|(name, value)| {
                    let value = String::from_utf8_lossy(value);
                    format!(" {}={value:?}", String::from_utf8_lossy(name))
                });
                tags.push(format!("{}{}", String::from_utf8_lossy(&tag.name), attributes.collect::<String>()));
            }
            Token::EndTag(tag) => tags.push(format!("/{}", String::from_utf8_lossy(&tag.name))),
            Token::String(piece) => text.push_str(&String::from_utf8_lossy(&piece).replace('\t', " ")),
            // Characters that stand for none are shown as they are.
            Token::Doctype(_) | Token::Error(_) => {}
            other => panic!("{other:?}"),
        }
    }
    (tags, text)
}

#[test]
fn no_text_becomes_an_element() {
    check(|texts| {
        let letters: Vec<String> = texts.iter().map(|text| in_letters(text)).collect();
        let (hostile, harmless) = (Told::of(texts), Told::of(&letters));
        let (found, text) = tags(&hostile.as_format(Format::Html));
        let (expected, _) = tags(&harmless.as_format(Format::Html));
        let differing = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert!(differing.is_none() && found.len() == expected.len(), "{differing:?}");
        let links = found.iter().filter(|tag| tag.contains("href")).filter(|tag| !tag.starts_with("a href=\"https://"));
        assert_eq!(links.count(), 0);
        assert!(!found.iter().any(|tag| tag.starts_with("script")));
        let shown_texts = texts.iter().map(|name| shown(&format!("d/{name}")));
        for name in shown_texts.filter(|name| !name.contains('`')) {
            assert!(text.contains(&name), "{name:?}");
        }
    });
}

/// The lines are as many as the findings, and what they say comes back.
fn commands(report: &str, told: &Told, start: impl Fn(&str) -> bool, message: impl Fn(&str) -> String) {
    let lines: Vec<&str> = report.split_inclusive(['\n', '\r']).map(|line| line.trim_end_matches('\n')).collect();
    let wrong: Vec<_> = lines.iter().filter(|line| !start(line)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let mut expected: Vec<String> = told.messages().map(shown).collect();
    let mut found: Vec<String> = lines.iter().map(|line| shown(&message(line))).collect();
    expected.sort();
    found.sort();
    let differing = found.iter().zip(&expected).find(|(found, expected)| !found.starts_with(expected.as_str()));
    assert!(differing.is_none() && found.len() == expected.len(), "{differing:?}");
}

#[test]
fn no_text_becomes_a_command_of_a_service() {
    check(|texts| {
        let told = Told::of(texts);
        let decoded = |text: &str, percent: &str| {
            text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace(percent, "%")
        };
        let is_level = |line: &str| {
            ["error", "warning", "notice"].iter().any(|level| line.starts_with(&format!("::{level} file=")))
        };
        commands(&told.as_format(Format::Github), &told, is_level, |line| {
            let (properties, message) = line.split_at(2).1.split_once("::").unwrap();
            let names = properties.split(',').map(|property| property.split_once('=').unwrap().0);
            let names: Vec<&str> = names.map(|name| name.rsplit(' ').next().unwrap()).collect();
            assert!(
                ["line", "endLine", "col", "endColumn", "title"].iter().filter(|name| names.contains(name)).count()
                    >= 3
            );
            assert!(names.len() <= 6, "{names:?}");
            decoded(message, "%25")
        });
        let is_issue = |line: &str| line.starts_with("##vso[task.logissue type=");
        commands(&told.as_format(Format::Azure), &told, is_issue, |line| {
            let (properties, message) = line.split_once(']').unwrap();
            assert_eq!(properties.matches(';').count(), 5, "{properties}");
            decoded(message, "%AZP25")
        });
    });
}

/// The nodes of a document that are more than words and code, and the words.
fn nodes<'a>(node: &'a AstNode<'a>, shape: &mut Vec<String>, prose: &mut Vec<String>) {
    match &node.data.borrow().value {
        NodeValue::Text(text) => prose.push(text.to_string()),
        NodeValue::Code(_) => {}
        NodeValue::Link(link) => shape.push(format!("link {}", link.url)),
        NodeValue::Heading(_) => shape.push("heading".to_owned()),
        NodeValue::HtmlInline(html) => shape.push(html.to_string()),
        other => shape.push(format!("{other:?}").split(['(', ' ', '{']).next().unwrap().to_owned()),
    }
    node.children().for_each(|child| nodes(child, shape, prose));
}

fn markdown(text: &str) -> (Vec<String>, Vec<String>) {
    let arena = comrak::Arena::new();
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    let (mut shape, mut prose) = (Vec::new(), Vec::new());
    nodes(comrak::parse_document(&arena, text, &options), &mut shape, &mut prose);
    (shape, prose)
}

#[test]
fn no_text_becomes_markup() {
    check(|texts| {
        let letters: Vec<String> = texts.iter().map(|text| in_letters(text)).collect();
        let told = Told::of(texts);
        let (found, prose) = markdown(&told.as_format(Format::Markdown));
        let (expected, _) = markdown(&Told::of(&letters).as_format(Format::Markdown));
        let same = found.iter().zip(&expected).take_while(|(found, expected)| found == expected).count();
        let (after, instead) = (found.iter().skip(same).take(8), expected.iter().skip(same).take(8));
        assert_eq!(
            after.collect::<Vec<_>>(),
            instead.collect::<Vec<_>>(),
            "after {:?}",
            &found[same.saturating_sub(9)..same]
        );
        let mentions: Vec<_> = prose.iter().filter(|text| text.contains("@a") || text.contains("@c")).collect();
        assert!(mentions.is_empty(), "{mentions:?}");
    });
}

#[test]
fn no_text_ends_an_attribute() {
    check(|texts| {
        let told = Told::of(texts);
        for format in [Format::Checkstyle, Format::Junit] {
            let report = told.as_format(format);
            let letters: Vec<String> = texts.iter().map(|text| in_letters(text)).collect();
            let expected = Told::of(&letters).as_format(format);
            let shape = |text: &str| {
                let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}"));
                let elements = document.descendants().filter(roxmltree::Node::is_element);
                let names = |node: roxmltree::Node<'_, '_>| {
                    let attributes = node.attributes().map(|attribute| format!(" {}", attribute.name()));
                    format!("{}{}", node.tag_name().name(), attributes.collect::<String>())
                };
                elements.map(names).collect::<Vec<_>>()
            };
            assert!(shape(&report) == shape(&expected), "{format:?}");
            let document = roxmltree::Document::parse(&report).unwrap();
            let messages: Vec<&str> = document.descendants().filter_map(|node| node.attribute("message")).collect();
            let plain = |text: &str| shown(text).replace(['\u{fffd}', '\u{fffe}', '\u{ffff}'], "");
            for message in told.said() {
                // Control characters of the direction are characters of XML.
                let is_it = |found: &str| plain(found).starts_with(&plain(message));
                assert!(messages.iter().any(|found| is_it(found)), "{format:?}: {message:?}");
            }
        }
    });
}

fn strings(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, all)),
        Value::Object(fields) => fields.values().for_each(|item| strings(item, all)),
        _ => {}
    }
}

#[test]
fn every_text_comes_back_from_json() {
    check(|texts| {
        let told = Told::of(texts);
        for format in [
            Format::Json,
            Format::Jsonl,
            Format::Sarif,
            Format::Gitlab,
            Format::Codeclimate,
            Format::Sonarqube,
            Format::Codacy,
            Format::Rdjson,
        ] {
            let report = told.as_format(format);
            let documents =
                report.split(|ch| ch == '\0' || ch == '\n' && matches!(format, Format::Jsonl | Format::Codacy));
            let mut all = Vec::new();
            for document in documents.filter(|document| !document.trim().is_empty()) {
                strings(
                    &serde_json::from_str(document).unwrap_or_else(|error| panic!("{format:?}: {error}")),
                    &mut all,
                );
            }
            // SARIF's messages have links of their own, which are escaped.
            let plain = |text: &str| text.replace('\\', "");
            let all: std::collections::HashSet<String> = all.iter().map(|text| plain(text)).collect();
            let lost: Vec<_> =
                told.said().filter(|text| !all.iter().any(|found| found.starts_with(&plain(text)))).take(3).collect();
            assert!(lost.is_empty(), "{format:?}: {lost:?}");
        }
    });
}

/// Whether a text has nothing that steers a terminal but colours and links of this program.
fn steers(text: &str) -> Option<String> {
    let own = regex::Regex::new(
        "\u{1b}\\[(0|[1-4]|7|22|2[0-9]|3[0-9]|38;[0-9;]*)(;([1-4]|3[0-9]))*m|\u{1b}\\]8;;(https://[!-~]*)?\u{1b}\\\\",
    )
    .unwrap();
    let text = own.replace_all(text, "");
    let steers = |ch: char| {
        ch != '\n' && ch != '\t' && (ch.is_control() || shown(&ch.to_string()) == "\u{fffd}" && ch != '\u{fffd}')
    };
    let at = text.find(steers)?;
    Some(
        text[..at]
            .chars()
            .rev()
            .take(60)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .chain(text[at..].chars().take(20))
            .collect(),
    )
}

#[test]
fn no_text_steers_a_terminal() {
    check(|texts| {
        let told = Told::of(texts);
        for format in [Format::Tty, Format::Concise, Format::Gnu] {
            let found = steers(&told.as_format(format));
            assert!(found.is_none(), "{format:?}: {found:?}");
        }
    });
}

/// What the command says, with colours, in a folder.
fn said(folder: &Path, arguments: &[&str]) -> String {
    let mut command = dfcheck(arguments);
    command.current_dir(folder).env("FORCE_COLOR", "1").env("GITHUB_ACTIONS", "false");
    let mut output = command.output().unwrap();
    if arguments.contains(&"--fix=unsafe") {
        // A patch has the bytes of the file.
        output.stdout.clear();
    }
    [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat()
}

/// A Dockerfile that has the text wherever a message may take it from.
fn dockerfile_of(text: &str) -> String {
    let text = text.replace('\n', "");
    let word = hostile::word(&text);
    format!(
        "# check=skip={text}\n# {text}\n# hadolint ignore={text}\nFROM {text} AS {text}\nFROM debian:{text} AS b\n{text} x\n\
         RUN apt-get install {word} && cd {word} && useradd {word} && curl https://x.example/{word} > {word}\n\
         RUN {text}\nCOPY --from={text} {word} {word}\nCOPY --{text}=1 a b\nEXPOSE {text}\nSTOPSIGNAL {text}\nUSER {word}\n\
         LABEL {word}={word}\nENV {text}\nARG {text}\nHEALTHCHECK {text}\nSHELL {text}\nVOLUME {text}\nONBUILD {text}\n\
         RUN --mount=type={text} x\nRUN --mount=from={word},target={word} x\nWORKDIR {text}\nMAINTAINER {text}\nCMD [{text}]\n\
         ADD https://x.example/{text} {word}\nFROM debian:12\nRUN apt-get install -y {word}={word} | {word}\nENV A={word}\n\
         COPY {word} /x/{text}\nWORKDIR {word}\nENTRYPOINT {text}\n"
    )
}

#[test]
fn no_text_that_a_command_prints_steers_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    // One name with all that a terminal could heed, within the length that the system lets a name have.
    let steering = hostile::CANARIES.iter().filter(|text| steers(text).is_some());
    let name = steering.map(|text| text.replace('/', "")).collect::<String>() + "\n";
    let all: String = hostile::CANARIES.iter().step_by(2).map(|text| dockerfile_of(text)).collect();
    let (file, missing) = (format!("{name}.Dockerfile"), format!("{name}missing"));
    fs::write(path.join(&file), &all).unwrap();
    // Trying many fixes takes long.
    let short = format!("{name}short.Dockerfile");
    fs::write(path.join(&short), "FROM debian:12\nRUN apt-get install x\u{1b}[8m\u{9b}\u{202e}y\n").unwrap();
    fs::write(path.join("Dockerfile"), &all[..all.len() / 2]).unwrap();
    fs::write(path.join("image.nix"), format!("{{ pkgs }}: \"{}\"", name.replace(['"', '\\', '$'], ""))).unwrap();
    let commands = [
        &["lint", "--profile", "all", &file][..],
        &["lint", "--profile", "all", "--format", "concise", &file, &missing],
        &["lint", "--profile", "all", "--format", "gnu", &file],
        &["lint", "--fix=unsafe", "--diff", &short],
        &["lint", "--statistics", &file],
        &["lint", "--write-baseline", &name, &file],
        &["lint", "--select", &name],
        &["lint", "--config", &missing],
        &["lint", "--config", &file],
        &["inspect", &file],
        &["inspect", &missing],
        &["migrate", "-o", "image.out", &file],
        &["migrate", "--diff", &file],
        &["migrate", "--diff=unified", &file],
        &["migrate", "--check", "image.nix", &file],
        &["migrate", &missing],
        &["diff", "Dockerfile", &file],
        &["config", "show", &file],
        &["explain", &name],
        &["packages", &name],
        &["rules", "test", &file],
    ];
    for arguments in commands {
        let found = steers(&said(path, arguments));
        assert!(found.is_none(), "{:?}: {found:?}", &arguments[..2]);
    }
}

/// The elements of the pages, and what they may have.
const ELEMENTS: &str = "html head meta title style body header main div section h1 h2 h3 p span small kbd code b mark ul li table \
                        colgroup col tbody tr td dl dt dd a button script";
const ATTRIBUTES: &str = "lang charset name content http-equiv class id role type tabindex aria-label data-step data-nix data-line \
                          data-steps data-w style href";

/// Pages of a file that has hostile text in every place, as the program writes them.
#[test]
fn no_page_has_an_element_of_a_dockerfile() {
    let folder = tempfile::tempdir().unwrap();
    let marked = hostile::CANARIES.iter().filter(|text| text.contains(['<', '&']));
    let all: String = marked.map(|text| dockerfile_of(text)).collect();
    let name = "<img src=x onerror=canary()>\"'&.Dockerfile";
    fs::write(folder.path().join(name), &all).unwrap();
    let printed = |arguments: &[&str]| {
        let output = dfcheck(arguments).arg(name).current_dir(folder.path()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let names = regex::Regex::new("([^ =]+)=\"(?:[^\"\\\\]|\\\\.)*\" ?").unwrap();
    let expression = printed(&["migrate", "--quiet", "--name", "x"]);
    for (arguments, scripts) in [
        (&["lint", "--profile", "all", "--format", "html"][..], 0),
        (&["migrate", "--name", "x", "--diff=html"], 2),
        (&["migrate", "--name", "<img src=x>", "--tag", "\"><script>", "--diff=html"], 2),
    ] {
        let page = printed(arguments);
        assert!(!page.is_empty(), "{arguments:?}");
        // What is in a script is not the tokenizer's to read.
        let parts: Vec<&str> = page.split("<script").collect();
        assert_eq!(parts.len(), scripts + 1, "{arguments:?}");
        let (markup, code): (Vec<&str>, Vec<&str>) = parts
            .iter()
            .skip(1)
            .map(|part| part.split_once("</script>").unwrap())
            .map(|(code, rest)| (rest, code))
            .unzip();
        let (styled, rest) = (parts[0].split_once("</style>").unwrap(), markup.concat());
        let (found, _) = tags(&format!("{}{}{rest}", styled.0.split_once("<style>").unwrap().0, styled.1));
        let mut open = Vec::new();
        for tag in &found {
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name), "{arguments:?}");
                continue;
            }
            let (element, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert!(ELEMENTS.split_whitespace().any(|known| known == element), "{arguments:?}: {tag}");
            for attribute in names.captures_iter(attributes) {
                assert!(ATTRIBUTES.split_whitespace().any(|known| known == &attribute[1]), "{arguments:?}: {tag}");
            }
            assert_eq!(names.replace_all(attributes, ""), "", "{tag}");
            if !["meta", "col"].contains(&element) {
                open.push(element);
            }
        }
        assert!(open.is_empty(), "{open:?}");
        if arguments.contains(&"x")
            && let [raw, script] = code.as_slice()
        {
            let text: String = serde_json::from_str(raw.split_once('>').unwrap().1).unwrap();
            assert!(text == expression, "the page copies another expression");
            assert!(!script.contains("canary"));
        }
    }
}
