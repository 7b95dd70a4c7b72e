//! A rule as a page of a manual, and the index of these pages.

use std::fmt::Write;

use super::{fix_text, profiles, value};
use crate::lint::catalogue;
use crate::lint::rule::{Check, Example, Rule};
use crate::lint::schema::Category;

/// Everything that the catalogue says of a rule, as a Markdown document.
#[must_use]
pub fn rule_page(rule: &Rule) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_page(rule, &mut text);
    text
}

/// The index of the pages of all rules of the catalogue, by category, as a Markdown document.
#[must_use]
pub fn rule_index() -> String {
    let mut text = String::new();
    let _ = write_index(&mut text);
    text
}

fn write_page(rule: &Rule, out: &mut String) -> std::fmt::Result {
    writeln!(out, "# {} {}\n", rule.code, rule.name)?;
    writeln!(out, "{}.\n", rule.summary)?;
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(out, "| Level | {} |", rule.level)?;
    writeln!(out, "| Category | {} |", rule.category)?;
    writeln!(out, "| Profiles | {} |", profiles(rule))?;
    let since = [rule.since].into_iter().filter(|since| !since.is_empty());
    let rows = [
        ("Since", since.collect()),
        ("Also known as", codes(rule.aliases)),
        ("Covers a part of", codes(rule.overlaps)),
    ];
    for (name, values) in rows.into_iter().filter(|(_, values): &(_, String)| !values.is_empty()) {
        writeln!(out, "| {name} | {values} |")?;
    }
    writeln!(out, "\n## Why\n\n{}", rule.why.trim_end())?;
    if let Check::Never(reason) = rule.check {
        writeln!(out, "\ndfcheck never reports it, because {reason}.")?;
    }
    if matches!(rule.check, Check::Outside) {
        writeln!(out, "\nNeither a comment in the Dockerfile nor the settings can ignore it.")?;
    } else if !rule.ignorable {
        writeln!(out, "\nA comment in the Dockerfile cannot ignore it; the settings can.")?;
    }
    if !rule.options.is_empty() {
        writeln!(out, "\n## Options\n\n| Name | Default | Meaning |\n|---|---|---|")?;
        for option in rule.options {
            writeln!(out, "| `{}` | {} | {} |", option.name, cell(&value(&option.default)), cell(option.about))?;
        }
    }
    if let Some(fix) = fix_text(rule) {
        writeln!(out, "\n## Fix\n\n{fix}")?;
    }
    for (title, is_bad) in [("Bad", true), ("Good", false)] {
        writeln!(out, "\n## {title}")?;
        for example in rule.examples.iter().filter(|example| example.is_bad == is_bad) {
            write_example(example, out)?;
        }
    }
    Ok(())
}

fn write_example(example: &Example, out: &mut String) -> std::fmt::Result {
    let capitalised = |note: &str| {
        let mut chars = note.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    if let Some(note) = example.note {
        writeln!(out, "\n{}:", capitalised(note))?;
    }
    write_block("dockerfile", example.dockerfile, out)?;
    if let Some(fixed) = example.fixed {
        writeln!(out, "\nFixed:")?;
        write_block("dockerfile", fixed, out)?;
    }
    for (name, set) in example.options {
        writeln!(out, "\nWith the option `{name}`: {}", value(set))?;
    }
    for (path, content) in example.context {
        writeln!(out, "\nWith `{path}`:")?;
        write_block("", content, out)?;
    }
    Ok(())
}

/// A block of code between fences that do not occur in it.
fn write_block(language: &str, text: &str, out: &mut String) -> std::fmt::Result {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "\n{fence}{language}\n{}\n{fence}", text.trim_end())
}

fn write_index(out: &mut String) -> std::fmt::Result {
    let rules = catalogue::all();
    writeln!(out, "# The rules of dfcheck\n")?;
    writeln!(out, "There are {} rules. Each has a page; `dfcheck explain CODE` says the same.\n", rules.len())?;
    writeln!(out, "The files in this folder are made from `rules/checks/` by")?;
    write_block("console", "$ cargo run -- explain --all --format markdown --output-dir docs/rules", out)?;
    for category in Category::ALL {
        let family = if category.is_family() { ", a family" } else { "" };
        writeln!(out, "\n## {category}{family}\n\n| Code | Name | Level | Profiles | |\n|---|---|---|---|---|")?;
        for rule in rules.iter().filter(|rule| rule.category == category) {
            let summary = cell(rule.summary);
            writeln!(
                out,
                "| [{0}]({0}.md) | {1} | {2} | {3} | {summary} |",
                rule.code,
                rule.name,
                rule.level,
                profiles(rule)
            )?;
        }
    }
    Ok(())
}

fn codes(ids: &[&str]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// A text as a cell of a table can have it.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
