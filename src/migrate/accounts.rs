//! The users and groups of the image → `fakeNss`.

use std::collections::BTreeSet;

use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::{ContentItem, Origin, Outcome};
use crate::build::users::{
    Accounts as Lines, AddUser, Family as Tools, GroupEntry, UserAction, UserEntry, user_actions,
};
use crate::facts::{Family, User};

/// Those that `fakeNss` has by itself.
const BUILT_IN: [&str; 2] = ["root", "nobody"];

/// The shell of users that only run services.
const NO_SHELL: &str = "/sbin/nologin";

/// The users and groups that the image has by now.
#[derive(Default)]
pub(super) struct Accounts {
    /// `None` for an image without `/etc/passwd`.
    lines: Option<Lines>,
    /// Names of the base system that the Dockerfile uses, and that so have to be known.
    used: BTreeSet<String>,
    origins: Vec<Origin>,
}

impl Accounts {
    /// Those of the base system of this family, and of the image.
    pub(super) fn of(family: Family, of_image: &[User]) -> Self {
        let mut lines = match family {
            Family::Distroless => Some(without_services()),
            _ => tools(family).map(Lines::of),
        };
        if let Some(lines) = &mut lines {
            of_image.iter().for_each(|user| add(lines, user));
        }
        Accounts { lines, ..Accounts::default() }
    }

    /// `user`, `user:group`, `user:`, `:group` or numbers, as the numbers that `chown` takes where no names are known.
    pub(super) fn owner(&mut self, owner: &str) -> Option<String> {
        let (user, group) = match owner.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (owner, None),
        };
        let uid = if user.is_empty() { String::new() } else { self.uid(user)? };
        let gid = match group {
            None => return Some(uid),
            Some("") => self.lines.as_ref()?.user(user)?.gid.to_string(),
            Some(group) => self.gid(group)?,
        };
        Some(format!("{uid}:{gid}"))
    }

    /// Notes that USER names somebody, be it by a number.
    pub(super) fn use_name(&mut self, user: &str) {
        self.used.extend(user.split(':').filter(|name| !is_number(name)).map(str::to_owned));
        let number = user.split(':').next().and_then(|user| user.parse::<u32>().ok());
        let lines = self.lines.iter().flat_map(|lines| &lines.users);
        let named = lines.filter(|line| Some(line.uid) == number).map(|line| line.name.clone());
        self.used.extend(named);
    }

    fn uid(&mut self, user: &str) -> Option<String> {
        if is_number(user) {
            return Some(user.to_owned());
        }
        let uid = self.lines.as_ref()?.user(user)?.uid;
        self.used.insert(user.to_owned());
        Some(uid.to_string())
    }

    fn gid(&mut self, group: &str) -> Option<String> {
        if is_number(group) {
            return Some(group.to_owned());
        }
        let gid = self.lines.as_ref()?.group(group)?.gid;
        self.used.insert(group.to_owned());
        Some(gid.to_string())
    }

    /// Where the users and groups are added.
    pub(super) fn origins(&self) -> Vec<Origin> {
        self.origins.clone()
    }

    /// What `fakeNss` is told: who is new, and who of the base system is used.
    pub(super) fn content(&self) -> ContentItem {
        let Some(lines) = &self.lines else {
            return ContentItem::Users { passwd: Vec::new(), group: Vec::new() };
        };
        let is_told = |name: &str, is_new: bool| !BUILT_IN.contains(&name) && (is_new || self.used.contains(name));
        let users = lines.users.iter().filter(|user| is_told(&user.name, user.is_new));
        let passwd: Vec<_> = users.clone().map(ToString::to_string).collect();
        let primary: BTreeSet<u32> = users.map(|user| user.gid).collect();
        let groups = lines.groups.iter();
        let groups = groups.filter(|group| {
            is_told(&group.name, group.is_new)
                || primary.contains(&group.gid) && !BUILT_IN.contains(&group.name.as_str())
        });
        ContentItem::Users { passwd, group: groups.map(ToString::to_string).collect() }
    }
}

/// Those of an image that has Debian's files and runs no services.
fn without_services() -> Lines {
    let mut lines = Lines::of(Tools::Debian);
    lines.users.retain(|user| BUILT_IN.contains(&user.name.as_str()));
    lines.groups.retain(|group| BUILT_IN.contains(&group.name.as_str()));
    lines
}

/// Adds a user of a base image, with the group of the same name unless its number is taken.
fn add(lines: &mut Lines, user: &User) {
    if lines.group(&user.gid.to_string()).is_none() {
        lines.groups.push(GroupEntry { name: user.name.to_owned(), gid: user.gid, members: Vec::new(), is_new: false });
    }
    lines.users.push(UserEntry {
        name: user.name.to_owned(),
        uid: user.uid,
        gid: user.gid,
        comment: String::new(),
        home: user.home.to_owned(),
        shell: NO_SHELL.to_owned(),
        is_new: false,
    });
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whose tools add users in images of this family.
fn tools(family: Family) -> Option<Tools> {
    match family {
        Family::Alpine | Family::Wolfi | Family::Busybox => Some(Tools::Alpine),
        Family::Rhel => Some(Tools::RedHat),
        Family::Debian | Family::Arch | Family::Suse | Family::Other => Some(Tools::Debian),
        Family::Distroless | Family::Scratch | Family::Windows => None,
    }
}

/// What becomes of a command that changes users or groups.
pub(super) fn translate(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
) -> Option<Outcome> {
    let lookup = |name: &str| place.value(name);
    let family = draft.family.and_then(tools);
    let actions = user_actions(&commands.site(command.number, &lookup)?, family);
    if actions.is_empty() {
        return None;
    }
    let origin = draft.origin_of_call(command.call);
    draft.accounts.origins.push(origin.clone());
    let outcomes: Vec<Outcome> = actions.iter().map(|action| apply(draft, action, &origin)).collect();
    outcomes.into_iter().reduce(super::files::worse)
}

fn apply(draft: &mut Draft<'_>, action: &UserAction, origin: &Origin) -> Outcome {
    match action {
        UserAction::SetPassword { .. } => return Outcome::not_needed("nobody logs in to the container"),
        UserAction::Unclear { .. } => return Outcome::manual("add what this does to users and groups"),
        UserAction::RemoveUser { .. } | UserAction::RemoveGroup { .. } => {
            return Outcome::not_needed("who is not asked for is not in the image");
        }
        _ => {}
    }
    let Some(lines) = &mut draft.accounts.lines else {
        return Outcome::manual("add this user: the base image is not known to have /etc/passwd");
    };
    if let Err(error) = lines.apply(action) {
        return Outcome::manual(format!("add this to users and groups: {error}"));
    }
    if let UserAction::AddUser(user) = action {
        make_home(draft, user, origin);
    }
    Outcome::translated("fakeNss")
}

fn make_home(draft: &mut Draft<'_>, user: &AddUser, origin: &Origin) {
    if !user.create_home || !user.complete {
        return;
    }
    let entry = draft.accounts.lines.as_ref().and_then(|lines| lines.user(&user.name)).cloned();
    let Some(entry) = entry else { return };
    draft.make_folder(&entry.home, Some(origin.clone()));
    draft.run_in_root(
        format!("chown {}:{} {}", entry.uid, entry.gid, super::root::relative(&entry.home)),
        true,
        origin,
    );
}
