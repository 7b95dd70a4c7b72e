//! Commands that leave nothing behind in an image made of nixpkgs (`rules/nix/commands.yaml`).

include!(concat!(env!("OUT_DIR"), "/nix_commands.rs"));

/// Why the image does well without the command, if it does.
pub fn not_needed(command: &str) -> Option<&'static str> {
    NOT_NEEDED
        .binary_search_by_key(&command, |(name, _)| name)
        .ok()
        .and_then(|at| NOT_NEEDED.get(at))
        .map(|(_, why)| *why)
}

/// Whether the command only prepares a build, as making its folder does.
pub fn prepares_a_build(command: &str) -> bool {
    PREPARES_A_BUILD.contains(&command)
}

/// Whether every build in nixpkgs has this attribute by itself.
pub fn in_every_build(attribute: &str) -> bool {
    IN_EVERY_BUILD.contains(&attribute)
}
