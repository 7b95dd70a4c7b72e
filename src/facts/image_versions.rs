//! Which version of nixpkgs a tag asks for.

use super::attributes::attribute;
use super::base_images::{Component, Part, VersionMatch};

/// The tag that is meant when there is none.
const NEWEST: &str = "latest";

/// Chooses the attributes of a part of an image by its name and tag.
///
/// `only_if_asked` are attributes that replace no other version.
pub(super) fn choose(part: &Part, repository: &str, tag: Option<&str>, only_if_asked: &[&str]) -> Component {
    let Some(asked) = asked(part, repository, tag) else { return without_version(part, tag) };
    let numbers = numbers(&asked);
    let (attrs, exact) = by_version(part, &numbers, only_if_asked).unwrap_or_else(|| by_index(part, &numbers));
    let version = if exact { VersionMatch::Exact } else { VersionMatch::Nearest { asked } };
    Component { attrs, version }
}

/// The version that the tag begins with, or that stands behind one of the words.
fn asked(part: &Part, repository: &str, tag: Option<&str>) -> Option<String> {
    if part.after.is_empty() {
        return leading_version(tag?.strip_prefix('v').unwrap_or(tag?));
    }
    let name = repository.rsplit('/').next().unwrap_or(repository);
    let text = format!("{name}:{}", tag.unwrap_or_default());
    part.after.iter().find_map(|word| {
        let mut behind = text.match_indices(word).filter_map(|(start, _)| text.get(start + word.len()..));
        behind.find_map(|rest| leading_version(rest.trim_start_matches(['-', '_', ':'])))
    })
}

/// The digits and dots that a text begins with: 3.11.4 of `3.11.4-slim`, 8 of `8u242-jre`.
fn leading_version(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let version = text.get(..end)?.trim_end_matches('.');
    (!numbers(version).is_empty()).then(|| version.to_owned())
}

/// The numbers of a version; what is no number ends it.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

/// A tag without a version may be a word of the table, such as `lts`; else it means the newest.
fn without_version(part: &Part, tag: Option<&str>) -> Component {
    let of = |word: &str| part.versions.iter().find(|(it, _)| *it == word).map(|(_, attrs)| *attrs);
    let words = tag.unwrap_or_default().split(['-', '_']);
    if let Some(attrs) = words.filter(|word| *word != NEWEST && numbers(word).is_empty()).find_map(of) {
        return Component { attrs, version: VersionMatch::Exact };
    }
    Component { attrs: of(NEWEST).unwrap_or(part.attrs), version: VersionMatch::Unversioned }
}

type Attrs = &'static [&'static str];

/// The attributes by the versions of the table; `None` if it has no versions, only words.
fn by_version(part: &Part, asked: &[u64], only_if_asked: &[&str]) -> Option<(Attrs, bool)> {
    let usable = part.versions.iter().filter(|(_, attrs)| attrs.iter().all(|attr| is_maintained(attr)));
    let listed: Vec<(Vec<u64>, Attrs)> = usable.map(|(version, attrs)| (numbers(version), *attrs)).collect();
    let longest = listed.iter().map(|(version, _)| version.len()).max().filter(|longest| *longest > 0)?;
    let of = |wanted: &[u64]| listed.iter().find(|(version, _)| version == wanted).map(|(_, attrs)| *attrs);
    if let Some(attrs) = of(asked).or_else(|| of(asked.get(..longest)?)) {
        return Some((attrs, true));
    }
    // Versions in full that may replace another, in ascending order.
    let mut full: Vec<&(Vec<u64>, Attrs)> = listed
        .iter()
        .filter(|(version, attrs)| version.len() == longest && !attrs.iter().any(|it| only_if_asked.contains(it)))
        .collect();
    full.sort();
    if let Some((_, attrs)) = full.iter().rev().find(|(version, _)| version.starts_with(asked)) {
        return Some((attrs, true));
    }
    let next = full.iter().find(|(version, _)| version.as_slice() > asked).or(full.last())?;
    Some((next.1, false))
}

/// The one version that there is, which fits if the index says so.
fn by_index(part: &Part, asked: &[u64]) -> (Attrs, bool) {
    let version = part.attrs.first().and_then(|attr| attribute(attr)).map_or("", |it| it.version);
    (part.attrs, numbers(version).starts_with(asked))
}

