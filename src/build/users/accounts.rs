use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use thiserror::Error;

use super::{AddGroup, AddUser, ChangeUser, Family, PrimaryGroup, Tool, UserAction};

/// Numbers that `useradd` and `adduser` give to ordinary users and groups (UID_MIN, UID_MAX).
const ORDINARY: RangeInclusive<u32> = 1000..=60_000;
/// Numbers that `adduser` of Debian and of BusyBox gives to system users (FIRST_SYSTEM_UID, FIRST_SYSTEM_ID).
const SYSTEM: RangeInclusive<u32> = 100..=999;

/// The users and groups of an image as one tool after the other changes them.
#[derive(Clone, Debug)]
pub struct Accounts {
    /// The users, in the order of `/etc/passwd`.
    pub users: Vec<UserEntry>,
    /// The groups, in the order of `/etc/group`.
    pub groups: Vec<GroupEntry>,
    /// The lowest number that `useradd` gives to a system user.
    system_min: u32,
}

/// A line of `/etc/passwd`. Prints as one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of passwd(5)")]
pub struct UserEntry {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    pub comment: String,
    pub home: String,
    pub shell: String,
    /// Whether it was not there from the beginning, or was changed.
    pub is_new: bool,
}

/// A line of `/etc/group`. Prints as one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields of group(5)")]
pub struct GroupEntry {
    pub name: String,
    pub gid: u32,
    pub members: Vec<String>,
    /// Whether it was not there from the beginning, or was changed.
    pub is_new: bool,
}

/// Why a user or group cannot be as a call asks for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AccountError {
    /// There is one of that name already.
    #[error("`{0}` exists already")]
    Exists(String),
    /// There is none of that name.
    #[error("there is no user `{0}`")]
    NoUser(String),
    /// There is none of that name or number.
    #[error("there is no group `{0}`")]
    NoGroup(String),
    /// The number is none, or a variable whose value is not known.
    #[error("`{0}` is not a number that is known")]
    Number(String),
    /// All numbers are taken.
    #[error("no number is free for `{0}`")]
    Full(String),
}

impl Accounts {
    /// The users and groups of the base system.
    pub fn of(family: Family) -> Self {
        let facts = family.facts();
        let users = facts.users.iter().map(|user| UserEntry {
            name: user.name.to_owned(),
            uid: user.uid,
            gid: user.gid,
            comment: user.comment.to_owned(),
            home: user.home.to_owned(),
            shell: user.shell.to_owned(),
            is_new: false,
        });
        let groups = facts.groups.iter().map(|group| GroupEntry {
            name: group.name.to_owned(),
            gid: group.gid,
            members: group.members.iter().map(|member| (*member).to_owned()).collect(),
            is_new: false,
        });
        Self { users: users.collect(), groups: groups.collect(), system_min: facts.system_min }
    }

    /// The user of this name.
    pub fn user(&self, name: &str) -> Option<&UserEntry> {
        self.users.iter().find(|user| user.name == name)
    }

    /// The group of this name or number.
    pub fn group(&self, group: &str) -> Option<&GroupEntry> {
        self.group_index(group).and_then(|index| self.groups.get(index))
    }

    /// The lines of `/etc/passwd` that are new or changed.
    pub fn new_users(&self) -> impl Iterator<Item = &UserEntry> {
        self.users.iter().filter(|user| user.is_new)
    }

    /// The lines of `/etc/group` that are new or changed.
    pub fn new_groups(&self) -> impl Iterator<Item = &GroupEntry> {
        self.groups.iter().filter(|group| group.is_new)
    }

    /// Does what the action says. After an error nothing is changed. Passwords are in neither file.
    pub fn apply(&mut self, action: &UserAction) -> Result<(), AccountError> {
        match action {
            UserAction::AddUser(user) => self.add_user(user),
            UserAction::AddGroup(group) => self.add_group(group),
            UserAction::ChangeUser(change) => self.change_user(change),
            UserAction::ChangeGroup { group, new_name, gid, .. } => {
                self.change_group(group, new_name.as_deref(), gid.as_deref())
            }
            UserAction::AddMember { user, group, .. } => self.add_member(user, group),
            UserAction::SetGroups { user, groups, .. } => self.set_groups(user, groups),
            UserAction::RemoveMember { user, group, .. } => {
                self.group_mut(group)?.drop_member(user);
                Ok(())
            }
            UserAction::RemoveUser { user, .. } => self.remove_user(user),
            UserAction::RemoveGroup { group, .. } => {
                let index = self.group_index(group).ok_or_else(|| AccountError::NoGroup(group.clone()))?;
                self.groups.remove(index);
                Ok(())
            }
            UserAction::SetPassword { .. } | UserAction::Unclear { .. } => Ok(()),
        }
    }

