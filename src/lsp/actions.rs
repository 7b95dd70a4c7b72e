//! What can be done about findings: fixes, and comments that ignore them.

use gen_lsp_types::{CodeAction, CodeActionContext, CodeActionKind, CodeActionTriggerKind, Diagnostic, Range};
use rayon::prelude::*;

use super::analysis::Analysis;
use super::client::{Client, FIX_ALL};
use super::diagnostics::of_finding;
use super::document::Document;
use super::edits::to_text;
use super::place::Places;
use crate::ignores::{self, Reach};
use crate::lint::{Code, Finding, Fix, Safety};

/// For how many findings something is offered at once. Nobody reads a longer list.
const MAX_FINDINGS: usize = 20;

/// Makes actions for one document.
pub(super) struct Actions<'a> {
    pub(super) document: &'a Document,
    pub(super) analysis: &'a Analysis,
    pub(super) client: &'a Client,
}

impl Actions<'_> {
    /// What can be done about the findings of a range, and about all of the file.
    pub(super) fn of(&self, range: Range, context: &CodeActionContext) -> Vec<CodeAction> {
        let mut actions = Vec::new();
        if is_wanted("quickfix", context) {
            let places = Places::of(self.analysis.file.bytes(), self.client.encoding);
            let range = places.span(range);
            let is_here = |finding: &&Finding| finding.span.start <= range.end && range.start <= finding.span.end;
            let here: Vec<&Finding> = self.analysis.findings.iter().filter(is_here).take(MAX_FINDINGS).collect();
            actions.extend(self.fixes(&here, &places));
            actions.extend(self.ignores(&here, &places));
        }
        // Where it is not asked for by name, it is only worth the time if the user has asked for actions.
        let is_asked = context.only.is_some() || context.trigger_kind != Some(CodeActionTriggerKind::Automatic);
        if is_asked && is_wanted(FIX_ALL, context) {
            actions.extend(self.fix_all());
        }
        actions
    }

    /// The fix of each finding, the safe ones first.
    fn fixes(&self, here: &[&Finding], places: &Places<'_>) -> Vec<CodeAction> {
        let mut actions = Vec::new();
        for safety in [Safety::Safe, Safety::Unsafe] {
            let is_of = |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == safety);
            if !here.iter().any(|finding| is_of(finding)) {
                continue;
            }
            let is_wanted = |finding: &Finding| {
                is_of(finding) && here.iter().any(|it| it.rule == finding.rule && it.span == finding.span)
            };
            let fixed = self.analysis.fix(safety, |fixer| fixer.fix_each(&self.analysis.file, &is_wanted));
            for (finding, file) in fixed {
                let Some(fix) = &finding.fix else { continue };
                actions.push(CodeAction {
                    is_preferred: (safety == Safety::Safe).then_some(true),
                    ..self.action(fix_title(&finding, fix), file.bytes(), Some(self.diagnostic(&finding, places)))
                });
            }
        }
        actions
    }

    /// Comments that ignore the rules of the findings, for an instruction or the file.
    fn ignores(&self, here: &[&Finding], places: &Places<'_>) -> Vec<CodeAction> {
        if self.analysis.configuration.lint.no_ignores {
            return Vec::new();
        }
        let mut offered: Vec<(Code, Option<usize>)> = Vec::new();
        let mut comments: Vec<(&Finding, Reach)> = Vec::new();
        for reach in [Reach::Instruction, Reach::File] {
            for finding in here {
                let place = self.analysis.dockerfile.item_at(finding.span.start);
                // One comment is enough for an instruction, and for the file.
                let place = if reach == Reach::File { None } else { Some(place.unwrap_or(usize::MAX)) };
                if !offered.contains(&(finding.rule.code, place)) {
                    offered.push((finding.rule.code, place));
                    comments.push((*finding, reach));
                }
            }
        }
        let analysis = self.analysis;
        let texts: Vec<Option<Vec<u8>>> = comments
            .par_iter()
            .map(|(finding, reach)| ignores::add_one(&analysis.file, finding, *reach, &|file| analysis.lint(file)))
            .collect();
        let with_text = comments.into_iter().zip(texts).filter_map(|(comment, text)| Some((comment, text?)));
        let action = |((finding, reach), text): ((&Finding, Reach), Vec<u8>)| {
            let words = if reach == Reach::File { "in this file" } else { "here" };
            let title = format!("Ignore {} {words}", finding.rule.code);
            self.action(title, &text, Some(self.diagnostic(finding, places)))
        };
        with_text.map(action).collect()
    }

    /// All safe fixes, as `lint --fix` makes them.
    fn fix_all(&self) -> Option<CodeAction> {
        let is_safe = |fix: &Fix| fix.safety == Safety::Safe;
        if !self.analysis.findings.iter().any(|finding| finding.fix.as_ref().is_some_and(is_safe)) {
            return None;
        }
        let fixed = self.analysis.fix(Safety::Safe, |fixer| fixer.fix(&self.analysis.file));
        let action = self.action("Fix all that is safe to fix".to_owned(), fixed.file.bytes(), None);
        let is_changed = fixed.file.bytes() != self.analysis.file.bytes();
        is_changed.then(|| CodeAction { kind: Some(CodeActionKind::new(FIX_ALL)), ..action })
    }

    fn action(&self, title: String, text: &[u8], diagnostic: Option<Diagnostic>) -> CodeAction {
        CodeAction {
            title,
            kind: Some(CodeActionKind::QuickFix),
            diagnostics: diagnostic.map(|diagnostic| vec![diagnostic]),
            edit: Some(to_text(self.document, self.client, self.analysis.file.bytes(), text)),
            ..CodeAction::default()
        }
    }

    fn diagnostic(&self, finding: &Finding, places: &Places<'_>) -> Diagnostic {
        of_finding(self.document, self.analysis, self.client, places, finding)
    }
}

/// What a fix does, and whether it may change more than it should.
fn fix_title(finding: &Finding, fix: &Fix) -> String {
    let mut about = fix.about.chars();
    let about: String = about.next().into_iter().flat_map(char::to_uppercase).chain(about).collect();
    let code = finding.rule.code;
    match (fix.safety, &fix.risk) {
        (Safety::Safe, _) => format!("{about} ({code})"),
        (_, Some(risk)) => format!("{about} ({code}; may change behaviour: {risk})"),
        (_, None) => format!("{about} ({code}; may change behaviour)"),
    }
}

/// Whether actions of a kind are asked for: that kind, one that it is of, or any.
fn is_wanted(kind: &str, context: &CodeActionContext) -> bool {
    let is_of = |other: &CodeActionKind| {
        let rest = kind.strip_prefix(other.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || other.as_str().is_empty())
    };
    context.only.as_ref().is_none_or(|kinds| kinds.iter().any(is_of))
}
