//! COPY and ADD in the image's stages → files of the image.

use std::collections::BTreeSet;

use super::draft::{Draft, Place};
use super::{ContentItem, FileEntry, FileSource, Outcome, Recipe, RootCommand, Template, TemplatePart, builders};
use crate::build::{FileSource as From, FileTransfer, SourceKind, TransferSource};
use crate::context::{BuildContext, Glob};
use crate::facts::filesystem;
use crate::shell::quote;

/// Translates one COPY or ADD.
pub(super) fn transfer(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer) {
    let outcomes: Vec<Outcome> = transfer.sources.iter().map(|source| copy(draft, place, transfer, source)).collect();
    if transfer.sources.len() > 1 || transfer.destination.ends_with('/') {
        draft.directories.insert(transfer.destination.trim_end_matches('/').to_owned());
    }
    draft.record(place, combined(outcomes));
}

/// The outcome of an instruction whose parts had these: the worst of them.
fn combined(outcomes: Vec<Outcome>) -> Outcome {
    outcomes.into_iter().reduce(worse).unwrap_or_else(|| Outcome::not_needed("copies nothing"))
}

/// The outcome that somebody has to look at first; of two alike the first.
pub(super) fn worse(a: Outcome, b: Outcome) -> Outcome {
    let rank = |outcome: &Outcome| match outcome {
        Outcome::NotNeeded { .. } => 0,
        Outcome::Translated { .. } => 1,
        Outcome::Approximated { .. } => 2,
        Outcome::Manual { .. } => 3,
    };
    if rank(&b) > rank(&a) { b } else { a }
}

fn copy(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, source: &TransferSource) -> Outcome {
    match (&source.kind, &transfer.from) {
        (SourceKind::Heredoc { name, content }, _) => {
            let target = join(&transfer.destination, name, draft.is_directory(transfer));
            text_file(draft, place, transfer, &target, content)
        }
        (SourceKind::Remote { url, .. }, _) => fetch(draft, place, transfer, url),
        (SourceKind::Path(path), From::Context) => from_context(draft, place, transfer, path),
        (SourceKind::Path(path), From::Stage(stage)) => {
            let target = target_of(draft, transfer, path);
            let found = builders::output(draft, *stage, path, place);
            from_path(draft, place, transfer, found, path, &target)
        }
        (SourceKind::Path(path), From::Image(image)) => {
            let target = target_of(draft, transfer, path);
            from_path(draft, place, transfer, builders::image_file(image, path), path, &target)
        }
        (SourceKind::Path(_), From::Scratch) => Outcome::not_needed("scratch holds no files"),
        (SourceKind::Path(path), From::Unknown) => Outcome::manual(format!("say where {path} comes from")),
    }
}

/// A path of the build context: a file, a folder, or a pattern.
fn from_context(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, path: &str) -> Outcome {
    let context = draft.request.context;
    let is_written_as_folder = path.ends_with('/') && !context.is_file(&clean(path));
    let path = clean(path);
    if path.contains(['*', '?', '[']) {
        return from_pattern(draft, place, transfer, &path);
    }
    if !is_written_as_folder && !is_folder(context, &path) {
        let target = target_of(draft, transfer, &path);
        if let Some(reader) = draft.manifests.iter().find(|manifest| manifest.path == target) {
            return Outcome::not_needed(reader.why.clone());
        }
        if let Some(outcome) = in_project(draft, place, transfer, &target) {
            return outcome;
        }
        return put_file(draft, place, transfer, path, target);
    }
    let target = transfer.destination.clone();
    if let Some(outcome) = in_project(draft, place, transfer, &target) {
        return outcome;
    }
    draft.directories.insert(target.trim_end_matches('/').to_owned());
    let excluded = if path.is_empty() { excluded_from_context(draft) } else { Vec::new() };
    if transfer.chown.is_some() || transfer.chmod.is_some() {
        return put_in_root(
            draft,
            place,
            transfer,
            &Template::of_parts([TemplatePart::ContextFolder { path, excluded }]),
            Copied::Content,
            &target,
        );
    }
    let origin = draft.origin_of(place.instruction);
    draft.files.push(FileEntry { source: FileSource::Directory { path, excluded }, target, mode: None, origin });
    Outcome::translated("files")
}

