//! The finding that stands for all others, where looking for them has failed.

use super::catalogue;
use super::finding::Finding;
use super::reporter::fill;
use crate::defect::Defect;
use crate::source::Span;

/// The rule.
const DEFECT: &str = "DF920";

/// The finding of a defect: at the last of the words that it takes, with the others beside it.
#[must_use]
pub fn failed(defect: &Defect) -> Option<Finding> {
    let rule = *catalogue::find(DEFECT).first()?;
    let (last, others) = match defect.part.as_deref() {
        Some([others @ .., last]) => (*last, others),
        _ => (Span::empty(0), &[][..]),
    };
    let values = [("error".to_owned(), defect.panic.to_string())];
    Some(Finding {
        rule,
        level: rule.level,
        span: last,
        message: fill(rule.message, &values),
        foreign_ids: rule.aliases.to_vec(),
        labels: others.iter().map(|span| (*span, "this is needed for it".to_owned())).collect(),
        help: rule.help.map(str::to_owned),
        in_file: None,
        fix: None,
    })
}
