//! The text of the commands that stay: paths of the image below the script's root, continuations as they stand.

use std::collections::BTreeMap;

use super::items::{is_simple, simple_spans};
use super::{Script, Verdict};
use crate::build::files::{FileAction, file_actions};
use crate::facts::builders::ignores_variable;
use crate::facts::{filesystem, nix_commands};
use crate::migrate::Template;
use crate::migrate::commands::{Command as Numbered, Commands};
use crate::migrate::compound::Written;
use crate::migrate::draft::{Draft, Place};
use crate::shell::{Command, Word};
use crate::source::Span;

pub(super) struct Writer<'w, 'a> {
    pub(super) draft: &'w Draft<'a>,
    pub(super) place: Place<'a>,
    pub(super) commands: &'w Commands,
    pub(super) verdicts: &'w BTreeMap<usize, Verdict>,
    /// What the redirections of compound commands write.
    pub(super) written: &'w [Written],
    pub(super) script: &'w mut Script,
}

/// A part of a statement that is written in another way.
struct Edit {
    span: Span,
    with: Template,
}

impl Writer<'_, '_> {
    /// Adds the lines of a statement.
    pub(super) fn item(&mut self, item: &Command, lines: &mut Vec<Template>) {
        let inside: Vec<Numbered<'_>> =
            self.commands.iter().filter(|command| item.span.encloses(command.call.span)).collect();
        let verdicts: Vec<&Verdict> = inside.iter().filter_map(|command| self.verdicts.get(&command.number)).collect();
        let all_dropped = verdicts.iter().all(|verdict| matches!(verdict, Verdict::Drop(_)));
        if all_dropped && !verdicts.is_empty() {
            return;
        }
        if verdicts.iter().any(|verdict| matches!(verdict, Verdict::Manual(_))) {
            let text = self.draft.request.file.text(item.span).into_owned();
            let text = text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ");
            let text: String = text.chars().take(100).collect();
            lines.push(Template::text(format!("# left to do: {text}")));
            return;
        }
        if let ([only], [Verdict::Replace(with, _)]) = (inside.as_slice(), verdicts.as_slice())
            && only.call.context.pipeline.is_none()
            && !only.call.context.substitution
            && is_simple(item)
        {
            lines.extend(with.iter().cloned());
            return;
        }
        if is_simple(item) {
            for command in &inside {
                lines.extend(self.folders(command));
            }
        }
        for action in self.written.iter().map(|written| &written.action) {
            if let FileAction::Write { path, .. } = action
                && item.span.encloses(path.span)
                && let Some((folder, _)) = path.path.as_deref().and_then(|path| path.rsplit_once('/'))
                && !folder.is_empty()
            {
                lines.extend(self.script.make_folder(folder));
            }
        }
        let edits = self.edits(item, &inside);
        let text = self.written(item, edits);
        self.note_variables(&text);
        lines.push(text);
    }

    /// The folders that a command writes to and that have to be there.
    fn folders(&mut self, command: &Numbered<'_>) -> Vec<Template> {
        if !matches!(self.verdicts.get(&command.number), Some(Verdict::Keep(_))) {
            return Vec::new();
        }
        let lookup = |name: &str| self.place.value(name);
        let Some(site) = self.commands.site(command.number, &lookup) else { return Vec::new() };
        let mut made = Vec::new();
        for action in file_actions(&site) {
            let parent = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
            let folder = match &action {
                FileAction::MakeFolder { path, .. } => {
                    if let Some(path) = &path.path {
                        self.script.made.insert(path.clone());
                    }
                    None
                }
                FileAction::Copy { destination, .. } | FileAction::Move { destination, .. } => {
                    let path = destination.path.path.as_deref();
                    if destination.path.is_folder() { path.map(str::to_owned) } else { path.and_then(parent) }
                }
                FileAction::Link { link, .. } => link.path.path.as_deref().and_then(parent),
                FileAction::Write { path, .. } | FileAction::Touch { path } => path.path.as_deref().and_then(parent),
                FileAction::Unpack { into, .. } => into.path.clone(),
                _ => None,
            };
            let folder = folder.filter(|folder| !folder.is_empty() && command.directory != Some(folder.as_str()));
            made.extend(folder.and_then(|folder| self.script.make_folder(&folder)));
        }
        made
    }

