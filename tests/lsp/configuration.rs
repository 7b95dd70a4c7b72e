//! Which configuration holds, and what is said of one that is wrong.

use serde_json::{Value, json};

use crate::editor::{Editor, capabilities, codes};

const TEXT: &str = "FROM debian\n";

fn changed(editor: &mut Editor, path: &str) {
    let changes = json!({ "changes": [{ "uri": editor.uri(path), "type": 2 }] });
    editor.notify("workspace/didChangeWatchedFiles", &changes);
}

#[test]
fn the_nearest_file_holds_and_is_read_again_when_it_changes() {
    let mut editor =
        Editor::start(&[("a/.dfcheck.yaml", "select: [DL3006]\n"), (".dfcheck.yaml", "ignore: [DL3006]\n")]);
    assert_eq!(codes(&editor.open("a/Dockerfile", TEXT)), ["DL3006"]);
    assert!(!codes(&editor.open("Dockerfile", TEXT)).contains(&"DL3006"));
    editor.write("a/.dfcheck.yaml", "select: [DL3006]\nlevels: {DL3006: error}\n");
    changed(&mut editor, "a/.dfcheck.yaml");
    let findings = editor.findings("a/Dockerfile", 1);
    assert_eq!((codes(&findings), &findings[0]["severity"]), (vec!["DL3006"], &json!(1)));
    editor.write("a/.dfcheck.yaml", "select: [DL3007]\n");
    let saved = json!({ "textDocument": { "uri": editor.uri("a/.dfcheck.yaml") } });
    editor.notify("textDocument/didSave", &saved);
    assert_eq!(editor.findings("a/Dockerfile", 1), [] as [Value; 0]);
    editor.leave();
}

#[test]
fn a_configuration_that_is_wrong_is_said_where_it_is_wrong() {
    let good = "select: [DL3006]\n";
    let mut editor = Editor::start(&[(".dfcheck.yaml", good)]);
    assert_eq!(codes(&editor.open("Dockerfile", TEXT)), ["DL3006"]);
    let wrong = "# 😀\nselect: [DL30006, 😀x]\n";
    editor.write(".dfcheck.yaml", wrong);
    changed(&mut editor, ".dfcheck.yaml");
    assert_eq!(codes(&editor.findings("Dockerfile", 1)), ["DL3006"], "what held before holds");
    let problems = editor.problems(".dfcheck.yaml");
    let words: Vec<&str> = problems.iter().map(|problem| editor.words(wrong, &problem["range"])).collect();
    assert_eq!((words, &problems[0]["severity"]), (vec!["DL30006", "😀x"], &json!(1)));
    let message = editor.wait(|message| message["method"] == "window/showMessage");
    assert!(message["params"]["message"].as_str().unwrap().starts_with("dfcheck: .dfcheck.yaml:2:10: "), "{message}");
    editor.write(".dfcheck.yaml", good);
    changed(&mut editor, ".dfcheck.yaml");
    assert_eq!(editor.problems(".dfcheck.yaml"), [] as [Value; 0]);
    editor.write(".dfcheck.yaml", wrong);
    changed(&mut editor, ".dfcheck.yaml");
    assert_eq!(editor.problems(".dfcheck.yaml").len(), 2);
    let closed = json!({ "textDocument": { "uri": editor.uri("Dockerfile") } });
    editor.notify("textDocument/didClose", &closed);
    assert_eq!(editor.problems(".dfcheck.yaml"), [] as [Value; 0], "it is about no open file any more");
    editor.leave();
}

#[test]
fn without_a_good_configuration_nothing_is_found() {
    let mut editor = Editor::start(&[(".dfcheck.yaml", "select: [\n"), ("a/.dfcheck.yaml", "context: nowhere\n")]);
    assert_eq!(editor.open("Dockerfile", TEXT), [] as [Value; 0]);
    assert_eq!(editor.problems(".dfcheck.yaml").len(), 1);
    assert!(!editor.open("a/Dockerfile", TEXT).is_empty(), "only the context is missing");
    let text = "context: nowhere\n";
    let problems = editor.problems("a/.dfcheck.yaml");
    assert_eq!(editor.words(text, &problems[0]["range"]), "nowhere");
    editor.leave();
}

#[test]
fn flags_name_other_configurations() {
    let files = [(".dfcheck.yaml", "select: [DL3007]\n"), ("ci/strict.yaml", "select: [DL3006]\n")];
    for (arguments, expected) in [
        (vec!["--config", "ci/strict.yaml"], vec!["DL3006"]),
        (vec!["--config", "select=DL3006"], vec!["DL3006"]),
        (vec!["--config", "select=nothing"], vec![]),
    ] {
        let mut editor = Editor::start_with(&files, &arguments, &capabilities());
        assert_eq!(codes(&editor.open("Dockerfile", TEXT)), expected);
        if expected.is_empty() {
            let message = editor.wait(|message| message["method"] == "window/showMessage");
            assert!(message["params"]["message"].as_str().unwrap().starts_with("dfcheck: --config: "), "{message}");
        }
        editor.leave();
    }
}

#[test]
fn files_that_a_build_copies_are_read_again() {
    let text = "FROM python:3.12.1\nCOPY requirements.txt /\nRUN pip install --no-cache-dir -r requirements.txt\n";
    let mut editor = Editor::start(&[("requirements.txt", "flask\n")]);
    let before = editor.open("Dockerfile", text);
    editor.write("requirements.txt", "flask==3.0.0\n");
    let saved = json!({ "textDocument": { "uri": editor.uri("requirements.txt") } });
    editor.notify("textDocument/didSave", &saved);
    let after = editor.findings("Dockerfile", 1);
    assert!(after.len() < before.len(), "{before:#?} {after:#?}");
    editor.leave();
}
