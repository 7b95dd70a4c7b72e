//! Tables in Markdown, for comments on a change and for the summary of a job.

use std::io::{self, Write};

use super::page::page;
use super::printable::printable;
use super::run::{Run, Tally};
use super::style::number_of;
use super::text::{Piece, pieces};
use crate::lint::Finding;
use crate::prose::count;
use crate::source::SourceFile;

/// What Markdown or HTML in it could take for more than a character.
const MARKS: &str = "\\`*_[]<>#|~&";

/// What makes a link of a word, or calls somebody.
const LINKS: [&str; 3] = ["@", "://", "www."];

/// Where a piece of text is to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Paragraph,
    /// In a cell of a table, whose bars end it even in code.
    Cell,
}

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tally = Tally::of(run.findings().map(|(_, finding)| finding));
    let files = count(run.files.len(), "file", "files");
    if tally.total() == 0 {
        writeln!(out, "**dfcheck**: no findings in {files}")?;
    } else {
        let levels: Vec<String> = tally.levels().map(|(level, number)| number_of(level, number)).collect();
        writeln!(
            out,
            "**dfcheck**: {} in {files}: {}",
            count(tally.total(), "finding", "findings"),
            levels.join(", ")
        )?;
    }
    for checked in run.files.iter().filter(|checked| !checked.findings.is_empty()) {
        writeln!(out, "\n### {}\n", code(&run.root.path(checked.file.name()), Within::Paragraph))?;
        writeln!(out, "| Level | Place | Check | Finding |")?;
        writeln!(out, "|---|---:|---|---|")?;
        for finding in &checked.findings {
            row(run, &checked.file, finding, out)?;
        }
    }
    if !run.failures.is_empty() {
        writeln!(out, "\n### Not read\n")?;
        for failure in run.failures {
            writeln!(out, "- {}", inline(failure, Within::Paragraph))?;
        }
    }
    Ok(())
}

fn row(run: &Run<'_>, file: &SourceFile, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let at = file.position(finding.span.start);
    let rule = match page(finding.rule) {
        Some(page) => format!("[{}]({page})", finding.rule.code),
        None => finding.rule.code.to_string(),
    };
    write!(out, "| {} | {}:{} | {rule} {} | ", finding.level, at.line, at.column, finding.rule.name)?;
    if let Some(elsewhere) = &finding.in_file {
        let path = run.root.path(elsewhere.source().name());
        write!(out, "{}: ", code(&format!("{path}:{}", elsewhere.position().line), Within::Cell))?;
    }
    write!(out, "{}", inline(&finding.message, Within::Cell))?;
    if let Some(help) = &finding.help {
        write!(out, "<br>{}", inline(help, Within::Cell))?;
    }
    writeln!(out, " |")
}

/// A message of several lines as paragraphs.
pub(super) fn paragraphs(text: &str) -> String {
    text.lines().map(|line| inline(line, Within::Paragraph)).collect::<Vec<_>>().join("\n\n")
}

/// A message, with its code as code and everything else as text.
fn inline(text: &str, within: Within) -> String {
    let text = printable(text);
    let mut written = String::with_capacity(text.len());
    for piece in pieces(&text) {
        match piece {
            Piece::Code(text) => written.push_str(&code(text, within)),
            Piece::Prose(text) => {
                for word in text.split_inclusive(' ') {
                    let (word, space) = word.strip_suffix(' ').map_or((word, ""), |word| (word, " "));
                    written.push_str(&prose(word, within));
                    written.push_str(space);
                }
            }
        }
    }
    written
}

/// A word as it is. One that would become a link or call somebody by itself, which no escape prevents, is code.
fn prose(word: &str, within: Within) -> String {
    if LINKS.iter().any(|start| word.to_ascii_lowercase().contains(start)) {
        return code(word, within);
    }
    let escaped = word.chars().flat_map(|ch| MARKS.contains(ch).then_some('\\').into_iter().chain([ch]));
    escaped.collect()
}

fn code(text: &str, within: Within) -> String {
    let text = printable(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if fence.len() > 1 || text.trim().is_empty() { " " } else { "" };
    let text = if within == Within::Cell { text.replace('|', "\\|") } else { text.into_owned() };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(inline("`a|b` <img> *x* [y](z) |", Within::Cell), "`a\\|b` \\<img\\> \\*x\\* \\[y\\](z) \\|");
        assert_eq!(inline("`a|<b>`", Within::Paragraph), "`a|<b>`");
        assert_eq!(inline("one ` two\n# three", Within::Paragraph), "one \\` two \\# three");
        assert_eq!(code("a`b", Within::Paragraph), "`` a`b ``");
        assert_eq!(inline("see https://x.org, @me | a", Within::Cell), "see `https://x.org,` `@me` \\| a");
    }
}
