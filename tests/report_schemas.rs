//! What other programs read is as they expect it: by the official schema where there is one, else by one written here
//! from their documentation.

#![allow(clippy::panic, clippy::print_stderr, clippy::unwrap_used, reason = "a helper of a test fails as a test does")]

#[path = "support/official.rs"]
mod official;
#[path = "support/program.rs"]
mod program;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use program::dfcheck;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Reports of files with findings of all kinds, of files without any, and of one that is not there.
fn reports(format: &str) -> Vec<String> {
    let folder = Path::new(ROOT).join("tests/data/reports");
    let all = ["--select", "all", "."];
    let runs = [&all[..], &["clean"], &["clean", "no/such/Dockerfile"], &["../terminal", "../dockerfiles"]];
    runs.iter()
        .map(|arguments| {
            let mut command = dfcheck(&["lint", "--no-config", "--quiet", "--format", format]);
            // What is above the folder is inside the sources, as in a job that runs in a folder of them.
            let output = command.args(*arguments).current_dir(&folder).env("GITHUB_WORKSPACE", ROOT).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        })
        .collect()
}

fn ours(name: &str) -> Value {
    serde_json::from_slice(&fs::read(Path::new(ROOT).join(name)).unwrap()).unwrap()
}

fn assert_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let problems: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn json_and_its_lines_are_as_documented() {
    let schema = ours("docs/findings-v1.schema.json");
    let mut fields = BTreeSet::new();
    for (json_report, lines) in reports("json").iter().zip(reports("jsonl")) {
        let findings = json(json_report);
        assert_valid(&schema, &findings);
        let lines: Vec<Value> = lines.lines().map(json).collect();
        assert_eq!(findings.as_array().unwrap(), &lines);
        fields.extend(lines.iter().flat_map(|finding| finding.as_object().unwrap().keys().cloned()));
    }
    let documented: BTreeSet<String> =
        schema["$defs"]["finding"]["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, documented, "every field is documented, and every documented one occurs");
}

#[test]
fn the_schema_of_findings_refuses_what_is_none() {
    let schema = jsonschema::validator_for(&ours("docs/findings-v1.schema.json")).unwrap();
    let good = &json(&reports("json")[0])[0];
    for (field, value) in [("line", json("0")), ("level", json("\"fatal\"")), ("aliases", json("null"))] {
        let mut finding = good.clone();
        finding[field] = value;
        assert!(!schema.is_valid(&Value::Array(vec![finding])), "{field}");
    }
}

#[test]
fn sarif_is_valid() {
    let Some(schema) = official::file("serde-sarif", "src/schema.json") else { return };
    let mut schema: Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
    // A pattern with a bracket too many, for a property that is not written.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    for report in reports("sarif") {
        assert_valid(&schema, &json(&report));
    }
}

/// What the schema cannot say.
#[test]
fn sarif_refers_to_what_is_there() {
    for report in reports("sarif") {
        let log = json(&report);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["help"]["markdown"].as_str().unwrap().contains("```dockerfile"), "{rule}");
            let location = &result["locations"][0]["physicalLocation"];
            assert_eq!(location["artifactLocation"]["uriBaseId"], "%SRCROOT%");
            let path = location["artifactLocation"]["uri"].as_str().unwrap();
            assert!(path.starts_with("tests/data/"), "{path}");
        }
        let fingerprints: Vec<&str> = run["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap())
            .collect();
        assert_eq!(fingerprints.iter().collect::<BTreeSet<_>>().len(), fingerprints.len(), "no two are alike");
    }
    let failed = json(&reports("sarif")[2]);
    assert_eq!(failed["runs"][0]["invocations"][0]["executionSuccessful"], false);
}

#[test]
fn junit_is_valid() {
    let Some(schema) = official::file("junit-report", "tests/JUnit.xsd") else { return };
    for report in reports("junit") {
        assert_eq!(official::xml_problems(&report, &schema), "");
    }
}

