//! The two sides as one page that needs nothing else: no network, no other file.

mod changes;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::carried::marked;
use super::line::{Line, Piece};
use super::{Comparison, Kind, LEGEND, Label, Step};
use crate::report::html::escaped;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

pub(super) fn write(comparison: &Comparison<'_>, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{} → {}", escaped(comparison.dockerfile), escaped(&comparison.image));
    let hash = data_encoding::BASE64.encode(&Sha256::digest(SCRIPT));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{hash}'\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"tally\">{}</p>\n<p class=\"legend\">{LEGEND}</p>\n\
         <p class=\"keys\"><kbd>j</kbd> <kbd>k</kbd> go from instruction to instruction, <kbd>Enter</kbd> to its Nix in \
         the whole expression and back.</p>\n</header>\n<main>",
        tally(comparison)
    )?;
    writeln!(out, "<div class=\"steps\">")?;
    let mut owners: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, it) in comparison.steps.iter().enumerate() {
        step(comparison, number, it, out)?;
        for line in it.fragments.iter().flat_map(|fragment| fragment.lines.first..=fragment.lines.last) {
            owners.entry(line).or_default().push(number);
        }
    }
    writeln!(out, "</div>")?;
    expression(comparison, &owners, out)?;
    writeln!(out, "</main>")?;
    changes::write(&comparison.changes, out)?;
    // Nothing in it can end the element.
    let raw = serde_json::to_string(comparison.text)?.replace('<', "\\u003c");
    writeln!(
        out,
        "<script type=\"application/json\" id=\"raw\">{raw}</script>\n<script>{SCRIPT}</script>\n</body>\n</html>"
    )
}

fn tally(comparison: &Comparison<'_>) -> String {
    let part = |(kind, number): (Kind, usize)| {
        format!(
            "<span class=\"{}\"><span class=\"mark\">{}</span> {number} {}</span>",
            class(kind),
            kind.mark(),
            kind.name()
        )
    };
    comparison.outcomes.parts().map(part).collect::<Vec<_>>().join(" ")
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Translated => "translated",
        Kind::NotNeeded => "not-needed",
        Kind::Approximated => "approximated",
        Kind::Manual => "manual",
    }
}

fn step(comparison: &Comparison<'_>, number: usize, step: &Step<'_>, out: &mut dyn Write) -> io::Result<()> {
    let both = comparison.carried(step);
    match step.kind() {
        None => write!(out, "<div class=\"step between\"><div class=\"left\">")?,
        Some(kind) => {
            let nix: Vec<String> = step
                .fragments
                .iter()
                .flat_map(|fragment| fragment.lines.first..=fragment.lines.last)
                .map(|line| line.to_string())
                .collect();
            write!(
                out,
                "<div class=\"step {}\" role=\"group\" tabindex=\"0\" aria-label=\"line {}: {}\" data-step=\"{number}\" \
                 data-nix=\"{}\"><div class=\"left\">",
                class(kind),
                step.lines.first,
                kind.name(),
                nix.join(" ")
            )?;
        }
    }
    for line_number in step.lines.first..=step.lines.last {
        if let Some(line) = comparison.left.line(line_number) {
            write!(out, "{}", numbered(line_number, &marked(line, &both)))?;
        }
    }
    write!(out, "</div><div class=\"right\">")?;
    let indentations = comparison.indentations(step);
    for (at, (fragment, indentation)) in step.fragments.iter().zip(indentations).enumerate() {
        if fragment.elsewhere {
            write!(out, "<p class=\"in\">in {}, above</p>", escaped(&comparison.name_of(fragment)))?;
            continue;
        }
        if let Some(Label { place, .. }) = step.label(at) {
            write!(out, "<p class=\"in\">in {}:</p>", escaped(place))?;
        }
        let numbers = fragment.lines.first..=fragment.lines.last;
        let lines = numbers.filter_map(|number| Some((number, comparison.right.line(number)?)));
        let lines: Vec<(usize, &Line)> = lines.collect();
        if comparison.has_gap(step, at, indentation) {
            write!(out, "<p class=\"in\">⋮</p>")?;
        }
        for (line_number, line) in lines {
            write!(out, "{}", numbered(line_number, &marked(&line.clone().dedented(indentation), &both)))?;
        }
    }
    for note in step.notes() {
        let start = match note.kind {
            Kind::NotNeeded if note.command.is_none() => "not needed: ",
            Kind::Translated => "→ ",
            _ => "",
        };
        let command = note.command.map(|command| format!("<code>{}</code>: ", escaped(command))).unwrap_or_default();
        write!(
            out,
            "<p class=\"note {}\"><span class=\"mark\">{}</span><span>{start}{command}{}</span></p>",
            class(note.kind),
            note.kind.mark(),
            escaped(note.text)
        )?;
    }
    writeln!(out, "</div></div>")
}

/// The whole expression, with what copies it.
fn expression(
    comparison: &Comparison<'_>,
    owners: &BTreeMap<usize, Vec<usize>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(
        out,
        "<section class=\"expression\">\n<div class=\"bar\"><h2>image.nix</h2><span id=\"copied\" role=\"status\"></span>\
         <button id=\"copy\" type=\"button\">Copy</button></div>\n<div class=\"lines\">"
    )?;
    let none = HashSet::new();
    for number in 1..=comparison.right.count() {
        let Some(line) = comparison.right.line(number) else { continue };
        let steps: Vec<String> = owners.get(&number).into_iter().flatten().map(ToString::to_string).collect();
        let link = match steps.as_slice() {
            [] => String::new(),
            steps => format!(" tabindex=\"-1\" data-line=\"{number}\" data-steps=\"{}\"", steps.join(" ")),
        };
        let line = marked(line, &none);
        writeln!(
            out,
            "<div class=\"l\"{link}><span class=\"n\">{number}</span><code>{}</code></div>",
            pieces(&line.pieces)
        )?;
    }
    writeln!(out, "</div>\n</section>")
}

fn numbered(number: usize, line: &Line) -> String {
    format!("<div class=\"l\"><span class=\"n\">{number}</span><code>{}</code></div>", pieces(&line.pieces))
}

fn pieces(pieces: &[Piece]) -> String {
    let mut html = String::new();
    for piece in pieces {
        let text = escaped(&piece.text);
        let text = match piece.class {
            Some(class) => format!("<span class=\"{}\">{text}</span>", class.letter()),
            None => text,
        };
        match piece.carried {
            true if piece.text == "/" => html.push_str(&format!("<b>{text}</b>")),
            true => html.push_str(&format!("<b data-w=\"{}\">{text}</b>", escaped(&piece.text))),
            false => html.push_str(&text),
        }
    }
    html
}
