//! Access to the syntax tree that `rnix` reads out of Nix text.

use rnix::SyntaxNode;
use rnix::ast::{self, AstNode, AstToken, InterpolPart};

use super::strings::{RawPart, decode_block, decode_quoted};

/// The node as a `N`, if it is one.
pub(super) fn cast<N: AstNode>(node: SyntaxNode) -> Option<N> {
    N::cast(node)
}

/// The node of a typed view.
pub(super) fn syntax<N: AstNode>(view: &N) -> &SyntaxNode {
    view.syntax()
}

/// What a string holds: texts, and `None` for each interpolation.
pub(super) fn held_by(string: &ast::Str) -> Vec<Option<String>> {
    let parts: Vec<_> = string.parts().collect();
    let raw: Vec<RawPart<'_>> = parts
        .iter()
        .map(|part| match part {
            InterpolPart::Literal(content) => RawPart::Text(content.syntax().text()),
            InterpolPart::Interpolation(_) => RawPart::Expr,
        })
        .collect();
    let block = syntax(string).first_token().is_some_and(|token| token.text() == "''");
    if block { decode_block(&raw) } else { decode_quoted(&raw) }
}

/// Whether the text has this name somewhere, outside of strings and comments.
pub(super) fn names(text: &str, name: &str) -> bool {
    rnix::tokenize(text).any(|(kind, token)| kind == rnix::SyntaxKind::TOKEN_IDENT && token == name)
}
