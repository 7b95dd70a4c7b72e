//! What `echo` and `printf` print when all their arguments are known.

use crate::build::call::Argument;
use crate::shell::Dialect;

/// How often a format may be used again for more arguments.
const MAX_ROUNDS: usize = 4096;

/// What `echo` prints. Whether it knows options and escapes differs from shell to shell.
pub(super) fn echo(arguments: &[Argument], dialect: Dialect) -> Option<String> {
    let mut words = Vec::new();
    let mut newline = true;
    // dash always replaces escapes, and has no -e; the others only do so with it.
    let mut escapes = matches!(dialect, Dialect::Sh | Dialect::Zsh);
    for argument in arguments {
        let text = argument.known()?;
        if words.is_empty() && is_echo_option(text, dialect) {
            for letter in text.chars() {
                match letter {
                    'n' => newline = false,
                    'e' => escapes = true,
                    'E' => escapes = false,
                    _ => {}
                }
            }
        } else {
            words.push(text);
        }
    }
    let line = words.join(" ");
    if !escapes {
        return Some(if newline { line + "\n" } else { line });
    }
    let replaced = replace_escapes(&line, dialect != Dialect::Sh)?;
    Some(if newline && !replaced.stopped { replaced.text + "\n" } else { replaced.text })
}

fn is_echo_option(text: &str, dialect: Dialect) -> bool {
    if dialect == Dialect::Sh {
        return text == "-n";
    }
    text.len() > 1 && text.strip_prefix('-').is_some_and(|letters| letters.chars().all(|letter| "neE".contains(letter)))
}

/// What `printf` prints; `None` for conversions that are rare in scripts (widths, floating point, `%q`, `-v`).
pub(super) fn printf(arguments: &[Argument]) -> Option<String> {
    let words: Option<Vec<&str>> = arguments.iter().map(Argument::known).collect();
    let words = words?;
    let has_option = words.first().is_some_and(|first| first.len() > 1 && first.starts_with('-') && *first != "--");
    if has_option {
        return None;
    }
    let words = words.strip_prefix(&["--"]).unwrap_or(&words);
    let (format, mut values) = words.split_first()?;
    let mut printed = String::new();
    for _ in 0..MAX_ROUNDS {
        let before = values.len();
        if !print_once(format, &mut values, &mut printed)? || values.is_empty() {
            return Some(printed);
        }
        if values.len() == before {
            // The format takes no values; the rest is ignored.
            return Some(printed);
        }
    }
    None
}

/// Prints the format once with the values that it takes. False if `\c` ended it.
fn print_once(format: &str, values: &mut &[&str], printed: &mut String) -> Option<bool> {
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let literal = replace_format_escapes(&rest[..at])?;
        printed.push_str(&literal.text);
        if literal.stopped {
            return Some(false);
        }
        let conversion = rest[at + 1..].chars().next()?;
        rest = &rest[at + 1 + conversion.len_utf8()..];
        if conversion == '%' {
            printed.push('%');
            continue;
        }
        let value = match values.split_first() {
            Some((value, others)) => {
                *values = others;
                Some(*value)
            }
            None => None,
        };
        match conversion {
            's' => printed.push_str(value.unwrap_or_default()),
            'c' => printed.extend(value.unwrap_or_default().chars().next()),
            'd' | 'i' | 'u' => printed.push_str(&value.unwrap_or("0").parse::<i64>().ok()?.to_string()),
            'b' => {
                let value = replace_escapes(value.unwrap_or_default(), true)?;
                printed.push_str(&value.text);
                if value.stopped {
                    return Some(false);
                }
            }
            _ => return None,
        }
    }
    let literal = replace_format_escapes(rest)?;
    printed.push_str(&literal.text);
    Some(!literal.stopped)
}

struct Replaced {
    text: String,
    /// Whether `\c` ended it.
    stopped: bool,
}

/// The escapes of `echo -e` and `%b`: octal numbers begin with `\0`.
fn replace_escapes(text: &str, hexadecimal: bool) -> Option<Replaced> {
    replace(text, |letter, rest| match letter {
        '0' => Some(number(rest, 8, 3)),
        'x' if hexadecimal => Some(number(rest, 16, 2)),
        _ => None,
    })
}

/// The escapes in the format of `printf`: octal numbers begin with any octal digit.
fn replace_format_escapes(text: &str) -> Option<Replaced> {
    let mut replaced = replace(text, |letter, rest| match letter {
        '0'..='7' => {
            let (more, length) = number(rest, 8, 2);
            let digit = letter.to_digit(8).unwrap_or_default();
            let shift = if length == 0 { 1 } else { 8_u32.pow(length as u32) };
            Some((digit * shift + more, length))
        }
        'x' => Some(number(rest, 16, 2)),
        _ => None,
    })?;
    if text.contains("\\\"") {
        replaced.text = replaced.text.replace("\\\"", "\"");
    }
    Some(replaced)
}