/// What becomes of files for a folder that a builder fills: they are what it builds from.
fn in_project(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, target: &str) -> Option<Outcome> {
    let target = target.trim_end_matches('/');
    let is_in = |folder: &&String| target == folder.as_str() || target.starts_with(&format!("{folder}/"));
    let folder = draft.projects.iter().find(is_in)?.clone();
    let owner = transfer.chown.as_ref().and_then(|owner| draft.accounts.owner(owner));
    if let Some(ids) = owner {
        let origin = draft.origin_of(place.instruction);
        let command = format!("chown -R {ids} {}", super::root::relative(&folder));
        draft.make_folder(&folder, Some(origin.clone()));
        if !draft.root.iter().any(|it| it.command == Template::text(command.as_str())) {
            draft.run_in_root(command, true, &origin);
        }
        return Some(Outcome::approximated("src", super::root::LINKS_OF_BUILDER));
    }
    Some(Outcome::translated("src"))
}

fn from_pattern(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, pattern: &str) -> Outcome {
    let found = Glob::new(pattern).ok().and_then(|glob| draft.request.context.glob(&glob).ok());
    let paths: Vec<String> =
        found.iter().flat_map(|listing| &listing.entries).map(|entry| entry.path.as_str().to_owned()).collect();
    if paths.is_empty() {
        if let Some(outcome) = in_project(draft, place, transfer, &transfer.destination) {
            return outcome;
        }
        return Outcome::manual(format!("copy what {pattern} matches: the build context has nothing of that name"));
    }
    let outcomes = paths.iter().map(|path| from_context(draft, place, transfer, path)).collect();
    combined(outcomes)
}

fn put_file(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, path: String, target: String) -> Outcome {
    if transfer.chown.is_some() {
        return put_in_root(
            draft,
            place,
            transfer,
            &Template::of_parts([TemplatePart::Context(path)]),
            Copied::File,
            &target,
        );
    }
    let origin = draft.origin_of(place.instruction);
    let mode = transfer.chmod.clone();
    draft.files.push(FileEntry { source: FileSource::File { path }, target, mode, origin });
    Outcome::translated("files")
}

/// How files get into the image's root.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    /// A file, or a folder, as what the target names.
    File,
    /// The content of a folder, into the target.
    Content,
    /// A file, or the content of a folder: nothing here tells which.
    Tree,
}

/// Files with an owner: copied in the image's root, for files of the store belong to root.
fn put_in_root(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    transfer: &FileTransfer,
    source: &Template,
    copied: Copied,
    target: &str,
) -> Outcome {
    let origin = draft.origin_of(place.instruction);
    let relative = target.trim_matches('/').to_owned();
    let folder = match copied {
        Copied::Content => relative.as_str(),
        Copied::File | Copied::Tree => relative.rsplit_once('/').map_or("", |(folder, _)| folder),
    };
    let is_new = draft.real_folders.insert(format!("/{folder}"));
    let mut push = |command: Template, needs_root: bool| {
        draft.root.push(RootCommand { command, needs_root, origin: Some(origin.clone()) });
    };
    if !folder.is_empty() && is_new {
        push(Template::text(format!("mkdir -p {}", quote::relative_word(folder))), false);
    }
    let quoted = quote::relative_word(&relative);
    let flags = if copied == Copied::Tree { "-rT" } else { "-r" };
    let mut copy = Template::text(format!("cp {flags} --no-preserve=ownership "));
    copy.extend(&source.shell_word());
    copy.push_text(if copied == Copied::Content { "/." } else { "" });
    copy.push_text(&format!(" {quoted}"));
    push(copy, false);
    // What comes from the store is read-only.
    push(Template::text(format!("chmod -R {} {quoted}", transfer.chmod.as_deref().unwrap_or("u+w"))), false);
    if copied == Copied::Tree {
        draft.real_folders.insert(format!("/{relative}"));
    }
    let Some(owner) = &transfer.chown else { return Outcome::translated("fakeRootCommands") };
    match draft.accounts.owner(owner) {
        Some(ids) => {
            draft.root.push(RootCommand {
                command: Template::text(format!("chown -R {ids} {quoted}")),
                needs_root: true,
                origin: Some(origin),
            });
            Outcome::translated("fakeRootCommands")
        }
        None => Outcome::manual(format!("give the files to {owner}: no instruction says which ids that user has")),
    }
}

