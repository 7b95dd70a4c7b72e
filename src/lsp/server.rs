//! The server: what it knows, and what it does about each message.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::rc::Rc;

use gen_lsp_types::{
    ClientCapabilities, CodeActionParams, Diagnostic, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, HoverParams, InitializeResult,
    LogMessageParams, MessageType, PublishDiagnosticsParams, ServerInfo, ShowMessageParams, Uri,
};
use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::actions::Actions;
use super::analysis::Analysis;
use super::client::{self, Client};
use super::configurations::Configurations;
use super::diagnostics::{SOURCE, of_findings, of_problem};
use super::document::{Document, is_dockerfile};
use super::hover::hover;
use super::serve::End;
use super::{uri, watch};
use crate::config::{self, Environment, Problem};
use crate::defect;
use crate::report;

/// Takes messages to the editor.
type Sender = Box<dyn Fn(Message)>;

/// Keeps the documents of an editor, and says what is wrong with them.
pub(super) struct Server {
    sender: Sender,
    phase: Phase,
    client: Client,
    configurations: Configurations,
    documents: BTreeMap<Uri, Document>,
    /// What the editor was told of configuration files.
    told: BTreeMap<Uri, Vec<Diagnostic>>,
    /// What the user was told and still holds.
    shown: BTreeSet<String>,
}

/// Where in the conversation it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    ShutDown,
}

/// Why a request has no result.
struct Refusal(ErrorCode, String);

impl Server {
    pub(super) fn new(sender: Sender, request: config::Request, environment: Environment) -> Self {
        Self {
            sender,
            phase: Phase::New,
            client: Client::default(),
            configurations: Configurations::new(request, environment),
            documents: BTreeMap::new(),
            told: BTreeMap::new(),
            shown: BTreeSet::new(),
        }
    }

    /// How the conversation ends if it ends now.
    pub(super) fn end(&self) -> End {
        if self.phase == Phase::ShutDown { End::Orderly } else { End::Abrupt }
    }

    /// Sends a message.
    pub(super) fn send(&self, message: impl Into<Message>) {
        (self.sender)(message.into());
    }

