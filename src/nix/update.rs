//! A change of the Dockerfile brought into a file that people have edited: a three-way merge of what was generated, what
//! has become of it, and what is generated now.

use diffy::{ConflictStyle, MergeOptions};
use similar::{DiffOp, TextDiff};

use super::compare::missing;
use super::read::{ReadError, parse};

/// What stands where a hash has to be filled in.
const PLACEHOLDER: &str = "lib.fakeHash";

/// A file with the change in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated {
    /// The text; with marks as git makes them where the two sides contradict each other.
    pub text: String,
    /// How many such places there are.
    pub conflicts: usize,
    /// Lines of the text whose hashes are of something that has changed, from 1.
    pub stale_hashes: Vec<usize>,
}

/// Merges the step from `base` to `wanted`, both generated, into `existing`.
///
/// Real hashes stay where `base` has a placeholder. Nothing of `existing` is lost but what the change replaces.
///
/// # Errors
/// When `existing` is no Nix expression.
pub fn update(base: &str, existing: &str, wanted: &str) -> Result<Updated, ReadError> {
    parse(existing)?;
    let ending = if existing.contains("\r\n") { "\r\n" } else { "\n" };
    let with_ending = |text: &str| if ending == "\n" { text.to_owned() } else { text.replace('\n', ending) };
    let (mut base, mut wanted) = (with_ending(base), with_ending(wanted));
    let hashes = fill_in(&mut base, existing, &mut wanted);
    let text = match merged(&base, existing, &wanted) {
        Ok(text) => text,
        Err(marked) => {
            // What is put together from parts has to be a file that says what both sides say.
            let is_sound = |text: &String| says_both(text, &base, existing, &wanted) && keeps(text, &base, existing);
            match joined(&base, existing, &wanted).filter(is_sound) {
                Some(text) => text,
                None => {
                    let conflicts = marked.lines().filter(|line| line.starts_with("<<<<<<< ")).count();
                    return Ok(Updated { text: marked, conflicts, stale_hashes: Vec::new() });
                }
            }
        }
    };
    let stale_hashes = stale(&hashes, &base, &wanted, &text);
    Ok(Updated { text, conflicts: 0, stale_hashes })
}

/// Merges line by line; the text with marks where that contradicts itself.
fn merged(base: &str, existing: &str, wanted: &str) -> Result<String, String> {
    MergeOptions::new().set_conflict_style(ConflictStyle::Merge).merge(base, existing, wanted)
}

/// Merges with both sides of each conflict where one of them only adds lines around those that the other changes, the
/// existing one first where both only add.
fn joined(base: &str, existing: &str, wanted: &str) -> Option<String> {
    let marked = MergeOptions::new().set_conflict_style(ConflictStyle::Diff3).merge(base, existing, wanted).err()?;
    let mut text = String::new();
    let mut conflict: Option<Conflict<'_>> = None;
    for line in marked.split_inclusive('\n') {
        match (line.get(..8).unwrap_or_default(), &mut conflict) {
            ("<<<<<<< ", None) => conflict = Some(Conflict::default()),
            ("||||||| ", Some(conflict)) => conflict.side = Side::Base,
            (_, Some(conflict)) if line.trim_end() == "=======" => conflict.side = Side::Wanted,
            (">>>>>>> ", Some(done)) => {
                text.push_str(&done.joined()?.concat());
                conflict = None;
            }
            (_, Some(conflict)) => match conflict.side {
                Side::Existing => conflict.existing.push(line),
                Side::Base => conflict.base.push(line),
                Side::Wanted => conflict.wanted.push(line),
            },
            (_, None) => text.push_str(line),
        }
    }
    Some(text)
}

/// A place that both sides have changed.
#[derive(Default)]
struct Conflict<'a> {
    side: Side,
    existing: Vec<&'a str>,
    base: Vec<&'a str>,
    wanted: Vec<&'a str>,
}

#[derive(Clone, Copy, Default)]
enum Side {
    #[default]
    Existing,
    Base,
    Wanted,
}

impl<'a> Conflict<'a> {
    fn joined(&self) -> Option<Vec<&'a str>> {
        if self.base.is_empty() {
            return Some([&self.existing[..], &self.wanted[..]].concat());
        }
        let around = |lines: &[&'a str], inner: &[&'a str]| {
            let at = lines.windows(self.base.len()).position(|window| window == self.base)?;
            let (before, after) = (lines.get(..at)?, lines.get(at + self.base.len()..)?);
            Some([before, inner, after].concat())
        };
        around(&self.existing, &self.wanted).or_else(|| around(&self.wanted, &self.existing))
    }
}

