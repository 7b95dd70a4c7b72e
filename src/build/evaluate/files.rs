use std::sync::LazyLock;

use regex::Regex;

use super::run::{Refusal, StageRun};
use crate::build::image_ref::is_digest;
use crate::build::{FileSource, FileTransfer, ProblemKind, Remote, SourceKind, TransferSource, path};
use crate::dockerfile::{Heredoc, Instruction, Keyword, Source, Transfer};
use crate::source::Text;

impl StageRun<'_, '_> {
    /// What COPY or ADD puts where.
    pub(super) fn transfer(
        &mut self,
        instruction: &Instruction,
        transfer: &Transfer,
        heredocs: &[Heredoc],
    ) -> Result<FileTransfer, Refusal> {
        let chown = self.flag(instruction, "chown")?;
        let chmod = self.flag(instruction, "chmod")?;
        let checksum = self.flag(instruction, "checksum")?;
        let mut sources = Vec::with_capacity(transfer.sources.len());
        for source in &transfer.sources {
            sources.push(self.source(instruction, source, heredocs)?);
        }
        let destination = self.expand(&transfer.destination)?.value;
        if let Some(mode) = chmod.as_ref().filter(|mode| !is_mode(mode)) {
            return Err(refusal(instruction, "chmod", ProblemKind::InvalidMode { mode: mode.clone() }));
        }
        if let Some(checksum) = &checksum {
            check_checksum(checksum, &sources).map_err(|kind| refusal(instruction, "checksum", kind))?;
        }
        self.pay(self.state.working_dir.len(), transfer.destination.span())?;
        let from = instruction.flag("from").and_then(|flag| flag.value.as_ref());
        let from = from.and_then(|name| self.resolver.copy_source(name, self.stage));
        Ok(FileTransfer {
            from: from.map_or(FileSource::Context, |resolved| resolved.source),
            sources,
            destination: path::destination(&self.state.working_dir, &destination),
            destination_span: transfer.destination.span(),
            chown,
            chmod,
            checksum,
        })
    }

    /// The value of a flag whose variables are expanded; empty is as good as not given.
    fn flag(&mut self, instruction: &Instruction, name: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = instruction.flag(name).and_then(|flag| flag.value.as_ref()) else { return Ok(None) };
        Ok(Some(self.expand(text)?.value).filter(|value| !value.is_empty()))
    }

    fn source(
        &mut self,
        instruction: &Instruction,
        source: &Source,
        heredocs: &[Heredoc],
    ) -> Result<TransferSource, Refusal> {
        let span = source.text().span();
        let kind = match source {
            Source::Heredoc { heredoc, .. } => match heredocs.get(*heredoc) {
                Some(heredoc) => {
                    SourceKind::Heredoc { name: heredoc.delimiter.clone(), content: self.heredoc(heredoc)? }
                }
                None => SourceKind::Heredoc { name: source.text().to_string(), content: String::new() },
            },
            Source::Path(text) => {
                let value = self.expand(text)?.value;
                match Remote::of(&value) {
                    Some(_) if instruction.keyword == Keyword::Copy => return Err((span, ProblemKind::UrlInCopy)),
                    Some(kind) => SourceKind::Remote { url: value, kind },
                    None => SourceKind::Path(value),
                }
            }
        };
        Ok(TransferSource { kind, span })
    }

    /// The content of the file that a heredoc makes.
    fn heredoc(&mut self, heredoc: &Heredoc) -> Result<String, Refusal> {
        let body = heredoc.content();
        if heredoc.expand { self.expand_heredoc(&body) } else { Ok(body.to_string()) }
    }
}

fn refusal(instruction: &Instruction, flag: &str, kind: ProblemKind) -> Refusal {
    let value = instruction.flag(flag).and_then(|flag| flag.value.as_ref());
    (value.map_or(instruction.keyword_span, Text::span), kind)
}

fn check_checksum(checksum: &str, sources: &[TransferSource]) -> Result<(), ProblemKind> {
    match sources.iter().filter(|source| !matches!(source.kind, SourceKind::Heredoc { .. })).collect::<Vec<_>>()[..] {
        [TransferSource { kind: SourceKind::Remote { kind: Remote::Git, .. }, .. }] => Ok(()),
        [TransferSource { kind: SourceKind::Remote { kind: Remote::Http, .. }, .. }] if is_digest(checksum) => Ok(()),
        [TransferSource { kind: SourceKind::Remote { .. }, .. }] => {
            Err(ProblemKind::InvalidChecksum { checksum: checksum.to_owned() })
        }
        [_] => Err(ProblemKind::ChecksumOfPath),
        _ => Err(ProblemKind::ChecksumOfMany),
    }
}

/// Whether this is a mode for `--chmod`: up to 7777 in octal, or symbolic as `chmod` takes it.
fn is_mode(mode: &str) -> bool {
    if mode.bytes().all(|b| b.is_ascii_digit()) {
        return u32::from_str_radix(mode, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    SYMBOLIC_MODE.as_ref().is_some_and(|pattern| pattern.is_match(mode))
}

static SYMBOLIC_MODE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let clause = "[ugoa]*(?:[-+=][rwxXstugo]*)+";
    Regex::new(&format!("^{clause}(?:,{clause})*$")).ok()
});