    fn add_user(&mut self, user: &AddUser) -> Result<(), AccountError> {
        let has_own_group = user.group == PrimaryGroup::Own;
        if self.user(&user.name).is_some() || (has_own_group && self.has_group_named(&user.name)) {
            return Err(AccountError::Exists(user.name.clone()));
        }
        if let Some(group) = user.supplementary.iter().find(|group| self.group(group).is_none()) {
            return Err(AccountError::NoGroup(group.clone()));
        }
        let full = || AccountError::Full(user.name.clone());
        let uid = match &user.uid {
            Some(uid) => number(uid)?,
            None => self.next_uid(user).ok_or_else(full)?,
        };
        let gid = match &user.group {
            PrimaryGroup::Existing(group) if user.tool == Tool::Line => number(group)?,
            PrimaryGroup::Existing(group) => self.group(group).ok_or_else(|| AccountError::NoGroup(group.clone()))?.gid,
            PrimaryGroup::Own => self.own_gid(user, uid).ok_or_else(full)?,
        };
        if has_own_group {
            self.groups.push(GroupEntry { name: user.name.clone(), gid, members: Vec::new(), is_new: true });
        }
        self.users.push(UserEntry {
            name: user.name.clone(),
            uid,
            gid,
            comment: user.comment.clone(),
            home: user.home.clone(),
            shell: user.shell.clone(),
            is_new: true,
        });
        user.supplementary.iter().try_for_each(|group| self.add_member(&user.name, group))
    }

    fn add_group(&mut self, group: &AddGroup) -> Result<(), AccountError> {
        if self.has_group_named(&group.name) {
            return if group.force { Ok(()) } else { Err(AccountError::Exists(group.name.clone())) };
        }
        let gid = match &group.gid {
            Some(gid) => number(gid)?,
            None => self
                .next(group.tool, group.system, &self.gids())
                .ok_or_else(|| AccountError::Full(group.name.clone()))?,
        };
        self.groups.push(GroupEntry { name: group.name.clone(), gid, members: group.members.clone(), is_new: true });
        Ok(())
    }

    fn change_user(&mut self, change: &ChangeUser) -> Result<(), AccountError> {
        let uid = change.uid.as_deref().map(number).transpose()?;
        let gid = match &change.group {
            Some(group) => Some(self.group(group).ok_or_else(|| AccountError::NoGroup(group.clone()))?.gid),
            None => None,
        };
        let no_user = || AccountError::NoUser(change.user.clone());
        let user = self.users.iter_mut().find(|user| user.name == change.user).ok_or_else(no_user)?;
        user.uid = uid.unwrap_or(user.uid);
        user.gid = gid.unwrap_or(user.gid);
        for (field, value) in [
            (&mut user.name, &change.new_name),
            (&mut user.comment, &change.comment),
            (&mut user.home, &change.home),
            (&mut user.shell, &change.shell),
        ] {
            if let Some(value) = value {
                field.clone_from(value);
            }
        }
        user.is_new = true;
        if let Some(new_name) = &change.new_name {
            let members = self.groups.iter_mut().flat_map(|group| &mut group.members);
            members.filter(|member| **member == change.user).for_each(|member| member.clone_from(new_name));
        }
        Ok(())
    }

    /// Users whose primary group it is follow its number.
    fn change_group(&mut self, group: &str, new_name: Option<&str>, gid: Option<&str>) -> Result<(), AccountError> {
        let gid = gid.map(number).transpose()?;
        let entry = self.group_mut(group)?;
        let before = entry.gid;
        entry.gid = gid.unwrap_or(before);
        if let Some(name) = new_name {
            name.clone_into(&mut entry.name);
        }
        entry.is_new = true;
        let after = entry.gid;
        for user in self.users.iter_mut().filter(|user| user.gid == before && before != after) {
            user.gid = after;
            user.is_new = true;
        }
        Ok(())
    }