/// Whether the text says what `wanted` says, and what `existing` says but for what the change replaces.
fn says_both(text: &str, base: &str, existing: &str, wanted: &str) -> bool {
    let (Ok(lacks), Ok(lost), Ok(replaced)) = (missing(text, wanted), missing(text, existing), missing(wanted, base))
    else {
        return false;
    };
    let is_replaced = |place: &str| replaced.iter().any(|difference| difference.place == place);
    lacks.is_empty() && lost.iter().all(|difference| is_replaced(&difference.place))
}

/// Whether every line that `existing` has and `base` has not is in the text, as often.
fn keeps(text: &str, base: &str, existing: &str) -> bool {
    let diff = TextDiff::from_lines(base, existing);
    let own = diff.iter_all_changes().filter(|change| change.tag() == similar::ChangeTag::Insert);
    let mut have = std::collections::HashMap::<&str, usize>::new();
    text.lines().for_each(|line| *have.entry(line).or_default() += 1);
    own.into_iter().all(|change| {
        let line = change.value().trim_end_matches(['\r', '\n']);
        match have.get_mut(line) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    })
}

/// A hash that stands in the place of a placeholder.
struct Hash {
    /// Its line in the base, from 0.
    line: usize,
    /// The line as the existing file has it.
    text: String,
}

/// Puts the real hashes of the existing file into the generated texts, in place of the same placeholders.
fn fill_in(base: &mut String, existing: &str, wanted: &mut String) -> Vec<Hash> {
    let hashes = real_hashes(base, existing);
    let mut base_lines: Vec<String> = base.split_inclusive('\n').map(str::to_owned).collect();
    let mut wanted_lines: Vec<String> = wanted.split_inclusive('\n').map(str::to_owned).collect();
    let kept = kept_lines(base, wanted);
    for hash in &hashes {
        if let Some(line) = base_lines.get_mut(hash.line) {
            line.clone_from(&hash.text);
        }
        if let Some(line) = kept.get(hash.line).copied().flatten().and_then(|number| wanted_lines.get_mut(number)) {
            line.clone_from(&hash.text);
        }
    }
    *base = base_lines.concat();
    *wanted = wanted_lines.concat();
    hashes
}

/// Lines of the base with a placeholder, which in the existing file have something else for the same attribute.
fn real_hashes(base: &str, existing: &str) -> Vec<Hash> {
    let diff = TextDiff::from_lines(base, existing);
    let base_lines: Vec<&str> = base.split_inclusive('\n').collect();
    let existing_lines: Vec<&str> = existing.split_inclusive('\n').collect();
    let mut hashes = Vec::new();
    for op in diff.ops() {
        let DiffOp::Replace { .. } = op else { continue };
        let mut candidates = existing_lines.get(op.new_range()).unwrap_or_default().iter();
        for number in op.old_range() {
            let Some(name) = base_lines.get(number).and_then(|line| placeholder(line)) else { continue };
            let is_it =
                |line: &&&str| line.split_once('=').is_some_and(|(it, value)| it.trim() == name && is_hash(value));
            if let Some(found) = candidates.find(is_it) {
                hashes.push(Hash { line: number, text: (*found).to_owned() });
            }
        }
    }
    hashes
}

/// The name of the attribute that has a placeholder.
fn placeholder(line: &str) -> Option<&str> {
    let (name, value) = line.split_once('=')?;
    value.trim().strip_suffix(';').filter(|value| value.trim() == PLACEHOLDER).map(|_| name.trim())
}

/// Whether the value of a line is a string that is a hash.
fn is_hash(value: &str) -> bool {
    let value = value.trim().trim_end_matches(';').trim().trim_matches('"');
    value.starts_with("sha256-") || value.starts_with("sha512-") || value.starts_with("sha256:")
}

/// For each line of the base, from 0, where it is in the wanted text.
fn kept_lines(base: &str, wanted: &str) -> Vec<Option<usize>> {
    let diff = TextDiff::from_lines(base, wanted);
    let mut kept = vec![None; base.split_inclusive('\n').count()];
    for op in diff.ops() {
        if let DiffOp::Equal { old_index, new_index, len } = *op {
            for offset in 0..len {
                if let Some(place) = kept.get_mut(old_index + offset) {
                    *place = Some(new_index + offset);
                }
            }
        }
    }
    kept
}

