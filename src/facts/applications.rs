//! Images that carry an application with a configuration of its own (`rules/nix/applications.yaml`).

include!(concat!(env!("OUT_DIR"), "/applications.rs"));

/// What an application needs in a Nix image.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// The attribute of the application.
    pub attribute: &'static str,
    /// Files that the image brings along: path and text, in which `${pkgs.NAME}` is a store path.
    pub files: &'static [(&'static str, &'static str)],
    /// Folders that have to be real, and who owns each.
    pub folders: &'static [(&'static str, &'static str)],
    /// What replaces the image's own entrypoint; empty for none.
    pub entrypoint: Option<&'static [&'static str]>,
    /// What replaces the image's own command.
    pub cmd: Option<&'static [&'static str]>,
    /// Why entrypoint and command are replaced.
    pub reason: &'static str,
}

/// The application of an image, by the image's name on Docker Hub.
pub fn application(image: &str) -> Option<&'static Application> {
    let image = image.strip_prefix("library/").unwrap_or(image);
    APPLICATIONS.iter().find(|(name, _)| *name == image).map(|(_, application)| application)
}
