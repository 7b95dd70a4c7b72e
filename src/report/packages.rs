//! What packages of package managers are in nixpkgs.

use std::io::{self, Write};

use owo_colors::OwoColorize;
use serde::Serialize;

use super::printable::printable;
use crate::facts::{self, Attribute, Evidence, Manager, PackageEntry, PackageKind};
use crate::prose::{alternatives, wrapped};

/// How many suggestions are made.
const MOST_SUGGESTIONS: usize = 3;

/// What is known of a name.
#[derive(Debug, Serialize)]
pub struct NameView {
    /// The name as it was asked for.
    pub name: String,
    /// What it is, for each manager that knows it.
    pub packages: Vec<PackageView>,
    /// Names that may have been meant, for a name that nobody knows.
    pub suggestions: Vec<Suggestion>,
    /// What became of it, for an attribute that nixpkgs had once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed: Option<RenameView>,
}

/// What a package of a manager is.
#[derive(Debug, Serialize)]
pub struct PackageView {
    /// The manager.
    pub manager: &'static str,
    /// What the package is for.
    pub kind: &'static str,
    /// What nixpkgs has in its place.
    pub attributes: Vec<AttributeView>,
    /// How that differs from the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<String>,
    /// What else to know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
    /// `reviewed`, `family` (a rule for names of its kind), or what a program matched it by.
    pub evidence: &'static str,
}

/// An attribute of nixpkgs.
#[derive(Debug, Serialize)]
pub struct AttributeView {
    /// Its path.
    pub path: String,
    /// Its version; empty if it has none.
    pub version: &'static str,
    /// The program that `lib.getExe` gives.
    pub main_program: Option<&'static str>,
    /// What nixpkgs has against it: `broken`, `insecure`, `unfree`, `unsupported`.
    pub flags: Vec<&'static str>,
}

/// A name that may have been meant.
#[derive(Debug, Serialize)]
pub struct Suggestion {
    /// The manager that has it.
    pub manager: &'static str,
    /// The name.
    pub name: String,
}

/// What became of an attribute.
#[derive(Debug, Serialize)]
pub struct RenameView {
    /// Its new path, unless it was removed.
    pub to: Option<&'static str>,
    /// What nixpkgs says about it.
    pub why: Option<&'static str>,
}

impl NameView {
    /// What `managers` know of the name.
    #[must_use]
    pub fn of(name: &str, managers: &[Manager]) -> Self {
        let packages: Vec<PackageView> = managers.iter().filter_map(|manager| package(*manager, name)).collect();
        let is_unknown = packages.is_empty();
        let suggestions = if is_unknown { suggestions(name, managers) } else { Vec::new() };
        let asks_nix = is_unknown && managers.contains(&Manager::Nix);
        let renamed = facts::rename(name).filter(|_| asks_nix).map(|it| RenameView { to: it.to, why: it.why });
        Self { name: name.to_owned(), packages, suggestions, renamed }
    }

    /// Whether a manager knows it.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.packages.is_empty()
    }

    /// Writes it for people, in lines of `width` columns.
    pub fn write(&self, width: usize, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", printable(&self.name).bold())?;
        let widest = self.packages.iter().map(|package| package.manager.len()).max().unwrap_or_default();
        for package in &self.packages {
            let indent = " ".repeat(widest + 4);
            let mut lines = package.lines().into_iter();
            let first = lines.next().unwrap_or_default();
            let text = wrapped(&first, width, &indent, &indent);
            writeln!(out, "  {:<widest$}  {}", package.manager.dimmed(), text.trim_start())?;
            for line in lines {
                writeln!(out, "{}", wrapped(&line, width, &indent, &indent))?;
            }
        }
        if let Some(renamed) = &self.renamed {
            let why = renamed.why.map(|why| format!(": {why}")).unwrap_or_default();
            match renamed.to {
                Some(to) => writeln!(out, "  nixpkgs has it as pkgs.{to} now{why}")?,
                None => writeln!(out, "  nixpkgs has it no longer{why}")?,
            }
        }
        if self.packages.is_empty() {
            let words: Vec<String> = self.suggestions.iter().map(|it| format!("{} {}", it.manager, it.name)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let hint = if words.is_empty() { String::new() } else { format!("; is it {}?", alternatives(&words)) };
            writeln!(out, "{}", wrapped(&format!("{}{hint}", "not known".red()), width, "  ", "  "))?;
        }
        Ok(())
    }
}

