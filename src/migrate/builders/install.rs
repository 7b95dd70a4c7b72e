//! Which files of a project other stages copy, and the commands that put them into its package.

use crate::build::{Action, FileSource, SourceKind, Stage};
use crate::migrate::Template;
use crate::migrate::draft::Draft;
use crate::shell::quote;

/// A path that another stage copies from the project.
pub(super) struct Wanted {
    /// Its path in the stage.
    pub(super) path: String,
    /// The same as the commands of the project see it.
    source: String,
    /// Its path in the package.
    pub(super) target: String,
}

/// What the stages of the build copy from the folder `directory` of `stage`.
pub(super) fn wanted(draft: &Draft<'_>, stage: &Stage, directory: &str) -> Vec<Wanted> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let steps = draft.plain.stages.iter().filter(|stage| stage.reachable).flat_map(|stage| &stage.steps);
    for step in steps {
        let (Action::Copy(transfer) | Action::Add(transfer)) = &step.action else { continue };
        if transfer.from != FileSource::Stage(stage.id) {
            continue;
        }
        for source in &transfer.sources {
            let SourceKind::Path(path) = &source.kind else { continue };
            let path = format!("/{}", path.trim_matches('/'));
            let path = path.strip_suffix("/.").unwrap_or(&path).to_owned();
            let Some(below) = below(&path, directory) else { continue };
            let target = if quote::is_pattern(below) {
                let name = transfer.destination.rsplit('/').next().unwrap_or_default();
                if name.is_empty() || !name.contains('.') { continue } else { name.to_owned() }
            } else {
                below.to_owned()
            };
            if !wanted.iter().any(|it| it.path == path) {
                let source = if below.is_empty() { ".".to_owned() } else { below.to_owned() };
                wanted.push(Wanted { path: path.clone(), source, target });
            }
        }
    }
    // All of it holds each part.
    if let Some(at) = wanted.iter().position(|it| it.target.is_empty()) {
        wanted.swap(0, at);
    }
    wanted
}

/// The rest of a path below a folder; empty for the folder itself.
fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

/// The commands that put the project's files into the package: `wanted`, or all at `folder`.
pub(super) fn install(wanted: &[Wanted], folder: &str) -> Vec<Template> {
    let line = |text: String| Template::text(text);
    let mut lines = vec![line("runHook preInstall".to_owned())];
    let quoted = |path: &str| quote::path_word(path);
    if wanted.is_empty() || wanted.iter().any(|it| it.target.is_empty()) {
        lines.push(line(format!("mkdir -p $out{}", quoted_or_nothing(folder))));
        lines.push(line(format!("cp -r . $out{}", quoted_or_nothing(folder))));
    } else {
        let mut made: Vec<&str> = Vec::new();
        for it in wanted {
            let parent = it.target.rsplit_once('/').map_or("", |(parent, _)| parent);
            if !made.contains(&parent) {
                made.push(parent);
                let below = if parent.is_empty() { String::new() } else { format!("/{}", quoted(parent)) };
                lines.push(line(format!("mkdir -p $out{below}")));
            }
            let source = quote::pattern_word(&it.source);
            let source = if source.starts_with('-') { format!("./{source}") } else { source };
            lines.push(line(format!("cp -r {source} $out/{}", quoted(&it.target))));
        }
    }
    lines.push(line("runHook postInstall".to_owned()));
    lines
}

fn quoted_or_nothing(folder: &str) -> String {
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() { String::new() } else { quote::path_word(folder) }
}
