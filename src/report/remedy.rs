//! Fixes for formats from which other programs offer to make them.

use crate::fix::apply;
use crate::lint::{Finding, Fix, Safety};
use crate::source::{Edit, SourceFile, Span};

/// The fix of a finding, if it is one that can be made: not one that only shows what was perhaps meant.
pub(super) fn offered(finding: &Finding) -> Option<&Fix> {
    finding.fix.as_ref().filter(|fix| fix.safety < Safety::Display)
}

/// What a fix does and, if it is not safe, why.
pub(super) fn description(fix: &Fix) -> String {
    match &fix.risk {
        Some(risk) => format!("{} (unsafe: {risk})", fix.about),
        None => fix.about.to_owned(),
    }
}

/// All the edits of a fix as one, for programs that would offer each edit by itself; the line endings are the file's.
pub(super) fn joined(file: &SourceFile, fix: &Fix) -> Option<Edit> {
    let span = fix.edits.iter().map(|edit| edit.span).reduce(Span::cover)?;
    let after = apply(file.bytes(), &fix.edits)?.bytes;
    let end = after.len().checked_sub(file.bytes().len().checked_sub(span.end)?)?;
    Some(Edit::replace(span, String::from_utf8_lossy(after.get(span.start..end)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_become_one() {
        let file = SourceFile::new("x", "a b\r\nc d\r\n");
        let edits = vec![Edit::insert(6, "\ne"), Edit::replace(Span::new(2, 3), "B")];
        let fix = Fix { safety: Safety::Safe, about: "do it", risk: None, edits, changes: Vec::new() };
        assert_eq!(joined(&file, &fix), Some(Edit::replace(Span::new(2, 6), "B\r\nc\r\ne")));
        assert_eq!(description(&fix), "do it");
    }
}
