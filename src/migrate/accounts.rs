//! The users and groups of the image → `fakeNss`.

use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::{ContentItem, Origin, Outcome};

/// The users and groups that the image has by now.
#[derive(Default)]
pub(super) struct Accounts {}

impl Accounts {
    /// `user`, `user:group` or numbers as the numbers that `chown` takes where no names are known.
    pub(super) fn owner(&self, owner: &str) -> Option<String> {
        owner.split(':').all(|id| id.bytes().all(|b| b.is_ascii_digit())).then(|| owner.to_owned())
    }

    /// Where the users and groups are added.
    pub(super) fn origins(&self) -> Vec<Origin> {
        Vec::new()
    }

    /// What `fakeNss` is told.
    pub(super) fn content(&self) -> ContentItem {
        ContentItem::Users { passwd: Vec::new(), group: Vec::new() }
    }
}

/// What becomes of a command that adds users or groups.
pub(super) fn translate(
    _draft: &mut Draft<'_>,
    _place: Place<'_>,
    _commands: &Commands,
    _command: &Command<'_>,
) -> Option<Outcome> {
    None
}
