//! Which heredocs the text of an instruction announces.
//!
//! BuildKit cuts the whole instruction into words, quotes and variables respected, and takes each word that is
//! `<<` with a delimiter (a file descriptor may stand before it) for a heredoc. If the text has an unclosed
//! quote, or a `${…}` that the builder cannot expand, there are no words and so no heredocs.

use crate::source::{Span, Text};

/// How deep `${a:-${b:-…}}` may nest. Deeper text has no heredocs.
const MAX_DEPTH: usize = 100;

/// A word that announces a heredoc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Announcement {
    pub(super) span: Span,
    pub(super) delimiter: String,
    pub(super) expand: bool,
    pub(super) strip_tabs: bool,
    pub(super) file_descriptor: u64,
}

/// The heredocs announced in `text`, in order.
pub(super) fn announcements(text: &Text) -> Vec<Announcement> {
    if !text.as_str().contains("<<") {
        return Vec::new();
    }
    let words = Scanner::new(text.as_str()).words().unwrap_or_default();
    words.into_iter().filter_map(|(start, end)| announcement(&text.slice(start..end))).collect()
}

/// The words that BuildKit takes for heredocs although they are part of arithmetic, as `<< 2))` in `$((1 << 2))`.
pub(super) fn shifts(text: &Text) -> Vec<Text> {
    if !text.as_str().contains("$((") || !text.as_str().contains("<<") {
        return Vec::new();
    }
    let seen: Vec<Span> = announcements(text).iter().map(|it| it.span).collect();
    let words = Scanner { knows_arithmetic: false, ..Scanner::new(text.as_str()) }.words().unwrap_or_default();
    let words = words.into_iter().map(|(start, end)| text.slice(start..end));
    words.filter(|word| announcement(word).is_some_and(|it| seen.binary_search(&it.span).is_err())).collect()
}

/// Reads one word, as `<<EOF`, `3<<-"EOF"`.
pub(super) fn announcement(word: &Text) -> Option<Announcement> {
    let (descriptor, rest) = word.as_str().split_once("<<")?;
    if !descriptor.bytes().all(|b| b.is_ascii_digit()) || rest.contains('<') {
        return None;
    }
    let (strip_tabs, rest) = rest.strip_prefix('-').map_or((false, rest), |rest| (true, rest));
    let rest = rest.trim_start();
    let delimiter = unquote(rest).filter(|delimiter| !delimiter.is_empty())?;
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    Some(Announcement {
        span: word.span(),
        // BuildKit compares the quotes before and after unquoting: a backslash does not count as one.
        expand: quotes(rest) == quotes(&delimiter),
        delimiter,
        strip_tabs,
        file_descriptor: descriptor.parse().unwrap_or(0),
    })
}

/// Takes quotes and backslashes off a delimiter. `None` if it is not a single word.
fn unquote(word: &str) -> Option<String> {
    let mut result = String::new();
    let mut chars = word.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    inner => result.push(inner),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => match chars.peek() {
                        Some('"' | '$' | '\\') => result.extend(chars.next()),
                        _ => result.push('\\'),
                    },
                    inner => result.push(inner),
                }
            },
            '\\' => result.extend(chars.next()),
            _ if ch.is_whitespace() => return None,
            _ => result.push(ch),
        }
    }
    Some(result)
}

/// Finds the words of a text by BuildKit's rules for this purpose; positions are byte offsets.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Whether `$((…))` is skipped.
    knows_arithmetic: bool,
    /// An unbalanced `$((` was seen; looking for the end of every further one would take quadratic time.
    unbalanced: bool,
}

