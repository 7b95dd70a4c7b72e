//! The fixes of single findings.

use std::collections::HashSet;

use rayon::prelude::*;

use super::version::Version;
use super::{Fixer, MAX_COMPARISONS, MAX_FOLLOW_UPS, Work};
use crate::lint::Finding;
use crate::source::SourceFile;

impl Fixer<'_> {
    /// What the file would be with the fix of one finding, for each of those that `is_wanted` takes. A fix that does not
    /// do what it should, and that alone, is left out.
    #[must_use]
    pub fn fix_each(&self, file: &SourceFile, is_wanted: &dyn Fn(&Finding) -> bool) -> Vec<(Finding, SourceFile)> {
        let now = Version::of(file.clone(), self);
        let findings = now.findings.iter().enumerate();
        let wanted = findings.filter(|(_, finding)| is_wanted(finding) && self.may_fix(finding));
        let wanted: Vec<(usize, Finding)> = wanted.map(|(number, finding)| (number, finding.clone())).collect();
        let seen = HashSet::from([file.bytes().to_vec()]);
        let work =
            Work { fixer: self, now, seen, fixed: 0, comparisons: 0, most: MAX_COMPARISONS, refused: Vec::new() };
        let fixed = wanted.into_par_iter().filter_map(|(number, finding)| {
            let (next, _) = work.attempt(&work.now, &[number], MAX_FOLLOW_UPS, 0);
            Some((finding, next.ok()?.version.file))
        });
        fixed.collect()
    }
}
