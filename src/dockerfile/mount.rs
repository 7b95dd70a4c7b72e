//! `RUN --mount=type=cache,target=/x`: the options of a mount.

use super::{Flag, Instruction, SyntaxError, SyntaxErrorKind};
use crate::facts::instructions;
use crate::source::{Span, Text};
use crate::suggest;

/// One `--mount` of a RUN.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The flag.
    pub span: Span,
    /// Its options, known or not, in order.
    pub options: Vec<MountOption>,
}

/// One `key=value` of a mount.
#[derive(Clone, Debug)]
pub struct MountOption {
    /// The key as written.
    pub key: Text,
    /// The key's main spelling, such as `target` for `dst`; `None` for an unknown key.
    pub name: Option<&'static str>,
    /// What follows the `=`, variables unexpanded.
    pub value: Option<Text>,
}

/// The types of mounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MountType {
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

impl Instruction {
    /// The mounts of a RUN, in order.
    pub fn mounts(&self) -> impl Iterator<Item = Mount> {
        self.flags.iter().filter(|flag| flag.name.as_str() == "mount").map(Mount::read)
    }
}

impl MountType {
    /// The type that `word` names, in any casing.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "bind" => MountType::Bind,
            "cache" => MountType::Cache,
            "tmpfs" => MountType::Tmpfs,
            "secret" => MountType::Secret,
            "ssh" => MountType::Ssh,
            _ => return None,
        })
    }
}

impl Mount {
    fn read(flag: &Flag) -> Mount {
        let options = flag.value.as_ref().map(fields).unwrap_or_default().iter().map(MountOption::read).collect();
        Mount { span: flag.span, options }
    }

    /// The value of the option `name` (its main spelling) that counts: the last one.
    pub fn value(&self, name: &str) -> Option<&Text> {
        self.options.iter().rev().find(|option| option.name == Some(name)).and_then(|option| option.value.as_ref())
    }

    /// The type; `bind` when none is given, `None` when it is not one of the five.
    pub fn kind(&self) -> Option<MountType> {
        self.value("type").map_or(Some(MountType::Bind), |value| MountType::from_word(value.as_str()))
    }

    /// The stage, image or named context that is mounted.
    pub fn from(&self) -> Option<&Text> {
        self.value("from")
    }

    /// Where it is mounted.
    pub fn target(&self) -> Option<&Text> {
        self.value("target")
    }
}

impl MountOption {
    fn read(field: &Text) -> MountOption {
        let (key, value) = match field.as_str().split_once('=') {
            Some((key, value)) => (field.slice_of(key), Some(field.slice_of(value))),
            None => (field.clone(), None),
        };
        let name = instructions::mount_option(&key.as_str().to_ascii_lowercase());
        MountOption { key, name, value }
    }
}

