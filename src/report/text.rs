//! Messages as the rules write them: prose, with code between backticks.

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words.
    Prose(&'a str),
    /// What stood between backticks.
    Code(&'a str),
}

/// The parts of a message, in order. A last backtick without a partner is prose.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((prose, code, after)) = split_code(rest) {
        pieces.push(Piece::Prose(prose));
        pieces.push(Piece::Code(code));
        rest = after;
    }
    pieces.push(Piece::Prose(rest));
    pieces.retain(|piece| !matches!(piece, Piece::Prose("")));
    pieces
}

fn split_code(text: &str) -> Option<(&str, &str, &str)> {
    let (prose, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((prose, code, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_between_backticks() {
        assert_eq!(
            pieces("`a` and `b c` it`s"),
            [Piece::Code("a"), Piece::Prose(" and "), Piece::Code("b c"), Piece::Prose(" it`s")]
        );
        assert_eq!(pieces(""), []);
    }
}
