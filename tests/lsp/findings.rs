//! Diagnostics of what is typed.

use serde_json::{Value, json};

use crate::editor::{Editor, capabilities, codes};

fn code<'f>(findings: &'f [Value], code: &str) -> &'f Value {
    findings.iter().find(|finding| finding["code"] == code).unwrap_or_else(|| panic!("{:?}", codes(findings)))
}

#[test]
fn findings_are_diagnostics() {
    let text = "FROM debian:latest\nRUN cd /tmp && apt-get install -y --no-install-recommends curl\n";
    let mut editor = Editor::start(&[]);
    let findings = editor.open("Dockerfile", text);
    let pin = code(&findings, "DL3008");
    assert_eq!(pin["severity"], 2);
    assert_eq!(pin["source"], "dfcheck");
    assert_eq!(editor.words(text, &pin["range"]), "curl");
    assert!(pin["message"].as_str().unwrap().contains("curl"));
    assert_eq!(pin.get("codeDescription"), None, "there is no home page");
    let tag = code(&findings, "DL3007");
    assert_eq!(editor.words(text, &tag["range"]), "latest");
    editor.leave();
}

#[test]
fn other_places_belong_to_findings() {
    let text = "FROM scratch AS a\nFROM scratch AS a\n";
    let mut editor = Editor::start(&[("app/requirements.txt", "flask\n")]);
    let findings = editor.open("Dockerfile", text);
    let related = &code(&findings, "DL3024")["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], editor.uri("Dockerfile"));
    assert_eq!(related["location"]["range"]["start"]["line"], 0);
    let text = "FROM python:3.12.1\nCOPY requirements.txt /\nRUN pip install --no-cache-dir -r requirements.txt\n";
    let findings = editor.open("app/Dockerfile", text);
    let elsewhere = editor.uri("app/requirements.txt");
    let is_there = |finding: &&Value| finding["relatedInformation"][0]["location"]["uri"] == elsewhere;
    let finding = findings.iter().find(is_there).unwrap_or_else(|| panic!("{findings:#?}"));
    assert_eq!(editor.words("flask\n", &finding["relatedInformation"][0]["location"]["range"]), "flask");
    editor.leave();
}

#[test]
fn words_can_be_unnecessary_or_deprecated() {
    let text = "FROM debian:12.5\nMAINTAINER me\nCMD [\"a\"]\nCMD [\"b\"]\n";
    let mut editor = Editor::start(&[]);
    let findings = editor.open("Dockerfile", text);
    assert_eq!(code(&findings, "DL4000")["tags"], json!([2]));
    assert_eq!(code(&findings, "DF600")["tags"], json!([1]));
    assert_eq!(code(&findings, "DF101").get("tags"), None);
    editor.leave();
}

#[test]
fn every_half_typed_text_has_its_findings() {
    let text = "# syntax=docker/dockerfile:1\r\nFROM debian:12 AS b\r\nRUN <<EOF\r\napt-get install cürl 😀\r\nEOF\r\n\
        COPY --from=b [\"a\", \"/\"]\r\nENV A=\"$B\\\r\n  c\" D='\r\n# dfcheck ignore=DL3008\r\nRUN apt-get \\\r\n\
        # x\r\n  install \"$(a && `b` | c)\"\r\nHEALTHCHECK CMD [\"a";
    let mut editor = Editor::start(&[]);
    editor.open("Dockerfile", "");
    let mut version = 1;
    // One character after the other, each where the last one has left the cursor. A line end is one key.
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        version += 1;
        let end = at + if char == '\r' { 2 } else { char.len_utf8() };
        let place = editor.position(text, at);
        let change = json!({ "range": { "start": place, "end": place }, "text": text[at..end] });
        for finding in editor.change("Dockerfile", version, &json!([change])) {
            editor.words(&text[..end], &finding["range"]);
        }
        at = end;
    }
    let typed = editor.change("Dockerfile", version + 1, &json!([]));
    let whole = editor.change("Dockerfile", version + 2, &json!([{ "text": text }]));
    assert_eq!(typed, whole, "what was typed is the text");
    // Parts go, out of the middle and across line ends.
    let middle = json!({ "start": { "line": 3, "character": 9 }, "end": { "line": 8, "character": 2 } });
    editor.change("Dockerfile", version + 3, &json!([{ "range": middle, "text": "" }]));
    let beyond = json!({ "start": { "line": 3, "character": 900 }, "end": { "line": 800, "character": 2 } });
    editor.change("Dockerfile", version + 4, &json!([{ "range": beyond, "text": "\r\nFROM 😀\r\n" }]));
    editor.leave();
}

