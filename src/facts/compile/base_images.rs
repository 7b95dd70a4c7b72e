//! `base-images.yaml`: what nixpkgs has in place of base images, and the configuration that they give.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Deserializer};

use crate::entries::Ordered;
use crate::families::{user, variant};
use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    path: String,
    mirrors: Vec<String>,
    tables: BTreeMap<String, Ordered<String>>,
    only_if_asked: Vec<String>,
    images: Vec<Image>,
}

/// A field that a variant may leave as it is (`None`), take away (`Some(None)`) or give.
type Given<T> = Option<Option<T>>;

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Given<T>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Declares what images and their variants can say, and how the one lies over the other.
macro_rules! fields {
    ($($name:ident: $type:ty,)*) => {
        /// An image, or a variant of one.
        #[derive(Clone, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Image {
            #[serde(default)]
            names: Vec<String>,
            #[serde(default)]
            variants: Variants,
            $(#[serde(default, deserialize_with = "given")] $name: Given<$type>,)*
        }

        impl Image {
            /// This image with what a variant says of it.
            fn with(&self, variant: &Self) -> Self {
                Self {
                    names: Vec::new(),
                    variants: Variants::default(),
                    $($name: variant.$name.clone().or_else(|| self.$name.clone()),)*
                }
            }
        }
    };
}

fields! {
    family: String,
    on: String,
    packages: Vec<String>,
    parts: Vec<Part>,
    with: String,
    programs: String,
    users: BTreeMap<String, String>,
    env: Env,
    cmd: Vec<String>,
    entrypoint: Vec<String>,
    ports: Vec<String>,
    user: String,
    workdir: String,
    volumes: Vec<String>,
    stopsignal: String,
    pull: String,
    note: String,
    source: String,
}

#[derive(Clone, Default)]
struct Variants(Vec<(String, Image)>);

impl<'de> Deserialize<'de> for Variants {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ordered::deserialize(deserializer).map(|Ordered(variants)| Self(variants))
    }
}

