//! A rule as plain text.

use std::fmt::Write;

use super::rule::{Check, Example, FixKind, Rule, Value};
use super::schema::Safety;

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
    write!(out, "{} · {}", rule.level, rule.category)?;
    match rule.profiles {
        [] => writeln!(out, " · only when selected")?,
        profiles => {
            let names: Vec<&str> = profiles.iter().map(|profile| profile.as_str()).collect();
            writeln!(out, " · profiles: {}", names.join(", "))?;
        }
    }
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
    write_options(rule, out)?;
    write_fix(rule, out)?;
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

fn write_fix(rule: &Rule, out: &mut String) -> std::fmt::Result {
    let Some(fix) = &rule.fix else { return Ok(()) };
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
    writeln!(out, "\nFix: {}{what} ({safety}{risk})", fix.about)
}

fn write_example(title: &str, example: &Example, out: &mut String) -> std::fmt::Result {
    match example.note {
        Some(note) => writeln!(out, "\n{title} ({note}):")?,
        None => writeln!(out, "\n{title}:")?,
    }
    write_indented(example.dockerfile, out)?;
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
