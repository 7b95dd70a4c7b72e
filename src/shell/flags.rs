use super::{Call, Word};

impl Call {
    /// The first argument that is one of the flags `names`, each given with its dashes (`-y`, `--yes`).
    ///
    /// A long flag is found with a value too (`--flag=value`). A single letter is found in a cluster (`-y` in
    /// `-qqy`), a repeated letter wherever it is given at least as often (`-qq` in `-yqq`).
    /// Nothing after `--` is a flag.
    pub fn has_flag(&self, names: &[&str]) -> Option<&Word> {
        self.flags().find(|word| names.iter().any(|name| is_flag(word, name)))
    }

    /// The value of the first of the flags `names` that is given: the word after it, or what is attached to it
    /// (`--flag=value`, `-fvalue`).
    pub fn flag_value(&self, names: &[&str]) -> Option<Word> {
        self.flag_values(names).into_iter().next()
    }

    /// The values of every occurrence of the flags `names`, in order.
    pub fn flag_values(&self, names: &[&str]) -> Vec<Word> {
        let mut values = Vec::new();
        let mut args = self.args.iter().take_while(|word| !word.is("--"));
        while let Some(word) = args.next() {
            match names.iter().find_map(|name| value_in(word, name)) {
                Some(Value::Attached(value)) => values.push(value),
                Some(Value::Next) => values.extend(args.next().cloned()),
                None => {}
            }
        }
        values
    }

    /// The arguments that are neither flags nor values of flags. `value_flags` are the flags whose value is a word
    /// of its own. Everything after `--` is an operand, and so is a lone `-`.
    pub fn operands(&self, value_flags: &[&str]) -> Vec<&Word> {
        operands(&self.args, value_flags)
    }

    /// The first operand: `install` of `apt-get -o A=b install`.
    pub fn subcommand(&self, value_flags: &[&str]) -> Option<&Word> {
        self.operands(value_flags).into_iter().next()
    }

    fn flags(&self) -> impl Iterator<Item = &Word> {
        self.args.iter().take_while(|word| !word.is("--")).filter(|word| is_any_flag(word))
    }
}

/// The words of `args` that are neither flags nor values of the flags `value_flags`.
pub(super) fn operands<'a>(args: &'a [Word], value_flags: &[&str]) -> Vec<&'a Word> {
    let mut operands = Vec::new();
    let mut args = args.iter();
    while let Some(word) = args.next() {
        if word.is("--") {
            operands.extend(args);
            break;
        }
        if !is_any_flag(word) {
            operands.push(word);
        } else if takes_next(word, value_flags) {
            args.next();
        }
    }
    operands
}

/// Where a flag's value stands.
pub(super) enum Value {
    /// In the next word.
    Next,
    /// In the flag's own word.
    Attached(Word),
}

/// Whether `word` is a flag of any name. A lone `-` is not, it stands for standard input.
pub(super) fn is_any_flag(word: &Word) -> bool {
    word.starts_with("-") && !word.is("-")
}

/// Whether the value of the flag in `word` is the next word.
fn takes_next(word: &Word, value_flags: &[&str]) -> bool {
    value_flags.iter().any(|name| matches!(value_in(word, name), Some(Value::Next)))
}

/// Whether `word` is the flag `name`, alone, with a value, or in a cluster.
pub(super) fn is_flag(word: &Word, name: &str) -> bool {
    if word.is(name) {
        return true;
    }
    match repeated_letter(name) {
        Some((letter, count)) => cluster(word).is_some_and(|c| c.chars().filter(|&l| l == letter).count() >= count),
        None => name.starts_with("--") && !name.contains('=') && long_value(word, name).is_some(),
    }
}

