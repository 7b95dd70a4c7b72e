//! The PHP of the image and the extensions that were asked for → one binding, for an extension only works in a PHP
//! that is built with it.

use super::draft::Draft;
use super::{Binding, Content, ContentItem, Origin, Recipe};
use crate::facts;

/// Where nixpkgs has the extensions of its PHP.
const EXTENSIONS: &str = "phpExtensions.";
/// The PHP of nixpkgs when no version is asked for.
const DEFAULT: &str = "php";

/// Puts the extensions among the contents into the PHP among them.
pub(super) fn finish(draft: &mut Draft<'_>) {
    let Some(first) = draft.contents.iter().position(|content| extension(content).is_some()) else { return };
    let of_php = draft.contents.iter().position(|content| attribute(content).is_some_and(is_php));
    let at = of_php.map_or(first, |of_php| of_php.min(first));
    let interpreter = of_php.and_then(|of_php| attribute(draft.contents.get(of_php)?)).unwrap_or(DEFAULT).to_owned();
    let mut extensions: Vec<String> = Vec::new();
    let mut origins: Vec<Origin> = Vec::new();
    let mut rest: Vec<Content> = Vec::new();
    for content in std::mem::take(&mut draft.contents) {
        let extension = extension(&content);
        if extension.is_none() && attribute(&content) != Some(&interpreter) {
            rest.push(content);
            continue;
        }
        extensions.extend(extension.filter(|name| !is_default(name)).map(str::to_owned));
        for origin in content.origins {
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
    }
    draft.contents = rest;
    let content = if extensions.is_empty() {
        Content { item: ContentItem::Attribute { path: interpreter }, origins }
    } else {
        extensions.sort();
        let name = draft.add_binding("php", Recipe::PhpEnvironment { interpreter, extensions }, origins);
        before_builders(draft);
        Content { item: ContentItem::Binding { name }, origins: Vec::new() }
    };
    draft.contents.insert(at.min(draft.contents.len()), content);
}

/// Moves the binding that was added last before those that its builders build.
fn before_builders(draft: &mut Draft<'_>) {
    let is_built =
        |binding: &Binding| matches!(&binding.recipe, Recipe::Package(package) if package.builder.starts_with("php."));
    if let Some(first) = draft.bindings.iter().position(is_built)
        && let Some(php) = draft.bindings.pop()
    {
        draft.bindings.insert(first, php);
    }
}

fn attribute(content: &Content) -> Option<&str> {
    match &content.item {
        ContentItem::Attribute { path } => Some(path),
        _ => None,
    }
}

fn extension(content: &Content) -> Option<&str> {
    attribute(content)?.strip_prefix(EXTENSIONS)
}

/// Whether it is `php`, or `php83` and its like.
pub(super) fn is_php(attribute: &str) -> bool {
    attribute.strip_prefix(DEFAULT).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether PHP has the extension anyway.
fn is_default(name: &str) -> bool {
    facts::attribute(&format!("{EXTENSIONS}{name}")).is_some_and(|attribute| attribute.flags.default)
}
