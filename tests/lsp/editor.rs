//! An editor that does as it is told.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::dfcheck;

/// How long a message may take before something is taken to be wrong.
const PATIENCE: Duration = Duration::from_secs(120);

/// An editor with a folder of files, and the server it has started.
pub(crate) struct Editor {
    folder: TempDir,
    server: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    /// What has come and was not asked for yet.
    waiting: VecDeque<Value>,
    requests: i64,
    utf8: bool,
}

impl Editor {
    /// Starts a server in a folder with these files, and says nothing.
    pub(crate) fn silent(files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let mut command = dfcheck(&[&["lsp"], arguments].concat());
        command.current_dir(folder.path()).env("HOME", folder.path()).env_remove("XDG_CONFIG_HOME");
        let mut server = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, mut output) = (server.stdin.take(), BufReader::new(server.stdout.take().unwrap()));
        let (sender, receiver) = channel();
        thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                let _ = sender.send(message);
            }
        });
        Self { folder, server, input, output: receiver, waiting: VecDeque::new(), requests: 0, utf8: false }
    }

    /// Starts a server, and introduces an editor that can do everything.
    pub(crate) fn start(files: &[(&str, &str)]) -> Self {
        Self::start_with(files, &[], &capabilities())
    }

    pub(crate) fn start_with(files: &[(&str, &str)], arguments: &[&str], capabilities: &Value) -> Self {
        let mut editor = Self::silent(files, arguments);
        let answer = editor.initialize(capabilities);
        editor.utf8 = answer["result"]["capabilities"]["positionEncoding"] == "utf-8";
        editor.notify("initialized", &json!({}));
        editor
    }

    pub(crate) fn initialize(&mut self, capabilities: &Value) -> Value {
        let folder = self.uri("");
        let params = json!({
            "processId": null, "rootUri": folder, "capabilities": capabilities,
            "workspaceFolders": [{ "uri": folder, "name": "test" }],
        });
        self.request("initialize", &params)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path().join(path), text).unwrap();
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.path().display()).trim_end_matches('/').to_owned()
    }

    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        self.raw(framed(message).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The answer to a request.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Value {
        self.requests += 1;
        let id = self.requests;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        self.wait(|message| message["id"] == id && message.get("method").is_none())
    }

    /// The first message that is meant; those that are not stay.
    pub(crate) fn wait(&mut self, is_meant: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.waiting.iter().position(&is_meant) {
            return self.waiting.remove(at).unwrap();
        }
        loop {
            let message = self.output.recv_timeout(PATIENCE).unwrap();
            if is_meant(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
    }

    /// Whether such a message has come and was not waited for.
    pub(crate) fn has(&self, is_meant: impl Fn(&Value) -> bool) -> bool {
        self.waiting.iter().any(is_meant)
    }

    pub(crate) fn open(&mut self, path: &str, text: &str) -> Vec<Value> {
        self.open_as(path, "dockerfile", text);
        self.findings(path, 1)
    }

    pub(crate) fn open_as(&mut self, path: &str, language: &str, text: &str) {
        let document = json!({ "uri": self.uri(path), "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Changes a document, and gives what is said of the new version.
    pub(crate) fn change(&mut self, path: &str, version: i32, changes: &Value) -> Vec<Value> {
        let document = json!({ "uri": self.uri(path), "version": version });
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
        self.findings(path, version)
    }

    /// What is said of a version of a document.
    pub(crate) fn findings(&mut self, path: &str, version: i32) -> Vec<Value> {
        let uri = self.uri(path);
        let is_meant = |message: &Value| is_about(message, &uri) && message["params"]["version"] == version;
        diagnostics(&self.wait(is_meant))
    }

    /// What is said next of a file that is not open.
    pub(crate) fn problems(&mut self, path: &str) -> Vec<Value> {
        let uri = self.uri(path);
        diagnostics(&self.wait(|message| is_about(message, &uri)))
    }

    pub(crate) fn hover(&mut self, path: &str, position: &Value) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        self.request("textDocument/hover", &params)["result"].clone()
    }

    /// What can be done at a place.
    pub(crate) fn actions(&mut self, path: &str, range: &Value, only: Option<&str>) -> Vec<Value> {
        let mut context = json!({ "diagnostics": [], "triggerKind": 1 });
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "range": range, "context": context });
        let answer = self.request("textDocument/codeAction", &params);
        answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    /// The place of an offset, by the encoding that was agreed on.
    pub(crate) fn position(&self, text: &str, offset: usize) -> Value {
        let start = text[..offset].rfind('\n').map_or(0, |end| end + 1);
        let before = &text[start..offset];
        let character = if self.utf8 { before.len() } else { before.encode_utf16().count() };
        json!({ "line": text[..offset].matches('\n').count(), "character": character })
    }

    /// The place of some words.
    pub(crate) fn range(&self, text: &str, words: &str) -> Value {
        let start = text.find(words).unwrap();
        json!({ "start": self.position(text, start), "end": self.position(text, start + words.len()) })
    }

    /// The words at a place.
    pub(crate) fn words<'t>(&self, text: &'t str, range: &Value) -> &'t str {
        &text[self.offset(text, &range["start"])..self.offset(text, &range["end"])]
    }

    fn offset(&self, text: &str, position: &Value) -> usize {
        let mut offsets = (0..=text.len()).filter(|offset| text.is_char_boundary(*offset));
        offsets.find(|offset| self.position(text, *offset) == *position).unwrap()
    }

    /// What an action makes of a text of this version.
    pub(crate) fn apply(&self, text: &str, version: i32, action: &Value) -> String {
        let [change] = action["edit"]["documentChanges"].as_array().unwrap().as_slice() else { panic!("{action}") };
        assert_eq!(change["textDocument"]["version"], version);
        let mut edits: Vec<(usize, usize, &str)> = Vec::new();
        for edit in change["edits"].as_array().unwrap() {
            let at = |end: &str| self.offset(text, &edit["range"][end]);
            edits.push((at("start"), at("end"), edit["newText"].as_str().unwrap()));
        }
        edits.sort();
        let mut text = text.to_owned();
        for (start, end, new) in edits.into_iter().rev() {
            text.replace_range(start..end, new);
        }
        text
    }

    /// The exit code, after what was sent last. The input is at its end.
    pub(crate) fn end(mut self) -> i32 {
        self.input = None;
        self.server.wait().unwrap().code().unwrap()
    }

    /// Leaves as it should be done.
    pub(crate) fn leave(mut self) {
        assert_eq!(self.request("shutdown", &Value::Null)["result"], Value::Null);
        self.notify("exit", &Value::Null);
        assert_eq!(self.end(), 0);
    }
}

/// What an editor can do that can do everything.
pub(crate) fn capabilities() -> Value {
    json!({
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
        "textDocument": {
            "publishDiagnostics": {
                "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true,
                "tagSupport": { "valueSet": [1, 2] },
            },
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix"] } } },
        },
    })
}

/// A message as it is sent.
pub(crate) fn framed(message: &Value) -> String {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len())
}

/// The codes of some findings.
pub(crate) fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().map(|finding| finding["code"].as_str().unwrap()).collect()
}

/// The action with this title.
pub(crate) fn titled<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let titles: Vec<&Value> = actions.iter().map(|action| &action["title"]).collect();
    actions.iter().find(|action| action["title"] == title).unwrap_or_else(|| panic!("{titles:?} has no `{title}`"))
}

fn is_about(message: &Value, uri: &str) -> bool {
    message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri
}

fn diagnostics(message: &Value) -> Vec<Value> {
    message["params"]["diagnostics"].as_array().unwrap().clone()
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ").map_or(length, |it| it.parse().unwrap()),
        }
    }
    let mut text = vec![0; length];
    output.read_exact(&mut text).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}
