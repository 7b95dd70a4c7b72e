//! `dfcheck migrate --update`

use std::path::Path;

use super::args::UpdateArgs;
use super::migrate::{defect, failed};
use super::{CLEAN, FINDINGS, git, input, output};
use crate::dockerfile;
use crate::limits::Limits;
use crate::migrate::{self, Plan, Request};
use crate::nix::{self, Rendering, Style};
use crate::prose::count;
use crate::source::SourceFile;

/// Brings what has changed in the Dockerfile into an existing file.
pub(super) fn run(path: &Path, args: &UpdateArgs, request: &Request<'_>, dockerfile: Option<&Path>, plan: &Plan) -> u8 {
    match merge(path, args, request, dockerfile, plan) {
        Ok(code) => code,
        Err(error) => failed(error),
    }
}

fn merge(
    path: &Path,
    args: &UpdateArgs,
    request: &Request<'_>,
    dockerfile: Option<&Path>,
    plan: &Plan,
) -> Result<u8, String> {
    let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let existing = std::fs::read_to_string(path).map_err(|error| at(&error))?;
    let old = old_dockerfile(path, args, dockerfile)?;
    let parsed = dockerfile::parse(old.bytes());
    let old_request = Request { file: &old, dockerfile: &parsed, ..*request };
    let old_plan = migrate::plan(&old_request).map_err(|error| format!("{}: {}", old.name(), error.kind))?;
    // As the file was made.
    let comments = existing.contains(&format!("# {}:", plan.dockerfile));
    let rendering = Rendering { style: Style::of(&existing), comments };
    let base = nix::emit_as(&old_plan, rendering).map_err(defect)?;
    let wanted = nix::emit_as(plan, rendering).map_err(defect)?;
    let updated = nix::update(&base, &existing, &wanted).map_err(|error| at(&error))?;
    let name = path.display();
    if updated.text == existing {
        output::note(format!("{name} has what is new in {} already", plan.dockerfile));
        return Ok(CLEAN);
    }
    if args.keep_orig {
        let mut original = path.as_os_str().to_owned();
        original.push(".orig");
        output::write_file(Path::new(&original), existing.as_bytes()).map_err(|error| at(&error))?;
    }
    output::write_file(path, updated.text.as_bytes()).map_err(|error| at(&error))?;
    for line in &updated.stale_hashes {
        output::note(format!("{name}:{line}: the hash is of what it was before; `nix-build` says the new one"));
    }
    if updated.conflicts > 0 {
        let places = count(updated.conflicts, "place is", "places are");
        output::note(format!("{name}: {places} changed on both sides, and marked with <<<<<<< and >>>>>>>"));
        return Ok(FINDINGS);
    }
    output::note(format!("{name}: updated from {}", old.name()));
    Ok(CLEAN)
}

/// The Dockerfile that the file was made of: the one that is named, or as it was when the file was last committed.
fn old_dockerfile(path: &Path, args: &UpdateArgs, dockerfile: Option<&Path>) -> Result<SourceFile, String> {
    if let Some(base) = &args.base_dockerfile {
        return input::read(base, &Limits::default()).map(|input| input.file).map_err(|error| error.to_string());
    }
    let Some(dockerfile) = dockerfile else {
        return Err("standard input has no past: name the old one with --base-dockerfile".to_owned());
    };
    let help = "which Dockerfile the file was made of is told by --base-dockerfile FILE or --base-git REVISION";
    let revision = match &args.base_git {
        Some(revision) => revision.clone(),
        None => git::last_change(path).map_err(|error| format!("{error}; {help}"))?,
    };
    git::file_at(dockerfile, &revision).map_err(|error| format!("{error}; {help}"))
}
