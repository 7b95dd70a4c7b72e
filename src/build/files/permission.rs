//! `chmod`, `chown`, `chgrp`, `setcap`, and what they set.

use super::make::or_no_operands;
use super::{FileAction, Unclear, unclear_options};
use crate::build::call::{Argument, Options, Site};

/// The mode of a file as `chmod` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// All bits at once: `0755`.
    Octal(u32),
    /// Changes to the bits that are there: `u+x,go-w`.
    Symbolic(String),
}

/// The owner of a file as `chown` takes it. Names and numbers alike are text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The user; `None` leaves it.
    pub user: Option<String>,
    /// The group.
    pub group: OwnerGroup,
}

/// The group of a file as `chown` takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnerGroup {
    /// It stays.
    Unchanged,
    /// The one given.
    Named(String),
    /// The primary group of the user: `chown user:`.
    OfUser,
}

impl Mode {
    /// Reads a mode; `None` if it is none.
    pub fn parse(text: &str) -> Option<Mode> {
        if !text.is_empty() && text.bytes().all(|digit| (b'0'..=b'7').contains(&digit)) {
            return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777).map(Mode::Octal);
        }
        text.split(',').all(is_clause).then(|| Mode::Symbolic(text.to_owned()))
    }

    /// The mode that a file of the mode `before` gets, with the usual umask of 022. `folder` says whether it is one,
    /// which decides what `X` means.
    pub fn apply(&self, before: u32, folder: bool) -> u32 {
        match self {
            Mode::Octal(mode) => *mode,
            Mode::Symbolic(text) => text.split(',').fold(before, |mode, clause| apply_clause(clause, mode, folder)),
        }
    }
}

/// Whether the text is `[ugoa]*` and then at least one `[-+=][rwxXstugo]*` or `[-+=]` with octal digits.
fn is_clause(text: &str) -> bool {
    let rest = text.trim_start_matches(['u', 'g', 'o', 'a']);
    rest.starts_with(['+', '-', '='])
        && rest.split(['+', '-', '=']).skip(1).all(|letters| {
            letters.chars().all(|letter| "rwxXst".contains(letter))
                || matches!(letters, "u" | "g" | "o")
                || (!letters.is_empty() && letters.chars().all(|digit| ('0'..='7').contains(&digit)))
        })
}

fn apply_clause(clause: &str, before: u32, folder: bool) -> u32 {
    let letters = clause.trim_start_matches(['u', 'g', 'o', 'a']);
    let who = clause.strip_suffix(letters).unwrap_or_default();
    // Without a letter all are meant, except for the bits of the umask.
    let (who, kept) = if who.is_empty() { ("ugo", 0o022) } else { (who, 0) };
    let shifts = [('u', 6), ('g', 3), ('o', 0)].into_iter().filter(|(name, _)| who.contains([*name, 'a']));
    let shifts: Vec<u32> = shifts.map(|(_, shift)| shift).collect();
    let mut mode = before;
    let mut rest = letters;
    while let Some(operator) = rest.chars().next() {
        let after = &rest[operator.len_utf8()..];
        let end = after.find(['+', '-', '=']).unwrap_or(after.len());
        let bits = shifts.iter().fold(0, |bits, shift| bits | permission_bits(&after[..end], *shift, mode, folder));
        let all = shifts.iter().fold(0, |bits, shift| bits | (7 << shift));
        mode = match operator {
            '+' => mode | (bits & !kept),
            '-' => mode & !(bits & !kept),
            _ => (mode & !all) | (bits & !kept),
        };
        rest = &after[end..];
    }
    mode
}

/// The bits of `letters` for the user (`shift` 6), the group (3) or others (0).
fn permission_bits(letters: &str, shift: u32, before: u32, folder: bool) -> u32 {
    letters.chars().fold(0, |bits, letter| {
        bits | match letter {
            'r' => 4 << shift,
            'w' => 2 << shift,
            'x' => 1 << shift,
            'X' if folder || before & 0o111 != 0 => 1 << shift,
            's' if shift == 6 => 0o4000,
            's' if shift == 3 => 0o2000,
            't' if shift == 0 => 0o1000,
            'u' => ((before >> 6) & 7) << shift,
            'g' => ((before >> 3) & 7) << shift,
            'o' => (before & 7) << shift,
            _ => 0,
        }
    })
}

impl Owner {
    /// Reads `user`, `user:group`, `user:`, `:group` or the old `user.group`; `None` if it is empty.
    pub fn parse(text: &str) -> Option<Owner> {
        let (user, group) = match text.split_once(':').or_else(|| text.split_once('.')) {
            None => (text, OwnerGroup::Unchanged),
            Some((user, "")) => (user, OwnerGroup::OfUser),
            Some((user, group)) => (user, OwnerGroup::Named(group.to_owned())),
        };
        let user = (!user.is_empty()).then(|| user.to_owned());
        (user.is_some() || matches!(group, OwnerGroup::Named(_))).then_some(Owner { user, group })
    }