    /// Answers a request, whatever happens.
    pub(super) fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        // A defect costs the answer, not the conversation.
        let result = defect::catch(|| self.result(&method, params)).unwrap_or_else(|panic| {
            self.log_defect(|out| report::defect::write_panic(&panic, out));
            Err(Refusal(ErrorCode::InternalError, format!("`{method}` has failed: {panic}")))
        });
        self.send(match result {
            Ok(result) => Response::new_ok(id, result),
            Err(Refusal(code, message)) => Response::new_err(id, code as i32, message),
        });
    }

    fn result(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        match (self.phase, method) {
            (Phase::New, "initialize") => value(self.initialize(&params)),
            (Phase::New, _) => Err(Refusal(ErrorCode::ServerNotInitialized, "`initialize` comes first".to_owned())),
            (Phase::ShutDown, _) => {
                Err(Refusal(ErrorCode::InvalidRequest, "nothing comes after `shutdown`".to_owned()))
            }
            (Phase::Running, "initialize") => {
                Err(Refusal(ErrorCode::InvalidRequest, "`initialize` comes once".to_owned()))
            }
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                Ok(Value::Null)
            }
            (Phase::Running, "textDocument/hover") => {
                let place = read::<HoverParams>(params)?.text_document_position_params;
                let analysis = self.analysis(&place.text_document.uri);
                value(analysis.and_then(|analysis| hover(&analysis, &self.client, place.position)))
            }
            (Phase::Running, "textDocument/codeAction") => {
                let params: CodeActionParams = read(params)?;
                let analysis = self.analysis(&params.text_document.uri).filter(|_| self.client.actions);
                let document = self.documents.get(&params.text_document.uri);
                value(document.zip(analysis).map(|(document, analysis)| {
                    let actions = Actions { document, analysis: &analysis, client: &self.client };
                    actions.of(params.range, &params.context)
                }))
            }
            (Phase::Running, _) => Err(Refusal(ErrorCode::MethodNotFound, format!("there is no method `{method}`"))),
        }
    }

    /// Learns what the editor can do and which folder it works in.
    fn initialize(&mut self, params: &Value) -> InitializeResult {
        // What cannot be read is taken as what it cannot do.
        let can =
            params.get("capabilities").and_then(|can| serde_json::from_value::<ClientCapabilities>(can.clone()).ok());
        self.client = Client::of(can.unwrap_or_default());
        let folder = params.pointer("/workspaceFolders/0/uri").or_else(|| params.get("rootUri"));
        let folder = folder.and_then(Value::as_str).and_then(|folder| uri::path(&folder.parse().ok()?));
        if let Some(folder) = folder.filter(|folder| folder.is_dir()) {
            self.configurations.work_in(folder);
        }
        self.phase = Phase::Running;
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        let server_info = Some(ServerInfo { name: SOURCE.to_owned(), version });
        InitializeResult { capabilities: client::server(&self.client), server_info }
    }

    /// Takes notice of something.
    pub(super) fn note(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        if self.phase == Phase::Running {
            match defect::catch(|| self.take_notice(&method, params)) {
                Ok(Ok(())) => {}
                Ok(Err(_)) => self.log(MessageType::Warning, format!("`{method}` is not understood")),
                Err(panic) => self.log_defect(|out| report::defect::write_panic(&panic, out)),
            }
        }
    }

    fn take_notice(&mut self, method: &str, params: Value) -> Result<(), Refusal> {
        match method {
            "initialized" if self.client.watches => {
                let id = "watch".to_owned().into();
                self.send(Request::new(id, "client/registerCapability".to_owned(), watch::registration()));
            }
            "textDocument/didOpen" => {
                let document = read::<DidOpenTextDocumentParams>(params)?.text_document;
                if is_dockerfile(document.language_id.as_str(), &document.uri) {
                    let opened = Document::new(document.uri.clone(), document.version, document.text);
                    self.documents.insert(document.uri, opened);
                }
            }
            "textDocument/didChange" => {
                let DidChangeTextDocumentParams { text_document, content_changes } = read(params)?;
                if let Some(document) = self.documents.get_mut(&text_document.text_document_identifier.uri) {
                    document.change(text_document.version, content_changes, self.client.encoding);
                }
            }
            "textDocument/didSave" => {
                let saved = read::<DidSaveTextDocumentParams>(params)?.text_document.uri;
                self.changed(&[saved]);
            }
            "textDocument/didClose" => {
                let closed = read::<DidCloseTextDocumentParams>(params)?.text_document.uri;
                if self.documents.remove(&closed).is_some() {
                    self.publish(closed, None, Vec::new());
                    self.tell_of_configurations();
                }
            }
            "workspace/didChangeWatchedFiles" => {
                let changes = read::<DidChangeWatchedFilesParams>(params)?.changes;
                self.changed(&changes.into_iter().map(|change| change.uri).collect::<Vec<_>>());
            }
            "workspace/didChangeConfiguration" => {
                self.configurations.forget();
                self.documents.values_mut().for_each(Document::forget);
            }
            _ => {}
        }
        Ok(())
    }

    /// Looks again at what may depend on files that are others now. Any may be one that a Dockerfile copies.
    fn changed(&mut self, files: &[Uri]) {
        if files.iter().filter_map(uri::path).any(|path| self.configurations.may_depend_on(&path)) {
            self.configurations.forget();
        }
        self.documents.values_mut().for_each(Document::forget);
    }

    /// What is known of a document as it is now.
    fn analysis(&mut self, uri: &Uri) -> Option<Rc<Analysis>> {
        let document = self.documents.get_mut(uri)?;
        if document.analysis.is_none() {
            let held = self.configurations.get(document.path.as_deref());
            let configuration = held.configuration.clone()?;
            let analysis = Rc::new(Analysis::of(document.file(), document.path.as_deref(), configuration));
            document.analysis = Some(Rc::clone(&analysis));
            if let Some(defect) = &analysis.defect {
                self.log_defect(|out| report::defect::write(&analysis.file, defect, out));
            }
            return Some(analysis);
        }
        document.analysis.clone()
    }

    /// Says what is wrong with documents that changed, and with configurations.
    pub(super) fn tell(&mut self) {
        let is_untold = |(uri, document): (&Uri, &Document)| document.is_untold.then(|| uri.clone());
        let untold: Vec<Uri> = self.documents.iter().filter_map(is_untold).collect();
        for uri in &untold {
            // A defect costs the findings of this version.
            if let Err(panic) = defect::catch(|| self.tell_of(uri)) {
                self.log_defect(|out| report::defect::write_panic(&panic, out));
            }
            if let Some(document) = self.documents.get_mut(uri) {
                document.is_untold = false;
            }
        }
        if !untold.is_empty() {
            self.tell_of_configurations();
        }
    }

    fn tell_of(&mut self, uri: &Uri) {
        let analysis = self.analysis(uri);
        let Some(document) = self.documents.get(uri) else { return };
        let findings = analysis.map(|analysis| of_findings(document, &analysis, &self.client)).unwrap_or_default();
        self.publish(uri.clone(), Some(document.version), findings);
    }

    /// Says what is wrong with the configurations of the open documents: at its place, and once to the user.
    fn tell_of_configurations(&mut self) {
        let mut found: BTreeMap<Uri, Vec<Diagnostic>> = BTreeMap::new();
        let mut messages = BTreeSet::new();
        for document in self.documents.values() {
            let held = self.configurations.get(document.path.as_deref()).clone();
            messages.extend(held.failure);
            let context = document.analysis.as_ref().and_then(|analysis| no_context(analysis));
            for problem in held.problems.iter().chain(&context) {
                if !problem.is_warning {
                    messages.insert(format!("{}: {}", problem.place, problem.message));
                }
                let Some(uri) = self.configurations.file_of(problem).as_deref().and_then(uri::of) else { continue };
                let diagnostics = found.entry(uri).or_default();
                let diagnostic = of_problem(problem, &self.client);
                if !diagnostics.contains(&diagnostic) {
                    diagnostics.push(diagnostic);
                }
            }
        }
        for uri in self.told.keys().filter(|uri| !found.contains_key(uri)) {
            self.publish(uri.clone(), None, Vec::new());
        }
        for (uri, diagnostics) in found.iter().filter(|(uri, diagnostics)| self.told.get(uri) != Some(diagnostics)) {
            self.publish(uri.clone(), None, diagnostics.clone());
        }
        for message in messages.difference(&self.shown) {
            let message = format!("{SOURCE}: {message}");
            self.notify("window/showMessage", ShowMessageParams { kind: MessageType::Error, message });
        }
        self.told = found;
        self.shown = messages;
    }

    fn publish(&self, uri: Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let version = version.filter(|_| self.client.versioned_diagnostics);
        let params = PublishDiagnosticsParams { uri, version, diagnostics };
        self.notify("textDocument/publishDiagnostics", params);
    }

    fn log(&self, kind: MessageType, message: String) {
        self.notify("window/logMessage", LogMessageParams { kind, message });
    }

    /// Writes what is known of a defect to the editor's log.
    fn log_defect(&self, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) {
        let mut text = Vec::new();
        // Memory takes all of it.
        let _ = write(&mut text);
        self.log(MessageType::Error, String::from_utf8_lossy(&text).trim_end().to_owned());
    }

    fn notify(&self, method: &str, params: impl serde::Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }
}

/// That the build context cannot be read which the configuration names.
fn no_context(analysis: &Analysis) -> Option<Problem> {
    let (_, place) = analysis.configuration.context.as_ref()?;
    let message = analysis.no_context.as_ref()?.to_string();
    Some(Problem { place: place.clone(), message, help: None, is_warning: false })
}

/// The parameters of a message.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| Refusal(ErrorCode::InvalidParams, error.to_string()))
}

/// The result of a request.
fn value(result: impl serde::Serialize) -> Result<Value, Refusal> {
    serde_json::to_value(result).map_err(|error| Refusal(ErrorCode::InternalError, error.to_string()))
}
