use rnix::SyntaxKind::{self, *};

/// How deep the tree of a file may be. The parser and the destruction of its tree recurse, and take ten times as much
/// on the small stack of a thread; files that people write stay far below.
const LIMIT: usize = 1000;

/// How long a word (what could be a path) may be. The tokenizer looks to the end of it again and again.
const LONGEST_WORD: usize = 8192;

/// Whether the tree of this text might be deeper than is safe to parse. Looks at its tokens only, one after the other.
pub(super) fn too_deep(text: &str) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || b"/_.+-".contains(b);
    if text.as_bytes().split(|b| !is_word(b)).any(|word| word.len() > LONGEST_WORD) {
        return true;
    }
    let mut levels = vec![Level::default()];
    let mut total = 0;
    for (kind, _) in rnix::tokenize(text).filter(|(kind, _)| !matches!(kind, TOKEN_WHITESPACE | TOKEN_COMMENT)) {
        match kind {
            TOKEN_R_PAREN | TOKEN_R_BRACK | TOKEN_R_BRACE | TOKEN_INTERPOL_END | TOKEN_STRING_END => {
                total -= levels.pop().unwrap_or_default().depth();
            }
            _ => {}
        }
        if levels.is_empty() {
            levels.push(Level::default());
        }
        if let Some(level) = levels.last_mut() {
            total -= level.depth();
            level.add(kind);
            total += level.depth();
        }
        if let TOKEN_L_PAREN | TOKEN_L_BRACK | TOKEN_L_BRACE | TOKEN_INTERPOL_START | TOKEN_STRING_START = kind {
            levels.push(Level { items: matches!(kind, TOKEN_L_BRACK | TOKEN_STRING_START), ..Level::default() });
        }
        if total + levels.len() > LIMIT {
            return true;
        }
    }
    false
}

/// What stands between a pair of brackets: each token may be one step deeper than the one before, until an end.
#[derive(Default)]
struct Level {
    /// Items stand next to each other (list, string), so a step deeper is only taken by a selection
    /// (or by an operator that should not be there).
    items: bool,
    chain: usize,
    /// `let`, `with` and `assert` reach beyond a `;`.
    scopes: usize,
    after_link: bool,
}

impl Level {
    fn depth(&self) -> usize {
        self.chain + self.scopes
    }

    fn add(&mut self, kind: SyntaxKind) {
        let link = matches!(kind, TOKEN_DOT | TOKEN_OR | TOKEN_ADD | TOKEN_SUB | TOKEN_DIV);
        match kind {
            TOKEN_SEMICOLON | TOKEN_COMMA => self.chain = 0,
            TOKEN_LET | TOKEN_WITH | TOKEN_ASSERT => self.scopes += 1,
            _ if self.items && !link && !self.after_link => self.chain = 0,
            _ => self.chain += 1,
        }
        self.after_link = link;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_that_are_not_deep_are_read() {
        let bindings = "a = f x (y: { b = \"${z}\"; }) or 1;\n".repeat(2000);
        let items = "a.b.c \"x ${y}\" ./. ".repeat(2000);
        assert!(!too_deep(&format!(
            "{{ pkgs }}: {{ {bindings} l = [ {items} ]; s = ''{}''; }}",
            "${x} y\n".repeat(2000)
        )));
        assert!(!too_deep("}]) unbalanced"));
    }

    #[test]
    fn whatever_would_exhaust_the_stack_is_refused() {
        let shapes = " x|+x|[|(|{|!|-|a: |\"${|''${|.x or y|if |let in |with x;|assert x;|{a=|{}:|rec{|a++|a//|x@{}:|./${|\
                      let{|[a |(a |[f.x or y ";
        for shape in shapes.split('|') {
            for count in [900, 100_000] {
                let text = format!("f {}", shape.repeat(count));
                assert!(too_deep(&text) || count < 100_000, "{shape:?}");
                if !too_deep(&text) {
                    rnix::Root::parse(&text).syntax().descendants().count();
                }
            }
        }
    }
}
