//! Command lines and what they do with packages.
//!
//! An action is written `kind manager: package, package | what is said | files`. A package is its name, `:architecture`,
//! `[extras]`, operator and version with `!` if they are exact, and `<where it comes from>` if that is no registry;
//! `?` stands after a name that is not known.

mod apk;
mod apt;
mod languages;
mod node;
mod other_systems;
mod python;
mod rpm;
mod variables;

use super::*;
use crate::shell::{Dialect, parse};
use crate::source::{Span, Text};

/// The actions of a script, one a line, with no variable known.
fn actions(script: &str) -> String {
    actions_with(script, &[])
}

fn actions_with(script: &str, variables: &[(&str, &str)]) -> String {
    let found = found(script, variables);
    for action in &found {
        let named = action.packages.iter().filter(|spec| spec.source != PackageSource::Stdin);
        named.for_each(|spec| check_places(script, spec));
    }
    found.iter().map(describe).collect::<Vec<_>>().join("\n")
}

fn found(script: &str, variables: &[(&str, &str)]) -> Vec<PackageAction> {
    let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
    let errors = parse(&text, Dialect::Bash).errors;
    assert!(errors.is_empty(), "{script}: {errors:?}");
    found_anyway(script, variables)
}

/// The actions of a script that may have errors.
fn found_anyway(script: &str, variables: &[(&str, &str)]) -> Vec<PackageAction> {
    let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
    let parsed = parse(&text, Dialect::Bash);
    let lookup = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    parsed.calls().iter().flat_map(|call| package_actions(call, &lookup)).collect()
}

/// Asserts a table of command lines and their actions.
#[track_caller]
fn assert_actions(table: &[(&str, &str)]) {
    for (script, expected) in table {
        assert_eq!(actions(script), *expected, "{script}");
    }
}

/// Names and versions stand at their places, unless a variable, a quote or an escape stands there for them.
fn check_places(script: &str, spec: &PackageSpec) {
    let at = |span: Span| script.get(span.start..span.end).unwrap_or("nowhere");
    let stands = |span: Span, text: &str| at(span) == text || at(span).contains(['$', '\\', '"', '\'', '{']);
    assert!(stands(spec.name_span, &spec.name), "{script}: {} at {:?}", spec.name, at(spec.name_span));
    if let Some(constraint) = &spec.constraint {
        let place = at(constraint.span);
        let is_plain = !place.contains(['$', '\\', '"', '\'', '{']);
        assert!(stands(constraint.version_span, &constraint.version), "{script}: {constraint:?}");
        assert!(!is_plain || place.starts_with(&constraint.operator), "{script}: {place:?}");
        assert!(!is_plain || place.ends_with(&constraint.version), "{script}: {place:?}");
    }
}

fn describe(action: &PackageAction) -> String {
    let mut text = format!("{} {}", action.kind.as_str(), action.manager);
    let packages: Vec<String> = action.packages.iter().map(describe_package).collect();
    if !packages.is_empty() {
        text += &format!(": {}", packages.join(", "));
    }
    let flags: Vec<&str> = action.flags.iter().map(|given| given.flag.as_str()).collect();
    if !flags.is_empty() {
        text += &format!(" | {}", flags.join(" "));
    }
    for file in &action.files {
        text += &format!(" | {:?} {}", file.role, file.text);
    }
    if let Some(group) = &action.virtual_group {
        text += &format!(" | as {group}");
    }
    text
}

fn describe_package(spec: &PackageSpec) -> String {
    let mut text = spec.name.clone();
    if !spec.resolved {
        text += "?";
    }
    if let Some(architecture) = &spec.architecture {
        text += &format!(":{architecture}");
    }
    if !spec.extras.is_empty() {
        text += &format!("[{}]", spec.extras.join(","));
    }
    if let Some(constraint) = &spec.constraint {
        text += &format!(" {}{}", constraint.operator, constraint.version);
        text += if constraint.exact { "!" } else { "" };
    } else if let Some(repository) = &spec.repository {
        text += &format!(" of {repository}");
    }
    match &spec.source {
        PackageSource::Registry => {}
        PackageSource::Git { url, revision } => {
            text += &format!(" <git {url}");
            if let Some(revision) = revision {
                text += &format!(" {} {}", if revision.branch { "branch" } else { "at" }, revision.text);
            }
            text += ">";
        }
        source => text += &format!(" <{}>", format!("{source:?}").to_lowercase()),
    }
    text
}
