//! How long the values of variables get that a script makes of each other: `A=$A$A`, thirty times, is a gigabyte.

use std::collections::HashMap;

/// How many parts a value may have.
const MAX_PARTS: u64 = 4096;

/// Whether a variable's value would have too many parts, if each variable in it stood for what it was set to.
pub(super) fn is_too_great(text: &str) -> bool {
    let mut parts: HashMap<&str, u64> = HashMap::new();
    let mut rest = text;
    while let Some(at) = rest.find('=') {
        let (before, value) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        let name = before.strip_suffix('+').unwrap_or(before);
        let name = name.get(name.trim_end_matches(is_of_name).len()..).unwrap_or_default();
        let end = end_of_word(value);
        let value = value.get(..end).unwrap_or_default();
        if !name.is_empty() {
            let known = |name: &str| parts.get(name).copied().unwrap_or(1);
            // A branch may leave what was there before.
            let sum = names(value).map(known).fold(known(name).min(1), u64::saturating_add);
            let sum = if before.ends_with('+') { sum.saturating_add(known(name)) } else { sum };
            if sum > MAX_PARTS {
                return true;
            }
            let most = parts.entry(name).or_default();
            *most = sum.max(*most);
        }
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    false
}

fn is_of_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || ch == '_'
}

/// Where the word ends that the text begins with.
fn end_of_word(text: &str) -> usize {
    let mut quote = None;
    let mut escaped = false;
    for (at, ch) in text.char_indices() {
        match (ch, quote) {
            _ if escaped => escaped = false,
            ('\\', None | Some('"')) => escaped = true,
            (ch, Some(open)) if ch == open => quote = None,
            ('"' | '\'', None) => quote = Some(ch),
            (';' | '&' | '|' | ')', None) => return at,
            (ch, None) if ch.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

/// The variables in a word.
fn names(word: &str) -> impl Iterator<Item = &str> {
    word.split('$').skip(1).filter_map(|after| {
        let after = after.trim_start_matches(['{', '#', '!']);
        let end = after.find(|ch| !is_of_name(ch)).unwrap_or(after.len());
        after.get(..end).filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_is_too_great_and_adding_is_not() {
        assert!(is_too_great(&"A=$A$A; ".repeat(13)));
        assert!(is_too_great(&"export A=\"${A:-x} $A\" && ".repeat(13)));
        assert!(is_too_great(&"A+=$A\n".repeat(13)));
        let chain: String = (1..14).map(|number| format!("A{number}=$A{}:$A{} ", number - 1, number - 1)).collect();
        assert!(is_too_great(&chain));
        assert!(!is_too_great(&"PATH=$PATH:/a; ".repeat(1000)));
        assert!(!is_too_great(&"A=$B; B=$C; [ $A = $A ] && cmake -D A=$A$B; ".repeat(300)));
    }
}