/// A path of another stage or image that has a counterpart in the store.
fn from_path(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    transfer: &FileTransfer,
    found: builders::Found,
    path: &str,
    target: &str,
) -> Outcome {
    let origin = draft.origin_of(place.instruction);
    match found {
        builders::Found::Path(template) => {
            let into = template.to_string();
            let name = path.rsplit('/').next().unwrap_or(path);
            let is_program = into.ends_with(&format!("/bin/{name}")) || is_program_of_binding(&template);
            let has_name = !draft.is_directory(transfer);
            let is_unknown = has_name && !is_program && !into.ends_with(".jar");
            let is_tree = is_unknown || looks_like_folder(path) && !is_program;
            if transfer.chown.is_some() {
                let (copied, target) =
                    if is_tree { (Copied::Tree, transfer.destination.as_str()) } else { (Copied::File, target) };
                return put_in_root(draft, place, transfer, &template, copied, target);
            }
            let (source, target) = if is_tree {
                (FileSource::Tree { path: template }, transfer.destination.trim_end_matches('/').to_owned())
            } else {
                (FileSource::Path { path: template }, target.to_owned())
            };
            draft.files.push(FileEntry { source, target, mode: None, origin });
            Outcome::translated(into)
        }
        builders::Found::Context(source) => from_context(draft, place, transfer, &source),
        builders::Found::Modules(what) => Outcome::translated(what),
        builders::Found::Attribute { path, what } => {
            draft.add_attribute(&path, origin);
            Outcome::translated(format!("{what} from {path}"))
        }
        builders::Found::Unknown { why } => Outcome::manual(format!("copy {path}: {why}")),
    }
}

/// Whether it is a program that a builder built, whatever name it has there.
fn is_program_of_binding(template: &Template) -> bool {
    let [TemplatePart::Binding(_), TemplatePart::Text(path)] = template.parts() else { return false };
    path.strip_prefix("/bin/").is_some_and(|name| !name.is_empty() && !name.contains('/'))
}

/// Whether a path in a stage is that of a folder, as far as its name tells: it is outside of the folders of programs,
/// and has no extension.
fn looks_like_folder(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    path.ends_with("/.") || !filesystem::has_programs(folder) && !name.trim_start_matches('.').contains('.')
}

/// The path in the build context of what a transfer puts at `path`, if it does.
pub(super) fn source_of(draft: &Draft<'_>, transfer: &FileTransfer, path: &str) -> Option<String> {
    if transfer.from != From::Context {
        return None;
    }
    transfer.sources.iter().find_map(|source| {
        let SourceKind::Path(from) = &source.kind else { return None };
        let from = clean(from);
        if !is_folder(draft.request.context, &from) {
            return (target_of(draft, transfer, &from) == path).then_some(from);
        }
        let below = path.strip_prefix(transfer.destination.trim_end_matches('/'))?.strip_prefix('/')?;
        Some(if from.is_empty() { below.to_owned() } else { format!("{from}/{below}") })
    })
}

fn text_file(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, target: &str, content: &str) -> Outcome {
    let executable = transfer.chmod.as_deref().is_some_and(is_executable_mode) || content.starts_with("#!");
    let name = target.rsplit('/').next().unwrap_or("file").to_owned();
    let text = draft.template(content);
    let origin = draft.origin_of(place.instruction);
    let recipe = Recipe::TextFile { path: target.to_owned(), text, executable };
    let name = draft.add_binding(&name, recipe, vec![origin.clone()]);
    draft.add_content(ContentItem::Binding { name: name.clone() }, origin);
    Outcome::translated(name)
}

