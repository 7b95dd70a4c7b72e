//! How many findings there are of each rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use owo_colors::OwoColorize;
use serde::Serialize;

use super::format::Screen;
use super::run::Run;
use super::style;
use crate::lint::Rule;

/// A rule, and how often it was found.
#[derive(Serialize)]
struct Row {
    count: usize,
    code: &'static str,
    name: &'static str,
    fixable: bool,
    #[serde(skip)]
    rule: &'static Rule,
}

/// Writes a line for each rule that there are findings of, the most frequent first.
///
/// # Errors
///
/// Those of `out`.
pub fn statistics(run: &Run<'_>, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(run);
    let digits = rows.iter().map(|row| row.count.to_string().len()).max().unwrap_or_default();
    let width = rows.iter().map(|row| row.code.len()).max().unwrap_or_default();
    for row in &rows {
        let pad = " ".repeat(width - row.code.len());
        let fixable = if row.fixable { " [fixable]" } else { "" };
        let code = style::code(row.rule, screen.links);
        writeln!(out, "{:>digits$}  {code}{pad}  {}{}", row.count, row.name, fixable.green())?;
    }
    if screen.summary { style::summary(run, screen.width, out) } else { Ok(()) }
}

/// Writes the same as one array.
///
/// # Errors
///
/// Those of `out`.
pub fn statistics_json(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &rows(run))?;
    writeln!(out)
}

fn rows(run: &Run<'_>) -> Vec<Row> {
    let mut counts: BTreeMap<_, Row> = BTreeMap::new();
    for (_, finding) in run.findings() {
        let rule = finding.rule;
        let row = counts.entry(rule.code).or_insert_with(|| Row {
            count: 0,
            code: rule.code.as_str(),
            name: rule.name,
            fixable: rule.fix.is_some(),
            rule,
        });
        row.count += 1;
    }
    let mut rows: Vec<Row> = counts.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.count));
    rows
}
