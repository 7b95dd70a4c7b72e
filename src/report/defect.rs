//! What is told of a defect of dfcheck, for whoever is to mend it.

use std::env::consts::{ARCH, OS};
use std::io::{self, Write};

use super::printable::{harmless, printable};
use crate::defect::{Defect, Panic};
use crate::prose::count;
use crate::source::SourceFile;

/// How many lines of the part of the file are shown.
const MAX_LINES: usize = 60;
/// Where to report it; empty if there is no such place yet.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// In a line, for lists of what has gone wrong.
#[must_use]
pub fn line(file: &SourceFile, defect: &Defect) -> String {
    format!("{}: dfcheck itself has failed here: {}", file.name(), defect.panic)
}

/// All that is known of a defect over a file.
pub fn write(file: &SourceFile, defect: &Defect, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "dfcheck: {}", printable(&line(file, defect)))?;
    let about = about();
    match defect.text(file) {
        None => writeln!(out, "\nThis is a defect of {about}. It has not happened again with the same file.")?,
        Some(part) if part.bytes().is_empty() => {
            writeln!(out, "\nThis is a defect of {about}, which does not need anything of the file.")?;
        }
        Some(part) => {
            writeln!(out, "\nThis is a defect of {about}. This part of the file is enough for it:\n")?;
            let text = String::from_utf8_lossy(part.bytes());
            for line in text.lines().take(MAX_LINES) {
                writeln!(out, "{}", format!("    {}", harmless(line)).trim_end())?;
            }
            if let more @ 1.. = text.lines().count().saturating_sub(MAX_LINES) {
                writeln!(out, "    … and {}", count(more, "more line", "more lines"))?;
            }
        }
    }
    request(out)
}

/// All that is known of a defect that has nothing to do with a file, or with nobody knows which.
pub fn write_panic(panic: &Panic, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "dfcheck: it has failed itself: {}", printable(&panic.to_string()))?;
    writeln!(out, "\nThis is a defect of {}.", about())?;
    request(out)
}

fn about() -> String {
    format!("dfcheck {} ({OS}, {ARCH})", env!("CARGO_PKG_VERSION"))
}

fn request(out: &mut dyn Write) -> io::Result<()> {
    let place = if REPOSITORY.is_empty() { String::new() } else { format!(" to {REPOSITORY}/issues") };
    writeln!(out, "\nPlease report it{place} with this text and the command; take out what is not for others to see.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn told(text: &str, part: Option<Vec<Span>>) -> String {
        let panic = Panic { message: "it is \u{1b}[31mred".to_owned(), place: "src/lint/engine.rs:1:2".to_owned() };
        let mut out = Vec::new();
        write(&SourceFile::new("a/Dockerfile", text), &Defect { panic, part }, &mut out).unwrap();
        String::from_utf8(out).unwrap().replace(&about(), "dfcheck VERSION")
    }

    #[test]
    fn a_defect_is_told_with_what_it_takes() {
        let text = "FROM debian\nRUN \u{1b}[31m one\nRUN two\n";
        insta::assert_snapshot!(told(text, Some(vec![Span::new(0, 12), Span::new(12, 26)])), @r"
        dfcheck: a/Dockerfile: dfcheck itself has failed here: it is �[31mred (src/lint/engine.rs:1:2)

        This is a defect of dfcheck VERSION. This part of the file is enough for it:

            FROM debian
            RUN �[31m one

        Please report it with this text and the command; take out what is not for others to see.
        ");
    }

    #[test]
    fn a_defect_may_take_nothing_or_not_come_again() {
        assert!(told("FROM debian\n", Some(Vec::new())).contains("does not need anything of the file"));
        assert!(told("FROM debian\n", None).contains("has not happened again"));
        let long = "x\n".repeat(MAX_LINES + 2);
        assert!(told(&long, Some(vec![Span::new(0, long.len())])).contains("\n    … and 2 more lines\n"));
    }
}
