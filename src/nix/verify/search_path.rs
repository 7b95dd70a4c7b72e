use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::VerifyError;

/// What the expression searches in `NIX_PATH`.
const NIXPKGS: &str = "nixpkgs";

/// Where channels are, below the home folder and below `/`.
const CHANNELS: [&str; 3] =
    [".nix-defexpr/channels", ".local/state/nix/defexpr/channels", ".nix-defexpr/channels_root"];
const ROOT_CHANNELS: &str = "/nix/var/nix/profiles/per-user/root/channels";

/// Folders that `<name>` is looked up in. All are on this machine.
#[derive(Debug)]
pub(super) struct SearchPath {
    entries: Vec<OsString>,
}

impl SearchPath {
    /// nixpkgs from this folder, else from `NIX_PATH`, else from a channel; and what else `NIX_PATH` has.
    pub(super) fn of(nixpkgs: Option<&Path>, nix_path: Option<&OsStr>) -> Result<Self, VerifyError> {
        let listed = nix_path.map(|value| entries(&value.to_string_lossy())).unwrap_or_default();
        let found = match nixpkgs {
            Some(folder) => folder.to_path_buf(),
            None => searched(&listed)?.or_else(channel).ok_or(VerifyError::NoNixpkgs)?,
        };
        let found = found.canonicalize().map_err(|source| VerifyError::Folder { path: found.clone(), source })?;
        let mut all = vec![prefixed(NIXPKGS, &found)];
        for (prefix, place) in listed {
            // Nix would fetch what is elsewhere, even if nothing asks for it.
            if let Ok(folder) = Path::new(&place).canonicalize() {
                all.push(if prefix.is_empty() { folder.into() } else { prefixed(&prefix, &folder) });
            }
        }
        Ok(Self { entries: all })
    }

    /// The entries as `-I` takes them.
    pub(super) fn entries(&self) -> impl Iterator<Item = &OsStr> {
        self.entries.iter().map(OsString::as_os_str)
    }
}

fn prefixed(name: &str, folder: &Path) -> OsString {
    let mut entry = OsString::from(name);
    entry.push("=");
    entry.push(folder);
    entry
}

/// The entries of `NIX_PATH`: prefix and place. Colons separate them, but for those of addresses.
fn entries(nix_path: &str) -> Vec<(String, String)> {
    let mut entries: Vec<String> = Vec::new();
    for piece in nix_path.split(':') {
        match entries.last_mut() {
            Some(last) if piece.starts_with("//") || last.ends_with("channel") || last.ends_with("flake") => {
                last.push(':');
                last.push_str(piece);
            }
            _ if piece.is_empty() => {}
            _ => entries.push(piece.to_owned()),
        }
    }
    let pair = |entry: String| match entry.split_once('=') {
        Some((prefix, place)) => (prefix.to_owned(), place.to_owned()),
        None => (String::new(), entry),
    };
    entries.into_iter().map(pair).collect()
}

/// nixpkgs as the entries have it.
fn searched(entries: &[(String, String)]) -> Result<Option<PathBuf>, VerifyError> {
    for (prefix, place) in entries {
        let path = Path::new(place);
        if prefix == NIXPKGS {
            return if path.is_dir() {
                Ok(Some(path.to_path_buf()))
            } else {
                Err(VerifyError::Elsewhere { place: place.clone() })
            };
        }
        if prefix.is_empty() && path.join(NIXPKGS).is_dir() {
            return Ok(Some(path.join(NIXPKGS)));
        }
    }
    Ok(None)
}

/// nixpkgs as a channel of this user, or of all.
fn channel() -> Option<PathBuf> {
    let home = std::env::home_dir();
    let of_user = home.iter().flat_map(|home| CHANNELS.iter().map(|folder| home.join(folder)));
    of_user.chain([PathBuf::from(ROOT_CHANNELS)]).map(|folder| folder.join(NIXPKGS)).find(|folder| folder.is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_one_entry() {
        let pairs = |text| entries(text).into_iter().map(|(a, b)| format!("{a}|{b}")).collect::<Vec<_>>();
        assert_eq!(pairs("nixpkgs=/a:/b::c=d"), ["nixpkgs|/a", "|/b", "c|d"]);
        assert_eq!(
            pairs("nixpkgs=https://example.org/x.tar.gz:x=channel:nixos:/b"),
            ["nixpkgs|https://example.org/x.tar.gz", "x|channel:nixos", "|/b"]
        );
        assert_eq!(pairs("nixpkgs=flake:nixpkgs"), ["nixpkgs|flake:nixpkgs"]);
    }

    #[test]
    fn nothing_is_fetched() {
        let refused = SearchPath::of(None, Some(OsStr::new("nixpkgs=https://example.org/x.tar.gz")));
        assert!(matches!(refused, Err(VerifyError::Elsewhere { place }) if place.starts_with("https:")));
        let here = env!("CARGO_MANIFEST_DIR");
        let path = SearchPath::of(Some(Path::new(here)), Some(OsStr::new("x=https://example.org/y"))).unwrap();
        assert_eq!(path.entries().count(), 1);
    }
}
