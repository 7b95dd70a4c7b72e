//! `useradd`, `groupadd`, `adduser`, `addgroup`.

use super::{AddGroup, AddUser, Family, Password, PrimaryGroup, Tool, UserAction, names, text, unclear};
use crate::build::call::{Argument, Options, Site};

/// Short options that only BusyBox's `adduser` has.
const BUSYBOX_OPTIONS: &[char] = &['D', 'S', 'H', 'h', 'G', 'k'];
/// Short options that only `useradd` has.
const SHADOW_OPTIONS: &[char] = &['r', 'm', 'M', 'c', 'l', 'N', 'o', 'p', 'U', 'b'];
/// Short options that only BusyBox's `addgroup` has.
const BUSYBOX_GROUP_OPTIONS: &[char] = &['S', 'g'];
/// What `useradd -N` gives as primary group: GROUP in `/etc/default/useradd`.
const DEFAULT_GROUP: &str = "100";

pub(super) fn useradd(site: &Site, family: Option<Family>) -> Vec<UserAction> {
    let Some(options) = site.options_of("useradd") else { return Vec::new() };
    if options.has("defaults") {
        return Vec::new();
    }
    let Some(name) = options.operands.first() else { return vec![UserAction::Unclear { span: site.call.span }] };
    let facts = family.unwrap_or(Family::Debian).facts();
    let system = options.has("system");
    let group = match options.value("gid") {
        Some(group) => PrimaryGroup::Existing(text(group)),
        None if options.has("no-user-group") => PrimaryGroup::Existing(DEFAULT_GROUP.to_owned()),
        None => PrimaryGroup::Own,
    };
    let base = options.value("base").map_or("/home", Argument::text);
    let mut actions = vec![UserAction::AddUser(AddUser {
        name: text(name),
        uid: options.value("uid").map(text),
        group,
        supplementary: options.value("groups").map(|groups| names(groups.text())).unwrap_or_default(),
        comment: options.value("comment").map(text).unwrap_or_default(),
        home: options.value("home").map_or_else(|| format!("{base}/{}", name.text()), text),
        create_home: !options.has("no-create-home") && (options.has("create-home") || facts.create_home && !system),
        shell: options.value("shell").map_or_else(|| facts.shell.to_owned(), text),
        system,
        no_log_init: options.has("no-log-init"),
        tool: Tool::Shadow,
        complete: complete(name, &options, &["uid", "gid", "groups", "home", "base", "shell", "comment"]),
        span: name.span(),
    })];
    if let Some(password) = options.value("password") {
        actions.push(UserAction::SetPassword {
            user: Some(text(name)),
            password: if password.value.complete { Password::Written } else { Password::Elsewhere },
            span: password.span(),
        });
    }
    actions.extend(unclear(&options));
    actions
}

pub(super) fn groupadd(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options_of("groupadd") else { return Vec::new() };
    group(site, &options, Tool::Shadow)
}

pub(super) fn adduser(site: &Site, family: Option<Family>) -> Vec<UserAction> {
    let tool = match family {
        Some(Family::RedHat) => return useradd(site, family),
        Some(Family::Alpine) => Tool::BusyBox,
        Some(Family::Debian) => Tool::DebianScript,
        None if has_short_option(site, BUSYBOX_OPTIONS) => Tool::BusyBox,
        None if has_short_option(site, SHADOW_OPTIONS) => return useradd(site, Some(Family::RedHat)),
        None => Tool::DebianScript,
    };
    let Some(options) = site.options_of("adduser") else { return Vec::new() };
    match options.operands.as_slice() {
        [user, group] => vec![member(user, group)],
        [_] if options.has("group") && !options.has("system") => group(site, &options, Tool::DebianScript),
        [name] => {
            let user = match tool {
                Tool::BusyBox => busybox_user(&options, name),
                _ => debian_user(&options, name),
            };
            std::iter::once(UserAction::AddUser(user)).chain(unclear(&options)).collect()
        }
        _ => vec![UserAction::Unclear { span: site.call.span }],
    }
}

