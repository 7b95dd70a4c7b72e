use super::families::{Family, word_in};
use super::image_versions;
use super::pattern;
use super::users::User;

include!(concat!(env!("OUT_DIR"), "/base_images.rs"));

/// How many images may be built on each other, the last on nothing.
const DEEPEST: usize = 8;
/// No repository has a longer name (bytes); what is longer is not looked at.
const LONGEST_NAME: usize = 300;

/// What nixpkgs has in place of a base image, and what the image would have given.
#[derive(Clone, Debug)]
pub struct BaseImage {
    /// Its userland.
    pub family: Family,
    /// The image that it is built on, as a reference, if that is more than the base system of the family.
    pub on: Option<&'static str>,
    /// What of it has versions: the runtime of a language, a server.
    pub components: Vec<Component>,
    /// Attributes of nixpkgs that it has whatever the version.
    pub with: &'static [&'static str],
    /// Packages of the distribution that it has besides the base system of the family.
    pub packages: &'static [&'static str],
    /// Users besides root and those of the family.
    pub users: Vec<User>,
    /// The configuration that Docker would inherit. `None`: it is not known.
    pub config: Option<ImageConfig>,
    /// Why nixpkgs has nothing in its place, so that it can only be pulled.
    pub pull: Option<&'static str>,
    /// What else the user should know.
    pub note: Option<&'static str>,
    programs: &'static [&'static str],
}

/// A part of an image that has versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Attributes of nixpkgs.
    pub attrs: &'static [&'static str],
    /// How they were chosen.
    pub version: VersionMatch,
}

/// How the attributes of a component fit what the tag asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionMatch {
    /// The version that the tag asks for, as far as the tag says it.
    Exact,
    /// The version that was asked for is not in nixpkgs, or no longer maintained: this is the nearest.
    Nearest {
        /// The version that the tag asks for.
        asked: String,
    },
    /// The tag asks for no version.
    Unversioned,
}

/// The configuration of an image, as far as images give it. What is `None` or empty is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageConfig {
    /// Variables and their values, in order; `PATH` is always there.
    pub env: &'static [(&'static str, &'static str)],
    /// The command.
    pub cmd: Option<&'static [&'static str]>,
    /// The entry point.
    pub entrypoint: Option<&'static [&'static str]>,
    /// Ports with their protocols: `80/tcp`.
    pub ports: &'static [&'static str],
    /// The user, by name or number.
    pub user: Option<&'static str>,
    /// The working directory.
    pub workdir: Option<&'static str>,
    /// Directories that are volumes.
    pub volumes: &'static [&'static str],
    /// The signal that stops a container.
    pub stop_signal: Option<&'static str>,
}

/// Who gives a program to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
    /// The image itself, or one that it is built on: `node` in `node`.
    Image,
    /// A package of the distribution, by its name there: `coreutils`.
    Package(&'static str),
}

struct Image {
    /// By the words that a tag must have; the first is without words.
    variants: &'static [(&'static [&'static str], Variant)],
}

struct Variant {
    family: Family,
    on: Option<&'static str>,
    packages: &'static [&'static str],
    parts: &'static [Part],
    with: &'static [&'static str],
    programs: &'static [&'static str],
    users: &'static [(&'static str, u32, u32, &'static str)],
    pull: Option<&'static str>,
    note: Option<&'static str>,
    config: Option<ImageConfig>,
}

/// A component, with the attributes of each version.
pub(super) struct Part {
    pub(super) attrs: &'static [&'static str],
    pub(super) versions: &'static [(&'static str, &'static [&'static str])],
    pub(super) after: &'static [&'static str],
}

/// The last day on which the Dockerfile of a base image was read, as YEAR-MONTH-DAY.
#[must_use]
pub fn newest_base_image() -> &'static str {
    NEWEST
}

/// Looks up a base image: `python` with `3.13-slim`, `docker.io/library/python`, `gcr.io/distroless/static-debian12`.
///
/// The repository is given with or without registry, but without tag and digest.
#[must_use]
pub fn base_image(repository: &str, tag: Option<&str>) -> Option<BaseImage> {
    if repository.len() > LONGEST_NAME || tag.is_some_and(|tag| tag.len() > LONGEST_NAME) {
        return None;
    }
    let repository = on_docker_hub(repository);
    let image = image(repository)?;
    let variant = variant(image, tag.unwrap_or_default())?;
    let family = tag.and_then(Family::of_tag).unwrap_or(variant.family);
    let choose = |part| image_versions::choose(part, repository, tag, ONLY_IF_ASKED);
    Some(BaseImage {
        family,
        on: variant.on.filter(|_| family == variant.family),
        components: variant.parts.iter().map(choose).collect(),
        with: variant.with,
        packages: variant.packages,
        users: variant.users.iter().map(User::new).collect(),
        config: variant.config,
        pull: if family == Family::Windows { Some("a Windows image") } else { variant.pull },
        note: variant.note,
        programs: variant.programs,
    })
}

