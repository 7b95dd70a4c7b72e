//! What this program is, and of which day its data are.

use std::sync::LazyLock;

use crate::facts;
use crate::lint::catalogue;

/// What is told of the program besides its version: names, and what they are.
pub(super) fn lines() -> Vec<(&'static str, String)> {
    let nixpkgs = facts::snapshot();
    let features = [(cfg!(feature = "lsp"), "lsp"), (cfg!(feature = "shellcheck"), "shellcheck")];
    let features: Vec<&str> = features.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name).collect();
    let features = if features.is_empty() { "none".to_owned() } else { features.join(", ") };
    vec![
        ("rules", catalogue::all().len().to_string()),
        ("nixpkgs", format!("{} of {}, {}", nixpkgs.release, nixpkgs.date, nixpkgs.system)),
        ("packages", format!("compared with {}", nixpkgs.evidence)),
        ("base images", format!("as of {}", facts::newest_base_image())),
        ("features", features),
    ]
}

/// What `--version` says behind the name; `-V` only says the version.
pub(super) fn long_version() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let lines = lines().into_iter().map(|(name, text)| format!("\n{name:<12} {text}"));
        format!("{}{}", env!("CARGO_PKG_VERSION"), lines.collect::<String>())
    });
    &TEXT
}
