//! One page with everything in it: the findings beside the Dockerfile, and how many there are of each family.

mod source;

use std::io::{self, Write};

use super::page::page;
use super::printable::printable;
use super::run::{Checked, Run, Tally};
use super::style::number_of;
use super::text::{Piece, pieces};
use crate::lint::{Category, Finding, Level};
use crate::prose::count;
use crate::source::Span;

const STYLE: &str = include_str!("style.css");

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let tally = Tally::of(run.findings().map(|(_, finding)| finding));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>dfcheck: {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>dfcheck: {title}</h1>",
        title = title(run, &tally),
    )?;
    if tally.total() > 0 {
        let levels = tally
            .levels()
            .map(|(level, number)| format!("<span class=\"level {level}\">{}</span>", number_of(level, number)));
        writeln!(out, "<p class=\"levels\">{}</p>", levels.collect::<Vec<_>>().join(" · "))?;
        families(&tally, out)?;
    }
    for failure in run.failures {
        writeln!(out, "<p class=\"failed\">{}</p>", message(failure))?;
    }
    for checked in run.files {
        file(checked, out)?;
    }
    writeln!(out, "</body>\n</html>")
}

fn title(run: &Run<'_>, tally: &Tally) -> String {
    let files = count(run.files.len(), "file", "files");
    match tally.total() {
        0 => format!("no findings in {files}"),
        total => format!("{} in {files}", count(total, "finding", "findings")),
    }
}

/// The four families as bars, and what else there is as a number.
fn families(tally: &Tally, out: &mut dyn Write) -> io::Result<()> {
    let number =
        |category: Category| tally.categories().find(|(it, _)| *it == category).map_or(0, |(_, number)| number);
    let most = Category::FAMILIES.into_iter().map(number).max().unwrap_or_default().max(1);
    writeln!(out, "<dl class=\"families\">")?;
    for family in Category::FAMILIES {
        let number = number(family);
        let width = number * 100 / most;
        writeln!(
            out,
            "<dt>{family}</dt><dd class=\"track\"><span style=\"width: {width}%\"></span></dd>\
             <dd class=\"number\">{number}</dd>"
        )?;
    }
    writeln!(out, "</dl>")?;
    let others: Vec<String> = tally
        .categories()
        .filter(|(category, _)| !category.is_family())
        .map(|(category, number)| format!("{category} {number}"))
        .collect();
    if others.is_empty() { Ok(()) } else { writeln!(out, "<p class=\"levels\">{}</p>", others.join(" · ")) }
}

fn file(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>{}</h2>", escaped(checked.file.name()))?;
    if checked.findings.is_empty() {
        return writeln!(out, "<p class=\"clean\">no findings</p>");
    }
    let marks: Vec<(Span, Level)> = checked.findings.iter().map(|finding| (finding.span, finding.level)).collect();
    writeln!(out, "<table>\n<colgroup><col class=\"n\"><col class=\"source\"><col></colgroup>\n<tbody>")?;
    let mut findings = checked.findings.iter().peekable();
    for (at, line) in source::lines(&checked.file, &marks).iter().enumerate() {
        let number = at + 1;
        let mut notes = String::new();
        while let Some(finding) = findings.next_if(|it| checked.file.lines().line(it.span.start) <= number) {
            notes.push_str(&note(finding));
        }
        let class = if notes.is_empty() { "" } else { " class=\"found\"" };
        writeln!(
            out,
            "<tr{class}><td class=\"n\">{number}</td><td class=\"source\">{line}</td><td class=\"notes\">{notes}</td></tr>"
        )?;
    }
    // A finding after the last line, as in an empty file.
    for finding in findings {
        writeln!(out, "<tr class=\"found\"><td></td><td></td><td class=\"notes\">{}</td></tr>", note(finding))?;
    }
    writeln!(out, "</tbody>\n</table>")
}

fn note(finding: &Finding) -> String {
    let code = match page(finding.rule) {
        Some(page) => format!("<a href=\"{}\">{}</a>", escaped(&page), finding.rule.code),
        None => escaped(finding.rule.code.as_str()),
    };
    let place = finding.in_file.as_ref().map(|elsewhere| {
        let name = escaped(elsewhere.source().name());
        format!("<p class=\"place\">in <code>{name}:{}</code></p>", elsewhere.position().line)
    });
    let help = finding.help.as_ref().map(|help| format!("<p class=\"help\">{}</p>", message(help)));
    format!(
        "<div class=\"finding {level}\"><p><span class=\"level\">{level}</span> {code} <span class=\"name\">{name}</span>\
         </p><p>{message}</p>{place}{help}</div>",
        level = finding.level,
        name = escaped(finding.rule.name),
        message = message(&finding.message),
        place = place.unwrap_or_default(),
        help = help.unwrap_or_default(),
    )
}

/// A message, with its code as code.
fn message(text: &str) -> String {
    let text = printable(text);
    let html = pieces(&text).into_iter().map(|piece| match piece {
        Piece::Prose(text) => escaped(text),
        Piece::Code(text) => format!("<code>{}</code>", escaped(text)),
    });
    html.collect()
}

/// Text as HTML, in an element or a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            '\t' => html.push(ch),
            ch => html.push_str(&printable(ch.encode_utf8(&mut [0; 4]))),
        }
    }
    html
}
