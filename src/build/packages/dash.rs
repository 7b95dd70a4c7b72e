use crate::build::resolve::Resolved;
use crate::facts::managers::{DashVersion, SyntaxFact};

/// The stabilities that PECL takes for a version.
const STABILITIES: [&str; 6] = ["alpha", "beta", "stable", "devel", "snapshot", "RC"];

/// Where the `-` stands that parts name and version, for managers that have no other sign.
///
/// The versions of names with unknown parts (`name-${VERSION}`) are found too.
pub(super) fn version_dash(word: &Resolved, syntax: &SyntaxFact) -> Option<usize> {
    let is_version = match syntax.dash {
        DashVersion::None => return None,
        DashVersion::Rpm => is_rpm_version,
        DashVersion::Digit => is_digit_version,
        DashVersion::Pecl => is_pecl_version,
        DashVersion::Revision => is_revision_version,
        DashVersion::Ebuild => is_digit_version,
    };
    // Names have few dashes and versions fewer; whoever writes more gets no version found.
    let dashes = word.text.match_indices('-').map(|(at, _)| at).filter(|&at| at > 0 && word.is_known(at..at + 1));
    dashes.take(32).find(|&at| {
        let named = word.text.get(..=at).is_some_and(|start| syntax.numbered_names.contains(&start));
        let rest = word.text.get(at + 1..).unwrap_or_default();
        !named && !rest.is_empty() && is_version(rest, &|range| word.is_known(range.start + at + 1..range.end + at + 1))
    })
}

type IsKnown<'a> = dyn Fn(std::ops::Range<usize>) -> bool + 'a;

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}

/// `1.2`, `1:2`, `1.2-3.el9`, `1*`. A lone number is part of the name (`java-11`), and so are two (`cuda-11-8`).
fn is_rpm_version(rest: &str, is_known: &IsKnown) -> bool {
    let mut parts = rest.split('-');
    let (version, release, more) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if !is_known(0..1) {
        // After an unknown version there can only be a release.
        let last = rest.rfind('-').map_or(0, |at| at + 1);
        return last == 0 || starts_with_digit(&rest[last..]) || !is_known(last..rest.len());
    }
    let has_dot = version.contains(['.', ':', '*']) || release.is_some_and(|release| release.contains('.'));
    more.is_none()
        && starts_with_digit(version)
        && has_dot
        && release.is_none_or(|release| starts_with_digit(release) || !is_known(version.len() + 1..rest.len()))
}

fn is_digit_version(rest: &str, is_known: &IsKnown) -> bool {
    starts_with_digit(rest) || !is_known(0..1)
}

fn is_pecl_version(rest: &str, is_known: &IsKnown) -> bool {
    starts_with_digit(rest.trim_start_matches(['^', '~', '@'])) || STABILITIES.contains(&rest) || !is_known(0..1)
}

/// `1.2_3`
fn is_revision_version(rest: &str, is_known: &IsKnown) -> bool {
    let revision = rest.rsplit_once('_').map(|(_, revision)| revision);
    !is_known(0..1) || (starts_with_digit(rest) && !rest.contains('-') && revision.is_some_and(starts_with_digit))
}
