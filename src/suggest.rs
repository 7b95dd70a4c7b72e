//! "Did you mean …?"

/// The candidate nearest to `word`, when it is near enough to be what was meant.
///
/// Near enough is one edit for up to four characters, and one more for every further three. Case does not count.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = 1 + length.saturating_sub(2) / 3;
    candidates
        .into_iter()
        // Words differ at least by as much as their lengths do; to see that takes no time, however long they are.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn finds_what_was_meant() {
        let keywords = ["RUN", "ENV", "COPY", "ENTRYPOINT"];
        assert_eq!(closest("RUNN", keywords), Some("RUN"));
        assert_eq!(closest("cpoy", keywords), Some("COPY"));
        assert_eq!(closest("ENTRIPONT", keywords), Some("ENTRYPOINT"));
        assert_eq!(closest("apt-get", keywords), None);
        assert_eq!(closest("", keywords), None);
    }
}
