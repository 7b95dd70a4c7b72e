//! `usermod`, `groupmod`, `gpasswd`, `userdel`, `passwd` and their like.

use super::{ChangeUser, Password, UserAction, names, text, unclear};
use crate::build::call::{Argument, Options, Site};
use crate::build::files::{Content, input_of, loose_input_of};

pub(super) fn usermod(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some(user) = options.operands.first() else { return not_understood(site) };
    let mut actions = Vec::new();
    if ["name", "uid", "gid", "comment", "home", "shell"].iter().any(|meaning| options.has(meaning)) {
        let value = |meaning| options.value(meaning).map(text);
        actions.push(UserAction::ChangeUser(ChangeUser {
            user: text(user),
            new_name: value("name"),
            uid: value("uid"),
            group: value("gid"),
            comment: value("comment"),
            home: value("home"),
            move_home: options.has("move-home"),
            shell: value("shell"),
            span: user.span(),
        }));
    }
    if let Some(groups) = options.value("groups") {
        actions.extend(memberships(&options, user, groups));
    }
    let password = match (options.span("lock"), options.span("unlock"), options.value("password")) {
        (Some(span), _, _) => Some((Password::Locked, span)),
        (_, Some(span), _) => Some((Password::Unlocked, span)),
        (_, _, Some(password)) if password.value.complete => Some((Password::Written, password.span())),
        (_, _, Some(password)) => Some((Password::Elsewhere, password.span())),
        _ => None,
    };
    if let Some((password, span)) = password {
        actions.push(UserAction::SetPassword { user: Some(text(user)), password, span });
    }
    actions.extend(unclear(&options));
    actions
}

fn memberships(options: &Options, user: &Argument, groups: &Argument) -> Vec<UserAction> {
    let span = groups.span();
    let groups = names(groups.text());
    let user = || text(user);
    if options.has("append") {
        return groups.into_iter().map(|group| UserAction::AddMember { user: user(), group, span }).collect();
    }
    if options.has("remove") {
        return groups.into_iter().map(|group| UserAction::RemoveMember { user: user(), group, span }).collect();
    }
    vec![UserAction::SetGroups { user: user(), groups, span }]
}

pub(super) fn groupmod(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some(group) = options.operands.first() else { return not_understood(site) };
    let mut actions = vec![UserAction::ChangeGroup {
        group: text(group),
        new_name: options.value("name").map(text),
        gid: options.value("gid").map(text),
        span: group.span(),
    }];
    for members in options.values("members") {
        let add = |user| UserAction::AddMember { user, group: text(group), span: members.span() };
        actions.extend(names(members.text()).into_iter().map(add));
    }
    actions.extend(unclear(&options));
    actions
}

/// `chsh -s shell [user]`
pub(super) fn chsh(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some(shell) = options.value("shell") else { return Vec::new() };
    let user = options.operands.first();
    vec![UserAction::ChangeUser(ChangeUser {
        user: user.map_or_else(|| "root".to_owned(), text),
        new_name: None,
        uid: None,
        group: None,
        comment: None,
        home: None,
        move_home: false,
        shell: Some(text(shell)),
        span: user.unwrap_or(shell).span(),
    })]
}

pub(super) fn gpasswd(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let Some(group) = options.operands.first() else { return not_understood(site) };
    let span = |user: &Argument| user.span().cover(group.span());
    let mut actions = Vec::new();
    for user in options.values("add") {
        actions.push(UserAction::AddMember { user: text(user), group: text(group), span: span(user) });
    }
    for user in options.values("delete") {
        actions.push(UserAction::RemoveMember { user: text(user), group: text(group), span: span(user) });
    }
    for users in options.values("members") {
        let add = |user| UserAction::AddMember { user, group: text(group), span: span(users) };
        actions.extend(names(users.text()).into_iter().map(add));
    }
    actions.extend(unclear(&options));
    actions
}

/// `userdel`, `deluser`; `deluser user group` only ends a membership.
pub(super) fn userdel(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let action = match options.operands.as_slice() {
        [group] if options.has("group") => UserAction::RemoveGroup { group: text(group), span: group.span() },
        [user] => {
            UserAction::RemoveUser { user: text(user), remove_home: options.has("remove-home"), span: user.span() }
        }
        [user, group] => no_member(user, group),
        _ => return not_understood(site),
    };
    std::iter::once(action).chain(unclear(&options)).collect()
}

/// `groupdel`, `delgroup`; `delgroup user group` only ends a membership.
pub(super) fn groupdel(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let action = match options.operands.as_slice() {
        [group] => UserAction::RemoveGroup { group: text(group), span: group.span() },
        [user, group] => no_member(user, group),
        _ => return not_understood(site),
    };
    std::iter::once(action).chain(unclear(&options)).collect()
}

fn no_member(user: &Argument, group: &Argument) -> UserAction {
    UserAction::RemoveMember { user: text(user), group: text(group), span: user.span().cover(group.span()) }
}

/// `passwd -d user`, or `passwd user` with the password coming in.
pub(super) fn passwd(site: &Site) -> Vec<UserAction> {
    let Some(options) = site.options() else { return Vec::new() };
    let changes = [("delete", Password::Empty), ("lock", Password::Locked), ("unlock", Password::Unlocked)];
    let change = changes.iter().find_map(|(meaning, password)| Some((*password, options.span(meaning)?)));
    let (password, span) = change.unwrap_or_else(|| match input_of(site) {
        Content::Text(_) => (Password::Written, site.call.span),
        _ => (Password::Elsewhere, site.call.span),
    });
    let user = options.operands.first().map_or_else(|| "root".to_owned(), text);
    vec![UserAction::SetPassword { user: Some(user), password, span }]
}

/// Lines of `user:password` that come in.
pub(super) fn chpasswd(site: &Site) -> Vec<UserAction> {
    let span = site.call.span;
    let (lines, password) = match input_of(site) {
        Content::Text(lines) => (Some(lines), Password::Written),
        _ => (loose_input_of(site), Password::Elsewhere),
    };
    let user = |line: &str| {
        let (user, _) = line.split_once(':')?;
        (!user.contains('$')).then(|| user.to_owned())
    };
    let Some(lines) = lines else { return vec![UserAction::SetPassword { user: None, password, span }] };
    lines.lines().map(|line| UserAction::SetPassword { user: user(line), password, span }).collect()
}

fn not_understood(site: &Site) -> Vec<UserAction> {
    vec![UserAction::Unclear { span: site.call.span }]
}
