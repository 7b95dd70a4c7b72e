//! The order of Debian's versions (deb-version(7)).

use std::cmp::Ordering;

/// Compares two versions.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    let ((a_epoch, a), (b_epoch, b)) = (epoch(a), epoch(b));
    let ((a_upstream, a_revision), (b_upstream, b_revision)) = (revision(a), revision(b));
    number(a_epoch)
        .cmp(&number(b_epoch))
        .then_with(|| compare_part(a_upstream, b_upstream))
        .then_with(|| compare_part(a_revision, b_revision))
}

fn epoch(version: &str) -> (&str, &str) {
    version.split_once(':').unwrap_or(("0", version))
}

fn revision(version: &str) -> (&str, &str) {
    version.rsplit_once('-').unwrap_or((version, ""))
}

/// Compares what is no digit and what is one, by turns.
fn compare_part(mut a: &str, mut b: &str) -> Ordering {
    while !a.is_empty() || !b.is_empty() {
        let (a_text, a_rest) = cut(a, |ch| !ch.is_ascii_digit());
        let (b_text, b_rest) = cut(b, |ch| !ch.is_ascii_digit());
        let (a_digits, a_rest) = cut(a_rest, |ch| ch.is_ascii_digit());
        let (b_digits, b_rest) = cut(b_rest, |ch| ch.is_ascii_digit());
        let order = compare_text(a_text, b_text).then_with(|| number(a_digits).cmp(&number(b_digits)));
        if order.is_ne() {
            return order;
        }
        (a, b) = (a_rest, b_rest);
    }
    Ordering::Equal
}

fn cut(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|ch| !belongs(ch)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// `~` comes before the end, the end before letters, and letters before all else.
fn compare_text(a: &str, b: &str) -> Ordering {
    let weight = |ch: Option<char>| match ch {
        Some('~') => (0, '~'),
        None => (1, '\0'),
        Some(ch) if ch.is_ascii_alphabetic() => (2, ch),
        Some(ch) => (3, ch),
    };
    let (mut a, mut b) = (a.chars(), b.chars());
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (x, y) if x == y => {}
            (x, y) => return weight(x).cmp(&weight(y)),
        }
    }
}

/// Digits as they compare: by how many there are, then one by one.
fn number(digits: &str) -> (usize, &str) {
    let digits = digits.trim_start_matches('0');
    (digits.len(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_order() {
        let versions =
            ["1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0a-1", "1.0+dfsg-1", "1.9-1", "1.10-1", "2.0-0ubuntu1", "1:0.5-1"];
        for pair in versions.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(compare(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
        }
        assert_eq!(compare("1.00-1", "1.0-01"), Ordering::Equal);
    }
}
