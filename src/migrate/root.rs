//! What commands do to files and users in the image's stages → commands in the image's root.

use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::looked_for;
use super::{ContentItem, FileEntry, FileSource, Origin, Outcome, Recipe, RootCommand, Template, TemplatePart};
use crate::build::files::{Content, Destination, FileAction, Mode, Owner, OwnerGroup, file_actions};
use crate::facts::nix_commands;
use crate::shell::quote;

const COPY_BY_HAND: &str = "copy this, from where it is in nixpkgs";
/// What is different of the files of a builder that are given to somebody.
pub(super) const LINKS_OF_BUILDER: &str = "the folder changes its owner, and its files stay links into the store";

/// What becomes of a command if it works on files, or leaves nothing behind.
pub(super) fn translate(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
) -> Option<Outcome> {
    let lookup = |name: &str| place.value(name);
    let actions = file_actions(&commands.site(command.number, &lookup)?);
    let origin = draft.origin_of_call(command.call);
    let is_removal = nix_commands::only_removes(&command.call.name);
    let outcomes: Vec<Outcome> = actions.iter().map(|action| apply(draft, action, is_removal, &origin)).collect();
    outcomes
        .into_iter()
        .reduce(super::files::worse)
        .or_else(|| only_prints(place, commands, command))
        .or_else(|| nix_commands::not_needed(&command.call.name).map(Outcome::not_needed))
}

/// Whether the command only makes a program say something about itself, as a last check that it is there.
pub(super) fn only_prints(place: Place<'_>, commands: &Commands, command: &Command<'_>) -> Option<Outcome> {
    let lookup = |name: &str| place.value(name);
    let site = commands.site(command.number, &lookup)?;
    let words: Vec<String> = site.arguments().iter().map(|argument| argument.text().to_owned()).collect();
    nix_commands::only_prints(&words).then(|| Outcome::not_needed("only prints"))
}

/// What becomes of a file that is made or changed.
pub(super) fn apply(draft: &mut Draft<'_>, action: &FileAction, is_removal: bool, origin: &Origin) -> Outcome {
    match action {
        FileAction::MakeFolder { path, mode, owner, .. } => {
            let Some(path) = known(path.path.as_deref(), path.glob) else { return by_hand("make this folder") };
            draft.make_folder(&path, Some(origin.clone()));
            if let Some(mode) = mode {
                draft.run_in_root(format!("chmod {} {}", written(mode), relative(&path)), false, origin);
            }
            owner.as_ref().map_or_else(in_root, |owner| own(draft, &path, owner, false, origin))
        }
        FileAction::Touch { path } => {
            let Some(path) = known(path.path.as_deref(), path.glob) else { return by_hand("make this file") };
            draft.make_parent(&path, origin);
            draft.run_in_root(format!("touch {}", relative(&path)), false, origin);
            in_root()
        }
        FileAction::Link { link, target, symbolic: true, .. } => self::link(draft, link, &target.text, origin),
        FileAction::Remove { cleans: Some(_), .. } => Outcome::not_needed("Nix leaves no cache in the image"),
        FileAction::Remove { path, .. } => match known(path.path.as_deref(), path.glob) {
            Some(path) if draft.files.iter().any(|entry| entry.target == path) => {
                draft.files.retain(|entry| entry.target != path);
                Outcome::translated("not copied")
            }
            _ => Outcome::not_needed("what is not asked for is not in the image"),
        },
        FileAction::SetMode { path, mode, recursive } => match path.path.as_deref() {
            Some(path) => set_mode(draft, path, mode, *recursive, origin),
            None => by_hand("set this mode"),
        },
        FileAction::SetOwner { path, owner, recursive } => {
            let Some(path) = known(path.path.as_deref(), path.glob) else { return by_hand("set this owner") };
            own(draft, &path, owner, *recursive, origin)
        }
        FileAction::Write { path, content, append: false } => match (known(path.path.as_deref(), path.glob), content) {
            (Some(path), Content::Text(text)) => write(draft, &path, text, origin),
            _ => by_hand("write this file"),
        },
        FileAction::Write { path, content: Content::Text(text), append: true } => {
            match known(path.path.as_deref(), path.glob) {
                Some(path) => append(draft, &path, text, origin),
                None => by_hand("write this file"),
            }
        }
        FileAction::Edit { path, .. } => {
            Outcome::manual(format!("change {}: what it is in nixpkgs has its own place, or none", path.text))
        }
        FileAction::Copy { source, destination, .. } => known(source.path.as_deref(), source.glob)
            .and_then(|path| looked_for::copy(draft, &path, destination, origin))
            .unwrap_or_else(|| by_hand(COPY_BY_HAND)),
        FileAction::Move { .. } => by_hand(COPY_BY_HAND),
        FileAction::Unpack { .. } | FileAction::Decompress { .. } => {
            by_hand("unpack this with fetchzip or in a derivation")
        }
        FileAction::Unclear { .. } if is_removal => {
            Outcome::approximated("contents", "what it removes of the files that are copied is still there")
        }
        _ => by_hand("do this in fakeRootCommands"),
    }
}