#[test]
fn places_are_counted_as_agreed() {
    let text = "FROM debian:12.5\nENV A=😀é B=C\nRUN echo 😀😀 && apt-get install -y --no-install-recommends curl\n";
    for encodings in [json!(["utf-16"]), json!(["utf-8", "utf-16"]), json!(["utf-32", "utf-16"])] {
        let mut can = capabilities();
        can["general"] = json!({ "positionEncodings": encodings });
        let mut editor = Editor::start_with(&[], &[], &can);
        for text in [text.to_owned(), text.replace('\n', "\r\n")] {
            let name = format!("{}.Dockerfile", text.len());
            let findings = editor.open(&name, &text);
            let pin = code(&findings, "DL3008");
            assert_eq!(editor.words(&text, &pin["range"]), "curl");
            // A change after the emoji comes to the same place on both sides.
            let range = editor.range(&text, "curl");
            let findings = editor.change(&name, 2, &json!([{ "range": range, "text": "wget" }]));
            let text = text.replace("curl", "wget");
            assert_eq!(editor.words(&text, &code(&findings, "DL3008")["range"]), "wget");
        }
        editor.leave();
    }
}

#[test]
fn what_is_closed_or_no_dockerfile_has_no_findings() {
    let mut editor = Editor::start(&[]);
    assert!(!editor.open("Dockerfile", "FROM debian\n").is_empty());
    let uri = editor.uri("Dockerfile");
    editor.notify("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }));
    assert_eq!(editor.problems("Dockerfile"), [] as [Value; 0]);
    editor.open_as("compose.yaml", "yaml", "a: b\n");
    assert!(!editor.open("untitled.Dockerfile", "FROM debian\n").is_empty());
    let other = editor.uri("compose.yaml");
    assert!(!editor.has(|message| message["params"]["uri"] == other));
    editor.leave();
}

/// A file with which dfcheck itself fails, which a build for tests does on request.
#[cfg(debug_assertions)]
#[test]
fn a_defect_is_a_finding_and_not_the_end() {
    let text = "FROM debian:12.5\nRUN dfcheck-debug-build:fail-here\n";
    let mut editor = Editor::start(&[]);
    let findings = editor.open("Dockerfile", text);
    assert_eq!(codes(&findings), ["DF920"]);
    assert_eq!(editor.words(text, &findings[0]["range"]), "dfcheck-debug-build:fail-here");
    let log = editor.wait(|message| message["method"] == "window/logMessage");
    let log = log["params"]["message"].as_str().unwrap();
    assert!(log.contains("\n    dfcheck-debug-build:fail-here\n"), "{log}");
    let place = json!({ "line": 1, "character": 6 });
    let hover = editor.hover("Dockerfile", &place);
    assert!(hover.to_string().contains("defect-of-dfcheck"), "{hover}");
    let others = editor.open("other/Dockerfile", "FROM debian:latest\n");
    assert!(codes(&others).contains(&"DL3007"), "{others:?}");
    let mended = editor.change("Dockerfile", 2, &json!([{ "text": "FROM debian:latest\n" }]));
    assert!(codes(&mended).contains(&"DL3007"), "{mended:?}");
    editor.leave();
}