/// Replaces escapes; `numeric` reads those that are numbers, given the letter after the backslash and what follows,
/// and says how long they are. `None` if the result is not UTF-8 or holds a NUL.
fn replace(text: &str, numeric: impl Fn(char, &str) -> Option<(u32, usize)>) -> Option<Replaced> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut stopped = false;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let Some(letter) = rest[at + 1..].chars().next() else {
            bytes.push(b'\\');
            rest = "";
            break;
        };
        let after = &rest[at + 1 + letter.len_utf8()..];
        rest = after;
        let byte = match letter {
            'a' => 7,
            'b' => 8,
            'e' | 'E' => 27,
            'f' => 12,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'v' => 11,
            '\\' => b'\\',
            'c' => {
                stopped = true;
                rest = "";
                break;
            }
            _ => match numeric(letter, after) {
                Some((value, length)) => {
                    rest = after.get(length..)?;
                    u8::try_from(value).ok().filter(|byte| *byte != 0)?
                }
                None => {
                    bytes.push(b'\\');
                    bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    continue;
                }
            },
        };
        bytes.push(byte);
    }
    bytes.extend_from_slice(rest.as_bytes());
    Some(Replaced { text: String::from_utf8(bytes).ok()?, stopped })
}

/// The number that the text begins with, of at most `most` digits, and how many digits it has.
fn number(text: &str, radix: u32, most: usize) -> (u32, usize) {
    let digits = text.chars().take(most).map_while(|digit| digit.to_digit(radix));
    digits.fold((0, 0), |(value, length), digit| (value * radix + digit, length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::call::Argument;
    use crate::shell::Word;
    use crate::source::{Span, Text};

    fn arguments(words: &[&str]) -> Vec<Argument> {
        let word = |text: &&str| Word::from_text(&Text::verbatim(text.as_bytes(), Span::new(0, text.len())));
        Argument::of_words(&words.iter().map(word).collect::<Vec<_>>(), &|_| None)
    }

    #[track_caller]
    fn echoes(words: &[&str], dialect: Dialect, expected: &str) {
        assert_eq!(echo(&arguments(words), dialect).as_deref(), Some(expected));
    }

    #[test]
    fn echo_prints_its_words_and_a_line_end() {
        echoes(&[], Dialect::Sh, "\n");
        echoes(&["a", "b c"], Dialect::Sh, "a b c\n");
        echoes(&["-n", "a"], Dialect::Sh, "a");
        echoes(&["a", "-n"], Dialect::Sh, "a -n\n");
    }

    #[test]
    fn only_dash_replaces_escapes_unasked() {
        echoes(&["a\\nb"], Dialect::Sh, "a\nb\n");
        echoes(&["a\\nb"], Dialect::Bash, "a\\nb\n");
        echoes(&["-e", "a\\tb"], Dialect::Ash, "a\tb\n");
        echoes(&["-ne", "a\\x41"], Dialect::Bash, "aA");
        echoes(&["-e", "a"], Dialect::Sh, "-e a\n");
        echoes(&["a\\cb"], Dialect::Sh, "a");
        echoes(&["\\0101\\q\\"], Dialect::Sh, "A\\q\\\n");
    }

    #[track_caller]
    fn prints(words: &[&str], expected: Option<&str>) {
        assert_eq!(printf(&arguments(words)).as_deref(), expected);
    }

    #[test]
    fn printf_puts_values_into_its_format() {
        prints(&["a\\n"], Some("a\n"));
        prints(&["%s=%s\\n", "a", "b"], Some("a=b\n"));
        prints(&["%s\\n", "a", "b"], Some("a\nb\n"));
        prints(&["%s%%", "50"], Some("50%"));
        prints(&["%d %s", "7"], Some("7 "));
        prints(&["%b", "a\\nb"], Some("a\nb"));
        prints(&["\\101\\x42"], Some("AB"));
        prints(&["--", "-x"], Some("-x"));
        prints(&["say \\\"a\\\""], Some("say \"a\""));
        prints(&["a", "ignored"], Some("a"));
    }

    #[test]
    fn what_printf_does_rarely_is_not_known() {
        prints(&["%5s", "a"], None);
        prints(&["%q", "a"], None);
        prints(&["-v", "x", "a"], None);
        prints(&["%d", "x"], None);
        prints(&["\\0"], None);
        prints(&[], None);
    }
}
