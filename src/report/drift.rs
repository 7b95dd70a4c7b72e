//! In what an existing Nix file differs from its Dockerfile: what it means first, then the text.

use std::io::{self, Write};

use owo_colors::OwoColorize;
use similar::{ChangeTag, TextDiff};

use super::printable::{harmless, printable};
use crate::nix::compare::{Difference, What};
use crate::prose::count;
use crate::source::SourceFile;

/// How many lines of the text are shown around a change.
const CONTEXT: usize = 3;

/// A file, and what it should be.
#[derive(Clone, Copy, Debug)]
pub struct Drift<'a> {
    /// Name of the file.
    pub file: &'a str,
    /// Name of the Dockerfile.
    pub dockerfile: &'a str,
    /// What the file holds.
    pub existing: &'a str,
    /// What a migration writes today.
    pub wanted: &'a str,
}

impl Drift<'_> {
    /// Writes the differences, and a unified diff if there are any.
    pub fn write(&self, differences: &[Difference], out: &mut dyn Write) -> io::Result<()> {
        let (file, dockerfile) = (printable(self.file), printable(self.dockerfile));
        if differences.is_empty() {
            return writeln!(out, "{} {file} says what {dockerfile} says", "✓".green());
        }
        let number = count(differences.len(), "difference", "differences");
        writeln!(out, "{}: {number} from {dockerfile}", file.bold())?;
        let source = SourceFile::new(self.file, self.existing);
        for difference in differences {
            let line = difference.span.map(|span| format!(":{}", source.position(span.start).line));
            let place = format!("{file}{}", line.unwrap_or_default());
            let text = match &difference.what {
                What::Lacks(what) => format!("{} lacks {what}", difference.place),
                What::Differs { existing, wanted } => {
                    format!("{} is {existing}, {dockerfile} says {wanted}", difference.place)
                }
            };
            writeln!(out, "  {}  {}", place.dimmed(), printable(&text))?;
        }
        writeln!(out)?;
        self.write_text(out)
    }

    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let diff = TextDiff::from_lines(self.existing, self.wanted);
        let file = printable(self.file);
        writeln!(out, "{}", format!("--- {file}").bold())?;
        writeln!(out, "{}", format!("+++ {file} (migrated now)").bold())?;
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            writeln!(out, "{}", hunk.header().to_string().cyan())?;
            for change in hunk.iter_changes() {
                let text = harmless(change.value().trim_end_matches(['\r', '\n']));
                match change.tag() {
                    ChangeTag::Delete => writeln!(out, "{}", format!("-{text}").red())?,
                    ChangeTag::Insert => writeln!(out, "{}", format!("+{text}").green())?,
                    ChangeTag::Equal => writeln!(out, " {text}")?,
                }
            }
        }
        Ok(())
    }
}
