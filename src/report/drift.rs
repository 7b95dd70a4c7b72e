//! In what an existing Nix file differs from its Dockerfile: what it means first, then the text.

use std::io::{self, Write};

use owo_colors::OwoColorize;
use similar::{ChangeTag, TextDiff};

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
        if differences.is_empty() {
            return writeln!(out, "{} {} says what {} says", "✓".green(), self.file, self.dockerfile);
        }
        let number = count(differences.len(), "difference", "differences");
        writeln!(out, "{}: {number} from {}", self.file.bold(), self.dockerfile)?;
        let source = SourceFile::new(self.file, self.existing);
        for difference in differences {
            let line = difference.span.map(|span| format!(":{}", source.position(span.start).line));
            let place = format!("{}{}", self.file, line.unwrap_or_default());
            match &difference.what {
                What::Lacks(what) => writeln!(out, "  {}  {} lacks {what}", place.dimmed(), difference.place)?,
                What::Differs { existing, wanted } => {
                    let place = place.dimmed();
                    writeln!(out, "  {place}  {} is {existing}, {} says {wanted}", difference.place, self.dockerfile)?;
                }
            }
        }
        writeln!(out)?;
        self.write_text(out)
    }

    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        let diff = TextDiff::from_lines(self.existing, self.wanted);
        writeln!(out, "{}", format!("--- {}", self.file).bold())?;
        writeln!(out, "{}", format!("+++ {} (migrated now)", self.file).bold())?;
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            writeln!(out, "{}", hunk.header().to_string().cyan())?;
            for change in hunk.iter_changes() {
                let text = change.value().trim_end_matches('\n');
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
