use crate::source::Span;

/// Something that a call does to one user or group. Names, numbers and paths are text; a variable that is not known
/// stands in them as written, and `complete` is false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserAction {
    /// A user is added.
    AddUser(AddUser),
    /// A group is added.
    AddGroup(AddGroup),
    /// A user that is there is changed: `usermod`, `chsh`.
    ChangeUser(ChangeUser),
    /// A group that is there is changed: `groupmod`.
    ChangeGroup {
        /// Its name.
        group: String,
        /// Its new name.
        new_name: Option<String>,
        /// Its new number.
        gid: Option<String>,
        /// The name.
        span: Span,
    },
    /// A user becomes a member of a group: `usermod -aG`, `gpasswd -a`, `adduser user group`.
    AddMember {
        /// The user.
        user: String,
        /// The group, by name or number.
        group: String,
        /// Where that stands.
        span: Span,
    },
    /// A user is member of these groups and no others: `usermod -G`.
    SetGroups {
        /// The user.
        user: String,
        /// The groups.
        groups: Vec<String>,
        /// Where the groups stand.
        span: Span,
    },
    /// A user is no longer a member: `gpasswd -d`, `deluser user group`.
    RemoveMember {
        /// The user.
        user: String,
        /// The group.
        group: String,
        /// Where that stands.
        span: Span,
    },
    /// A user is removed.
    RemoveUser {
        /// The user.
        user: String,
        /// Whether the home folder goes too.
        remove_home: bool,
        /// The name.
        span: Span,
    },
    /// A group is removed.
    RemoveGroup {
        /// The group.
        group: String,
        /// The name.
        span: Span,
    },
    /// A password is set or taken away: `chpasswd`, `passwd`, `useradd -p`.
    SetPassword {
        /// The user; `None` when only running it could tell.
        user: Option<String>,
        /// What it is set to.
        password: Password,
        /// The option or value that says so, or else the call.
        span: Span,
    },
    /// A program that changes users does something that is not understood.
    Unclear {
        /// What.
        span: Span,
    },
}

/// A new user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddUser {
    /// The name.
    pub name: String,
    /// The number, if one is asked for. Otherwise the next free one is taken, see [`Accounts`](super::Accounts).
    pub uid: Option<String>,
    /// The primary group.
    pub group: PrimaryGroup,
    /// The groups that it becomes a member of besides, by name or number.
    pub supplementary: Vec<String>,
    /// The comment.
    pub comment: String,
    /// The home folder. `/home/NAME` unless said otherwise; Debian's `adduser --system` gives `/nonexistent`.
    pub home: String,
    /// Whether the home folder is made. `useradd` does so with `-m`, and on Red Hat's family unasked for ordinary
    /// users. `adduser` does so unless it is told not to; Debian's not for system users without `--home`.
    pub create_home: bool,
    /// The login shell.
    pub shell: String,
    /// Whether it is a system user, whose number is below 1000.
    pub system: bool,
    /// Whether it is kept out of `lastlog` and `faillog` (`useradd -l`). Without that, a large number makes for huge
    /// sparse files.
    pub no_log_init: bool,
    /// What adds it.
    pub tool: Tool,
    /// Whether all of it is known.
    pub complete: bool,
    /// The name.
    pub span: Span,
}

/// The primary group of a new user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrimaryGroup {
    /// A new group with the user's name.
    Own,
    /// One that is there, by name or number.
    Existing(String),
}

/// What adds users, each with its own way of choosing numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// `useradd`, `groupadd`: the highest number in use and one more; for system accounts the lowest and one less.
    Shadow,
    /// Debian's `adduser`, `addgroup`: the first free number.
    DebianScript,
    /// BusyBox's `adduser`, `addgroup`: the first free number.
    BusyBox,
    /// A line written to `/etc/passwd` or `/etc/group`.
    Line,
}

/// A new group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddGroup {
    /// The name.
    pub name: String,
    /// The number, if one is asked for.
    pub gid: Option<String>,
    /// Whether it is a system group.
    pub system: bool,
    /// Whether it is no error if there is one already (`groupadd -f`).
    pub force: bool,
    /// Users that become members.
    pub members: Vec<String>,
    /// What adds it.
    pub tool: Tool,
    /// Whether all of it is known.
    pub complete: bool,
    /// The name.
    pub span: Span,
}

/// Changes of a user; what is `None` stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeUser {
    /// The user.
    pub user: String,
    /// The new name.
    pub new_name: Option<String>,
    /// The new number.
    pub uid: Option<String>,
    /// The primary group, by name or number.
    pub group: Option<String>,
    /// The comment.
    pub comment: Option<String>,
    /// The home folder.
    pub home: Option<String>,
    /// Whether what is in the old home folder is moved to the new one.
    pub move_home: bool,
    /// The login shell.
    pub shell: Option<String>,
    /// Where the user's name stands.
    pub span: Span,
}

/// What a password is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Password {
    /// A password that is written there, in clear or as a hash.
    Written,
    /// One that comes from somewhere else.
    Elsewhere,
    /// None: one can log in without.
    Empty,
    /// One cannot log in with any.
    Locked,
    /// What it was before it was locked.
    Unlocked,
}
