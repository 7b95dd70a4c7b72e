/// Text whose lines are sorted by their first field, searched by halves.
///
/// Fields are separated by tabs. This is the form in which large tables are compiled in: nothing is parsed
/// before something is looked up.
#[derive(Clone, Copy)]
pub(crate) struct SortedLines(&'static str);

impl SortedLines {
    /// Takes text as the build script writes it: sorted by key, each line ending in a line feed.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The line of a key: the key as it stands in the text, and the fields after it.
    pub(crate) fn get(self, key: &str) -> Option<(&'static str, Fields)> {
        let line = self.line_at(self.position(key))?;
        let (found, rest) = line.split_once('\t').unwrap_or((line, ""));
        (found == key).then_some((found, Fields(rest)))
    }

    /// The lines whose keys begin with this, in order: the whole key and the fields after it.
    pub(crate) fn beginning_with(self, prefix: &str) -> impl Iterator<Item = (&'static str, Fields)> + use<> {
        let prefix = prefix.to_owned();
        let rest = self.0.get(self.position(&prefix)..).unwrap_or_default();
        rest.lines()
            .map(|line| line.split_once('\t').unwrap_or((line, "")))
            .take_while(move |(key, _)| key.starts_with(&prefix))
            .map(|(key, rest)| (key, Fields(rest)))
    }

    /// The offset of the first line whose key is not less than this.
    fn position(self, key: &str) -> usize {
        let (mut low, mut high) = (0, self.0.len());
        while low < high {
            let start = self.line_start(low + (high - low) / 2).max(low);
            if self.key_at(start) < key.as_bytes() {
                low = self.line_end(start) + 1;
            } else {
                high = start;
            }
        }
        low
    }

    fn line_start(self, offset: usize) -> usize {
        let before = self.0.as_bytes().get(..offset).unwrap_or_default();
        before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1)
    }

    fn line_end(self, start: usize) -> usize {
        let rest = self.0.as_bytes().get(start..).unwrap_or_default();
        start + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
    }

    fn key_at(self, start: usize) -> &'static [u8] {
        let rest = self.0.as_bytes().get(start..).unwrap_or_default();
        let end = rest.iter().position(|byte| matches!(byte, b'\t' | b'\n')).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    fn line_at(self, start: usize) -> Option<&'static str> {
        self.0.get(start..self.line_end(start)).filter(|line| !line.is_empty())
    }
}

/// The fields of a line, from left to right; what is not there is empty.
#[derive(Clone, Copy)]
pub(crate) struct Fields(&'static str);

impl Fields {
    /// Takes fields that are joined by tabs.
    pub(crate) const fn new(joined: &'static str) -> Self {
        Self(joined)
    }

    /// Takes the next field.
    pub(crate) fn next(&mut self) -> &'static str {
        // Fields are short, for which a loop is quicker than a search.
        let end = self.0.bytes().position(|byte| byte == b'\t').unwrap_or(self.0.len());
        let field = self.0.get(..end).unwrap_or_default();
        self.0 = self.0.get(end + 1..).unwrap_or_default();
        field
    }

    /// Takes the next field, if it is there and not empty.
    pub(crate) fn next_given(&mut self) -> Option<&'static str> {
        Some(self.next()).filter(|field| !field.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: SortedLines = SortedLines::new("a\t1\t2\nab\t\t3\nb-c\nz.z\tlast\n");

    fn keys(prefix: &str) -> Vec<&'static str> {
        LINES.beginning_with(prefix).map(|(key, _)| key).collect()
    }

    #[test]
    fn every_key_is_found() {
        for (key, first) in [("a", "1"), ("ab", ""), ("b-c", ""), ("z.z", "last")] {
            assert_eq!(LINES.get(key).map(|(_, mut fields)| fields.next()), Some(first), "{key}");
        }
    }

    #[test]
    fn a_key_between_before_and_after_the_lines_is_not_found() {
        for key in ["", "A", "aa", "abc", "b", "z", "z.zz", "é"] {
            assert!(LINES.get(key).is_none(), "{key}");
        }
    }

    #[test]
    fn an_empty_text_has_nothing() {
        assert!(SortedLines::new("").get("a").is_none());
    }

    #[test]
    fn lines_are_listed_by_prefix() {
        assert_eq!(keys("a"), ["a", "ab"]);
        assert_eq!(keys(""), ["a", "ab", "b-c", "z.z"]);
        assert!(keys("c").is_empty());
    }

    #[test]
    fn fields_come_in_order_and_then_empty() {
        let Some((_, mut fields)) = LINES.get("ab") else { panic!("ab is a key") };
        assert_eq!((fields.next_given(), fields.next(), fields.next()), (None, "3", ""));
    }
}
