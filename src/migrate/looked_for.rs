//! Links where programs look for what packages of nixpkgs have elsewhere: locales and time zones.

use super::draft::Draft;
use super::programs::is_put_there;
use super::root::{make_link, relative};
use super::{ContentItem, Origin, Outcome, Template};
use crate::build::files::Destination;
use crate::facts::filesystem::{LookedFor, looked_for};

/// Makes the links of the attributes that are in the image.
pub(super) fn finish(draft: &mut Draft<'_>) {
    for looked in looked_for() {
        let Some(origin) = origin_of(draft, looked.attribute) else { continue };
        if is_put_there(draft, looked.path) {
            continue;
        }
        let folder = looked.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = format!("{}: where programs look for it", origin.text);
        let origin = Origin { text, ..origin };
        draft.make_folder(folder, Some(origin.clone()));
        let mut command = Template::text("ln -s ");
        command.extend(&Template::attribute(looked.attribute, looked.at));
        command.push_text(&format!(" {}", relative(looked.path)));
        draft.run_in_root(command, false, &origin);
    }
}

/// Where an attribute among the contents comes from.
fn origin_of(draft: &Draft<'_>, attribute: &str) -> Option<Origin> {
    let is_it = |item: &ContentItem| matches!(item, ContentItem::Attribute { path } if path == attribute);
    draft.contents.iter().find(|content| is_it(&content.item))?.origins.first().cloned()
}

/// Notes that a command needs what is at the path, so that a link to it leads somewhere.
pub(super) fn need(draft: &mut Draft<'_>, path: &str, origin: &Origin) -> bool {
    let is_below = |looked: &&LookedFor| path.strip_prefix(looked.path).is_some_and(|rest| rest.starts_with('/'));
    let Some(looked) = looked_for().iter().find(is_below) else { return false };
    if !draft.has_attribute(looked.attribute) {
        draft.add_attribute(looked.attribute, origin.clone());
    }
    true
}

/// A copy of such a file: a link to it.
pub(super) fn copy(draft: &mut Draft<'_>, path: &str, destination: &Destination, origin: &Origin) -> Option<Outcome> {
    let target = destination.path_of(path.rsplit('/').next()?)?;
    need(draft, path, origin).then(|| make_link(draft, &target, path, origin))
}