/// The lines of the merged text that have a hash of something whose description has changed: whose neighbours within
/// the same braces are others.
fn stale(hashes: &[Hash], base: &str, wanted: &str, text: &str) -> Vec<usize> {
    let base_lines: Vec<&str> = base.split_inclusive('\n').collect();
    let kept = kept_lines(base, wanted);
    let changed = |hash: &&Hash| {
        let indentation = |line: &str| line.len() - line.trim_start().len();
        let own = base_lines.get(hash.line).map_or(0, |line| indentation(line));
        let is_inside = |line: &&str| line.trim().is_empty() || indentation(line) >= own;
        let before =
            base_lines.get(..hash.line).unwrap_or_default().iter().rev().take_while(|it| is_inside(it)).count();
        let after = base_lines.get(hash.line..).unwrap_or_default().iter().take_while(|it| is_inside(it)).count();
        (hash.line - before..hash.line + after).any(|line| {
            let is_comment = base_lines.get(line).is_none_or(|line| line.trim().starts_with('#'));
            !is_comment && kept.get(line).copied().flatten().is_none()
        })
    };
    let stale: Vec<&str> = hashes.iter().filter(changed).map(|hash| hash.text.trim()).collect();
    let lines = text.lines().enumerate().filter(|(_, line)| stale.contains(&line.trim()));
    lines.map(|(number, _)| number + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "{ pkgs }:\nlet\n  app = pkgs.fetchurl {\n    url = \"https://a.example/1\";\n    hash = lib.fakeHash;\n  };\n\
                        in\npkgs.dockerTools.buildLayeredImage {\n  name = \"a\";\n  contents = [\n    app\n    pkgs.curl\n  ];\n  \
                        config = {\n    Cmd = [ \"a\" ];\n    User = \"b\";\n  };\n}\n";
    const HASH: &str = "\"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"";

    #[track_caller]
    fn edited(text: &str, edits: &[(&str, &str)]) -> String {
        edits.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replace(from, to)
        })
    }

    #[test]
    fn both_sides_are_kept_where_they_touch() {
        let mine = [("    pkgs.curl\n", "    pkgs.curl\n    pkgs.git # mine\n"), ("User = \"b\"", "User = \"c\"")];
        let theirs =
            [("    pkgs.curl\n", "    pkgs.curl\n    pkgs.jq\n"), ("Cmd = [ \"a\" ]", "Cmd = [ \"a\" \"-v\" ]")];
        let updated = update(BASE, &edited(BASE, &mine), &edited(BASE, &theirs)).unwrap();
        // The user is another than the Dockerfile's already: that is not for a merge to decide.
        assert_eq!(updated.conflicts, 2, "{}", updated.text);
        let updated = update(BASE, &edited(BASE, &mine[..1]), &edited(BASE, &theirs)).unwrap();
        assert_eq!(updated.conflicts, 0, "{}", updated.text);
        for words in ["pkgs.git # mine", "pkgs.jq", "\"-v\""] {
            assert!(updated.text.contains(words), "{}", updated.text);
        }
    }

    #[test]
    fn contradictions_are_marked_and_lose_nothing() {
        let mine = edited(BASE, &[("Cmd = [ \"a\" ]", "Cmd = [ \"mine\" ]")]);
        let theirs = edited(BASE, &[("Cmd = [ \"a\" ]", "Cmd = [ \"theirs\" ]")]);
        let updated = update(BASE, &mine, &theirs).unwrap();
        assert_eq!(updated.conflicts, 1);
        let marked = "<<<<<<< ours\n    Cmd = [ \"mine\" ];\n=======\n    Cmd = [ \"theirs\" ];\n>>>>>>> theirs\n";
        assert!(updated.text.contains(marked), "{}", updated.text);
    }

    #[test]
    fn real_hashes_stay_and_those_of_something_else_are_told_of() {
        let mine = edited(BASE, &[("lib.fakeHash", HASH)]);
        let updated = update(BASE, &mine, &edited(BASE, &[("name = \"a\"", "name = \"b\"")])).unwrap();
        assert_eq!((updated.conflicts, updated.stale_hashes.as_slice()), (0, &[][..]));
        assert!(updated.text.contains(HASH) && updated.text.contains("name = \"b\""));
        let updated = update(BASE, &mine, &edited(BASE, &[("example/1", "example/2")])).unwrap();
        assert!(updated.text.contains(HASH) && updated.text.contains("example/2"), "{}", updated.text);
        assert_eq!(updated.stale_hashes, [5]);
    }

    #[test]
    fn line_endings_stay() {
        let mine = BASE.replace('\n', "\r\n");
        let updated = update(BASE, &mine, &edited(BASE, &[("name = \"a\"", "name = \"b\"")])).unwrap();
        assert_eq!(updated.text, mine.replace("name = \"a\"", "name = \"b\""));
        assert!(update(BASE, "{ a = ; }", BASE).is_err());
    }
}
