/// A user that an image has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: &'static str,
    /// The number of the user.
    pub uid: u32,
    /// The number of the user's group.
    pub gid: u32,
    /// The home directory; it need not exist.
    pub home: &'static str,
}

impl User {
    pub(super) fn new(&(name, uid, gid, home): &(&'static str, u32, u32, &'static str)) -> Self {
        Self { name, uid, gid, home }
    }
}
