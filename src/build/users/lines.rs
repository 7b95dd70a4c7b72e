//! Lines that are added to `/etc/passwd` and `/etc/group` themselves.

use super::{AddGroup, AddUser, PrimaryGroup, Tool, UserAction, names};
use crate::build::call::Site;
use crate::build::files::{Content, FileAction, file_actions};
use crate::source::Span;

pub(super) fn written(site: &Site) -> Vec<UserAction> {
    if site.call.redirections.is_empty() && site.call.name != "tee" {
        return Vec::new();
    }
    file_actions(site).iter().flat_map(of_write).collect()
}

/// The users or groups that the write adds.
fn of_write(action: &FileAction) -> Vec<UserAction> {
    let FileAction::Write { path, content, .. } = action else { return Vec::new() };
    let span = path.span;
    let read = match path.path.as_deref() {
        Some("/etc/passwd") => user,
        Some("/etc/group") => group,
        _ => return Vec::new(),
    };
    match content {
        Content::Text(text) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            lines.map(|line| read(line, span).unwrap_or(UserAction::Unclear { span })).collect()
        }
        _ => vec![UserAction::Unclear { span }],
    }
}

fn user(line: &str, span: Span) -> Option<UserAction> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, comment, home, shell] = fields[..] else { return None };
    Some(UserAction::AddUser(AddUser {
        name: name.to_owned(),
        uid: Some(uid.to_owned()),
        group: PrimaryGroup::Existing(gid.to_owned()),
        supplementary: Vec::new(),
        comment: comment.to_owned(),
        home: home.to_owned(),
        create_home: false,
        shell: shell.to_owned(),
        system: is_system(uid),
        no_log_init: true,
        tool: Tool::Line,
        complete: true,
        span,
    }))
}

fn group(line: &str, span: Span) -> Option<UserAction> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, gid, members] = fields[..] else { return None };
    Some(UserAction::AddGroup(AddGroup {
        name: name.to_owned(),
        gid: Some(gid.to_owned()),
        system: is_system(gid),
        force: false,
        members: names(members),
        tool: Tool::Line,
        complete: true,
        span,
    }))
}

fn is_system(number: &str) -> bool {
    number.parse().is_ok_and(|number: u32| number < 1000)
}
