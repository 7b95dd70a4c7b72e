use rnix::{NodeOrToken, Root, SyntaxKind, SyntaxNode};

/// Lines of a Dockerfile, as a comment of the expression names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first line, from 1.
    pub first: usize,
    /// The last line.
    pub last: usize,
    /// What the comment says of them.
    pub text: String,
}

/// The lines of the Dockerfile that the part of the expression around an offset comes from: those of the innermost part
/// that says so.
#[must_use]
pub fn places(text: &str, offset: usize, dockerfile: &str) -> Vec<Place> {
    let root = Root::parse(text).syntax();
    let offset = u32::try_from(offset.min(text.len().saturating_sub(1))).unwrap_or_default();
    let Some(token) = root.token_at_offset(offset.into()).right_biased() else { return Vec::new() };
    let around = token.parent_ancestors().map(|node| match node.kind() {
        SyntaxKind::NODE_STRING => in_script(&node, text, offset as usize, dockerfile),
        _ => above(&node, dockerfile),
    });
    around.into_iter().find(|places| !places.is_empty()).unwrap_or_default()
}

/// What the comments directly above a node say.
fn above(node: &SyntaxNode, dockerfile: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut before = node.prev_sibling_or_token();
    while let Some(NodeOrToken::Token(token)) = before {
        match token.kind() {
            SyntaxKind::TOKEN_COMMENT => places.extend(place(token.text(), dockerfile)),
            SyntaxKind::TOKEN_WHITESPACE => {}
            _ => break,
        }
        before = token.prev_sibling_or_token();
    }
    places.reverse();
    places
}

/// What the nearest comment above a line of a script says.
fn in_script(node: &SyntaxNode, text: &str, offset: usize, dockerfile: &str) -> Vec<Place> {
    let start = usize::from(node.text_range().start());
    let before = text.get(start..offset).unwrap_or_default();
    before.lines().rev().find_map(|line| place(line.trim(), dockerfile)).into_iter().collect()
}

/// `# Dockerfile:10-11  COPY app.py`
fn place(comment: &str, dockerfile: &str) -> Option<Place> {
    let rest = comment.strip_prefix("# ")?.strip_prefix(dockerfile)?.strip_prefix(':')?;
    let (lines, text) = rest.split_once("  ").unwrap_or((rest, ""));
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    Some(Place { first: first.parse().ok()?, last: last.parse().ok()?, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  # a:b:1\n  x = pkgs.x;\n  y = pkgs.y;\n\n  # a:b:3-4  RUN pip\n  # a:b:9\n  z = [\n    # a:b:7  more\n\
        \x20   pkgs.z\n    pkgs.w\n  ];\n  s = ''\n    # a:b:12  chown\n    chown ${pkgs.s}\n  '';\n}\n";

    #[track_caller]
    fn lines(word: &str) -> Vec<(usize, usize)> {
        let found = places(TEXT, TEXT.find(word).unwrap(), "a:b");
        found.iter().map(|place| (place.first, place.last)).collect()
    }

    #[test]
    fn the_innermost_part_counts() {
        assert_eq!(lines("pkgs.x"), [(1, 1)]);
        assert_eq!(lines("pkgs.y"), []);
        assert_eq!(lines("pkgs.z"), [(7, 7)]);
        assert_eq!(lines("pkgs.w"), [(3, 4), (9, 9)]);
        assert_eq!(lines("pkgs.s"), [(12, 12)]);
        assert_eq!(places(TEXT, 100_000, "a:b"), []);
        assert_eq!(places("", 0, "a:b"), []);
    }
}
