//! The entries of the package tables: `name: attributes`, or `name: {attrs: …, kind: …, nearest: …, note: …}`.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor, value::MapAccessDeserializer};

/// A mapping in the order of the file.
pub(crate) struct Ordered<T>(pub(crate) Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Ordered(pairs))
            }
        }
        deserializer.deserialize_map(Pairs(std::marker::PhantomData))
    }
}

/// What a package of some manager is in nixpkgs.
#[derive(Default)]
pub(crate) struct Entry {
    attrs: Vec<String>,
    kind: Kind,
    nearest: String,
    note: String,
    auto: String,
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    #[default]
    Runtime,
    Build,
    Library,
    PackageManager,
    Unsupported,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    #[serde(default)]
    attrs: String,
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    nearest: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    auto: String,
}

impl Entry {
    /// The fields of a compiled line; `evidence` is that of an entry which a person wrote.
    pub(crate) fn fields(&self) -> [String; 5] {
        let kind = match self.kind {
            Kind::Runtime => "",
            Kind::Build => "build",
            Kind::Library => "library",
            Kind::PackageManager => "package-manager",
            Kind::Unsupported => "unsupported",
        };
        [self.attrs.join(" "), kind.to_owned(), self.nearest.clone(), self.note.clone(), self.auto.clone()]
    }

    pub(crate) fn attrs(&self) -> &[String] {
        &self.attrs
    }

    fn check(self) -> Result<Self, String> {
        if let Some(attr) = self.attrs.iter().find(|attr| !is_path(attr)) {
            return Err(format!("`{attr}` is not an attribute path"));
        }
        match (self.kind, self.attrs.is_empty(), self.note.is_empty()) {
            (Kind::Unsupported, false, _) => Err("an unsupported package has no attributes".to_owned()),
            (_, true, true) => Err("a package without attributes needs a note that says why".to_owned()),
            _ => Ok(self),
        }
    }
}

fn is_path(attr: &str) -> bool {
    !attr.is_empty() && attr.chars().all(|c| c.is_ascii_alphanumeric() || "._-+'{}".contains(c))
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Entry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("attribute paths, or a mapping with attrs, kind, nearest, note, auto")
            }

            fn visit_str<E: serde::de::Error>(self, attrs: &str) -> Result<Entry, E> {
                Entry { attrs: words(attrs), ..Entry::default() }.check().map_err(E::custom)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Entry, A::Error> {
                let long = Long::deserialize(MapAccessDeserializer::new(map))?;
                let Long { attrs, kind, nearest, note, auto } = long;
                Entry { attrs: words(&attrs), kind, nearest, note, auto }.check().map_err(A::Error::custom)
            }
        }
        deserializer.deserialize_any(Either)
    }
}
