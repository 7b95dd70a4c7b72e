use super::run::{Refusal, StageRun};
use crate::build::{FileSource, ProblemKind, RunMount, path};
use crate::dockerfile::{Instruction, Mount, MountType};
use crate::source::Text;

impl StageRun<'_, '_> {
    /// The mounts of a RUN.
    pub(super) fn mounts(&mut self, instruction: &Instruction) -> Result<Vec<RunMount>, Refusal> {
        instruction.mounts().map(|mount| self.mount(&mount)).collect()
    }

    fn mount(&mut self, mount: &Mount) -> Result<RunMount, Refusal> {
        let mut values: Vec<(&str, String)> = Vec::new();
        for option in &mount.options {
            if let (Some(name), Some(text)) = (option.name, &option.value) {
                values.push((name, self.expand(text)?.value));
            }
        }
        let value = |name: &str| values.iter().rev().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
        let kind = mount_type(mount, value("type"))?;
        let from = match self.resolver.mount_source(mount, self.stage) {
            Some(resolved) => resolved.source,
            None if kind == MountType::Bind => FileSource::Context,
            None => FileSource::Scratch,
        };
        let mut result = RunMount {
            kind,
            from,
            source: value("source").unwrap_or_default(),
            target: value("target").unwrap_or_default(),
            id: value("id").unwrap_or_default(),
            read_only: is_read_only(mount, kind, value),
            env: value("env"),
            span: mount.span,
        };
        self.pay(self.state.working_dir.len(), mount.span)?;
        self.complete(&mut result).map_err(|kind| (mount.span, kind))?;
        Ok(result)
    }

    /// Checks a mount whose values are known, and makes its target absolute.
    fn complete(&self, mount: &mut RunMount) -> Result<(), ProblemKind> {
        match mount.kind {
            MountType::Secret => {
                if mount.source.is_empty() && mount.target.is_empty() && mount.id.is_empty() {
                    return Err(ProblemKind::UnnamedSecret);
                }
                if !mount.source.is_empty() && !mount.id.is_empty() {
                    return Err(ProblemKind::TwiceNamedSecret);
                }
            }
            MountType::Ssh if !mount.source.is_empty() => return Err(ProblemKind::SshSource),
            MountType::Ssh => {}
            MountType::Bind | MountType::Cache | MountType::Tmpfs => {
                mount.target = path::join(&self.state.working_dir, &mount.target);
                if mount.target == "/" {
                    return Err(ProblemKind::MountOnRoot);
                }
            }
        }
        Ok(())
    }
}

fn mount_type(mount: &Mount, value: Option<String>) -> Result<MountType, Refusal> {
    let Some(value) = value else { return Ok(MountType::Bind) };
    let refused = || {
        let span = mount.value("type").map_or(mount.span, Text::span);
        (span, ProblemKind::UnknownMountType { value: value.clone() })
    };
    MountType::from_word(&value).ok_or_else(refused)
}

/// What the last of `readonly` and `readwrite` says; without them, caches and tmpfs can be written to.
fn is_read_only(mount: &Mount, kind: MountType, value: impl Fn(&str) -> Option<String>) -> bool {
    let is_true = |name: &str| {
        value(name).is_none_or(|value| matches!(value.as_str(), "1" | "t" | "T" | "true" | "True" | "TRUE"))
    };
    let last = mount
        .options
        .iter()
        .rev()
        .find_map(|option| option.name.filter(|name| matches!(*name, "readonly" | "readwrite")));
    match last {
        Some("readonly") => is_true("readonly"),
        Some(_) => !is_true("readwrite"),
        None => !matches!(kind, MountType::Cache | MountType::Tmpfs),
    }
}