impl BaseImage {
    /// The attributes of all components, and those that do not depend on a version.
    pub fn attrs(&self) -> impl Iterator<Item = &'static str> {
        self.components.iter().flat_map(|it| it.attrs).chain(self.with).copied()
    }

    /// The image that it is built on.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (repository, tag) = self.on?.split_once(':').map_or((self.on?, None), |(name, tag)| (name, Some(tag)));
        base_image(repository, tag)
    }

    /// Who gives a program to this image before anything is installed.
    #[must_use]
    pub fn provides(&self, program: &str) -> Option<Provider> {
        let mut image = self.clone();
        for _ in 0..DEEPEST {
            if image.programs.contains(&program) {
                return Some(Provider::Image);
            }
            let package = image.packages.iter().find(|package| image.family.programs_of(package).contains(&program));
            if let Some(package) = package {
                return Some(Provider::Package(package));
            }
            let Some(parent) = image.parent() else { break };
            image = parent;
        }
        self.family.provides(program).map(Provider::Package)
    }

    /// A user of this image, of one that it is built on or of the base system. `root` is not among them.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<User> {
        let mut image = self.clone();
        for _ in 0..DEEPEST {
            if let Some(user) = image.users.iter().find(|user| user.name == name) {
                return Some(*user);
            }
            let Some(parent) = image.parent() else { break };
            image = parent;
        }
        self.family.users().find(|user| user.name == name)
    }
}

/// The name without what leads to images that Docker Hub has too.
fn on_docker_hub(repository: &str) -> &str {
    let mut name = repository;
    // A registry, then an architecture.
    for _ in 0..3 {
        let prefixes = MIRRORS.iter().filter_map(|prefix| name.strip_prefix(prefix)?.strip_prefix('/'));
        match prefixes.min_by_key(|rest| rest.len()) {
            Some(rest) => name = rest,
            None => break,
        }
    }
    name
}

/// The image with this name, or with the longest pattern that matches it.
fn image(repository: &str) -> Option<&'static Image> {
    let exact = NAMES.binary_search_by_key(&repository, |(name, _)| name).ok().and_then(|at| NAMES.get(at));
    let like = || PATTERNS.iter().find(|(pattern, _)| is_like(pattern, repository));
    exact.or_else(like).and_then(|(_, image)| IMAGES.get(*image))
}

/// Whether a name matches a pattern whose stars stand for text within a part of the path.
fn is_like(pattern: &str, repository: &str) -> bool {
    pattern.split('/').count() == repository.split('/').count()
        && pattern.split('/').zip(repository.split('/')).all(|(pattern, part)| {
            pattern::pieces(pattern).is_some_and(|pieces| pattern::matches(&pieces, part, &|_, _| true).is_some())
        })
}