    /// The values of `-o` and `-g`.
    pub(super) fn of_two(user: Option<&Argument>, group: Option<&Argument>) -> Option<Owner> {
        if user.is_none() && group.is_none() {
            return None;
        }
        let text = |argument: Option<&Argument>| argument.map(|argument| argument.text().to_owned());
        Some(Owner { user: text(user), group: text(group).map_or(OwnerGroup::Unchanged, OwnerGroup::Named) })
    }
}

pub(super) fn chmod(site: &Site) -> Vec<FileAction> {
    let Some(mut options) = site.options() else { return Vec::new() };
    // `chmod -x file`: a mode that looks like an option.
    let dashed = options.unknown.iter().position(|word| Mode::parse(word.text()).is_some());
    if let Some(at) = dashed {
        let mode = options.unknown.remove(at);
        options.operands.insert(0, mode);
    }
    with_value(site, &options, Mode::parse, |path, mode, recursive| FileAction::SetMode { path, mode, recursive })
}

pub(super) fn chown(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    with_value(site, &options, Owner::parse, |path, owner, recursive| FileAction::SetOwner { path, owner, recursive })
}

pub(super) fn chgrp(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let group = |text: &str| Some(Owner { user: None, group: OwnerGroup::Named(text.to_owned()) });
    with_value(site, &options, group, |path, owner, recursive| FileAction::SetOwner { path, owner, recursive })
}

/// `setcap capabilities file…`; with `-r` the capabilities are taken away.
pub(super) fn setcap(site: &Site) -> Vec<FileAction> {
    let Some(options) = site.options() else { return Vec::new() };
    if options.has("remove") {
        let taken = |file| FileAction::SetCapabilities { path: site.path(file), capabilities: String::new() };
        return options.operands.iter().map(taken).collect();
    }
    options
        .operands
        .chunks_exact(2)
        .filter_map(|pair| match pair {
            [capabilities, file] => Some(FileAction::SetCapabilities {
                path: site.path(file),
                capabilities: capabilities.text().to_owned(),
            }),
            _ => None,
        })
        .collect()
}

/// `program value file…`. An owner that is a variable without a known value is kept as written.
fn with_value<T: Clone>(
    site: &Site,
    options: &Options,
    parse: impl Fn(&str) -> Option<T>,
    action: impl Fn(crate::build::call::PathSpec, T, bool) -> FileAction,
) -> Vec<FileAction> {
    let unclear = |span| vec![FileAction::Unclear { reason: Unclear::Value, span }];
    if let Some(span) = options.span("reference") {
        return unclear(span);
    }
    let Some((value, files)) = options.operands.split_first() else { return or_no_operands(Vec::new(), site) };
    let Some(parsed) = parse(value.text()) else { return unclear(value.span()) };
    let recursive = options.has("recursive");
    let actions = files.iter().map(|file| action(site.path(file), parsed.clone(), recursive));
    or_no_operands(actions.chain(unclear_options(options)).collect(), site)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_octal_or_symbolic() {
        assert_eq!(Mode::parse("0755"), Some(Mode::Octal(0o755)));
        assert_eq!(Mode::parse("1777"), Some(Mode::Octal(0o1777)));
        for symbolic in ["+x", "a+x", "u=rwx,go=rx", "g=u", "-w", "ug+rwX", "+rx-w", "u+s", "+t", "a="] {
            assert_eq!(Mode::parse(symbolic), Some(Mode::Symbolic(symbolic.to_owned())));
        }
        for wrong in ["", "888", "x", "u+z", "77777", "u", "root", "${MODE}"] {
            assert_eq!(Mode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn symbolic_modes_change_what_is_there() {
        let after = |mode: &str, before| Mode::parse(mode).unwrap().apply(before, false);
        assert_eq!(after("+x", 0o644), 0o755);
        assert_eq!(after("u+x", 0o644), 0o744);
        assert_eq!(after("g=u", 0o740), 0o770);
        assert_eq!(after("go-rwx", 0o755), 0o700);
        assert_eq!(after("u=rwx,go=rx", 0), 0o755);
        assert_eq!(after("+w", 0o444), 0o644, "what the umask forbids is not added without a letter");
        assert_eq!(after("a+w", 0o444), 0o666);
        assert_eq!(after("u+s", 0o755), 0o4755);
        assert_eq!(after("+t", 0o777), 0o1777);
        assert_eq!(after("a+rX", 0o600), 0o644);
        assert_eq!(after("a+rX", 0o700), 0o755);
        assert_eq!(Mode::parse("a+rX").unwrap().apply(0o600, true), 0o755);
    }

    #[test]
    fn owners_may_leave_out_either_half() {
        let owner = |user: &str, group| Some(Owner { user: Some(user.to_owned()), group });
        assert_eq!(Owner::parse("app"), owner("app", OwnerGroup::Unchanged));
        assert_eq!(Owner::parse("app:web"), owner("app", OwnerGroup::Named("web".into())));
        assert_eq!(Owner::parse("app.web"), owner("app", OwnerGroup::Named("web".into())));
        assert_eq!(Owner::parse("1000:"), owner("1000", OwnerGroup::OfUser));
        assert_eq!(Owner::parse(":web"), Some(Owner { user: None, group: OwnerGroup::Named("web".into()) }));
        assert_eq!(Owner::parse(""), None);
        assert_eq!(Owner::parse(":"), None);
    }
}