    fn set_groups(&mut self, user: &str, groups: &[String]) -> Result<(), AccountError> {
        if self.user(user).is_none() {
            return Err(AccountError::NoUser(user.to_owned()));
        }
        if let Some(group) = groups.iter().find(|group| self.group(group).is_none()) {
            return Err(AccountError::NoGroup(group.clone()));
        }
        self.groups.iter_mut().for_each(|entry| entry.drop_member(user));
        groups.iter().try_for_each(|group| self.add_member(user, group))
    }

    fn add_member(&mut self, user: &str, group: &str) -> Result<(), AccountError> {
        if self.user(user).is_none() {
            return Err(AccountError::NoUser(user.to_owned()));
        }
        let entry = self.group_mut(group)?;
        if !entry.members.iter().any(|member| member == user) {
            entry.members.push(user.to_owned());
            entry.is_new = true;
        }
        Ok(())
    }

    /// The user's own group goes too, if no one else is in it.
    fn remove_user(&mut self, name: &str) -> Result<(), AccountError> {
        let gid = self.user(name).ok_or_else(|| AccountError::NoUser(name.to_owned()))?.gid;
        self.users.retain(|user| user.name != name);
        self.groups.iter_mut().for_each(|group| group.drop_member(name));
        let is_used = self.users.iter().any(|user| user.gid == gid);
        self.groups.retain(|group| group.name != name || !group.members.is_empty() || is_used);
        Ok(())
    }

    fn has_group_named(&self, name: &str) -> bool {
        self.groups.iter().any(|group| group.name == name)
    }

    fn group_index(&self, group: &str) -> Option<usize> {
        let named = self.groups.iter().position(|entry| entry.name == group);
        let gid = group.parse().ok();
        named.or_else(|| self.groups.iter().position(|entry| Some(entry.gid) == gid))
    }

    fn group_mut(&mut self, group: &str) -> Result<&mut GroupEntry, AccountError> {
        let index = self.group_index(group);
        let entry = index.and_then(|index| self.groups.get_mut(index));
        entry.ok_or_else(|| AccountError::NoGroup(group.to_owned()))
    }

    fn gids(&self) -> BTreeSet<u32> {
        self.groups.iter().map(|group| group.gid).collect()
    }

    fn next_uid(&self, user: &AddUser) -> Option<u32> {
        let mut used: BTreeSet<u32> = self.users.iter().map(|entry| entry.uid).collect();
        if user.tool != Tool::Shadow && user.group == PrimaryGroup::Own {
            // The user's own group is to have the same number.
            used.extend(self.gids());
        }
        self.next(user.tool, user.system, &used)
    }

    /// The number of the user's own group: that of the user if it can be.
    fn own_gid(&self, user: &AddUser, uid: u32) -> Option<u32> {
        let used = self.gids();
        let fits = user.tool != Tool::Shadow || self.shadow_range(user.system).contains(&uid);
        if fits && !used.contains(&uid) { Some(uid) } else { self.next(user.tool, user.system, &used) }
    }

    /// The next number as the tool chooses it.
    fn next(&self, tool: Tool, system: bool, used: &BTreeSet<u32>) -> Option<u32> {
        let is_free = |number: &u32| !used.contains(number);
        if tool != Tool::Shadow {
            let mut range = if system { SYSTEM } else { ORDINARY };
            return range.find(is_free);
        }
        let mut range = self.shadow_range(system);
        let mut inside = used.range(range.clone());
        if system {
            let next = inside.next().map_or(*range.end(), |lowest| lowest - 1);
            return if range.contains(&next) { Some(next) } else { range.rev().find(is_free) };
        }
        let next = inside.next_back().map_or(*range.start(), |highest| highest + 1);
        if range.contains(&next) { Some(next) } else { range.find(is_free) }
    }

    fn shadow_range(&self, system: bool) -> RangeInclusive<u32> {
        if system { self.system_min..=*SYSTEM.end() } else { ORDINARY }
    }
}

impl GroupEntry {
    fn drop_member(&mut self, user: &str) {
        let before = self.members.len();
        self.members.retain(|member| member != user);
        self.is_new |= self.members.len() != before;
    }
}

fn number(text: &str) -> Result<u32, AccountError> {
    text.parse().map_err(|_| AccountError::Number(text.to_owned()))
}

impl fmt::Display for UserEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, uid, gid, comment, home, shell, .. } = self;
        write!(f, "{name}:x:{uid}:{gid}:{comment}:{home}:{shell}")
    }
}

impl fmt::Display for GroupEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:x:{}:{}", self.name, self.gid, self.members.join(","))
    }
}
