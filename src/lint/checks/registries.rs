//! Where images come from.

use super::images::CONTEXTS;
use crate::build::{Base, FileSource, ImageRef};
use crate::dockerfile::{Body, Instruction};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Text;

/// Another name that people give Docker Hub.
const HUB: &str = "hub.docker.com";
const DOCKER: &str = "docker.io";

/// Images of registries that are not among the trusted ones. Says nothing until some are.
pub(crate) fn untrusted(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let trusted = reporter.list("trusted-registries");
    if trusted.is_empty() {
        return;
    }
    let contexts = reporter.list(CONTEXTS);
    for image in images(facts).into_iter().filter(|image| !contexts.contains(&image.text.as_str())) {
        let host = image.host();
        let names = if host == DOCKER { &[DOCKER, HUB][..] } else { std::slice::from_ref(&host) };
        if !trusted.iter().any(|pattern| names.iter().any(|name| matches(pattern, name))) {
            let span = image.registry.as_ref().map_or(image.span, |registry| registry.span);
            reporter.push(Found::at(span).with("registry", host).with("image", super::image_name(&image.text)));
        }
    }
}

/// The images that the file is built on, copies from, or mounts.
fn images(facts: &Facts<'_>) -> Vec<ImageRef> {
    let mut images = Vec::new();
    for stage in facts.stages() {
        if let Base::Image(base) = &stage.base {
            images.push(base.clone());
        }
        let own = stage.dependencies.iter().filter(|it| !it.triggered);
        images.extend(own.filter_map(|it| match &it.source {
            FileSource::Image(image) => Some(image.clone()),
            _ => None,
        }));
    }
    // Before the first FROM there are no stages that a name could mean.
    let orphans = facts.statements().iter().take_while(|it| it.stage.is_none());
    images.extend(orphans.flat_map(|it| sources(it.instruction)).filter_map(|name| image(&name)));
    images
}

fn sources(instruction: &Instruction) -> Vec<Text> {
    match instruction.body {
        Body::Copy(_) => instruction.flag("from").and_then(|flag| flag.value.clone()).into_iter().collect(),
        Body::Run(_) => instruction.mounts().filter_map(|mount| mount.from().cloned()).collect(),
        _ => Vec::new(),
    }
}

fn image(name: &Text) -> Option<ImageRef> {
    let is_image = name.as_str() != "scratch" && name.as_str().parse::<u32>().is_err();
    ImageRef::parse(name.as_str(), |range| name.span_of(range)).ok().filter(|_| is_image)
}

/// Whether a registry is one that the pattern means. `*` stands at the beginning or the end.
fn matches(pattern: &str, registry: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => registry.ends_with(end),
        (_, Some(start)) => registry.starts_with(start),
        _ => registry == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_the_beginning_or_the_end() {
        assert!(matches("*", "docker.io"));
        assert!(matches("*.example.org", "registry.example.org"));
        assert!(matches("registry.*", "registry.example.org"));
        assert!(!matches("*.example.org", "example.org"));
        assert!(!matches("docker.io", "docker.io.example.org"));
    }
}