/// Whether nixpkgs gives an attribute without being told to accept what is insecure.
fn is_maintained(attr: &str) -> bool {
    attribute(attr).is_some_and(|it| !it.flags.insecure)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: Part = Part {
        attrs: &["python3"],
        versions: &[("3", &["python3"]), ("3.11", &["python311"]), ("3.12", &["python312"]), ("3.13", &["python313"])],
        after: &[],
    };

    fn chosen(part: &Part, name: &str, tag: &str) -> (String, bool) {
        let Component { attrs, version } = choose(part, name, Some(tag), &["python311"]);
        (attrs.join(" "), version == VersionMatch::Exact)
    }

    #[test]
    fn a_tag_asks_for_the_version_that_it_begins_with() {
        for (tag, attrs, exact) in [
            ("3.12", "python312", true),
            ("3.12.4-slim-bookworm", "python312", true),
            ("v3.13", "python313", true),
            ("3", "python3", true),
            ("3.11", "python311", true),
            ("3.9.17-slim", "python312", false),
            ("3.99", "python313", false),
            ("2.7", "python312", false),
            ("99999999999999999999999", "python3", false),
        ] {
            assert_eq!(chosen(&PYTHON, "python", tag), (attrs.to_owned(), exact), "{tag}");
        }
    }

    #[test]
    fn a_short_version_is_the_newest_of_its_line() {
        let mariadb = Part {
            attrs: &["mariadb"],
            versions: &[("10.6", &["mariadb_106"]), ("10.11", &["mariadb_1011"]), ("11.4", &["mariadb_114"])],
            after: &[],
        };
        assert_eq!(chosen(&mariadb, "mariadb", "10"), ("mariadb_1011".to_owned(), true));
        assert_eq!(chosen(&mariadb, "mariadb", "10.3"), ("mariadb_106".to_owned(), false));
    }

    #[test]
    fn a_tag_without_version_means_the_newest_or_what_its_word_says() {
        let node = Part {
            attrs: &["nodejs"],
            versions: &[("22", &["nodejs_22"]), ("latest", &["nodejs_latest"]), ("lts", &["nodejs"])],
            after: &[],
        };
        assert_eq!(chosen(&node, "node", "lts-alpine"), ("nodejs".to_owned(), true));
        let alpine = choose(&node, "node", Some("alpine"), &[]);
        assert_eq!((alpine.attrs, alpine.version), (&["nodejs_latest"][..], VersionMatch::Unversioned));
        let untagged = choose(&PYTHON, "python", None, &[]);
        assert_eq!((untagged.attrs, untagged.version), (&["python3"][..], VersionMatch::Unversioned));
    }

    #[test]
    fn what_is_insecure_is_not_chosen() {
        let node = Part { attrs: &["nodejs"], versions: &[("20", &["nodejs_20"]), ("22", &["nodejs_22"])], after: &[] };
        assert_eq!(chosen(&node, "node", "20-alpine"), ("nodejs_22".to_owned(), false));
    }

    #[test]
    fn a_version_can_stand_behind_a_word_of_the_tag_or_the_name() {
        let java =
            Part { attrs: &["jdk"], versions: &[("11", &["jdk11"]), ("21", &["jdk21"])], after: &["java", "jdk"] };
        assert_eq!(chosen(&java, "maven", "3.9.9-jdk-11-slim"), ("jdk11".to_owned(), true));
        assert_eq!(chosen(&java, "gradle", "8.7.0-jdk21"), ("jdk21".to_owned(), true));
        assert_eq!(chosen(&java, "gcr.io/distroless/java21-debian12", "nonroot"), ("jdk21".to_owned(), true));
        let none = choose(&java, "maven", Some("3.9"), &[]);
        assert_eq!((none.attrs, none.version), (&["jdk"][..], VersionMatch::Unversioned));
    }

    #[test]
    fn where_there_is_one_version_the_index_tells_whether_it_fits() {
        let perl = Part { attrs: &["perl"], versions: &[("latest", &["perl"])], after: &[] };
        assert_eq!(chosen(&perl, "perl", "5.42"), ("perl".to_owned(), true));
        assert_eq!(chosen(&perl, "perl", "5.20"), ("perl".to_owned(), false));
    }
}
