//! What is known of base images without looking at them.

use crate::build::{Base, Stage};
use crate::facts::{Family, Provider};
use crate::lint::facts::Facts;

/// The variables of the image that a stage is built on, with their values; `None` if they are not known.
pub(super) fn environment(facts: &Facts<'_>, root: &Stage) -> Option<&'static [(&'static str, &'static str)]> {
    match &root.base {
        Base::Scratch => Some(&[]),
        _ => Some(facts.base_image(root)?.config.as_ref()?.env),
    }
}

/// Whether the `/bin/sh` of the image that a stage is built on has the option `pipefail`: BusyBox's and bash have it.
pub(in crate::lint) fn sh_has_pipefail(facts: &Facts<'_>, root: &Stage) -> bool {
    facts.family(root).and_then(Family::sh).is_some_and(|shell| matches!(shell, "busybox" | "bash"))
}

/// The path of a shell that has the option `pipefail`, and that the image that a stage is built on is known to have.
pub(in crate::lint) fn shell_with_pipefail(facts: &Facts<'_>, root: &Stage) -> Option<&'static str> {
    let family = facts.family(root)?;
    match family.sh() {
        Some("busybox") => Some("/bin/ash"),
        Some("bash") => Some("/bin/bash"),
        _ => (family.provides("bash") == Some("bash")).then_some("/bin/bash"),
    }
}

/// The working directory of the image that a stage is built on; `None` if it is not known.
pub(in crate::lint) fn working_dir(facts: &Facts<'_>, root: &Stage) -> Option<&'static str> {
    match &root.base {
        Base::Scratch => Some("/"),
        _ => Some(facts.base_image(root)?.config.as_ref()?.workdir.unwrap_or("/")),
    }
}

/// Whether the small programs of the image that a stage is built on are BusyBox's; `None` if that is not known.
pub(in crate::lint) fn has_busybox(facts: &Facts<'_>, root: &Stage) -> Option<bool> {
    facts.family(root).and_then(Family::sh).map(|shell| shell == "busybox")
}

/// Whether the image that a stage is built on is one of Windows, where commands run in `cmd` unless SHELL says otherwise.
pub(super) fn is_windows(facts: &Facts<'_>, root: &Stage) -> bool {
    facts.family(root) == Some(Family::Windows)
}

/// Whether containers of the image that a stage is built on run as root; `None` if that is not known.
pub(super) fn runs_as_root(facts: &Facts<'_>, root: &Stage) -> Option<bool> {
    match &root.base {
        Base::Scratch => Some(true),
        _ => Some(facts.base_image(root)?.config.as_ref()?.user.is_none_or(|user| matches!(user, "root" | "0"))),
    }
}

/// Whether the image that a stage is built on is that of a server: it names ports.
pub(super) fn is_server(facts: &Facts<'_>, root: &Stage) -> bool {
    facts.base_image(root).and_then(|image| image.config.as_ref()).is_some_and(|config| !config.ports.is_empty())
}

/// Whether the image that a stage is built on itself brings one of the programs.
pub(super) fn brings(facts: &Facts<'_>, root: &Stage, programs: &[&str]) -> bool {
    facts.base_image(root).is_some_and(|image| programs.iter().any(|it| image.provides(it) == Some(Provider::Image)))
}
