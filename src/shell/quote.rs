//! Text for a shell to read: paths and patterns of a Dockerfile in the scripts that take their place.

/// The path as one word.
pub fn path_word(path: &str) -> String {
    shell_words::quote(path).into_owned()
}

/// A relative path as one word that no command takes for an option.
pub fn relative_word(path: &str) -> String {
    match path {
        "" => ".".to_owned(),
        path if path.starts_with('-') => path_word(&format!("./{path}")),
        path => path_word(path),
    }
}

/// The path as one word, or, where it is a pattern of COPY, as a pattern that stands for as many: nothing else in it
/// means anything to the shell.
pub fn pattern_word(path: &str) -> String {
    // A line break cannot be escaped outside of quotes.
    if !is_pattern(path) || path.contains('\n') {
        return path_word(path);
    }
    let mut word = String::with_capacity(path.len());
    for ch in path.chars() {
        if ch.is_ascii() && !ch.is_ascii_alphanumeric() && !"*?[]^/._-+=:,@%".contains(ch) {
            word.push('\\');
        }
        word.push(ch);
    }
    word
}

/// Whether COPY takes the path for a pattern.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_pattern_means_anything() {
        assert_eq!(pattern_word("/a/*.js"), "/a/*.js");
        assert_eq!(pattern_word("/a/[^b]*;c $(d)`~"), "/a/[^b]*\\;c\\ \\$\\(d\\)\\`\\~");
        assert_eq!(pattern_word("a b"), "'a b'");
        assert_eq!(pattern_word("*\n"), "'*\n'");
    }

    #[test]
    fn no_path_is_an_option() {
        assert_eq!(relative_word("--help"), "./--help");
        assert_eq!(relative_word("-a b"), "'./-a b'");
        assert_eq!(relative_word(""), ".");
        assert_eq!(relative_word("a/-b"), "a/-b");
    }
}