    fn edits(&self, item: &Command, inside: &[Numbered<'_>]) -> Vec<Edit> {
        let mut spans = Vec::new();
        simple_spans(item, &mut spans);
        let innermost = |span: Span| {
            spans
                .iter()
                .copied()
                .filter(|simple| simple.encloses(span))
                .min_by_key(|simple| simple.len())
                .unwrap_or(span)
        };
        let mut edits: Vec<Edit> = Vec::new();
        for command in inside {
            let call = command.call;
            match self.verdicts.get(&command.number) {
                Some(Verdict::Replace(with, _)) => {
                    let span = if call.context.pipeline.is_some() || call.context.substitution {
                        call.span
                    } else {
                        innermost(call.span)
                    };
                    let mut text = Template::default();
                    for (number, line) in with.iter().enumerate() {
                        if number > 0 {
                            text.push_text(" && ");
                        }
                        text.extend(line);
                    }
                    edits.push(Edit { span, with: text });
                }
                // A question stays one: what it guards may not be known whole.
                Some(Verdict::Drop(_))
                    if !is_simple(item) && call.context.pipeline.is_none() && !self.commands.is_asked(call.span) =>
                {
                    edits.push(Edit { span: innermost(call.span), with: Template::text("true") });
                }
                _ => {
                    self.paths(call, &mut edits);
                    edits.extend(self.destination(call));
                }
            }
            if call.wrappers.iter().any(|wrapper| nix_commands::changes_user(wrapper)) {
                let start = innermost(call.span).start;
                edits.push(Edit { span: Span::new(start, call.span.start), with: Template::default() });
            }
        }
        for action in self.written.iter().map(|written| &written.action) {
            if let FileAction::Write { path, .. } = action
                && item.span.encloses(path.span)
                && let Some(below) = self.below_root(&self.draft.request.file.text(path.span))
            {
                edits.push(Edit { span: path.span, with: Template::text(below) });
            }
        }
        edits.sort_by_key(|edit| (edit.span.start, std::cmp::Reverse(edit.span.end)));
        let mut end = 0;
        edits.retain(|edit| {
            let is_free = edit.span.start >= end;
            if is_free {
                end = edit.span.end;
            }
            is_free
        });
        edits
    }

    /// Programs are compiled for the place that they will have in the image, and put below the root.
    fn destination(&self, call: &crate::shell::Call) -> Option<Edit> {
        let has = |word: &str| call.args.iter().any(|arg| arg.raw.as_str() == word);
        let sets = |name: &str| call.args.iter().any(|arg| arg.raw.as_str().starts_with(name));
        let installs = match call.name.as_str() {
            "make" | "gmake" => call.args.iter().any(|arg| arg.raw.as_str().starts_with("install")),
            "ninja" | "meson" => has("install"),
            "cmake" => has("--install") || has("install"),
            _ => false,
        };
        let is_told = sets("DESTDIR=") || sets("PREFIX=") || sets("prefix=") || sets("--prefix");
        if !installs || is_told {
            return None;
        }
        let (at, text) = if call.name.ends_with("make") && call.name != "cmake" {
            (call.span.end, format!(" DESTDIR={}", self.script.root))
        } else {
            (call.span.start, format!("DESTDIR={} ", self.script.root))
        };
        Some(Edit { span: Span::empty(at), with: Template::text(text) })
    }

    /// The words of a call that are paths of the image.
    fn paths(&self, call: &crate::shell::Call, edits: &mut Vec<Edit>) {
        let mut words: Vec<&Word> = Vec::new();
        let is_printer = nix_commands::takes_text(&call.name);
        if !is_printer {
            let operands: Vec<&Word> = call.args.iter().filter(|word| !word.raw.as_str().starts_with('-')).collect();
            let is_link = call.name == "ln" && call.args.iter().any(|word| is_flag(word.raw.as_str(), 's'));
            let skipped: Vec<Span> = if is_link && operands.len() > 1 {
                operands.iter().take(operands.len() - 1).map(|word| word.span).collect()
            } else if nix_commands::takes_pattern_first(&call.name) {
                operands.iter().take(1).map(|word| word.span).collect()
            } else {
                Vec::new()
            };
            words.extend(call.args.iter().filter(|word| !skipped.contains(&word.span)));
        }
        words.extend(call.redirections.iter().map(|redirection| &redirection.target));
        words.extend(call.assignments.iter().map(|assignment| &assignment.value));
        for word in words.into_iter().chain([&call.program]) {
            let raw = word.raw.as_str();
            let mut text = raw.to_owned();
            if word.span == call.program.span {
                if let Some((folder, name)) = raw.rsplit_once('/')
                    && filesystem::has_programs(folder)
                    && !self.script.knows(self.draft, raw)
                {
                    text = name.to_owned();
                } else if let Some(below) = self.below_root(raw) {
                    text = below;
                }
            } else if let Some(below) = self.below_root(raw) {
                text = below;
            }
            let spans_lines = self.draft.request.file.text(word.span).contains('\n');
            if text != raw || spans_lines {
                edits.push(Edit { span: word.span, with: Template::text(text) });
            }
        }
    }

    /// `--prefix=/usr` → `--prefix=$out/usr`, `"$DIR/x"` → `$out"$DIR/x"` if the Dockerfile gives DIR an absolute path.
    fn below_root(&self, raw: &str) -> Option<String> {
        let value_at = match raw.split_once('=') {
            Some((name, _))
                if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) =>
            {
                name.len() + 1
            }
            _ if raw.starts_with('-') && raw.get(2..3) == Some("/") => 2,
            _ => 0,
        };
        let (before, value) = raw.split_at_checked(value_at)?;
        if nix_commands::is_final_path(before.trim_end_matches('=')) {
            return None;
        }
        let inner = value.trim_start_matches(['"', '\'']);
        let is_path = if inner.starts_with('/') {
            self.is_of_image(inner)
        } else if let Some(rest) = inner.strip_prefix('$') {
            let rest = rest.trim_start_matches('{');
            let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            self.place.value(&name).is_some_and(|value| {
                value.starts_with('/') && !value.contains(':') && !filesystem::is_of_a_build(&value)
            })
        } else {
            false
        };
        if !is_path {
            return None;
        }
        if inner.trim_end_matches(['"', '\'']) == "/" {
            return Some(format!("{before}{}", self.script.root));
        }
        Some(format!("{before}{}{value}", self.script.root))
    }

