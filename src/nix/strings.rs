//! What stands between the quotes of a Nix string: escaping, and reading back.

/// Text of a `"…"` string. `before_expr`: an interpolation follows it directly.
pub(super) fn escape_quoted(text: &str, before_expr: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if opens_expr(chars.peek(), before_expr) => out.push_str("\\$"),
            c => out.push(c),
        }
    }
    out
}

/// One line (or the rest of one) of a `''…''` string. `ends_line`: a line break follows it; otherwise what follows
/// is an interpolation, if `before_expr`, or the end of the string.
pub(super) fn escape_block(line: &str, ends_line: bool, before_expr: bool) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.next_if_eq(&'\'').is_some() => out.push_str("'''"),
            '\'' => {
                // A single quote must not touch an escape or the end: `'` and `''$` would read as `'''` and `$`.
                let safe = match chars.peek() {
                    None => ends_line,
                    Some(next) => !matches!(next, '\r' | '$'),
                };
                out.push_str(if safe { "'" } else { "''\\'" });
            }
            '\r' => out.push_str("''\\r"),
            '$' if opens_expr(chars.peek(), before_expr && !ends_line) => out.push_str("''$"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a `$` would open an interpolation, were it written as it is.
fn opens_expr(next: Option<&char>, before_expr: bool) -> bool {
    match next {
        Some(next) => *next == '{',
        None => before_expr,
    }
}

/// A part of a string as it stands in a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum RawPart<'a> {
    /// Text between quotes and interpolations, with its escapes.
    Text(&'a str),
    /// `${…}`
    Expr,
}

/// What a `"…"` string holds: texts, and `None` for each interpolation. Empty texts are left out.
pub(super) fn decode_quoted(parts: &[RawPart<'_>]) -> Vec<Option<String>> {
    join(parts.iter().map(|part| match part {
        RawPart::Text(raw) => Some(unescape_quoted(raw)),
        RawPart::Expr => None,
    }))
}

/// What a `''…''` string holds, without its common indentation.
pub(super) fn decode_block(parts: &[RawPart<'_>]) -> Vec<Option<String>> {
    let tokens = block_tokens(parts);
    let indent = common_indent(&tokens);
    let last = tokens.len().saturating_sub(1);
    let mut stripper = Stripper { indent, dropped: 0, at_line_start: true };
    join(tokens.iter().enumerate().map(|(index, token)| match token {
        Token::Expr => {
            stripper.at_line_start = false;
            stripper.dropped = 0;
            None
        }
        Token::Indented(text) | Token::Escaped(text) => {
            let mut text = stripper.strip(text);
            if let Some(line) = text.rfind('\n').filter(|_| index == last)
                && text.bytes().skip(line + 1).all(|b| b == b' ')
            {
                text.truncate(line + 1);
            }
            Some(text)
        }
    }))
}

fn join(parts: impl Iterator<Item = Option<String>>) -> Vec<Option<String>> {
    let mut joined: Vec<Option<String>> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Some(text)) if text.is_empty() => {}
            (Some(Some(last)), Some(text)) => last.push_str(&text),
            (_, part) => joined.push(part),
        }
    }
    joined
}

/// Resolves the escapes of a `"…"` string. A CR that is not escaped is a line break, as in Nix.
fn unescape_quoted(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(escaped)),
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            c => out.push(c),
        }
    }
    out
}

fn escaped(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        c => c,
    }
}

/// The pieces that Nix's lexer makes of a `''…''` string: only plain text counts as indentation.
enum Token {
    Indented(String),
    Escaped(String),
    Expr,
}

fn block_tokens(parts: &[RawPart<'_>]) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            RawPart::Expr => tokens.push(Token::Expr),
            RawPart::Text(raw) => push_text_tokens(if index == 0 { without_first_line(raw) } else { raw }, &mut tokens),
        }
    }
    tokens
}

/// The line of the opening quotes is left out when nothing else is on it.
fn without_first_line(raw: &str) -> &str {
    raw.split_once('\n').filter(|(first, _)| first.bytes().all(|b| b == b' ')).map_or(raw, |(_, rest)| rest)
}

fn push_text_tokens(raw: &str, tokens: &mut Vec<Token>) {
    let mut rest = raw;
    while let Some(at) = rest.find("''") {
        let (before, from_quotes) = rest.split_at(at);
        let mut chars = from_quotes.chars().skip(2);
        let (text, length) = match (chars.next(), chars.next()) {
            (Some('$'), _) => ("$".to_owned(), 3),
            (Some('\''), _) => ("''".to_owned(), 3),
            (Some('\\'), Some(c)) => (escaped(c).to_string(), 3 + c.len_utf8()),
            _ => break,
        };
        push_indented(before, tokens);
        tokens.push(Token::Escaped(text));
        rest = from_quotes.get(length..).unwrap_or_default();
    }
    push_indented(rest, tokens);
}

fn push_indented(text: &str, tokens: &mut Vec<Token>) {
    if !text.is_empty() {
        tokens.push(Token::Indented(text.to_owned()));
    }
}

/// The smallest indentation of a line that has more than spaces.
fn common_indent(tokens: &[Token]) -> usize {
    let mut common = usize::MAX;
    let mut current = 0;
    let mut at_line_start = true;
    for token in tokens {
        let Token::Indented(text) = token else {
            if at_line_start {
                common = common.min(current);
            }
            at_line_start = false;
            continue;
        };
        for c in text.chars() {
            match c {
                '\n' => (at_line_start, current) = (true, 0),
                ' ' if at_line_start => current += 1,
                _ if at_line_start => (at_line_start, common) = (false, common.min(current)),
                _ => {}
            }
        }
    }
    common
}

/// Takes the common indentation off the lines, token by token.
struct Stripper {
    indent: usize,
    dropped: usize,
    at_line_start: bool,
}

impl Stripper {
    fn strip(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '\n' => (self.at_line_start, self.dropped) = (true, 0),
                ' ' if self.at_line_start => {
                    self.dropped += 1;
                    if self.dropped <= self.indent {
                        continue;
                    }
                }
                _ => (self.at_line_start, self.dropped) = (false, 0),
            }
            out.push(c);
        }
        out
    }
}