/// The value of the flag `name`, if `word` is that flag. A flag that never has one seems to have the next word.
pub(super) fn value_in(word: &Word, name: &str) -> Option<Value> {
    if word.is(name) {
        return Some(Value::Next);
    }
    match repeated_letter(name) {
        Some((letter, 1)) => {
            let cluster = cluster(word)?;
            let at = cluster.find(letter)? + letter.len_utf8();
            let rest = word.strip_prefix(&format!("-{}", cluster.get(..at)?))?;
            Some(if rest.parts.is_empty() { Value::Next } else { Value::Attached(rest) })
        }
        _ => long_value(word, name).map(Value::Attached),
    }
}

/// What stands after `name=`.
fn long_value(word: &Word, name: &str) -> Option<Word> {
    if !word.starts_with(name) {
        return None;
    }
    word.strip_prefix(name)?.strip_prefix("=")
}

/// The letters of a word such as `-qqy`, up to the first that cannot be a flag.
fn cluster(word: &Word) -> Option<String> {
    if !word.starts_with("-") || word.starts_with("--") {
        return None;
    }
    let text = word.literal_prefix();
    let letters = text.get(1..)?;
    let end = letters.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(letters.len());
    letters.get(..end).map(str::to_owned)
}

/// The letter and how often it stands in a name such as `-q` or `-qq`.
fn repeated_letter(name: &str) -> Option<(char, usize)> {
    let letters = name.strip_prefix('-')?;
    let first = letters.chars().next().filter(|c| *c != '-')?;
    letters.chars().all(|c| c == first).then(|| (first, letters.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Dialect, parse};
    use crate::source::{Span, Text};

    fn call(source: &str) -> Call {
        let text = Text::verbatim(source.as_bytes(), Span::new(0, source.len()));
        parse(&text, Dialect::Sh).calls().remove(0)
    }

    #[track_caller]
    fn has(source: &str, names: &[&str], expected: Option<&str>) {
        let call = call(source);
        assert_eq!(call.has_flag(names).map(|word| word.raw.as_str()), expected, "{source}");
    }

    #[test]
    fn flags_alone_with_values_and_in_clusters() {
        has("a install --yes b", &["-y", "--yes"], Some("--yes"));
        has("a --color=never", &["--color"], Some("--color=never"));
        has("a --colors=never", &["--color"], None);
        has("a -qqy", &["-y"], Some("-qqy"));
        has("a -yqq", &["-qq"], Some("-yqq"));
        has("a -q -y", &["-qq"], None);
        has("a --why", &["-y"], None);
        has("a -q=2", &["-q=2"], Some("-q=2"));
        has("a '-y' \"-x$b\"", &["-y"], Some("'-y'"));
        has("a \"-x$b\"", &["-x"], Some("\"-x$b\""));
        has("a -- -y", &["-y"], None);
        has("a - y $Y", &["-y"], None);
    }

    #[test]
    fn values_in_the_same_word_or_the_next() {
        let values = |source: &str, names: &[&str]| -> Vec<String> {
            call(source).flag_values(names).iter().map(|word| word.raw.to_string()).collect()
        };
        assert_eq!(
            values("curl -fsSLo x -o y -oz --output=v --output w -- -o u", &["-o", "--output"]),
            ["x", "y", "z", "v", "w"]
        );
        assert_eq!(values("a -t\"$b\" -t", &["-t"]), ["\"$b\""]);
        assert_eq!(call("a -x b").flag_value(&["-y"]).map(|word| word.span), None);
    }

    #[test]
    fn operands_are_what_is_left() {
        let operands = |source: &str, flags: &[&str]| -> Vec<String> {
            call(source).operands(flags).iter().map(|word| word.raw.to_string()).collect()
        };
        assert_eq!(operands("apt-get -o A=b -qqt c install d --no-x $e", &["-o", "-t"]), ["install", "d", "$e"]);
        assert_eq!(operands("a -tx b --to=c d - -- -e", &["-t", "--to"]), ["b", "d", "-", "-e"]);
        assert_eq!(call("git -C x clone y").subcommand(&["-C"]).map(|word| word.is("clone")), Some(true));
        assert!(call("git").subcommand(&[]).is_none());
    }
}