/// The comma-separated fields of a mount. A field may be quoted, as in CSV, to hold a comma.
fn fields(value: &Text) -> Vec<Text> {
    let text = value.as_str();
    let mut fields = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, ch) in text.char_indices() {
        match ch {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                fields.push(field(value, &text[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(field(value, &text[start..]));
    fields
}

fn field(value: &Text, text: &str) -> Text {
    value.slice_of(text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')).unwrap_or(text))
}

/// Reports options that BuildKit would refuse. Values with variables are left alone: they are known only in a build.
pub(super) fn check(flag: &Flag, errors: &mut Vec<SyntaxError>) {
    if flag.value.is_none() {
        return;
    }
    let mount = Mount::read(flag);
    // Options are read in order, so one that needs a type has to come after it.
    let mut kind = Some(MountType::Bind);
    for option in &mount.options {
        if let (Some("type"), Some(value)) = (option.name, &option.value) {
            kind = MountType::from_word(value.as_str());
        }
        let error = option_error(option, kind);
        errors.extend(error.map(|kind| SyntaxError { span: option.span(), kind }));
    }
    errors.extend(mount.combination_error());
}

impl Mount {
    /// What is wrong with the options together.
    fn combination_error(&self) -> Option<SyntaxError> {
        let given = |name: &&str| self.value(name).is_some_and(|value| !value.is_empty());
        let refused = |name: &str, reason: &str| {
            self.options.iter().find(|option| option.name == Some(name)).map(|option| invalid(option, reason))
        };
        let kind = self.kind()?;
        let owned =
            ["mode", "uid", "gid"].iter().find_map(|name| refused(name, "only cache, secret and ssh mounts take it"));
        match kind {
            MountType::Bind | MountType::Tmpfs if owned.is_some() => owned,
            MountType::Secret if given(&"from") => refused("from", "a secret does not come from a stage"),
            MountType::Secret if !["id", "source", "target"].iter().any(given) => {
                refused("type", "a secret needs an id, a source or a target")
            }
            MountType::Secret if ["id", "source"].iter().all(|name| given(name) && !self.is_variable(name)) => {
                refused("source", "a secret has either an id or a source")
            }
            MountType::Cache => None,
            _ => refused("sharing", "only cache mounts are shared"),
        }
    }

    fn is_variable(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| value.as_str().contains('$'))
    }
}

impl MountOption {
    fn span(&self) -> Span {
        self.value.as_ref().map_or(self.key.span(), |value| self.key.span().cover(value.span()))
    }
}

fn invalid(option: &MountOption, reason: &str) -> SyntaxError {
    SyntaxError { span: option.span(), kind: invalid_kind(option, reason) }
}

fn invalid_kind(option: &MountOption, reason: &str) -> SyntaxErrorKind {
    let value = option.value.as_ref().map(|value| format!("={value}")).unwrap_or_default();
    SyntaxErrorKind::InvalidMountOption { option: format!("{}{value}", option.key), reason: reason.to_owned() }
}

fn option_error(option: &MountOption, kind: Option<MountType>) -> Option<SyntaxErrorKind> {
    let Some(name) = option.name else {
        let key = option.key.as_str();
        let suggestion = suggest::closest(key, instructions::mount_option_names());
        return Some(SyntaxErrorKind::UnknownMountOption { key: key.to_owned(), suggestion });
    };
    let reason = match option.value.as_ref().map(Text::as_str) {
        None if instructions::mount_option_may_be_bare(name) => None,
        None => Some("it needs a value".to_owned()),
        Some(value) if name == "from" => {
            let variable = value.find('$').is_some_and(|at| at + 1 < value.len());
            variable.then(|| "variables are not expanded here; name a stage FROM the image instead".to_owned())
        }
        Some(value) if value.contains('$') => None,
        Some(value) => value_error(name, value),
    };
    let reason = reason.or_else(|| match (name, kind) {
        ("required", Some(kind)) if !matches!(kind, MountType::Secret | MountType::Ssh) => {
            Some("only secret and ssh mounts can be required".to_owned())
        }
        ("size", Some(kind)) if kind != MountType::Tmpfs => Some("only tmpfs mounts have a size".to_owned()),
        _ => None,
    });
    reason.map(|reason| invalid_kind(option, &reason))
}

fn value_error(name: &str, value: &str) -> Option<String> {
    let one_of = |words: &[&str]| {
        let known = words.contains(&value.to_ascii_lowercase().as_str());
        (!known).then(|| format!("it is one of {}", words.join(", ")))
    };
    let number = |radix: u32, what: &str| u32::from_str_radix(value, radix).err().map(|_| what.to_owned());
    match name {
        "type" => one_of(instructions::mount_types()),
        "sharing" => one_of(instructions::mount_sharing()),
        // The spellings of Go's strconv.ParseBool.
        "readonly" | "readwrite" | "required" => {
            let known = ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"];
            (!known.contains(&value)).then(|| "it is true or false".to_owned())
        }
        "mode" => number(8, "a mode is an octal number"),
        "uid" | "gid" => number(10, "an id is a number"),
        "size" => (!is_size(value)).then(|| "a size is a number with a unit, such as 64m".to_owned()),
        _ => None,
    }
}

/// Whether docker/go-units reads `value` as a number of bytes: a number, a space at most, and a unit such as `m`, `MB`
/// or `MiB`.
fn is_size(value: &str) -> bool {
    let end = value.rfind(|ch: char| ch.is_ascii_digit() || matches!(ch, '.' | ' ')).map_or(0, |at| at + 1);
    let (number, unit) = value.split_at_checked(end).unwrap_or((value, ""));
    let number = number.strip_suffix(' ').unwrap_or(number);
    let unit = unit.to_ascii_lowercase();
    let known = matches!(unit.strip_prefix(['k', 'm', 'g', 't', 'p']), Some("" | "b" | "ib"))
        || matches!(unit.as_str(), "" | "b");
    known && number.parse::<f64>().is_ok_and(|number| number >= 0.0)
}
