//! `--verbose`: what a command has used, and how long it took, on standard error when it is done.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use super::{about, output, timing};
use crate::config::Configuration;
use crate::prose::count;

/// How many Dockerfiles of one configuration are named.
const MAX_NAMES: usize = 20;

/// What was used, if somebody asks.
static USED: OnceLock<Mutex<Used>> = OnceLock::new();

#[derive(Default)]
struct Used {
    /// The Dockerfiles by the files that configure them.
    configurations: BTreeMap<String, Vec<String>>,
    /// Other files and programs, each with what for.
    others: Vec<(&'static str, String)>,
}

/// Begins to take notes. `begin` is when the program began.
pub(super) fn start(begin: Instant) {
    timing::start(begin);
    USED.get_or_init(Mutex::default);
}

/// Takes a note, if somebody asks for it.
fn note(take: impl FnOnce(&mut Used)) {
    if let Some(used) = USED.get() {
        take(&mut used.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// A Dockerfile has this configuration.
pub(super) fn configured(dockerfile: &Path, configuration: &Configuration) {
    note(|used| {
        let files: Vec<&str> = configuration.files.iter().map(|source| source.file.name()).collect();
        let files = if files.is_empty() { "no configuration file".to_owned() } else { files.join(", ") };
        used.configurations.entry(files).or_default().push(dockerfile.display().to_string());
    });
}

/// A file or program is used for something.
pub(super) fn used(what: &'static str, path: Option<&Path>) {
    if let Some(path) = path {
        note(|used| used.others.push((what, path.display().to_string())));
    }
}

/// Tells all of it, if somebody asks.
pub(super) fn tell() {
    if let Some(used) = USED.get() {
        let used = used.lock().unwrap_or_else(PoisonError::into_inner);
        output::stderr(|out| used.write(out).and_then(|()| timing::write(out)));
    }
}

impl Used {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\ndfcheck {}", env!("CARGO_PKG_VERSION"))?;
        for (name, text) in about::lines() {
            writeln!(out, "  {name:<15} {text}")?;
        }
        if !self.configurations.is_empty() {
            writeln!(out, "configuration")?;
        }
        for (files, dockerfiles) in &self.configurations {
            writeln!(out, "  {files} for {}", count(dockerfiles.len(), "Dockerfile", "Dockerfiles"))?;
            for name in dockerfiles.iter().take(MAX_NAMES) {
                writeln!(out, "    {name}")?;
            }
            if let more @ 1.. = dockerfiles.len().saturating_sub(MAX_NAMES) {
                writeln!(out, "    … and {more} more; `dfcheck config show FILE` tells what holds for one")?;
            }
        }
        if !self.others.is_empty() {
            writeln!(out, "also used")?;
        }
        for (what, path) in &self.others {
            writeln!(out, "  {what:<15} {path}")?;
        }
        Ok(())
    }
}
