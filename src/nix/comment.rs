/// A comment of any number of lines, none of which can end the comment or reach out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comment {
    lines: Vec<String>,
}

impl Comment {
    /// A comment of this text. Every kind of line break starts a new line, other control characters (and those that
    /// turn the direction of text, which could make code look like comment) become U+FFFD, tabs become a space.
    pub fn new(text: &str) -> Self {
        let mut lines: Vec<String> = text.replace("\r\n", "\n").split(is_line_break).map(clean).collect();
        while lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        let leading = lines.iter().take_while(|line| line.is_empty()).count();
        lines.drain(..leading);
        Self { lines }
    }

    /// The lines, without the `#`.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Adds the lines of another comment below.
    pub fn extend(&mut self, other: Comment) {
        self.lines.extend(other.lines);
    }
}

impl From<&str> for Comment {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Comment {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl From<&String> for Comment {
    fn from(text: &String) -> Self {
        Self::new(text)
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn clean(line: &str) -> String {
    let safe = |c: char| match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    line.trim_end().chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_break_survives_inside_a_line() {
        let comment = Comment::new("\na\r\nb\rc\u{2028}d\u{b}e\n\n*/ x = 1; ${y} ''\n\n");
        assert_eq!(comment.lines().collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "", "*/ x = 1; ${y} ''"]);
    }

    #[test]
    fn control_characters_cannot_reach_the_terminal() {
        let comment = Comment::new("a\tb\u{1b}[31m\0\u{202e}  ");
        assert_eq!(comment.lines().collect::<Vec<_>>(), ["a b\u{fffd}[31m\u{fffd}\u{fffd}"]);
    }
}
