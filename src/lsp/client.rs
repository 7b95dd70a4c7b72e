//! What the editor can do, and what the server does.

use gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProvider, DiagnosticTag, HoverProvider,
    MarkupKind, PositionEncodingKind, Save, SaveOptions, ServerCapabilities, TextDocumentSync, TextDocumentSyncKind,
    TextDocumentSyncOptions,
};

use super::place::Encoding;

/// The kind of the action that makes all safe fixes.
pub(super) const FIX_ALL: &str = "source.fixAll.dfcheck";

/// What is known of the editor.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// What characters are counted in.
    pub(super) encoding: Encoding,
    /// Whether edits can say which version of a document they are for.
    pub(super) versioned_edits: bool,
    /// Whether diagnostics can.
    pub(super) versioned_diagnostics: bool,
    /// Whether diagnostics can have other places.
    pub(super) related: bool,
    /// Whether diagnostics can have the address of a page.
    pub(super) pages: bool,
    /// The tags that diagnostics can have.
    pub(super) tags: Vec<DiagnosticTag>,
    /// Whether what a hover shows can be Markdown.
    pub(super) markdown: bool,
    /// Whether actions can be more than commands.
    pub(super) actions: bool,
    /// Whether it can be asked to watch files.
    pub(super) watches: bool,
}

impl Client {
    pub(super) fn of(can: ClientCapabilities) -> Self {
        let text = can.text_document.unwrap_or_default();
        let workspace = can.workspace.unwrap_or_default();
        let published = text.publish_diagnostics.unwrap_or_default();
        let is = |can: Option<bool>| can == Some(true);
        let encodings = can.general.unwrap_or_default().position_encodings.unwrap_or_default();
        let edits = workspace.workspace_edit.unwrap_or_default();
        let formats = text.hover.and_then(|hover| hover.content_format);
        Self {
            encoding: if encodings.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 },
            versioned_edits: is(edits.document_changes),
            versioned_diagnostics: is(published.version_support),
            related: is(published.diagnostics_capabilities.related_information),
            pages: is(published.diagnostics_capabilities.code_description_support),
            tags: published.diagnostics_capabilities.tag_support.map(|tags| tags.value_set).unwrap_or_default(),
            markdown: formats.is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
            actions: text.code_action.unwrap_or_default().code_action_literal_support.is_some(),
            watches: is(workspace.did_change_watched_files.unwrap_or_default().dynamic_registration),
        }
    }
}

/// What the server does.
pub(super) fn server(client: &Client) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::new(FIX_ALL)]),
        ..CodeActionOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(match client.encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSync::Options(sync)),
        hover_provider: Some(HoverProvider::Bool(true)),
        code_action_provider: Some(CodeActionProvider::CodeActionOptions(actions)),
        ..ServerCapabilities::default()
    }
}