#[test]
fn checkstyle_is_valid() {
    let schema = PathBuf::from(ROOT).join("tests/schemas/checkstyle.xsd");
    for report in reports("checkstyle") {
        let document = roxmltree::Document::parse(&report).unwrap();
        assert_eq!(document.root_element().tag_name().name(), "checkstyle");
        assert_eq!(official::xml_problems(&report, &schema), "");
    }
}

#[test]
fn json_of_others_is_as_they_document_it() {
    for format in ["gitlab", "sonarqube", "rdjson"] {
        let schema = ours(&format!("tests/schemas/{format}.json"));
        for report in reports(format) {
            assert_valid(&schema, &json(&report));
        }
    }
    for (format, end) in [("codeclimate", '\0'), ("codacy", '\n')] {
        let schema = ours(&format!("tests/schemas/{format}.json"));
        for report in reports(format) {
            for issue in report.split_terminator(end) {
                assert_valid(&schema, &json(issue));
            }
        }
    }
}

#[test]
fn code_quality_reports_have_each_fingerprint_once() {
    for report in reports("gitlab") {
        let issues = json(&report);
        let fingerprints: Vec<&str> =
            issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(fingerprints.iter().collect::<BTreeSet<_>>().len(), fingerprints.len());
    }
}

#[test]
fn ranges_of_sonarqube_are_inside_their_lines() {
    for report in reports("sonarqube") {
        for issue in json(&report)["issues"].as_array().unwrap() {
            let location = &issue["primaryLocation"];
            let text = fs::read(Path::new(ROOT).join(location["filePath"].as_str().unwrap())).unwrap();
            let text = String::from_utf8_lossy(&text).into_owned();
            let range = &location["textRange"];
            let Some(end) = range["endLine"].as_u64() else { continue };
            let line = text.lines().nth(usize::try_from(end - 1).unwrap()).unwrap();
            assert!(range["endColumn"].as_u64().unwrap() <= line.encode_utf16().count() as u64, "{issue}");
            let start = (range["startLine"].as_u64(), range["startColumn"].as_u64());
            assert!(start < (range["endLine"].as_u64(), range["endColumn"].as_u64()), "{issue}");
        }
    }
}

/// A line of words in an order that the services' own parsers read.
#[test]
fn lines_of_services_and_compilers_have_their_form() {
    let forms = [
        ("gnu", r"^(-|[^:\n]+):[1-9]\d*:[1-9]\d*: (error|warning|note): .+ \[[A-Z]+\d+\]$"),
        ("concise", r"^(-|[^:\n]+):[1-9]\d*:[1-9]\d*: (error|warning|info|style) [A-Z]+\d+ .+$"),
        (
            "github",
            r"^::(error|warning|notice) file=[^:,\r\n]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=[^:,\r\n]+::[^\r\n]+$",
        ),
        (
            "azure",
            r"^##vso\[task\.logissue type=(error|warning);sourcepath=[^;\]\r\n]+;linenumber=\d+;columnnumber=\d+;code=[A-Z]+\d+;\][^\r\n]+$",
        ),
    ];
    for (format, form) in forms {
        let form = regex::Regex::new(form).unwrap();
        for report in reports(format) {
            for line in report.lines() {
                assert!(form.is_match(line), "{format}: {line}");
            }
        }
    }
}

#[test]
fn pages_are_whole() {
    let voids = regex::Regex::new("<(meta|col)( [^>]*)?>").unwrap();
    let doctype = regex::Regex::new("<!DOCTYPE[^>]*>").unwrap();
    for report in reports("html") {
        // A page written as XML would be: every element that is opened is closed, and no text is a tag.
        let page = voids.replace_all(&report, "<$1$2/>").into_owned();
        let page = doctype.replace(&page, "").into_owned();
        let document = roxmltree::Document::parse(&page).unwrap_or_else(|error| panic!("{error}"));
        let is_quiet = |node: roxmltree::Node<'_, '_>| {
            let fetches = ["script", "img", "link", "iframe"].iter().any(|name| node.has_tag_name(*name));
            !fetches && node.attribute("src").is_none()
        };
        assert!(document.descendants().all(is_quiet), "nothing is fetched or run");
    }
}
