//! Speaking with an editor over standard input and output.

use std::collections::HashSet;
use std::io;
use std::sync::mpsc;
use std::thread;

use lsp_server::{Connection, ErrorCode, Message, Notification, RequestId, Response};
use serde_json::Value;

use super::server::Server;
use crate::config::{Environment, Request};

/// How a conversation has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The editor has said that it would leave.
    Orderly,
    /// It has not.
    Abrupt,
}

/// Answers until the editor goes away. `request` says what the command line says of configurations.
///
/// # Errors
///
/// What comes is no message of the protocol, or nothing can be read or written.
pub fn serve(request: Request, environment: Environment) -> io::Result<End> {
    let (connection, threads) = Connection::stdio();
    let Connection { sender, receiver } = connection;
    // What comes while something else is done waits here, so that all of it can be looked at together.
    let (queue, waiting) = mpsc::channel();
    thread::spawn(move || receiver.into_iter().try_for_each(|message| queue.send(message)));
    // One that cannot be sent has nobody to read it.
    let send = move |message| sender.send(message).unwrap_or_default();
    let mut server = Server::new(Box::new(send), request, environment);
    let end = converse(&mut server, &waiting);
    drop(server);
    threads.join().map(|()| end)
}

/// Takes the messages, each time all that have come, so that of several versions of a text only the last is looked at.
fn converse(server: &mut Server, waiting: &mpsc::Receiver<Message>) -> End {
    while let Ok(first) = waiting.recv() {
        let messages: Vec<Message> = std::iter::once(first).chain(waiting.try_iter()).collect();
        let cancelled: HashSet<RequestId> = messages.iter().filter_map(cancelled).collect();
        for message in messages {
            match message {
                Message::Request(request) if cancelled.contains(&request.id) => {
                    let code = ErrorCode::RequestCanceled as i32;
                    server.send(Response::new_err(request.id, code, "cancelled".to_owned()));
                }
                Message::Request(request) => server.answer(request),
                Message::Notification(notification) if notification.method == "exit" => return server.end(),
                Message::Notification(notification) => server.note(notification),
                // Nothing that is asked of the editor has an answer that matters.
                Message::Response(_) => {}
            }
        }
        server.tell();
    }
    End::Abrupt
}

/// The request that a message cancels.
fn cancelled(message: &Message) -> Option<RequestId> {
    let Message::Notification(Notification { method, params }) = message else { return None };
    if method != "$/cancelRequest" {
        return None;
    }
    match params.get("id")? {
        Value::String(id) => Some(id.clone().into()),
        id => Some(i32::try_from(id.as_i64()?).ok()?.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::*;

    /// What is sent when all of these messages have come before any is looked at.
    fn sent(messages: Vec<Value>) -> Vec<Value> {
        let (queue, waiting) = mpsc::channel();
        let initialize = json!({ "id": 0, "method": "initialize", "params": { "capabilities": {
            "textDocument": { "publishDiagnostics": { "versionSupport": true } },
        } } });
        for message in std::iter::once(initialize).chain(messages) {
            queue.send(serde_json::from_value(message).unwrap()).unwrap();
        }
        drop(queue);
        let sent: Arc<Mutex<Vec<Value>>> = Arc::default();
        let to = Arc::clone(&sent);
        let send = move |message| to.lock().unwrap().push(serde_json::to_value(message).unwrap());
        let mut server = Server::new(Box::new(send), Request::default(), Environment::default());
        assert_eq!(converse(&mut server, &waiting), End::Abrupt);
        sent.lock().unwrap().split_off(1)
    }

    fn open(text: &str) -> Value {
        json!({ "method": "textDocument/didOpen", "params": { "textDocument": {
            "uri": "untitled:1", "languageId": "dockerfile", "version": 1, "text": text,
        } } })
    }

    fn change(version: i32, text: &str) -> Value {
        json!({ "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": "untitled:1", "version": version }, "contentChanges": [{ "text": text }],
        } })
    }

    #[test]
    fn of_many_versions_only_the_last_is_looked_at() {
        let versions = (2..50).map(|version| change(version, &"FROM debian\n".repeat(version as usize)));
        let sent =
            sent(std::iter::once(open("FROM debian\n")).chain(versions).chain([change(50, "FROM debian\n")]).collect());
        let [published] = sent.as_slice() else { panic!("{sent:#?}") };
        assert_eq!(published["params"]["version"], 50);
        let diagnostics = published["params"]["diagnostics"].as_array().unwrap();
        assert!(
            diagnostics.iter().any(|it| it["code"] == "DL3006" && it["range"]["start"]["line"] == 0),
            "{published:#}"
        );
    }

    #[test]
    fn a_cancelled_request_is_answered_as_such() {
        let hover = |id: Value| {
            json!({ "id": id, "method": "textDocument/hover", "params": {
                "textDocument": { "uri": "untitled:1" }, "position": { "line": 0, "character": 6 },
            } })
        };
        let cancel = |id: Value| json!({ "method": "$/cancelRequest", "params": { "id": id } });
        let sent = sent(vec![
            open("FROM debian\n"),
            hover(json!(7)),
            hover(json!("seven")),
            hover(json!(8)),
            cancel(json!(7)),
            cancel(json!("seven")),
            cancel(json!(99)),
        ]);
        let answer = |id: Value| sent.iter().find(|message| message["id"] == id).unwrap();
        assert_eq!(answer(json!(7))["error"]["code"], -32800);
        assert_eq!(answer(json!("seven"))["error"]["code"], -32800);
        assert!(answer(json!(8))["result"]["contents"].is_object());
    }

    #[test]
    fn a_request_is_about_the_text_that_came_before_it() {
        let hover = json!({ "id": 7, "method": "textDocument/hover", "params": {
            "textDocument": { "uri": "untitled:1" }, "position": { "line": 0, "character": 6 },
        } });
        let sent = sent(vec![open("FROM debian\n"), hover, change(2, "\n")]);
        assert!(sent[0]["result"]["contents"].is_object(), "{sent:#?}");
        assert_eq!(sent[1]["params"]["version"], 2);
    }
}
