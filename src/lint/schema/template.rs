/// A piece of a message template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text as it stands.
    Text(&'a str),
    /// `{name}`
    Name(&'a str),
}

/// Cuts a template into its pieces. `{{` and `}}` stand for braces.
///
/// # Errors
///
/// A brace that is neither doubled nor part of a `{name}` is refused, with a sentence that says so.
pub fn pieces(template: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (text, tail) = rest.split_at(at);
        pieces.push(Piece::Text(text));
        if let Some(after) = tail.strip_prefix("{{").or_else(|| tail.strip_prefix("}}")) {
            pieces.push(Piece::Text(tail.get(..1).unwrap_or_default()));
            rest = after;
            continue;
        }
        match tail.strip_prefix('{').and_then(|tail| tail.split_once('}')) {
            Some((name, after)) if is_name(name) => {
                pieces.push(Piece::Name(name));
                rest = after;
            }
            _ => return Err(format!("`{template}`: a single brace stands only in a {{name}}")),
        }
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_')
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn names_and_doubled_braces() {
        let found = pieces("`{package}` of ${{VAR}}").unwrap();
        let text: String = found
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Name(name) => name.to_uppercase(),
            })
            .collect();
        assert_eq!(text, "`PACKAGE` of ${VAR}");
        assert!(pieces("a {b c}").is_err());
        assert!(pieces("a }").is_err());
        assert!(pieces("{").is_err());
    }
}