#[derive(Clone, Default)]
struct Env(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Env {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ordered::deserialize(deserializer).map(|Ordered(env)| Self(env))
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    attrs: String,
    #[serde(default)]
    versions: Versions,
    #[serde(default)]
    after: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Versions {
    Table(String),
    Listed(BTreeMap<String, String>),
}

impl Default for Versions {
    fn default() -> Self {
        Self::Listed(BTreeMap::new())
    }
}

pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/base-images.yaml");
    let file: File = support::yaml(&path)?;
    let mut code = String::new();
    let mut known = BTreeSet::new();
    let _ = writeln!(code, "static MIRRORS: &[&str] = &{:?};", file.mirrors);
    let _ = writeln!(code, "static ONLY_IF_ASKED: &[&str] = &{:?};", file.only_if_asked);
    let _ = writeln!(code, "const NEWEST: &str = {:?};", newest(&file.images));
    code.push_str("static IMAGES: &[Image] = &[\n");
    for image in &file.images {
        let named = image.names.first().map_or("an image without names", String::as_str);
        let wrong = |why: String| refused(&path, format!("{named}: {why}"));
        if let Some(twice) = image.names.iter().find(|name| !known.insert(name.as_str())) {
            return Err(wrong(format!("`{twice}` is given twice")));
        }
        write_image(&mut code, image, &file).map_err(wrong)?;
    }
    code.push_str("];\n");
    write_names(&mut code, &file.images);
    support::write(out, "base_images.rs", &code)
}

/// Which image has a name, sorted for a search by halves; and which has a pattern, the longest first.
fn write_names(code: &mut String, images: &[Image]) {
    let names = images.iter().enumerate().flat_map(|(number, it)| it.names.iter().map(move |name| (name, number)));
    let (mut patterns, mut names): (Vec<_>, Vec<_>) = names.partition(|(name, _)| name.contains('*'));
    names.sort_unstable();
    // Of equals the last counts.
    patterns.reverse();
    patterns.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let _ = writeln!(code, "static NAMES: &[(&str, usize)] = &{names:?};");
    let _ = writeln!(code, "static PATTERNS: &[(&str, usize)] = &{patterns:?};");
}

/// The last of the days on which the Dockerfiles of images were read, which follow the `@` of their sources.
fn newest(images: &[Image]) -> &str {
    let all = images.iter().flat_map(|image| image.variants.0.iter().map(|(_, variant)| variant).chain([image]));
    let sources = all.filter_map(|image| image.source.as_ref()?.as_deref());
    sources.filter_map(|source| Some(source.rsplit_once('@')?.1)).max().unwrap_or_default()
}

fn write_image(code: &mut String, image: &Image, file: &File) -> Result<(), String> {
    if image.names.is_empty() {
        return Err("it has no name".to_owned());
    }
    let _ = writeln!(code, "Image {{ variants: &[");
    code.push_str("(&[], ");
    write_variant(code, image, file)?;
    code.push_str("),\n");
    for (words, variant) in &image.variants.0 {
        if !variant.names.is_empty() || !variant.variants.0.is_empty() {
            return Err(format!("the variant `{words}` has names or variants of its own"));
        }
        let mut merged = image.with(variant);
        if variant.family.is_some() && variant.on.is_none() {
            merged.on = None;
        }
        let words: Vec<&str> = words.split_whitespace().collect();
        let _ = write!(code, "(&{words:?}, ");
        write_variant(code, &merged, file)?;
        code.push_str("),\n");
    }
    code.push_str("] },\n");
    Ok(())
}

fn write_variant(code: &mut String, image: &Image, file: &File) -> Result<(), String> {
    let family = image.family.clone().flatten().ok_or("it has no family")?;
    let mut parts = String::new();
    for part in image.parts.clone().flatten().unwrap_or_default() {
        write_part(&mut parts, &part, &file.tables)?;
    }
    let users = image.users.clone().flatten().unwrap_or_default();
    let _ = write!(
        code,
        "Variant {{ family: Family::{}, on: {:?}, packages: &{:?}, parts: &[{parts}], with: &{:?}, programs: &{:?}, \
         users: &{:?}, pull: {:?}, note: {:?}, config: {} }}",
        variant(&family),
        image.on.clone().flatten(),
        image.packages.clone().flatten().unwrap_or_default(),
        words(&image.with),
        words(&image.programs),
        users.iter().map(user).collect::<Result<Vec<_>, _>>()?,
        image.pull.clone().flatten(),
        image.note.clone().flatten(),
        config(image, &file.path)?,
    );
    Ok(())
}

fn write_part(code: &mut String, part: &Part, tables: &BTreeMap<String, Ordered<String>>) -> Result<(), String> {
    let listed: Vec<(&String, &String)> = match &part.versions {
        Versions::Listed(versions) => versions.iter().collect(),
        Versions::Table(name) => {
            let Ordered(table) = tables.get(name).ok_or_else(|| format!("there is no table `{name}`"))?;
            table.iter().map(|(version, attrs)| (version, attrs)).collect()
        }
    };
    let mut versions = String::new();
    for (version, attrs) in listed {
        let _ = write!(versions, "({version:?}, &{:?}), ", attrs.split_whitespace().collect::<Vec<_>>());
    }
    let _ = write!(
        code,
        "Part {{ attrs: &{:?}, versions: &[{versions}], after: &{:?} }}, ",
        part.attrs.split_whitespace().collect::<Vec<_>>(),
        part.after
    );
    Ok(())
}

/// The configuration, if it is known: if it has a source.
fn config(image: &Image, path: &str) -> Result<String, String> {
    if image.source.clone().flatten().is_none() {
        return Ok("None".to_owned());
    }
    let mut env = image.env.clone().flatten().unwrap_or_default().0;
    for (_, value) in &mut env {
        *value = value.replace("$PATH", path);
    }
    if !env.iter().any(|(key, _)| key == "PATH") {
        env.insert(0, ("PATH".to_owned(), path.to_owned()));
    }
    if let Some((key, _)) = env.iter().find(|(key, _)| key.is_empty() || key.contains('=')) {
        return Err(format!("`{key}` is no name of a variable"));
    }
    let ports = image.ports.clone().flatten().unwrap_or_default();
    if let Some(port) = ports.iter().find(|port| !is_port(port)) {
        return Err(format!("`{port}` is no port with its protocol"));
    }
    let volumes = image.volumes.clone().flatten().unwrap_or_default();
    Ok(format!(
        "Some(ImageConfig {{ env: &{env:?}, cmd: {}, entrypoint: {}, ports: &{ports:?}, user: {:?}, \
         workdir: {:?}, volumes: &{volumes:?}, stop_signal: {:?} }})",
        option(image.cmd.clone().flatten().as_ref()),
        option(image.entrypoint.clone().flatten().as_ref()),
        image.user.clone().flatten(),
        image.workdir.clone().flatten(),
        image.stopsignal.clone().flatten(),
    ))
}

fn is_port(port: &str) -> bool {
    port.split_once('/')
        .is_some_and(|(number, protocol)| number.parse::<u16>().is_ok() && ["tcp", "udp", "sctp"].contains(&protocol))
}

fn option(list: Option<&Vec<String>>) -> String {
    list.map_or_else(|| "None".to_owned(), |list| format!("Some(&{list:?})"))
}

fn words(text: &Given<String>) -> Vec<String> {
    text.clone().flatten().unwrap_or_default().split_whitespace().map(str::to_owned).collect()
}
