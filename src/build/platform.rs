use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::facts::build as facts;

/// An operating system and a processor architecture, in Go's spelling: `linux/arm64/v8`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Platform {
    /// The operating system, such as `linux`.
    pub os: String,
    /// Its version, mostly empty.
    pub os_version: String,
    /// The architecture, such as `amd64`.
    pub architecture: String,
    /// Its variant, such as `v7`; mostly empty.
    pub variant: String,
}

/// A text that names no platform.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is no platform: it is written as os/architecture[/variant], such as linux/amd64")]
pub struct PlatformError {
    text: String,
}

impl Default for Platform {
    /// `linux/amd64`.
    fn default() -> Self {
        Self { os: "linux".into(), os_version: String::new(), architecture: "amd64".into(), variant: String::new() }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.os)?;
        if !self.os_version.is_empty() {
            write!(f, "({})", self.os_version)?;
        }
        write!(f, "/{}", self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

impl FromStr for Platform {
    type Err = PlatformError;

    /// Reads a platform by the rules of containerd/platforms. A single word may be either half of `os/architecture`.
    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let parts: Vec<&str> = text.split('/').collect();
        let result = match parts.as_slice() {
            [word] => single(word),
            [os, architecture] => named(os).and_then(|os| with_architecture(os, architecture, "", false)),
            [os, architecture, variant] => named(os).and_then(|os| with_architecture(os, architecture, variant, true)),
            _ => None,
        };
        result.ok_or_else(|| PlatformError { text: text.to_owned() })
    }
}

/// An operating system alone, or an architecture alone.
fn single(word: &str) -> Option<Platform> {
    let platform = named(word)?;
    if facts::is_operating_system(&platform.os) {
        return Some(platform);
    }
    let platform = with_architecture(Platform::default(), word, "", false)?;
    facts::is_architecture(&platform.architecture).then_some(platform)
}

/// `os` or `os(version)`, on the default architecture.
fn named(text: &str) -> Option<Platform> {
    let (os, version) = match text.split_once('(') {
        Some((os, rest)) => (os, rest.strip_suffix(')')?),
        None => (text, ""),
    };
    let is_version = version.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '.' | '-' | '+'));
    if !is_component(os) || !is_version {
        return None;
    }
    let os = os.to_ascii_lowercase();
    let os = if os == "macos" { "darwin".to_owned() } else { os };
    Some(Platform { os, os_version: version.to_owned(), ..Platform::default() })
}

/// `platform` with this architecture. A full platform keeps the variants that are otherwise left unsaid.
fn with_architecture(platform: Platform, architecture: &str, variant: &str, full: bool) -> Option<Platform> {
    if !is_component(architecture) || (full && !is_component(variant)) {
        return None;
    }
    let (architecture, variant) = normalized(architecture, variant);
    let variant = match (architecture.as_str(), variant.as_str()) {
        ("arm", "v7") if !full => String::new(),
        ("arm64", "") if full => "v8".to_owned(),
        _ => variant,
    };
    Some(Platform { architecture, variant, ..platform })
}

fn normalized(architecture: &str, variant: &str) -> (String, String) {
    let (architecture, variant) = (architecture.to_ascii_lowercase(), variant.to_ascii_lowercase());
    let (architecture, variant) = match facts::architecture_alias(&architecture) {
        Some((known, "")) if known != "386" => (known.to_owned(), variant),
        Some((known, implied)) => (known.to_owned(), implied.to_owned()),
        None => (architecture, variant),
    };
    let variant = match (architecture.as_str(), variant.as_str()) {
        ("amd64", "v1") | ("arm64", "8" | "v8" | "v8.0") => String::new(),
        ("arm64", "9" | "v9.0") => "v9".to_owned(),
        ("arm", "" | "7") => "v7".to_owned(),
        ("arm", "5" | "6" | "8") => format!("v{variant}"),
        _ => variant,
    };
    (architecture, variant)
}

fn is_component(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|ch| ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_platforms_as_containerd_does() {
        for (text, expected) in [
            ("linux/amd64", "linux/amd64"),
            ("linux/x86_64", "linux/amd64"),
            ("Linux/ARM64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64/v8"),
            ("linux/arm/v7", "linux/arm/v7"),
            ("linux/arm", "linux/arm"),
            ("linux/arm/6", "linux/arm/v6"),
            ("linux/armhf", "linux/arm"),
            ("linux/i386", "linux/386"),
            ("aarch64", "linux/arm64"),
            ("windows", "windows/amd64"),
            ("macos", "darwin/amd64"),
            ("windows(10.0.17763)/amd64", "windows(10.0.17763)/amd64"),
            ("any/thing", "any/thing"),
        ] {
            assert_eq!(text.parse::<Platform>().unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_platform() {
        for text in ["", "/", "linux/", "linux/amd64/", "a/b/c/d", "unknown", "linux/*", "linux amd64", "linux(/amd64"]
        {
            assert!(text.parse::<Platform>().is_err(), "{text}");
        }
    }
}