/// Without `-G`, an ordinary user has a group of its own and a system user is in `nogroup`. With a group that was
/// there, the user is also listed among its members.
fn busybox_user(options: &Options, name: &Argument) -> AddUser {
    let facts = Family::Alpine.facts();
    let system = options.has("system");
    let group = options.value("ingroup").map(text).or_else(|| system.then(|| facts.nogroup.to_owned()));
    let default_shell = if system { facts.system_shell } else { facts.adduser_shell };
    AddUser {
        name: text(name),
        uid: options.value("uid").map(text),
        supplementary: group.iter().cloned().collect(),
        group: group.map_or(PrimaryGroup::Own, PrimaryGroup::Existing),
        comment: options.value("comment").map_or_else(|| "Linux User,,,".to_owned(), text),
        home: options.value("home").map_or_else(|| format!("/home/{}", name.text()), text),
        create_home: !options.has("no-create-home"),
        shell: options.value("shell").map_or_else(|| default_shell.to_owned(), text),
        system,
        no_log_init: true,
        tool: Tool::BusyBox,
        complete: complete(name, options, &["uid", "ingroup", "home", "shell", "comment"]),
        span: name.span(),
    }
}

/// A system user without `--group`, `--ingroup` and `--gid` is in `nogroup`.
fn debian_user(options: &Options, name: &Argument) -> AddUser {
    let facts = Family::Debian.facts();
    let system = options.has("system");
    let group = match options.value("ingroup").or_else(|| options.value("gid")) {
        Some(group) => PrimaryGroup::Existing(text(group)),
        None if system && !options.has("group") => PrimaryGroup::Existing(facts.nogroup.to_owned()),
        None => PrimaryGroup::Own,
    };
    let extra_groups = if system { &[] } else { facts.extra_groups };
    let comment = options.value("comment").map(Argument::text).or((!system).then_some(""));
    let default_home = if system { facts.system_home.to_owned() } else { format!("/home/{}", name.text()) };
    let default_shell = if system || options.has("disabled-login") { facts.system_shell } else { facts.adduser_shell };
    AddUser {
        name: text(name),
        uid: options.value("uid").map(text),
        group,
        supplementary: extra_groups.iter().map(|group| (*group).to_owned()).collect(),
        comment: comment.map(padded).unwrap_or_default(),
        home: options.value("home").map_or(default_home, text),
        create_home: !options.has("no-create-home") && (!system || options.has("home")),
        shell: options.value("shell").map_or_else(|| default_shell.to_owned(), text),
        system,
        no_log_init: false,
        tool: Tool::DebianScript,
        complete: complete(name, options, &["uid", "ingroup", "gid", "home", "shell", "comment"]),
        span: name.span(),
    }
}

/// Debian's `adduser` makes four fields of every comment: name, room, and two telephone numbers.
fn padded(comment: &str) -> String {
    let missing = 3_usize.saturating_sub(comment.matches(',').count());
    format!("{comment}{}", ",".repeat(missing))
}

pub(super) fn addgroup(site: &Site, family: Option<Family>) -> Vec<UserAction> {
    let tool = match family {
        Some(Family::Debian) => Tool::DebianScript,
        Some(Family::RedHat) => return groupadd(site),
        Some(Family::Alpine) => Tool::BusyBox,
        None if has_short_option(site, BUSYBOX_GROUP_OPTIONS) => Tool::BusyBox,
        None => Tool::DebianScript,
    };
    let Some(options) = site.options_of("addgroup") else { return Vec::new() };
    match options.operands.as_slice() {
        [user, group] => vec![member(user, group)],
        _ => group(site, &options, tool),
    }
}

fn group(site: &Site, options: &Options, tool: Tool) -> Vec<UserAction> {
    let Some(name) = options.operands.first() else { return vec![UserAction::Unclear { span: site.call.span }] };
    let group = UserAction::AddGroup(AddGroup {
        name: text(name),
        gid: options.value("gid").map(text),
        system: options.has("system"),
        force: options.has("force"),
        members: options.value("members").map(|members| names(members.text())).unwrap_or_default(),
        tool,
        complete: complete(name, options, &["gid", "members"]),
        span: name.span(),
    });
    std::iter::once(group).chain(unclear(options)).collect()
}

fn member(user: &Argument, group: &Argument) -> UserAction {
    UserAction::AddMember { user: text(user), group: text(group), span: user.span().cover(group.span()) }
}

fn has_short_option(site: &Site, letters: &[char]) -> bool {
    site.arguments().iter().any(|argument| {
        argument.text().strip_prefix('-').is_some_and(|rest| !rest.starts_with('-') && rest.contains(letters))
    })
}

/// Whether the name and the values of these options are known.
fn complete(name: &Argument, options: &Options, meanings: &[&str]) -> bool {
    let known = |argument: &Argument| argument.value.complete;
    known(name) && meanings.iter().all(|meaning| options.values(meaning).all(known))
}
