//! Which commands of a RUN can stay in the script of a derivation.

use super::{Script, Verdict, fetch};
use crate::build::call::Site;
use crate::build::downloads::{Download, downloads};
use crate::build::files::{FileAction, file_actions};
use crate::build::packages::package_actions;
use crate::build::users::user_actions;
use crate::facts::nix_commands;
use crate::migrate::commands::{self, Command, Commands};
use crate::migrate::compound::Written;
use crate::migrate::draft::{Draft, Place, command_text};
use crate::migrate::{Outcome, Template, accounts, packages, plumbing, root, ruby, setup};

/// Whether a command of the image needs a build.
pub(super) fn is_work(
    draft: &Draft<'_>,
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
    script: &Script,
) -> bool {
    let call = command.call;
    let lookup = |name: &str| place.value(name);
    let Some(site) = commands.site(command.number, &lookup) else { return false };
    if call.context.substitution
        || commands::settled(commands, command).is_some()
        || draft.built.contains_key(&call.span.start)
        || plumbing::translate(place, commands, command).is_some()
        || setup::of(place, commands, command).is_some()
        || !package_actions(call, &lookup).is_empty()
        || !user_actions(&site, None).is_empty()
    {
        return false;
    }
    let fetched = downloads(&site);
    if fetched.iter().any(|download| match download {
        Download::File(file) => file.url.complete,
        Download::Repository(repository) => repository.url.complete,
        _ => false,
    }) {
        return true;
    }
    let knows = |path: Option<&str>| path.is_some_and(|path| script.knows(draft, path));
    let actions = file_actions(&site);
    let works_on_known = actions.iter().any(|action| match action {
        FileAction::Copy { source, .. } | FileAction::Move { source, .. } => knows(source.path.as_deref()),
        FileAction::Unpack { archive: Some(path), .. }
        | FileAction::Decompress { path, .. }
        | FileAction::Edit { path, .. } => knows(path.path.as_deref()),
        FileAction::Write { append: true, path, .. } => knows(path.path.as_deref()),
        _ => false,
    });
    if works_on_known {
        return true;
    }
    let attribute = nix_commands::in_a_build(&call.name).filter(|_| site.is_standard_program());
    match attribute {
        Some("stdenv") => false,
        Some("stdenv.cc") => command.directory.is_some_and(|folder| folder != "/" && script.knows(draft, folder)),
        Some(_) => names_known_file(draft, &site, script),
        None => is_known_program(draft, &site, script),
    }
}

/// Whether an argument is a file that is there.
fn names_known_file(draft: &Draft<'_>, site: &Site<'_>, script: &Script) -> bool {
    site.arguments()
        .iter()
        .map(|argument| site.path(argument))
        .any(|path| path.text.contains('/') && path.path.as_deref().is_some_and(|path| script.knows(draft, path)))
}

/// Whether the program is a file that a COPY, or the script, put there.
fn is_known_program(draft: &Draft<'_>, site: &Site<'_>, script: &Script) -> bool {
    let Some(program) = site.call.program.literal().filter(|program| program.contains('/')) else { return false };
    let path = crate::migrate::packages::absolute(site.directory.unwrap_or("/"), &program);
    script.knows(draft, &path)
}

/// What becomes of a command of a RUN that is a script.
pub(super) fn decide<'a>(
    draft: &mut Draft<'a>,
    place: Place<'a>,
    commands: &Commands,
    command: &Command<'_>,
    written: &[Written],
    script: &mut Script,
) -> Verdict {
    let call = command.call;
    let name = call.name.as_str();
    let lookup = |name: &str| place.value(name);
    if let Some(outcome) = draft.built.get(&call.span.start) {
        return Verdict::Drop(outcome.clone());
    }
    if let Some(outcome) = commands::settled(commands, command) {
        return Verdict::Drop(outcome);
    }
    let Some(site) = commands.site(command.number, &lookup) else {
        return Verdict::Manual("do this in the build".to_owned());
    };
    if call.context.substitution && setup::of(place, commands, command).is_none() {
        return substitution(place, &site, script);
    }
    if let Some(outcome) = plumbing::translate(place, commands, command) {
        return Verdict::Drop(outcome);
    }
    let of_setup = if script.of_image {
        setup::translate(draft, place, commands, command)
    } else {
        setup::in_build(place, commands, command).map(|(attributes, outcome)| {
            attributes.iter().for_each(|attribute| script.needs(attribute));
            outcome
        })
    };
    if let Some(outcome) = of_setup {
        return Verdict::Drop(outcome);
    }
    let of_packages = if script.of_image {
        ruby::bundle(draft, place, command).or_else(|| packages::translate(draft, place, command))
    } else {
        commands::python_modules(draft, place, command)
            .or_else(|| ruby::bundle(draft, place, command))
            .or_else(|| commands::in_stage(place, command))
    };
    if let Some(outcome) = of_packages {
        return Verdict::Drop(outcome);
    }
    if script.of_image {
        if let Some(outcome) = accounts::translate(draft, place, commands, command) {
            return Verdict::Drop(outcome);
        }
    } else if !user_actions(&site, None).is_empty() {
        return Verdict::Drop(Outcome::not_needed("a build has a user of its own"));
    }
    let actions = file_actions(&site);
    if let Some(verdict) = of_owners_and_leftovers(draft, place, commands, command, script, &actions) {
        return verdict;
    }
    if name == "set" {
        return Verdict::Drop(Outcome::not_needed("a build stops at the first command that fails"));
    }
    if let Some(verdict) = fetch::translate(draft, place, commands, command, script) {
        return verdict;
    }
    let kept = Outcome::translated(script.name.clone());
    if nix_commands::is_shell_only(name) {
        return Verdict::Keep(Outcome::translated(script.name.clone()));
    }
    let is_written = written.iter().any(|written| written.takes(command));
    let is_read = call.context.pipeline.is_some() || call.context.conditional || !actions.is_empty() || is_written;
    if nix_commands::is_printer(name) && !is_read {
        return Verdict::Drop(Outcome::not_needed("only prints"));
    }
    if let Some(attribute) = nix_commands::in_a_build(name)
        .filter(|_| site.is_standard_program() || name == "configure" || name.ends_with(".sh"))
    {
        if let Some(what) = unknown_source(draft, script, &actions) {
            return Verdict::Manual(what);
        }
        if site.call.program.literal().is_some_and(|program| program.contains('/'))
            && !site.is_standard_program()
            && !is_known_program(draft, &site, script)
        {
            return Verdict::Manual(format!("run {name}: nothing says where it comes from"));
        }
        note(script, &actions);
        script.used.insert(name.to_owned());
        script.needs(attribute);
        if attribute != "stdenv" {
            script.opaque = true;
        }
        return Verdict::Keep(kept);
    }
    if is_known_program(draft, &site, script) {
        script.opaque = true;
        let differs = "in a build there is no network, and only the build's own folders can be written";
        return Verdict::Keep(Outcome::approximated(script.name.clone(), differs));
    }
    if actions.is_empty()
        && !is_written
        && let Some(outcome) = root::only_prints(place, commands, command)
    {
        return Verdict::Drop(outcome);
    }
    if let Some(why) = nix_commands::not_needed(name).filter(|_| !is_written) {
        return Verdict::Drop(Outcome::not_needed(why));
    }
    if !actions.is_empty()
        && unknown_source(draft, script, &actions).is_none()
        && !name.is_empty()
        && actions.iter().all(is_write)
    {
        return Verdict::Manual(format!("write what {name} prints"));
    }
    Verdict::Manual(format!("see what {} does: it is no program that every build has", command_text(call)))
}