/// The text cannot be cut into words.
struct NoWords;

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, knows_arithmetic: true, unbalanced: false }
    }

    fn words(mut self) -> Result<Vec<(usize, usize)>, NoWords> {
        let mut words = Vec::new();
        let mut start = None;
        while let Some(ch) = self.peek() {
            if ch.is_whitespace() {
                words.extend(start.take().map(|start| (start, self.at)));
                self.bump();
                continue;
            }
            let begin = *start.get_or_insert(self.at);
            if self.knows_arithmetic && !self.unbalanced && self.text[self.at..].starts_with("$((") {
                self.arithmetic();
            } else {
                self.element(0)?;
            }
            debug_assert!(self.at > begin);
        }
        words.extend(start.map(|start| (start, self.at)));
        Ok(words)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let ch = self.peek()?;
        self.at += ch.len_utf8();
        Some(ch)
    }

    /// One character, or one quoted or substituted piece.
    fn element(&mut self, depth: usize) -> Result<(), NoWords> {
        match self.bump() {
            Some('\'') => self.single_quoted(),
            Some('"') => self.double_quoted(depth),
            Some('$') => self.variable(depth),
            Some('\\') => {
                self.bump();
                Ok(())
            }
            Some('<') if self.peek() == Some('<') => {
                self.bump();
                // Blanks after the `<<` belong to the word.
                while matches!(self.peek(), Some('\t' | '\r' | ' ')) {
                    self.bump();
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn single_quoted(&mut self) -> Result<(), NoWords> {
        while let Some(ch) = self.bump() {
            if ch == '\'' {
                return Ok(());
            }
        }
        Err(NoWords)
    }

    fn double_quoted(&mut self, depth: usize) -> Result<(), NoWords> {
        while let Some(ch) = self.bump() {
            match ch {
                '"' => return Ok(()),
                '$' => self.variable(depth)?,
                '\\' if matches!(self.peek(), Some('"' | '$' | '\\')) => {
                    self.bump();
                }
                _ => {}
            }
        }
        Err(NoWords)
    }

    /// `$((…))`. The builder knows no arithmetic and takes the `<<` of `$((1 << 2))` for a heredoc that is never
    /// closed; no shell would, so we skip it, and [`shifts`] tells of it. Unbalanced parentheses are left to be read as text.
    fn arithmetic(&mut self) {
        let mut depth = 0usize;
        for (offset, ch) in self.text[self.at + 1..].char_indices() {
            match ch {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at += 1 + offset + 1;
                return;
            }
        }
        self.unbalanced = true;
        self.at += "$((".len();
    }

    /// What follows a `$`.
    fn variable(&mut self, depth: usize) -> Result<(), NoWords> {
        if self.peek() != Some('{') {
            self.name();
            return Ok(());
        }
        self.bump();
        if matches!(self.peek(), None | Some('{' | '}' | ':')) {
            return Err(NoWords);
        }
        self.name();
        match self.bump() {
            Some('}') => Ok(()),
            Some(':') => match self.bump() {
                None | Some('#' | '%') => Err(NoWords),
                Some(_) => self.until('}', depth + 1),
            },
            Some('+' | '-' | '?' | '#' | '%') => self.until('}', depth + 1),
            Some('/') => {
                if self.peek() == Some('/') {
                    self.bump();
                }
                self.until('/', depth + 1)?;
                self.until('}', depth + 1)
            }
            _ => Err(NoWords),
        }
    }

    fn until(&mut self, stop: char, depth: usize) -> Result<(), NoWords> {
        if depth > MAX_DEPTH {
            return Err(NoWords);
        }
        while let Some(ch) = self.peek() {
            if ch == stop {
                self.bump();
                return Ok(());
            }
            self.element(depth)?;
        }
        Err(NoWords)
    }

    /// A variable's name, a number, or a special parameter.
    fn name(&mut self) {
        let Some(first) = self.peek() else { return };
        if matches!(first, '@' | '*' | '#' | '?' | '-' | '$' | '!') {
            self.bump();
        } else if first.is_numeric() {
            while self.peek().is_some_and(char::is_numeric) {
                self.bump();
            }
        } else {
            while self.peek().is_some_and(|ch| ch.is_alphanumeric() || ch == '_') {
                self.bump();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, bool, bool)> {
        announcements(&Text::verbatim(text.as_bytes(), Span::new(0, text.len())))
            .into_iter()
            .map(|a| (a.delimiter, a.expand, a.strip_tabs))
            .collect()
    }

    fn one(delimiter: &str, expand: bool, strip_tabs: bool) -> Vec<(String, bool, bool)> {
        vec![(delimiter.to_owned(), expand, strip_tabs)]
    }

    #[test]
    fn reads_every_form_of_delimiter() {
        assert_eq!(read("RUN <<EOF"), one("EOF", true, false));
        assert_eq!(read("RUN cat <<-'EOF' > x"), one("EOF", false, true));
        assert_eq!(read("RUN cat << 'EOF' > x"), one("EOF", false, false));
        assert_eq!(read("RUN 3<<E\"O\"F"), one("EOF", false, false));
        assert_eq!(read("RUN <<\\EOF"), one("EOF", true, false));
        assert_eq!(read("COPY <<a <<-b /x/"), [("a".into(), true, false), ("b".into(), true, true)]);
    }

    #[test]
    fn knows_what_the_builder_takes_for_a_heredoc() {
        let found = |text: &str| -> Vec<String> {
            let text = Text::verbatim(text.as_bytes(), Span::new(0, text.len()));
            shifts(&text).iter().map(ToString::to_string).collect()
        };
        assert_eq!(found("RUN echo $((1 << 2)) <<EOF $(( 3<<4 )) $(( x <<1))"), ["<< 2))", "3<<4", "<<1))"]);
        for text in ["RUN echo $((1<<2))", "RUN echo \"$((1 << 2))\"", "RUN cat <<EOF", "RUN echo $((1 < 2)) '<<'"] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn knows_what_is_no_heredoc() {
        for text in [
            "RUN echo $((1 << 2))",
            "RUN echo $(( (1 << 2) + 1 ))",
            "RUN echo $((1<<2))",
            "RUN cat <<<EOF",
            "RUN echo '<<EOF'",
            "RUN echo \"<<EOF\"",
            "RUN echo a<<EOF",
            "RUN echo it's <<EOF",
            "RUN echo ${a^^} <<EOF",
            "RUN echo <<",
            "RUN echo <<''",
            "RUN cat <<- EOF",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn survives_deep_nesting() {
        let text = format!("RUN <<EOF {}", "${a:-".repeat(100_000));
        assert_eq!(read(&text), []);
    }
}