fn in_root() -> Outcome {
    Outcome::translated("fakeRootCommands")
}

fn by_hand(what: &str) -> Outcome {
    Outcome::manual(what)
}

fn known(path: Option<&str>, glob: bool) -> Option<String> {
    path.filter(|_| !glob).map(str::to_owned)
}

/// The path as the commands of the image's root write it.
pub(super) fn relative(path: &str) -> String {
    quote::relative_word(path.trim_matches('/'))
}

fn written(mode: &Mode) -> String {
    match mode {
        Mode::Octal(bits) => format!("{bits:o}"),
        Mode::Symbolic(text) => text.clone(),
    }
}

fn link(draft: &mut Draft<'_>, link: &Destination, target: &str, origin: &Origin) -> Outcome {
    let name = target.trim_end_matches('/').rsplit('/').next().unwrap_or(target);
    let Some(path) = link.path_of(name) else { return by_hand("make this link") };
    looked_for::need(draft, target, origin);
    make_link(draft, &path, target, origin)
}

/// Makes a link in the image's root.
pub(super) fn make_link(draft: &mut Draft<'_>, path: &str, target: &str, origin: &Origin) -> Outcome {
    draft.make_parent(path, origin);
    let end = if target.starts_with('-') { "-- " } else { "" };
    draft.run_in_root(format!("ln -sfn {end}{} {}", quote::path_word(target), relative(path)), false, origin);
    in_root()
}

fn set_mode(draft: &mut Draft<'_>, path: &str, mode: &Mode, recursive: bool, origin: &Origin) -> Outcome {
    let flag = if recursive { "-R " } else { "" };
    if let Some(entry) = draft.files.iter_mut().find(|entry| entry.target == path)
        && let FileSource::File { .. } = entry.source
    {
        entry.mode = Some(format!("{:o}", mode.apply(0o644, false)));
        return Outcome::translated("files");
    }
    if draft.files.iter().any(|entry| concerns(entry, path, recursive)) {
        return set_mode_of_copies(draft, path, mode, flag, origin);
    }
    if !draft.is_in_root(path) {
        return Outcome::not_needed("files of the store can be read by all, and nothing else is there");
    }
    draft.run_in_root(format!("chmod {flag}{} {}", written(mode), pattern(relative_path(path))), false, origin);
    in_root()
}

/// Whether what was copied has files at the path, or at what the pattern names.
fn concerns(entry: &FileEntry, path: &str, recursive: bool) -> bool {
    let fixed = path.split(['*', '?', '[']).next().unwrap_or(path);
    let is_pattern = fixed.len() < path.len();
    let target = entry.target.trim_end_matches('/');
    let is_above = fixed.starts_with(&format!("{target}/")) && !(target.is_empty() && fixed == "/");
    match entry.source {
        FileSource::Directory { .. } | FileSource::Tree { .. } => {
            is_above || (recursive && (target == path || target.starts_with(&format!("{path}/"))))
        }
        FileSource::File { .. } => {
            is_pattern && target.starts_with(fixed) || recursive && target.starts_with(&format!("{path}/"))
        }
        FileSource::Path { .. } | FileSource::Commands { .. } => false,
    }
}

/// Sets the mode of files that were copied, as far as the store keeps it: it knows who may run a file, and nothing else.
fn set_mode_of_copies(draft: &mut Draft<'_>, path: &str, mode: &Mode, flag: &str, origin: &Origin) -> Outcome {
    let bits = mode.apply(0o644, false);
    let is_kept = bits & 0o444 == 0o444 && bits & 0o022 == 0;
    let differs = "files of the store can be read by all and written by none";
    if bits & 0o111 == 0 && mode.apply(0o755, false) & 0o111 != 0 {
        return if is_kept { Outcome::not_needed(differs) } else { Outcome::approximated("files", differs) };
    }
    let line = Template::text(format!("chmod {flag}{} $out/{}", written(mode), pattern(relative_path(path))));
    draft.files.push(FileEntry {
        source: FileSource::Commands { lines: vec![line] },
        target: String::new(),
        mode: None,
        origin: origin.clone(),
    });
    if is_kept { Outcome::translated("files") } else { Outcome::approximated("files", differs) }
}

fn relative_path(path: &str) -> &str {
    path.trim_matches('/')
}

/// A path, quoted unless it is a pattern that is to be expanded.
fn pattern(path: &str) -> String {
    let is_plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "_-./*?[]".contains(c));
    if is_plain && !path.starts_with('-') { quote::pattern_word(path) } else { quote::relative_word(path) }
}

