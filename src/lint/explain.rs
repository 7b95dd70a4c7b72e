//! A rule as plain text, and as a page of a manual.

mod markdown;

use std::fmt::Write;

use super::rule::{Check, Example, FixKind, Rule, Value};
use super::schema::{Profile, Safety};

pub use markdown::{rule_index, rule_page};

/// How far examples are moved in.
const INDENT: &str = "    ";

/// Everything that the catalogue says of a rule, for people.
#[must_use]
pub fn explain(rule: &Rule) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_rule(rule, &mut text);
    text
}

fn write_rule(rule: &Rule, out: &mut String) -> std::fmt::Result {
    writeln!(out, "{} {}", rule.code, rule.name)?;
    writeln!(out, "{}\n", rule.summary)?;
    let prefix = if rule.profiles.is_empty() { "" } else { "profiles: " };
    writeln!(out, "{} · {} · {prefix}{}", rule.level, rule.category, profiles(rule))?;
    if !rule.since.is_empty() {
        writeln!(out, "Since {}", rule.since)?;
    }
    let named = |ids: &[&str]| ids.join(", ");
    if !rule.aliases.is_empty() {
        writeln!(out, "Also known as {}", named(rule.aliases))?;
    }
    if !rule.overlaps.is_empty() {
        writeln!(out, "Covers a part of {}", named(rule.overlaps))?;
    }
    writeln!(out, "\n{}", rule.why.trim_end())?;
    if let Check::Never(reason) = rule.check {
        writeln!(out, "\ndfcheck never reports it, because {reason}.")?;
    }
    if matches!(rule.check, Check::Outside) {
        writeln!(out, "\nNeither a comment in the Dockerfile nor the settings can ignore it.")?;
    } else if !rule.ignorable {
        writeln!(out, "\nA comment in the Dockerfile cannot ignore it; the settings can.")?;
    }
    write_options(rule, out)?;
    if let Some(fix) = fix_text(rule) {
        writeln!(out, "\nFix: {fix}")?;
    }
    for (title, is_bad) in [("Bad", true), ("Good", false)] {
        for example in rule.examples.iter().filter(|example| example.is_bad == is_bad) {
            write_example(title, example, out)?;
        }
    }
    Ok(())
}

fn write_options(rule: &Rule, out: &mut String) -> std::fmt::Result {
    if rule.options.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nOptions:")?;
    for option in rule.options {
        writeln!(out, "{INDENT}{} (default: {})  {}", option.name, value(&option.default), option.about)?;
    }
    Ok(())
}

fn value(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(value) => (*value).to_owned(),
        Value::List([]) => "none".to_owned(),
        Value::List(values) => values.join(", "),
    }
}

/// The profiles that have the rule.
fn profiles(rule: &Rule) -> String {
    let names: Vec<&str> = rule.profiles.iter().copied().map(Profile::as_str).collect();
    if names.is_empty() { "only when selected".to_owned() } else { names.join(", ") }
}

/// What a fix does, and how safe it is.
fn fix_text(rule: &Rule) -> Option<String> {
    let fix = rule.fix.as_ref()?;
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::Display => "shown only",
    };
    let what = match fix.kind {
        FixKind::InsertFlag(flag) => format!(" `{flag}`"),
        FixKind::Replace(_) | FixKind::Coded(_) => String::new(),
    };
    let risk = fix.risk.map(|risk| format!(": {risk}")).unwrap_or_default();
    Some(format!("{}{what} ({safety}{risk})", fix.about))
}

fn write_example(title: &str, example: &Example, out: &mut String) -> std::fmt::Result {
    match example.note {
        Some(note) => writeln!(out, "\n{title} ({note}):")?,
        None => writeln!(out, "\n{title}:")?,
    }
    write_indented(example.dockerfile, out)?;
    if let Some(fixed) = example.fixed {
        writeln!(out, "  fixed:")?;
        write_indented(fixed, out)?;
    }
    for (name, set) in example.options {
        writeln!(out, "  with {name}: {}", value(set))?;
    }
    for (path, content) in example.context {
        writeln!(out, "  with {path}:")?;
        write_indented(content, out)?;
    }
    Ok(())
}

fn write_indented(text: &str, out: &mut String) -> std::fmt::Result {
    for line in text.trim_end().lines() {
        writeln!(out, "{}", format!("{INDENT}{line}").trim_end())?;
    }
    Ok(())
}