impl PackageView {
    /// What there is to say of it, a line each.
    fn lines(&self) -> Vec<String> {
        let kind = match self.kind {
            "runtime" => String::new(),
            "package-manager" => " (only package managers need it)".to_owned(),
            kind => format!(" ({kind})"),
        };
        let mut lines: Vec<String> = self.attributes.iter().map(AttributeView::line).collect();
        match (lines.last_mut(), self.kind) {
            (Some(last), _) => last.push_str(&kind),
            (None, "unsupported") => lines.push("no counterpart".to_owned()),
            (None, _) => lines.push(format!("nothing is to be added{kind}")),
        }
        lines.extend(self.nearest.iter().map(|nearest| format!("nearest: {nearest}")));
        lines.extend(self.note.map(str::to_owned));
        if !["reviewed", "family"].contains(&self.evidence) {
            lines.push(format!("matched by {}, and not looked at by anybody", self.evidence));
        }
        lines
    }
}

impl AttributeView {
    fn of(path: &str) -> Self {
        let Some(found) = facts::attribute(path) else {
            return Self { path: path.to_owned(), version: "", main_program: None, flags: Vec::new() };
        };
        let Attribute { version, main_program, flags: it, .. } = found;
        let flags = [
            (it.broken, "broken"),
            (it.insecure, "insecure"),
            (it.unfree, "unfree"),
            (it.unsupported, "unsupported"),
            (it.blocked, "blocked"),
        ];
        // Headers and libraries bring no programs.
        let main_program = main_program.filter(|_| !facts::programs(path).is_empty());
        let flags = flags.into_iter().filter(|(has, _)| *has).map(|(_, name)| name).collect();
        Self { path: path.to_owned(), version, main_program, flags }
    }

    fn line(&self) -> String {
        let mut line = format!("pkgs.{}", self.path);
        if !self.version.is_empty() {
            line.push(' ');
            line.push_str(self.version);
        }
        if let Some(program) = self.main_program {
            line.push_str(", program ");
            line.push_str(program);
        }
        for flag in &self.flags {
            line.push_str(", ");
            line.push_str(match *flag {
                "broken" => "does not build",
                "insecure" => "has known vulnerabilities",
                "unfree" => "its licence is not free",
                "unsupported" => "not for Linux on x86_64",
                _ => "a dependency is refused by nixpkgs",
            });
        }
        line
    }
}

fn package(manager: Manager, name: &str) -> Option<PackageView> {
    if manager == Manager::Nix {
        facts::attribute(name)?;
        return Some(PackageView {
            manager: manager.as_str(),
            kind: kind(PackageKind::Runtime),
            attributes: vec![AttributeView::of(name)],
            nearest: None,
            note: None,
            evidence: "reviewed",
        });
    }
    let PackageEntry { attrs, kind: what, nearest, note, evidence } = facts::nix_package(manager, name)?;
    Some(PackageView {
        manager: manager.as_str(),
        kind: kind(what),
        attributes: attrs.iter().map(|path| AttributeView::of(path)).collect(),
        nearest: nearest.map(std::borrow::Cow::into_owned),
        note,
        evidence: match evidence {
            Evidence::Reviewed => "reviewed",
            Evidence::Family => "family",
            Evidence::Auto(by) => by,
        },
    })
}

const fn kind(kind: PackageKind) -> &'static str {
    match kind {
        PackageKind::Runtime => "runtime",
        PackageKind::Build => "build",
        PackageKind::Library => "library",
        PackageKind::PackageManagerOnly => "package-manager",
        PackageKind::Unsupported => "unsupported",
    }
}

/// Names like this one: of the manager that was asked, or of all, and attributes of nixpkgs; at most three.
fn suggestions(name: &str, managers: &[Manager]) -> Vec<Suggestion> {
    let of_managers = managers.iter().flat_map(|manager| {
        facts::similar_packages(*manager, name)
            .into_iter()
            .map(|like| Suggestion { manager: manager.as_str(), name: like.to_owned() })
    });
    let of_nixpkgs = facts::similar(name)
        .into_iter()
        .map(|like| Suggestion { manager: Manager::Nix.as_str(), name: like.to_owned() });
    let mut all: Vec<Suggestion> = Vec::new();
    for suggestion in of_managers.chain(of_nixpkgs) {
        if all.iter().all(|other| other.name != suggestion.name) {
            all.push(suggestion);
        }
    }
    all.truncate(MOST_SUGGESTIONS);
    all
}
