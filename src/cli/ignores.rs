//! `dfcheck lint --add-ignores`

use super::input::Input;
use super::{CLEAN, FAILED, FINDINGS, output};
use crate::ignores::{self, Added, Changed};
use crate::lint::Outcome;
use crate::prose::{count, enumeration};
use crate::source::SourceFile;

/// What is to become of one file.
pub(super) type Annotated = (Input, Result<Added, Changed>);

/// Adds comments to the text of an input.
pub(super) fn add(input: &Input, reason: Option<&str>, lint: &dyn Fn(&Input) -> Outcome) -> Result<Added, Changed> {
    ignores::add(&input.file, reason, &|file: &SourceFile| lint(&input.with(file)))
}

/// Writes the files, or what came from standard input to standard output, and says what was added.
pub(super) fn write(files: Vec<Annotated>) -> u8 {
    let mut code = CLEAN;
    for (input, added) in files {
        let name = input.file.name();
        let written = added.map_err(|error| format!("{name}: {error}")).and_then(|added| {
            write_one(&input, &added).map_err(|error| format!("{name}: {error}"))?;
            Ok(added)
        });
        match written {
            Ok(added) if added.left.is_empty() => {}
            Ok(_) => code = code.max(FINDINGS),
            Err(error) => {
                output::error(error);
                code = FAILED;
            }
        }
    }
    code
}

fn write_one(input: &Input, added: &Added) -> std::io::Result<()> {
    match &input.path {
        None => output::raw(|out| out.write_all(&added.text)),
        // A link stays one: what it leads to is written.
        Some(path) if added.comments > 0 => output::write_file(&std::fs::canonicalize(path)?, &added.text)?,
        Some(_) => {}
    }
    let name = input.file.name();
    if added.comments > 0 && input.path.is_some() {
        output::note(format!("{name}: {} added", count(added.comments, "comment", "comments")));
    }
    if !added.left.is_empty() {
        let mut codes: Vec<&str> = added.left.iter().map(|finding| finding.rule.code.as_str()).collect();
        codes.dedup();
        let found = count(added.left.len(), "finding is", "findings are");
        output::note(format!("{name}: {found} left, which no comment can ignore: {}", enumeration(&codes)));
    }
    Ok(())
}
