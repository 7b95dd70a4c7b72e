//! Commands that bring software in a way of their own: scripts from the web, version managers, and programs that turn
//! on what is there.

use super::application::template;
use super::commands::{Command, Commands};
use super::draft::{Draft, Place};
use super::{ContentItem, Outcome, Recipe, root};
use crate::build::call::Site;
use crate::build::downloads::{Download, FileDownload, Output, downloads};
use crate::facts::setup::{self, Enabler, Makes, VersionManager};
use crate::facts::{self, VersionMatch, nix_commands};

/// Why a version manager is not in the image.
const NOTHING_TO_CHOOSE: &str = "a version manager has nothing to choose from";

/// What a command sets up.
pub(super) enum Setup {
    /// Packages that a script from the web would install.
    Packages(&'static [&'static str]),
    /// It runs what another command fetched.
    Done,
    /// Nothing that is in an image made of nixpkgs.
    Nothing(&'static str),
    /// A version of a language, by the tag of the language's image.
    Version(&'static VersionManager, Option<String>),
    /// Parts of a configuration.
    Parts(&'static Enabler, Vec<String>),
}

/// What the command sets up, if that is what it does.
pub(super) fn of(place: Place<'_>, commands: &Commands, command: &Command<'_>) -> Option<Setup> {
    let lookup = |name: &str| place.value(name);
    let site = commands.site(command.number, &lookup)?;
    let call = command.call;
    let name = call.name.as_str();
    if let Some(why) = setup::toolchain(name) {
        return Some(Setup::Nothing(why));
    }
    let words: Vec<String> = site.arguments().iter().map(|argument| argument.text().to_owned()).collect();
    if let Some(manager) = setup::version_manager(name).filter(|_| site.is_standard_program()) {
        return Some(version(manager, &words));
    }
    if matches!(name, "." | "source") {
        let is_of_manager = words.first().is_some_and(|file| setup::is_of_version_manager(file));
        return is_of_manager.then_some(Setup::Nothing(NOTHING_TO_CHOOSE));
    }
    if let Some(enabler) = setup::enabler(name) {
        let parts: Vec<String> = words.into_iter().filter(|word| !word.starts_with('-')).collect();
        return (!parts.is_empty() && parts.iter().all(|part| enabler.has(part)))
            .then_some(Setup::Parts(enabler, parts));
    }
    if let Some(found) = downloads(&site).iter().find_map(installer) {
        return Some(found);
    }
    if nix_commands::is_shell(name)
        && let Some(found) = words.iter().find_map(|word| script_in(word))
    {
        return Some(found);
    }
    runs_installer(place, commands, command, &site).then_some(Setup::Done)
}

/// The script that a download brings, if it is one that is known.
fn installer(download: &Download) -> Option<Setup> {
    let Download::File(FileDownload { url, sinks, output, saved, .. }) = download else { return None };
    let is_script = !sinks.is_empty()
        || !saved.is_empty()
        || matches!(output, Output::File(_) | Output::Folder(_) | Output::Stdout);
    if !is_script || nix_commands::is_software(&url.text) {
        return None;
    }
    at_address(&url.text)
}

fn at_address(address: &str) -> Option<Setup> {
    if setup::version_manager_at(address).is_some() {
        return Some(Setup::Nothing(NOTHING_TO_CHOOSE));
    }
    setup::installed_by(address).map(Setup::Packages)
}

/// The script that `sh -c "$(curl -fsSL …)"` or `bash <(curl …)` runs.
fn script_in(word: &str) -> Option<Setup> {
    let fetches = word.contains("curl ") || word.contains("wget ");
    let address = word.split_whitespace().find(|part| fetches && part.contains("://"))?;
    at_address(address.trim_end_matches([')', '"', '\'']))
}

/// Whether the command runs, or is given, a script that an earlier command fetched and that is known.
fn runs_installer(place: Place<'_>, commands: &Commands, command: &Command<'_>, site: &Site<'_>) -> bool {
    let lookup = |name: &str| place.value(name);
    let here = command.call.context.pipeline;
    let program = command.call.program.literal();
    let arguments = site.arguments();
    commands.live().take_while(|earlier| earlier.number < command.number).any(|earlier| {
        let Some(there) = commands.site(earlier.number, &lookup) else { return false };
        downloads(&there).iter().filter(|download| installer(download).is_some()).any(|download| {
            let Download::File(file) = download else { return false };
            let is_fed = here.is_some_and(|here| {
                here.index > 0 && earlier.call.context.pipeline.is_some_and(|it| it.pipeline == here.pipeline)
            });
            let saved = file.saved.iter().chain(match &file.output {
                Output::File(path) => Some(path),
                _ => None,
            });
            let mut saved = saved.filter_map(|path| path.path.as_deref());
            let names = |path: &str| {
                program.as_deref().is_some_and(|program| {
                    site.directory.is_some_and(|folder| super::packages::absolute(folder, program) == path)
                }) || arguments.iter().any(|argument| site.path(argument).path.as_deref() == Some(path))
            };
            is_fed || saved.any(names)
        })
    })
}

/// What a version manager is told to do.
fn version(manager: &'static VersionManager, words: &[String]) -> Setup {
    let mut plain = words.iter().filter(|word| !word.starts_with('-'));
    let first = plain.next();
    let installs = manager.install.is_empty() || first.is_some_and(|first| manager.install.contains(&first.as_str()));
    if !installs {
        return Setup::Nothing(NOTHING_TO_CHOOSE);
    }
    let asked = if manager.install.is_empty() { first } else { plain.next() };
    let tag = asked.map(|asked| {
        let version = asked.strip_prefix(manager.image).and_then(|rest| rest.strip_prefix('-')).unwrap_or(asked);
        version.trim_start_matches(['v', '=']).to_owned()
    });
    Setup::Version(manager, tag.filter(|tag| tag.starts_with(|c: char| c.is_ascii_digit())))
}

/// What becomes of a command of the image that sets something up.
pub(super) fn translate(
    draft: &mut Draft<'_>,
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
) -> Option<Outcome> {
    let origin = draft.origin_of_call(command.call);
    Some(match of(place, commands, command)? {
        Setup::Packages(attributes) => {
            attributes.iter().for_each(|attribute| draft.add_attribute(attribute, origin.clone()));
            Outcome::approximated(attributes.join(", "), "the version is that of nixpkgs")
        }
        Setup::Done => Outcome::not_needed("nixpkgs has what the script installs"),
        Setup::Nothing(why) => Outcome::not_needed(why),
        Setup::Version(manager, tag) => {
            let Some((attribute, differs)) = language(manager, tag.as_deref()) else {
                return Some(Outcome::manual(format!("choose the version that {} installs", manager.name)));
            };
            if manager.image == "python" {
                draft.python.origins.push(origin);
                let chosen = draft.python.interpreter.get_or_insert_with(|| attribute.to_owned()).clone();
                if chosen != attribute {
                    return Some(Outcome::approximated(chosen, "the image has one Python"));
                }
            } else {
                draft.add_attribute(attribute, origin);
            }
            match differs {
                Some(differs) => Outcome::approximated(attribute, differs),
                None => Outcome::translated(attribute),
            }
        }
        Setup::Parts(enabler, names) => {
            let outcomes: Vec<Outcome> = names.iter().map(|name| enable(draft, enabler, name, &origin)).collect();
            outcomes.into_iter().reduce(super::files::worse)?
        }
    })
}

/// What becomes of the same in a build: the attributes that it needs, and the account.
pub(super) fn in_build(
    place: Place<'_>,
    commands: &Commands,
    command: &Command<'_>,
) -> Option<(Vec<&'static str>, Outcome)> {
    Some(match of(place, commands, command)? {
        Setup::Packages(attributes) => {
            let into = attributes.join(", ");
            (attributes.to_vec(), Outcome::approximated(into, "the version is that of nixpkgs"))
        }
        Setup::Done => (Vec::new(), Outcome::not_needed("nixpkgs has what the script installs")),
        Setup::Nothing(why) => (Vec::new(), Outcome::not_needed(why)),
        Setup::Version(manager, tag) => {
            let (attribute, differs) = language(manager, tag.as_deref())?;
            let outcome = match differs {
                Some(differs) => Outcome::approximated(attribute, differs),
                None => Outcome::translated(attribute),
            };
            (vec![attribute], outcome)
        }
        Setup::Parts(..) => return None,
    })
}

/// The attribute of a version of a language, and what differs from what was asked for.
fn language(manager: &VersionManager, tag: Option<&str>) -> Option<(&'static str, Option<String>)> {
    let image = facts::base_image(manager.image, tag)?;
    let component = image.components.first()?;
    let attribute = component.attrs.first().copied()?;
    let differs = match &component.version {
        VersionMatch::Nearest { asked } => {
            Some(format!("nixpkgs has no {} {asked}, {attribute} is the nearest", manager.image))
        }
        VersionMatch::Exact | VersionMatch::Unversioned => None,
    };
    Some((attribute, differs))
}

fn enable(draft: &mut Draft<'_>, enabler: &Enabler, name: &str, origin: &super::Origin) -> Outcome {
    let outcome = match enabler.makes {
        Makes::File { path, text } => {
            let path = path.replace("{name}", name);
            let binding = path.rsplit('/').next().unwrap_or(name).to_owned();
            let text = template(&text.replace("{name}", name), "", "");
            let recipe = Recipe::TextFile { path, text, executable: false };
            let binding = draft.add_binding(&binding, recipe, vec![origin.clone()]);
            let quiet = super::Origin { text: String::new(), ..origin.clone() };
            draft.add_content(ContentItem::Binding { name: binding.clone() }, quiet);
            Outcome::translated(binding)
        }
        Makes::Link { path, to } => {
            let path = path.replace("{name}", name.trim_end_matches(".conf"));
            let to = to.replace("{name}", name.trim_end_matches(".conf"));
            root::make_link(draft, &path, &to, origin)
        }
    };
    match (outcome, enabler.differs) {
        (Outcome::Translated { into }, Some(differs)) => Outcome::approximated(into, differs),
        (outcome, _) => outcome,
    }
}
