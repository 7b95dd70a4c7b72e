/// Words of the language that cannot be variables.
const KEYWORDS: [&str; 11] = ["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with", "__curPos"];

/// Variables that are there without being bound. Binding one of them would change what other code means.
const GLOBALS: [&str; 25] = [
    "abort",
    "baseNameOf",
    "break",
    "builtins",
    "derivation",
    "derivationStrict",
    "dirOf",
    "false",
    "fetchGit",
    "fetchMercurial",
    "fetchTarball",
    "fetchTree",
    "fromTOML",
    "import",
    "isNull",
    "map",
    "null",
    "placeholder",
    "removeAttrs",
    "scopedImport",
    "throw",
    "toString",
    "true",
    "pkgs",
    "lib",
];

/// Whether `text` can be a variable, and an attribute name without quotes.
pub fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '\'')) && !KEYWORDS.contains(&text)
}

/// A variable name as near to `text` as Nix allows.
///
/// Characters that no name holds become `_` (runs of them one `_`), a leading digit or `-` gets a `_` in front, and a
/// keyword or a variable that Nix or emitted code already has (`true`, `import`, `pkgs`, `lib`, …) gets a `_` behind.
/// Different texts can give the same name.
pub fn identifier(text: &str) -> String {
    let mut name = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '-' => name.push(c),
            _ if name.ends_with('_') && c != '_' => {}
            _ => name.push('_'),
        }
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        name.insert(0, '_');
    }
    if KEYWORDS.contains(&name.as_str()) || GLOBALS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_needs_quotes() {
        for name in ["a", "_", "a-b", "a'", "CGO_ENABLED", "go_1_25", "null"] {
            assert!(is_identifier(name), "{name}");
        }
        for name in ["", "5000/tcp", "1a", "-a", "a.b", "in", "or", "é", "a b", "'a"] {
            assert!(!is_identifier(name), "{name}");
        }
    }

    #[test]
    fn makes_a_name_of_anything() {
        for (text, name) in [
            ("VERSION", "VERSION"),
            ("node-build", "node-build"),
            ("1", "_1"),
            ("-x", "_-x"),
            ("let", "let_"),
            ("true", "true_"),
            ("pkgs", "pkgs_"),
            ("a.b/c", "a_b_c"),
            ("a  b", "a_b"),
            ("a__b", "a__b"),
            ("été", "_t_"),
            ("", "_"),
        ] {
            assert_eq!(identifier(text), name);
            assert!(is_identifier(&identifier(text)));
        }
    }
}