fn is_write(action: &FileAction) -> bool {
    matches!(action, FileAction::Write { .. })
}

/// A command whose output is part of another: it stays where a build can give the same answer.
fn substitution(place: Place<'_>, site: &Site<'_>, script: &mut Script) -> Verdict {
    let outcome = Outcome::not_needed("its output is part of another command");
    let words: Vec<String> = site.arguments().iter().map(|argument| argument.text().to_owned()).collect();
    let asked = std::iter::once(site.call.name.clone()).chain(words).collect::<Vec<_>>().join(" ");
    if let Some(answer) = nix_commands::answer(&asked, place.machine) {
        return Verdict::Replace(vec![Template::text(format!("echo {answer}"))], outcome);
    }
    match nix_commands::in_a_build(&site.call.name).filter(|_| site.is_standard_program()) {
        Some(attribute) => {
            script.needs(attribute);
            Verdict::Keep(outcome)
        }
        None => Verdict::Manual(format!("put in what {asked} prints")),
    }
}

/// Owners are set where the image is put together; what only cleans has nothing to clean.
fn of_owners_and_leftovers<'a>(
    draft: &mut Draft<'a>,
    place: Place<'a>,
    commands: &Commands,
    command: &Command<'_>,
    script: &Script,
    actions: &[FileAction],
) -> Option<Verdict> {
    if actions.is_empty() {
        return None;
    }
    if actions.iter().all(|action| matches!(action, FileAction::SetOwner { .. })) {
        if !script.of_image {
            return Some(Verdict::Drop(Outcome::not_needed("files of the store belong to root")));
        }
        return root::translate(draft, place, commands, command).map(Verdict::Drop);
    }
    let is_leftover = |action: &FileAction| match action {
        FileAction::Remove { cleans: Some(_), .. } => true,
        FileAction::Remove { path, .. } => !path.path.as_deref().is_some_and(|path| script.knows(draft, path)),
        _ => false,
    };
    if actions.iter().all(is_leftover) {
        return Some(Verdict::Drop(Outcome::not_needed("what is not asked for is not in the image")));
    }
    None
}

/// What a command reads although nothing says what it is, if there is such a thing.
fn unknown_source(draft: &Draft<'_>, script: &Script, actions: &[FileAction]) -> Option<String> {
    actions.iter().find_map(|action| {
        let (path, what) = match action {
            FileAction::Copy { source, .. } | FileAction::Move { source, .. } => (source, "copy"),
            FileAction::Edit { path, .. } => (path, "change"),
            FileAction::SetMode { path, .. } => (path, "set the mode of"),
            FileAction::Decompress { path, .. } => (path, "unpack"),
            FileAction::Unpack { archive: Some(path), .. } => (path, "unpack"),
            _ => return None,
        };
        match &path.path {
            Some(known) if script.knows(draft, known) => None,
            None => None,
            Some(_) => Some(format!("{what} {}, from where it is in nixpkgs", path.text)),
        }
    })
}

/// Notes the paths that a command writes.
pub(super) fn note<'f>(script: &mut Script, actions: impl IntoIterator<Item = &'f FileAction>) {
    for action in actions {
        let path = match action {
            FileAction::MakeFolder { path, .. } | FileAction::Touch { path } | FileAction::Write { path, .. } => path,
            FileAction::Copy { destination, .. } | FileAction::Move { destination, .. } => &destination.path,
            FileAction::Link { link, .. } => &link.path,
            FileAction::Unpack { into, .. } => into,
            FileAction::Decompress { to: Some(path), .. } => path,
            _ => continue,
        };
        if let Some(path) = path.path.as_deref().filter(|path| *path != "/") {
            script.touch(path);
        } else if path.path.as_deref() == Some("/") {
            script.opaque = true;
        }
    }
}
