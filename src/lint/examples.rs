//! Trying a rule on the examples of its own file.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use tempfile::TempDir;

use super::engine::{Input, lint};
use super::finding::Finding;
use super::rule::{Example, Rule};
use super::schema::{Piece, Profile, pieces};
use super::settings::{Selector, Settings};
use crate::build::{Options, evaluate};
use crate::context::BuildContext;
use crate::dockerfile;
use crate::source::SourceFile;
use crate::versions::Versions;

/// How the rule's findings differ from what the example says; nothing if they do not.
///
/// # Errors
///
/// The files of the example's context cannot be written to a temporary folder.
pub fn differences(rule: &'static Rule, example: &Example) -> io::Result<Vec<String>> {
    let file = SourceFile::new("Dockerfile", example.dockerfile);
    let dockerfile = dockerfile::parse(file.bytes());
    let (_guard, context) = context(example)?;
    let build = evaluate(&dockerfile, &Options::default());
    let input = Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
    let is_own = is_own(rule);
    let mut findings = lint(&input, &settings(rule, example)).findings;
    findings.retain(|finding| finding.rule == rule);
    let underlined: Vec<String> = findings.iter().map(|finding| words(finding, &file)).collect();
    let mut differences = Vec::new();
    if example.is_bad && example.at.is_empty() && !is_own {
        if underlined.is_empty() {
            differences.push("nothing is found".to_owned());
        }
    } else if underlined != example.at {
        differences.push(format!("underlined is {underlined:?}, and should be {:?}", example.at));
    }
    for finding in &findings {
        if is_own && !rule.whole_instruction && finding.in_file.is_none() {
            let whole = dockerfile.instructions().find(|it| finding.span.encloses(it.text_span()));
            differences.extend(whole.map(|it| format!("the whole {} is underlined", it.keyword)));
        }
        differences.extend(unfilled(rule.message, &finding.message));
        differences.extend(finding.help.as_ref().and_then(|help| unfilled(rule.help.unwrap_or_default(), help)));
        let elsewhere = finding.in_file.as_ref().map(|place| place.file.path.as_str());
        if elsewhere != example.in_file {
            differences.push(format!("it is in {elsewhere:?}, and should be in {:?}", example.in_file));
        }
    }
    Ok(differences)
}

/// Whether it is a rule of the catalogue.
pub(crate) fn is_own(rule: &'static Rule) -> bool {
    super::catalogue::all().contains(rule)
}

/// The settings with which the rule is tried on the example.
pub(crate) fn settings(rule: &'static Rule, example: &Example) -> Settings {
    Settings {
        // Whether comments ignore something depends on all rules.
        profile: Profile::All,
        select: if rule.is_about_ignores() {
            Vec::new()
        } else {
            vec![Selector::Rules(BTreeSet::from([rule.code.as_str()]))]
        },
        options: example.options.iter().map(|(name, value)| ((rule.code.as_str(), *name), *value)).collect(),
        custom: if is_own(rule) { Vec::new() } else { vec![rule] },
        versions: Versions::parse(example.versions).unwrap_or_default().into(),
        ..Settings::default()
    }
}

/// The example's files in a folder, which is gone when its guard is.
pub(crate) fn context(example: &Example) -> io::Result<(Option<TempDir>, BuildContext)> {
    if example.context.is_empty() {
        return Ok((None, BuildContext::none()));
    }
    let folder = tempfile::tempdir()?;
    for (path, content) in example.context {
        let path = folder.path().join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, content)?;
    }
    let context = BuildContext::open(folder.path()).map_err(io::Error::other)?;
    Ok((Some(folder), context))
}

fn words(finding: &Finding, file: &SourceFile) -> String {
    match &finding.in_file {
        None => file.text(finding.span).into_owned(),
        Some(place) => place.source().text(place.span).into_owned(),
    }
}

/// A name of the template that the check gave no value.
fn unfilled(template: &str, text: &str) -> Option<String> {
    pieces(template).unwrap_or_default().into_iter().find_map(|piece| match piece {
        Piece::Name(name) if text.contains(&format!("{{{name}}}")) => Some(format!("`{name}` has no value: {text}")),
        _ => None,
    })
}
