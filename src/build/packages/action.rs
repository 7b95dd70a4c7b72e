use crate::facts::Manager;
use crate::facts::managers::{ActionKind, Flag, FolderContent};
use crate::source::Span;

/// Something that a call does with packages.
#[derive(Clone, Debug)]
pub struct PackageAction {
    /// Whose packages.
    pub manager: Manager,
    /// The program, as it is called (`apt-get`, `pip3.11`).
    pub program: String,
    /// What is done.
    pub kind: ActionKind,
    /// With which packages, in order.
    pub packages: Vec<PackageSpec>,
    /// What options and environment say, in order. Not everything that is given is known.
    pub flags: Vec<GivenFlag>,
    /// Files and addresses that are given.
    pub files: Vec<FileArgument>,
    /// The name under which the packages are recorded (`apk add --virtual`).
    pub virtual_group: Option<String>,
    /// What it empties.
    pub cleans: &'static [FolderContent],
    /// Of what it prints the folder.
    pub tells: &'static [FolderContent],
    /// The words that say what to do (`install`, `tool install`, `-S`); the program's word when it is said by nothing.
    pub command_span: Span,
    /// The whole call.
    pub span: Span,
}

impl PackageAction {
    /// Whether something says this.
    pub fn has(&self, flag: Flag) -> bool {
        self.flag(flag).is_some()
    }

    /// What says this, if anything does.
    pub fn flag(&self, flag: Flag) -> Option<&GivenFlag> {
        self.flags.iter().find(|given| given.flag == flag)
    }

    /// The files that are given in this role.
    pub fn files(&self, role: FileRole) -> impl Iterator<Item = &FileArgument> {
        self.files.iter().filter(move |file| file.role == role)
    }
}

/// Something that is said of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenFlag {
    /// What.
    pub flag: Flag,
    /// The option that says it. `None`: the environment or the command itself does.
    pub span: Option<Span>,
}

/// A file or address that an action is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileArgument {
    /// What it is.
    pub role: FileRole,
    /// Its path or address. What is not known stands in it as `${NAME}`.
    pub text: String,
    /// Whether all of it is known.
    pub resolved: bool,
    /// Where it is given.
    pub span: Span,
}

/// What a file of an action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRole {
    /// It lists packages.
    Requirements,
    /// It limits versions, and installs nothing.
    Constraints,
    /// It is the project's manifest, or the project's folder.
    Manifest,
    /// Packages come from it, or it is the key that signs them.
    Repository,
}

/// A package as an action names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageSpec {
    /// Its name. For a package that has none, the last part of its path or address.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// Where the package stands: the whole word, or the part of a variable or of program text that names it.
    pub span: Span,
    /// Whether all of the name is known. What is not stands in it as `${NAME}`.
    pub resolved: bool,
    /// The version that is asked for.
    pub constraint: Option<Constraint>,
    /// Where it is to come from.
    pub source: PackageSource,
    /// The architecture that is asked for; the slot, for Portage.
    pub architecture: Option<String>,
    /// The repository, release, channel or tap that is asked for.
    pub repository: Option<String>,
    /// What is asked for along with it: `a` and `b` of `name[a,b]`.
    pub extras: Vec<String>,
}

/// A version that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// What stands before the version: an operator, or the option whose value it is.
    pub operator: String,
    /// The version, with further clauses if there are any (`1.0,<2`).
    pub version: String,
    /// Operator and version.
    pub span: Span,
    /// The version alone.
    pub version_span: Span,
    /// Whether all of the version is known.
    pub resolved: bool,
    /// Whether no more than one version fits. A version in an unknown variable is taken for one.
    pub exact: bool,
}

/// Where a package is to come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageSource {
    /// The manager's repositories.
    Registry,
    /// A file or folder.
    LocalPath,
    /// A file at an address.
    Url,
    /// A source repository.
    Git {
        /// Its address, without the revision.
        url: String,
        /// The commit, tag or branch of it.
        revision: Option<Revision>,
    },
    /// A folder that stays where it is.
    Editable,
    /// It is the name of a group of packages.
    Group,
    /// It is the name under which other packages were recorded.
    Virtual,
    /// Standard input tells the packages.
    Stdin,
}

/// A commit, tag or branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether it is said to be a branch.
    pub branch: bool,
    /// Whether all of it is known.
    pub resolved: bool,
}

impl Revision {
    /// Whether it is a commit's hash, or the first seven digits or more of one.
    pub fn is_commit(&self) -> bool {
        !self.branch && super::constraint::is_commit(&self.text)
    }
}
