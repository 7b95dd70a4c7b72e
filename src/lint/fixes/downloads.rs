//! Downloads.

use super::{Proposal, Site, after_word};
use crate::lint::checks::base_facts::has_busybox;
use crate::lint::facts::Facts;
use crate::source::Edit;

/// For GNU's wget one line for every few megabytes. BusyBox's wget cannot do that, and is told to be quiet.
const GNU: &str = "--progress=dot:giga";
const BUSYBOX: &str = "-q";

/// Has wget show no progress bar, with the flag that the wget at hand knows.
pub(crate) fn quieter_wget(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let busybox = statement.stage.and_then(|stage| has_busybox(facts, facts.root(stage)));
    let insert =
        |flag| Proposal::of(site.places.iter().map(|place| after_word(facts, *place, flag)).collect::<Vec<Edit>>());
    match busybox {
        Some(true) => insert(BUSYBOX),
        Some(false) => insert(GNU),
        None => Some(insert(GNU)?.unsafe_because("BusyBox's wget, should the image have that, does not know the flag")),
    }
}
