//! A base image that carries an application → its package with the configuration that the image would have.

use super::draft::Draft;
use super::root::relative;
use super::{ContentItem, Origin, Outcome, Recipe, Template, TemplatePart};
use crate::build::Stage;
use crate::facts::applications::Application;

/// Adds the application, its files, users and folders.
pub(super) fn translate(draft: &mut Draft<'_>, stage: &Stage, application: &Application, origin: &Origin) -> Outcome {
    draft.add_attribute(application.attribute, origin.clone());
    draft.accounts.add_lines(application.passwd, application.group);
    let brought =
        Origin { text: format!("{}: the configuration that the image brings along", origin.text), ..origin.clone() };
    for (path, text) in application.files {
        let name = path.rsplit('/').next().unwrap_or("file").to_owned();
        let recipe = Recipe::TextFile { path: (*path).to_owned(), text: template(text), executable: false };
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
        true => Outcome::approximated(application.attribute, application.reason),
        false => Outcome::translated(application.attribute),
    }
}

/// Text in which `${pkgs.NAME}` stands for the store path of an attribute.
fn template(text: &str) -> Template {
    let mut template = Template::default();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${pkgs.") {
        template.push_text(before);
        let Some((attribute, after)) = after.split_once('}') else { break };
        template.push(TemplatePart::Attribute(attribute.to_owned()));
        rest = after;
    }
    template.push_text(rest);
    template
}