/// `ADD https://…`: a download of fixed content.
fn fetch(draft: &mut Draft<'_>, place: Place<'_>, transfer: &FileTransfer, url: &str) -> Outcome {
    let origin = draft.origin_of(place.instruction);
    let file = url.split(['?', '#']).next().and_then(|url| url.rsplit('/').next()).unwrap_or("download").to_owned();
    let hash = transfer.checksum.as_deref().and_then(sri);
    let missing = hash.is_none();
    let recipe = Recipe::Fetch { url: draft.template(url), hash, unpack: false };
    let name = draft.add_binding(file.split('.').next().unwrap_or("download"), recipe, vec![origin.clone()]);
    if missing {
        draft.placeholders.push(super::Placeholder {
            binding: name.clone(),
            what: "the hash of the download".to_owned(),
            command: Some(format!("nix store prefetch-file {}", shell_words::quote(url))),
            origin: origin.clone(),
        });
    }
    let target = join(&transfer.destination, &file, draft.is_directory(transfer));
    let source = FileSource::Path { path: Template::binding(&name, "") };
    draft.files.push(FileEntry { source, target, mode: transfer.chmod.clone(), origin });
    Outcome::translated(name)
}

/// `sha256:<hex>` → `sha256-<base64>`, as Nix writes hashes.
pub(super) fn sri(checksum: &str) -> Option<String> {
    let (algorithm, digits) = checksum.split_once(':')?;
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?;
    Some(format!("{algorithm}-{}", data_encoding::BASE64.encode(&bytes)))
}

fn is_executable_mode(mode: &str) -> bool {
    mode.contains('x') || mode.bytes().any(|digit| matches!(digit, b'1' | b'3' | b'5' | b'7'))
}

impl Draft<'_> {
    /// Whether the destination of a transfer is a folder, into which a file is put under its own name.
    fn is_directory(&self, transfer: &FileTransfer) -> bool {
        let path = transfer.destination.trim_end_matches('/');
        transfer.destination.ends_with('/')
            || transfer.sources.len() > 1
            || self.directories.contains(path)
            || filesystem::directories().contains(&path)
    }
}

fn target_of(draft: &Draft<'_>, transfer: &FileTransfer, path: &str) -> String {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or(path);
    join(&transfer.destination, name, draft.is_directory(transfer))
}

fn join(destination: &str, name: &str, into: bool) -> String {
    if into { format!("{}/{name}", destination.trim_end_matches('/')) } else { destination.to_owned() }
}

/// A path of the context without leading slashes, `.` and `..` parts.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a path of the context is a folder. Without a context, the way it is written has to tell.
fn is_folder(context: &BuildContext, path: &str) -> bool {
    if path.is_empty() || context.is_dir(path) {
        return true;
    }
    !context.exists(path) && !path.rsplit('/').next().unwrap_or(path).contains('.') && !context.has_folder()
}

/// What is in the folder as soon as the expression is written there, and built: it must not change the image.
const MADE_LATER: [&str; 2] = ["image.nix", "result"];

/// What of the context stays out of an image that copies all of it: what `.dockerignore` names, as far as it is there,
/// and the Dockerfile itself.
fn excluded_from_context(draft: &Draft<'_>) -> Vec<String> {
    let context = draft.request.context;
    let Ok(everything) = context.list("") else { return Vec::new() };
    let ignore = context.ignore(None).ok().flatten();
    let dockerfile = draft.request.options.dockerfile_name.as_str();
    let is_excluded = |path: &str| {
        let is_build_file = path == dockerfile || matches!(path, ".dockerignore" | ".git") || path.ends_with(".nix");
        is_build_file || ignore.as_ref().is_some_and(|ignore| ignore.matches(path).is_some())
    };
    let paths = everything.entries.iter().map(|entry| entry.path.as_str());
    let excluded: BTreeSet<&str> = paths.filter(|path| is_excluded(path)).chain(MADE_LATER).collect();
    excluded.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_become_hashes() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sri(empty).as_deref(), Some("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
        assert_eq!(sri("sha256:xyz"), None);
    }

    #[test]
    fn paths_of_the_context_stay_in_it() {
        assert_eq!(clean("/a/./b//c"), "a/b/c");
        assert_eq!(clean("../../etc"), "etc");
        assert_eq!(clean("."), "");
    }
}
