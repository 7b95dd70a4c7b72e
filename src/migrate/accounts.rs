//! The users and groups of the image → `fakeNss`.

use std::collections::BTreeSet;

use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::{ContentItem, Origin, Outcome};
use crate::build::users::{
    Accounts as Lines, AddUser, Family as Tools, GroupEntry, UserAction, UserEntry, user_actions,
};
use crate::facts::Family;

/// Those that `fakeNss` has by itself.
const BUILT_IN: [&str; 2] = ["root", "nobody"];

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
    /// Those of the base system of this family.
    pub(super) fn of(family: Family) -> Self {
        Accounts { lines: tools(family).map(Lines::of), ..Accounts::default() }
    }

    /// Adds users and groups that a base image brings, as lines of `/etc/passwd` and `/etc/group`.
    pub(super) fn add_lines(&mut self, passwd: &[&str], group: &[&str]) {
        let lines = self.lines.get_or_insert_with(|| Lines::of(Tools::Debian));
        for line in passwd {
            let fields: Vec<&str> = line.split(':').collect();
            let [name, _, uid, gid, comment, home, shell] = fields[..] else { continue };
            let (Ok(uid), Ok(gid)) = (uid.parse(), gid.parse()) else { continue };
            let [name, comment, home, shell] = [name, comment, home, shell].map(str::to_owned);
            lines.users.push(UserEntry { name, uid, gid, comment, home, shell, is_new: true });
        }
        for line in group {
            let fields: Vec<&str> = line.split(':').collect();
            let [name, _, gid, _] = fields[..] else { continue };
            let Ok(gid) = gid.parse() else { continue };
            lines.groups.push(GroupEntry { name: name.to_owned(), gid, members: Vec::new(), is_new: true });
        }
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

    /// Notes that USER names somebody.
    pub(super) fn use_name(&mut self, user: &str) {
        self.used.extend(user.split(':').filter(|name| !is_number(name)).map(str::to_owned));
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
