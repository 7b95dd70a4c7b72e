//! The flags of `go build` (`rules/nix/go.yaml`).

include!(concat!(env!("OUT_DIR"), "/go.rs"));

/// Whether the flag, without dashes, takes the next word as its value.
pub fn takes_value(flag: &str) -> bool {
    TAKES_VALUE.contains(&flag)
}

/// Whether `buildGoModule` does without the flag what the flag asks for.
pub fn is_default(flag: &str) -> bool {
    DEFAULT.contains(&flag)
}

/// Variables of the environment that change what is built.
pub fn variables() -> &'static [&'static str] {
    VARIABLES
}

/// Variables that commonly hold the version of the program.
pub fn version_variables() -> &'static [&'static str] {
    VERSION_VARIABLES
}