/// The variant with the most words, all of which the tag has.
fn variant(image: &Image, tag: &str) -> Option<&'static Variant> {
    let fitting = image.variants.iter().filter(|(words, _)| words.iter().all(|word| word_in(tag, word).is_some()));
    // Of equals the first.
    fitting.rev().max_by_key(|(words, _)| words.len()).map(|(_, variant)| variant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Manager, attribute, nix_package};

    fn known(repository: &str, tag: &str) -> BaseImage {
        let Some(image) = base_image(repository, Some(tag)) else { panic!("{repository}:{tag} is known") };
        image
    }

    fn attrs(repository: &str, tag: &str) -> String {
        known(repository, tag).attrs().collect::<Vec<_>>().join(" ")
    }

    /// All variants of all images, by each name of the image.
    fn variants() -> impl Iterator<Item = (&'static str, &'static Variant)> {
        NAMES.iter().chain(PATTERNS).flat_map(|(name, image)| {
            let variants = IMAGES.get(*image).map_or(&[][..], |image| image.variants);
            variants.iter().map(move |(_, variant)| (*name, variant))
        })
    }

    #[test]
    fn every_attribute_exists() {
        let mut unknown = Vec::new();
        for (name, variant) in variants() {
            let parts = variant.parts.iter();
            let versions = parts.flat_map(|part| part.versions.iter().flat_map(|(_, attrs)| *attrs).chain(part.attrs));
            let attrs = versions.chain(variant.with).copied();
            unknown.extend(attrs.filter(|it| attribute(it).is_none()).map(|attr| (name, attr)));
        }
        assert_eq!(unknown, []);
    }

    #[test]
    fn every_package_of_an_image_is_one_that_its_family_knows() {
        for (name, variant) in variants() {
            for package in variant.packages {
                assert!(!variant.family.programs_of(package).is_empty(), "{name}: {package}");
                let manager = variant.family.managers().first().copied().unwrap_or(Manager::Apk);
                assert!(nix_package(manager, package).is_some(), "{name}: {package}");
            }
        }
    }

    #[test]
    fn every_parent_is_known_and_none_is_its_own() {
        for (name, variant) in variants() {
            let Some(on) = variant.on else { continue };
            let (repository, tag) = on.split_once(':').map_or((on, None), |(name, tag)| (name, Some(tag)));
            let mut parent = base_image(repository, tag);
            assert!(parent.is_some(), "{name} is on {on}");
            for _ in 0..DEEPEST {
                parent = parent.and_then(|it| it.parent());
            }
            assert!(parent.is_none(), "{name} is on itself");
        }
    }

    #[test]
    fn an_image_is_found_under_all_its_names() {
        for name in [
            "python",
            "library/python",
            "docker.io/python",
            "docker.io/library/python",
            "arm64v8/python",
            "index.docker.io/library/python",
            "docker.io/arm64v8/python",
            "public.ecr.aws/docker/library/python",
            "mirror.gcr.io/library/python",
        ] {
            assert!(attrs(name, "3.13-slim").starts_with("python313"), "{name}");
        }
        for name in ["", "pythonn", "example.com/python", "library", "docker.io/", "python/", "nobody/python"] {
            assert!(base_image(name, None).is_none(), "{name}");
        }
    }

    #[test]
    fn a_tag_chooses_the_variant_and_the_family() {
        let of = |name, tag| (known(name, tag).family, known(name, tag).on);
        assert_eq!(of("python", "3.13"), (Family::Debian, Some("buildpack-deps")));
        assert_eq!(of("python", "3.13-slim"), (Family::Debian, Some("debian")));
        assert_eq!(of("python", "3.13-alpine3.23"), (Family::Alpine, Some("alpine")));
        assert_eq!(of("mcr.microsoft.com/dotnet/sdk", "8.0-azurelinux3.0"), (Family::Rhel, None));
        let fpm = known("php", "8.4-fpm-alpine");
        assert_eq!(fpm.config.and_then(|it| it.cmd), Some(&["php-fpm"][..]));
        assert_eq!((fpm.family, attrs("php", "8.4-fpm-alpine")), (Family::Alpine, "php84".to_owned()));
    }

    #[test]
    fn a_version_that_is_gone_is_said_to_be() {
        let component = known("node", "16-alpine").components.into_iter().next();
        let asked = VersionMatch::Nearest { asked: "16".to_owned() };
        assert_eq!(component, Some(Component { attrs: &["nodejs_22"], version: asked }));
    }

    #[test]
    fn several_parts_have_versions_of_their_own() {
        assert_eq!(attrs("tomcat", "10.1-jdk17-temurin"), "tomcat10 jdk17");
        assert_eq!(attrs("maven", "3.9.9-eclipse-temurin-21-alpine"), "maven jdk21");
        assert_eq!(attrs("registry.access.redhat.com/ubi9/openjdk-17", "1.20"), "jdk17");
        assert_eq!(attrs("gcr.io/distroless/nodejs22-debian12", "nonroot"), "nodejs-slim_22 cacert tzdata");
    }

    #[test]
    fn the_longest_pattern_counts() {
        let minimal = known("registry.access.redhat.com/ubi9/ubi-minimal", "9.4");
        assert_eq!((minimal.packages, minimal.family), (&["microdnf"][..], Family::Rhel));
        assert!(known("redhat/ubi9", "latest").packages.contains(&"dnf"));
    }

    #[test]
    fn the_configuration_is_that_of_the_image() {
        let Some(config) = known("postgres", "16-alpine").config else { panic!("it has a source") };
        assert_eq!((config.ports, config.stop_signal), (&["5432/tcp"][..], Some("SIGINT")));
        assert!(config.env.contains(&("PGDATA", "/var/lib/postgresql/data")));
        for (name, variant) in variants() {
            let Some(config) = variant.config else { continue };
            let path = config.env.iter().filter(|(key, _)| *key == "PATH");
            assert_eq!(path.filter(|(_, value)| value.contains("/bin")).count(), 1, "{name}");
        }
    }

    #[test]
    fn programs_come_from_the_image_its_parents_or_the_base_system() {
        let python = known("python", "3.13");
        assert_eq!(python.provides("pip"), Some(Provider::Image));
        assert_eq!(python.provides("git"), Some(Provider::Image));
        assert_eq!(python.provides("ls"), Some(Provider::Package("coreutils")));
        assert_eq!(python.provides("jq"), None);
        assert_eq!(known("python", "3.13-slim").provides("git"), None);
        assert_eq!(known("centos", "7").provides("tar"), Some(Provider::Package("tar")));
        assert_eq!(known("scratch", "latest").provides("sh"), None);
    }

    #[test]
    fn users_come_from_the_image_its_parents_or_the_base_system() {
        let id = |name, tag, user| known(name, tag).user(user).map(|user| (user.uid, user.gid));
        assert_eq!(id("node", "24-alpine", "node"), Some((1000, 1000)));
        assert_eq!(id("php", "8.4-apache", "www-data"), Some((33, 33)));
        assert_eq!(id("gcr.io/distroless/static-debian12", "latest", "nonroot"), Some((65532, 65532)));
        assert_eq!(id("debian", "12", "nonsense"), None);
    }

    #[test]
    fn windows_can_only_be_pulled() {
        assert!(known("mcr.microsoft.com/windows/servercore", "ltsc2022").pull.is_some());
        assert!(known("python", "3.13-windowsservercore-ltsc2022").pull.is_some());
        assert!(known("python", "3.13").pull.is_none());
    }
}
