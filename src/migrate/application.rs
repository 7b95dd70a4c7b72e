//! A base image that carries an application → its package with the configuration that the image would have.

use super::draft::Draft;
use super::root::relative;
use super::{ContentItem, Origin, Outcome, Recipe, Template, TemplatePart};
use crate::build::Stage;
use crate::facts::BaseImage;
use crate::facts::applications::Application;

/// Adds the application, its files, users and folders.
pub(super) fn translate(
    draft: &mut Draft<'_>,
    stage: &Stage,
    known: &BaseImage,
    application: &Application,
    origin: &Origin,
) -> Outcome {
    let attributes: Vec<&str> = known.attrs().collect();
    for attribute in &attributes {
        draft.add_attribute(attribute, origin.clone());
    }
    let main = attributes.first().copied().unwrap_or(application.attribute);
    known.users.iter().for_each(|user| draft.accounts.use_name(user.name));
    let brought =
        Origin { text: format!("{}: the configuration that the image brings along", origin.text), ..origin.clone() };
    for (path, text) in application.files {
        let name = path.rsplit('/').next().unwrap_or("file").to_owned();
        let recipe = Recipe::TextFile {
            path: (*path).to_owned(),
            text: template(text, application.attribute, main),
            executable: false,
        };
        let name = draft.add_binding(&name, recipe, vec![brought.clone()]);
        draft.contents.push(super::Content { item: ContentItem::Binding { name }, origins: Vec::new() });
    }
    for (path, owner) in application.folders {
        draft.make_folder(path, Some(origin.clone()));
        if let Some(ids) = draft.accounts.owner(&format!("{owner}:")).filter(|_| *owner != "root") {
            draft.run_in_root(format!("chown {ids} {}", relative(path)), true, origin);
        }
    }
    let is_replaced = application.cmd.map(|cmd| cmd == stage.config.cmd).unwrap_or_default();
    match is_replaced && !application.reason.is_empty() {
        true => Outcome::approximated(main, application.reason),
        false => Outcome::translated(main),
    }
}

/// Text in which `${pkgs.NAME}` stands for the store path of an attribute; `usual` means the one that is in the image.
pub(super) fn template(text: &str, usual: &str, main: &str) -> Template {
    let mut template = Template::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${pkgs.") {
        template.push_text(before);
        let Some((attribute, after)) = after.split_once('}') else { break };
        let attribute = if attribute == usual { main } else { attribute };
        template.push(TemplatePart::Attribute(attribute.to_owned()));
        rest = after;
    }
    template.push_text(rest);
    template
}
