//! What one call does to users and groups, and the lines of `/etc/passwd` and `/etc/group` that come of it.
//!
//! Defaults are those of the tools: `useradd`(8) of shadow, `adduser`(8) of Debian, `adduser` of BusyBox
//! (`busybox/loginutils/adduser.c`). Which `adduser` it is depends on the distribution; see [`Family`].

mod accounts;
mod action;
mod add;
mod change;
mod lines;

pub use accounts::{AccountError, Accounts, GroupEntry, UserEntry};
pub use action::{AddGroup, AddUser, ChangeUser, Password, PrimaryGroup, Tool, UserAction};

use super::call::{Argument, Options, Site};
use crate::facts::commands::{self, FamilyFact};

/// The distributions that add users alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Debian, Ubuntu: shadow's tools, and `adduser` as a script over them.
    Debian,
    /// Alpine: BusyBox, and shadow's tools if they are installed.
    Alpine,
    /// Fedora, Red Hat, CentOS, Amazon Linux: shadow's tools; `adduser` is `useradd`.
    RedHat,
}

impl Family {
    /// What is known of it.
    pub fn facts(self) -> &'static FamilyFact {
        match self {
            Family::Debian => commands::debian(),
            Family::Alpine => commands::alpine(),
            Family::RedHat => commands::redhat(),
        }
    }
}

/// What the call does to users and groups, in order.
///
/// `family` decides what `adduser` is. Without it, that is guessed from the options, and Debian's is assumed if they
/// say nothing.
pub fn user_actions(site: &Site, family: Option<Family>) -> Vec<UserAction> {
    match site.call.name.as_str() {
        "useradd" | "luseradd" => add::useradd(site, family),
        "groupadd" => add::groupadd(site),
        "adduser" => add::adduser(site, family),
        "addgroup" => add::addgroup(site, family),
        "usermod" => change::usermod(site),
        "groupmod" => change::groupmod(site),
        "chsh" => change::chsh(site),
        "gpasswd" => change::gpasswd(site),
        "userdel" | "deluser" => change::userdel(site),
        "groupdel" | "delgroup" => change::groupdel(site),
        "passwd" => change::passwd(site),
        "chpasswd" => change::chpasswd(site),
        _ => lines::written(site),
    }
}

/// What is not understood, as actions.
fn unclear(options: &Options) -> impl Iterator<Item = UserAction> {
    options.unknown.iter().map(|word| UserAction::Unclear { span: word.span() })
}

/// The names in a list with commas.
fn names(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn text(argument: &Argument) -> String {
    argument.text().to_owned()
}

#[cfg(test)]
mod tests;