    fn is_of_image(&self, text: &str) -> bool {
        let end = text.find(['"', '\'', '$', '*', '`', ' ', ':', ',', '{']).unwrap_or(text.len());
        let path = text.get(..end).unwrap_or(text);
        if path == "/" && end == text.trim_end_matches(['"', '\'']).len() {
            return true;
        }
        let Some(top) = path.split('/').nth(1).filter(|top| !top.is_empty()) else { return false };
        let is_top = |known: &str| known.split('/').nth(1) == Some(top);
        if self.script.tops.contains(top) || self.draft.files.iter().any(|entry| is_top(&entry.target)) {
            return true;
        }
        !filesystem::is_of_a_build(path)
            && (filesystem::directories().iter().any(|known| is_top(known))
                || is_top(&self.place.plain.before.working_dir)
                || self.script.touched.iter().any(|known| is_top(known))
                || self.draft.directories.iter().any(|known| is_top(known)))
    }

    /// The text of a statement with its edits, continued lines set in.
    fn written(&self, item: &Command, edits: Vec<Edit>) -> Template {
        let mut text = Template::default();
        let mut at = item.span.start;
        let indent = self.least_indent(item);
        for edit in edits {
            if edit.span.start < at || edit.span.end > item.span.end {
                continue;
            }
            text.push_text(&self.between(Span::new(at, edit.span.start), indent, is_simple(item)));
            text.extend(&edit.with);
            at = edit.span.end;
        }
        text.push_text(&self.between(Span::new(at, item.span.end.max(at)), indent, is_simple(item)));
        text
    }

    /// The least indentation of the lines after the first.
    fn least_indent(&self, item: &Command) -> usize {
        let text = self.draft.request.file.text(item.span).into_owned();
        let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        lines.map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default()
    }

    /// Text as it stands in the Dockerfile, without its comments and empty lines.
    fn between(&self, span: Span, indent: usize, is_simple: bool) -> String {
        let text = self.draft.request.file.text(span).into_owned();
        let mut lines = text.split('\n');
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let bare = line.trim();
            if !is_simple {
                drop_continuation(&mut out);
                if bare == "\\" {
                    continue;
                }
            }
            let is_last_of_gap = bare.is_empty();
            if bare.starts_with('#') || is_last_of_gap && text.ends_with(line) && line.is_empty() {
                continue;
            }
            let depth = (line.len() - line.trim_start().len()).saturating_sub(indent) + if is_simple { 2 } else { 0 };
            out.truncate(out.trim_end().len());
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', depth));
            out.push_str(line.trim_start().trim_end_matches('\r'));
        }
        out
    }

    /// The variables of the Dockerfile that the text names.
    fn note_variables(&mut self, text: &Template) {
        let text = text.to_string();
        let scope = &self.place.marked.before.scope;
        for part in text.split('$').skip(1) {
            let part = part.trim_start_matches('{');
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            if name.is_empty() || ignores_variable(&name) || self.script.env.contains_key(&name) {
                continue;
            }
            if let Some(value) = scope.value(&name).map(ToString::to_string) {
                self.script.env.insert(name, self.draft.template(&value));
            }
        }
    }
}

/// Leaves out a backslash at the end of a line after which the statement goes on anyway.
fn drop_continuation(text: &mut String) {
    let Some(before) = text.trim_end().strip_suffix('\\') else { return };
    let before = before.trim_end();
    let goes_on = [";", "&&", "||", "|", "(", "{"].iter().any(|end| before.ends_with(end))
        || before.split_whitespace().next_back().is_some_and(|word| matches!(word, "then" | "do" | "else"))
        || before.lines().next_back().is_some_and(|line| line.trim().starts_with("case ") && line.ends_with(" in"))
        || before.lines().next_back().is_some_and(|line| line.trim().ends_with(')') && !line.contains('('));
    if goes_on {
        text.truncate(before.len());
    }
}

fn is_flag(word: &str, flag: char) -> bool {
    word == "--symbolic" || word.starts_with('-') && !word.starts_with("--") && word.contains(flag)
}
