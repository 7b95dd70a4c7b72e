//! Names of software: what shells have themselves, what distributions call the packages of languages
//! (`rules/lint/software.yaml`).

use crate::facts::Manager;

include!(concat!(env!("OUT_DIR"), "/software.rs"));

/// Whether a shell has the command itself.
pub(crate) fn is_builtin(name: &str) -> bool {
    BUILTINS.contains(&name)
}

/// Whether programs in the folder are found by name.
pub(crate) fn is_bin(folder: &str) -> bool {
    BIN.contains(&folder)
}

/// What package of a language a distribution's package is: `pip` and `requests` for `python3-requests`.
pub(crate) fn language_package(system_name: &str) -> Option<(Manager, String)> {
    SAME.iter().find_map(|(manager, patterns)| {
        let name = patterns.iter().find_map(|pattern| captured(system_name, pattern))?;
        Some((manager.parse().ok()?, folded(name)))
    })
}

/// A name as it is compared: case, `-`, `_`, `.` and `::` do not matter.
pub(crate) fn folded(name: &str) -> String {
    name.to_lowercase().replace("::", "-").replace(['_', '.'], "-")
}

/// What `*` stands for; the whole name where there is none.
fn captured<'n>(name: &'n str, pattern: &str) -> Option<&'n str> {
    match pattern.split_once('*') {
        Some((start, end)) => name.strip_prefix(start)?.strip_suffix(end).filter(|name| !name.is_empty()),
        None => (name == pattern).then_some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distributions_have_names_of_their_own() {
        let package = |name| language_package(name);
        assert_eq!(package("python3-requests"), Some((Manager::Pip, "requests".to_owned())));
        assert_eq!(package("py2-pip"), Some((Manager::Pip, "pip".to_owned())));
        assert_eq!(package("libjson-xs-perl"), Some((Manager::Cpan, "json-xs".to_owned())));
        assert_eq!(package("npm"), Some((Manager::Npm, "npm".to_owned())));
        assert_eq!(package("nginx"), None);
        assert_eq!(folded("JSON::XS"), "json-xs");
    }
}