/// Gives a path to an owner. Files that would be links into the store become real ones first.
fn own(draft: &mut Draft<'_>, path: &str, owner: &Owner, recursive: bool, origin: &Origin) -> Outcome {
    let text = match (&owner.user, &owner.group) {
        (Some(user), OwnerGroup::Unchanged) => user.clone(),
        (Some(user), OwnerGroup::OfUser) => format!("{user}:"),
        (Some(user), OwnerGroup::Named(group)) => format!("{user}:{group}"),
        (None, OwnerGroup::Named(group)) => format!(":{group}"),
        (None, _) => return by_hand("set this owner"),
    };
    let Some(ids) = draft.accounts.owner(&text) else {
        return Outcome::manual(format!("give {path} to {text}: no instruction says which ids that is"));
    };
    draft.make_real(path, origin);
    draft.make_folder(path, Some(origin.clone()));
    let flag = if recursive { "-R " } else { "" };
    draft.run_in_root(format!("chown {flag}{ids} {}", relative(path)), true, origin);
    if recursive && draft.projects.iter().any(|folder| folder.trim_end_matches('/') == path.trim_end_matches('/')) {
        return Outcome::approximated("fakeRootCommands", LINKS_OF_BUILDER);
    }
    in_root()
}

fn write(draft: &mut Draft<'_>, path: &str, text: &str, origin: &Origin) -> Outcome {
    let name = path.rsplit('/').next().unwrap_or("file").to_owned();
    let recipe = Recipe::TextFile { path: path.to_owned(), text: Template::text(text), executable: false };
    let name = draft.add_binding(&name, recipe, vec![origin.clone()]);
    draft.add_content(ContentItem::Binding { name: name.clone() }, Origin { text: String::new(), ..origin.clone() });
    Outcome::translated(name)
}

/// Adds to a file that an earlier command wrote; what only the base image had begins with the text.
fn append(draft: &mut Draft<'_>, path: &str, text: &str, origin: &Origin) -> Outcome {
    for binding in &mut draft.bindings {
        if let Recipe::TextFile { path: there, text: before, .. } = &mut binding.recipe
            && there == path
        {
            before.push_text(text);
            binding.origins.push(origin.clone());
            return Outcome::translated(binding.name.clone());
        }
    }
    match write(draft, path, text, origin) {
        Outcome::Translated { into } => {
            Outcome::approximated(into, "the file has this alone, and not what the base image had in it")
        }
        outcome => outcome,
    }
}

impl Draft<'_> {
    /// Adds a command to the image's root.
    pub(super) fn run_in_root(&mut self, command: impl Into<Template>, needs_root: bool, origin: &Origin) {
        self.root.push(RootCommand { command: command.into(), needs_root, origin: Some(origin.clone()) });
    }

    /// Makes a folder in the image's root, unless it is there.
    pub(super) fn make_folder(&mut self, path: &str, origin: Option<Origin>) {
        let is_new = !path.trim_matches('/').is_empty() && self.real_folders.insert(path.to_owned());
        self.directories.insert(path.to_owned());
        if is_new {
            let command = Template::text(format!("mkdir -p {}", relative(path)));
            self.root.push(RootCommand { command, needs_root: false, origin });
        }
    }

    /// Makes the folder that `path` is in.
    fn make_parent(&mut self, path: &str, origin: &Origin) {
        if let Some((folder, _)) = path.rsplit_once('/').filter(|(folder, _)| !folder.is_empty()) {
            self.make_folder(folder, Some(origin.clone()));
        }
    }

    /// Whether the path is a folder that commands of the root make, or is below one.
    fn is_in_root(&self, path: &str) -> bool {
        self.real_folders.iter().any(|folder| path == folder || path.starts_with(&format!("{folder}/")))
    }

    /// Turns the files at and below `path` from links into the store into copies.
    fn make_real(&mut self, path: &str, origin: &Origin) {
        let below = format!("{}/", path.trim_end_matches('/'));
        let concerned = |entry: &FileEntry| {
            let target = entry.target.trim_end_matches('/');
            !matches!(entry.source, FileSource::Commands { .. }) && target == path.trim_end_matches('/')
                || !target.is_empty() && target.starts_with(&below)
        };
        let (real, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.files).into_iter().partition(concerned);
        self.files = kept;
        for entry in real {
            let (source, suffix) = match entry.source {
                FileSource::File { path } => (Template::of_parts([TemplatePart::Context(path)]), ""),
                FileSource::Directory { path, excluded } => {
                    (Template::of_parts([TemplatePart::ContextFolder { path, excluded }]), "/.")
                }
                FileSource::Path { path } => (path, ""),
                FileSource::Tree { path } => (path, "/."),
                FileSource::Commands { .. } => continue,
            };
            let folder = match suffix {
                "" => entry.target.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned(),
                _ => entry.target.trim_end_matches('/').to_owned(),
            };
            self.make_folder(&folder, Some(entry.origin));
            let mut copy = Template::text("cp -r --no-preserve=ownership ");
            copy.extend(&source.shell_word());
            copy.push_text(&format!("{suffix} {}", relative(&entry.target)));
            self.run_in_root(copy, false, origin);
            self.run_in_root(format!("chmod -R u+w {}", relative(&entry.target)), false, origin);
        }
    }
}
