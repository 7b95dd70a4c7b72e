//! Beginning, ending, and what is not understood.

use serde_json::{Value, json};

use crate::editor::{Editor, capabilities, framed};

#[test]
fn the_conversation_begins_and_ends_as_it_should() {
    let mut editor = Editor::silent(&[], &["--stdio"]);
    assert_eq!(editor.request("textDocument/hover", &json!({}))["error"]["code"], -32002);
    let answer = editor.initialize(&capabilities());
    assert_eq!(answer["result"]["serverInfo"]["name"], "dfcheck");
    let can = &answer["result"]["capabilities"];
    assert_eq!(can["positionEncoding"], "utf-16");
    assert_eq!(can["textDocumentSync"]["change"], 2);
    assert_eq!(can["codeActionProvider"]["codeActionKinds"], json!(["quickfix", "source.fixAll.dfcheck"]));
    editor.notify("initialized", &json!({}));
    let watch = editor.wait(|message| message["method"] == "client/registerCapability");
    assert_eq!(watch["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    assert_eq!(editor.initialize(&capabilities())["error"]["code"], -32600);
    assert_eq!(editor.request("shutdown", &Value::Null)["result"], Value::Null);
    assert_eq!(editor.request("textDocument/hover", &json!({}))["error"]["code"], -32600);
    editor.notify("exit", &Value::Null);
    assert_eq!(editor.end(), 0);
}

#[test]
fn whoever_leaves_without_a_word_is_told_by_the_exit_code() {
    let mut editor = Editor::start(&[]);
    editor.notify("exit", &Value::Null);
    assert_eq!(editor.end(), 1);
    assert_eq!(Editor::start(&[]).end(), 1, "the input ends");
    assert_eq!(Editor::silent(&[], &[]).end(), 1, "it ends at once");
    let mut editor = Editor::start(&[]);
    editor.raw(b"FROM debian\n\n");
    assert_eq!(editor.end(), 2, "this is no message");
}

#[test]
fn what_is_not_understood_is_refused_and_the_rest_goes_on() {
    let mut editor = Editor::start(&[]);
    assert_eq!(editor.request("textDocument/rename", &json!({}))["error"]["code"], -32601);
    assert_eq!(editor.request("textDocument/hover", &json!({ "position": 3 }))["error"]["code"], -32602);
    editor.notify("textDocument/didOpen", &json!({ "textDocument": 3 }));
    editor.notify("$/setTrace", &json!({ "value": "off" }));
    editor.notify("textDocument/didClose", &json!({ "textDocument": { "uri": "file:///nowhere" } }));
    editor.raw(framed(&json!({ "jsonrpc": "2.0", "id": 99, "result": null })).as_bytes());
    let log = editor.wait(|message| message["method"] == "window/logMessage");
    assert_eq!(log["params"]["message"], "`textDocument/didOpen` is not understood");
    assert_eq!(editor.hover("Dockerfile", &json!({ "line": 0, "character": 0 })), Value::Null, "it is not open");
    assert!(!editor.open("Dockerfile", "FROM debian\n").is_empty());
    editor.leave();
}

#[test]
fn editors_that_can_do_little_get_little() {
    let text = "FROM debian:12.5\nRUN apt-get install curl=1\n";
    let can = json!({ "general": { "positionEncodings": ["utf-32"] }, "textDocument": { "unheard": [] } });
    let mut editor = Editor::start_with(&[], &[], &can);
    editor.open_as("Dockerfile", "dockerfile", text);
    let findings = editor.problems("Dockerfile");
    assert!(findings.iter().all(|finding| finding.get("relatedInformation").is_none()));
    assert!(findings.iter().all(|finding| finding.get("tags").is_none()));
    let range = editor.range(text, "install");
    let params = json!({
        "textDocument": { "uri": editor.uri("Dockerfile") }, "range": range, "context": { "diagnostics": [] },
    });
    assert_eq!(editor.request("textDocument/codeAction", &params)["result"], Value::Null);
    assert!(!editor.has(|message| message["method"] == "client/registerCapability"));
    editor.leave();
}
