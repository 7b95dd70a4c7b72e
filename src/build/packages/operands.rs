use crate::build::resolve::Resolved;
use crate::facts::managers::{Operands, SyntaxFact, ValueRole};

use super::action::{FileArgument, FileRole, PackageSource, PackageSpec, Revision};
use super::arguments::{Arguments, Grammar};
use super::source;
use super::spec::{self, Read};

/// What the arguments of a command name.
#[derive(Default)]
pub(super) struct Named {
    pub(super) packages: Vec<PackageSpec>,
    /// Packages that are removed whatever the command is.
    pub(super) removed: Vec<PackageSpec>,
    pub(super) files: Vec<FileArgument>,
}

/// Reads the operands of a command, and the options whose values are packages or files.
pub(super) fn named(arguments: &Arguments, grammar: Grammar, kind: Operands, operands: &[Resolved]) -> Named {
    let mut named = Named::default();
    let syntax = grammar.program.syntax;
    for (role, file) in [
        (ValueRole::Requirements, FileRole::Requirements),
        (ValueRole::Constraints, FileRole::Constraints),
        (ValueRole::Manifest, FileRole::Manifest),
        (ValueRole::Repository, FileRole::Repository),
    ] {
        named.files.extend(arguments.values(grammar, role).map(|(_, value)| file_argument(file, value)));
    }
    for (_, value) in arguments.values(grammar, ValueRole::Editable) {
        named.packages.push(editable(value, syntax));
    }
    let instead: Vec<&Resolved> =
        arguments.values(grammar, ValueRole::PackageInstead).map(|(_, value)| value).collect();
    let has_instead = !instead.is_empty();
    for value in instead.into_iter().chain(arguments.values(grammar, ValueRole::Package).map(|(_, value)| value)) {
        named.package(value, syntax);
    }
    let is_other_kind = arguments.values(grammar, ValueRole::PackageKind).any(|(_, kind)| kind.text != "package");
    match kind {
        Operands::Packages if is_other_kind => named.groups(operands),
        Operands::FirstPackage if has_instead => {}
        kind => named.operands(kind, operands, syntax),
    }
    options_of_packages(arguments, grammar, &mut named.packages);
    named
}

impl Named {
    fn package(&mut self, word: &Resolved, syntax: &SyntaxFact) {
        if word.text == "-" {
            self.packages.push(spec::plain(word, PackageSource::Stdin));
            return;
        }
        let Read { spec, removes } = spec::read(word, syntax);
        if removes { self.removed.push(spec) } else { self.packages.push(spec) }
    }

    fn remote_package(&mut self, word: &Resolved, syntax: &SyntaxFact) {
        self.package(word, syntax);
        if let Some(spec) = self.packages.last_mut()
            && spec.source == PackageSource::LocalPath
            && !word.text.starts_with(['.', '/'])
        {
            *spec = spec::plain(word, PackageSource::Registry);
        }
    }

    fn groups(&mut self, words: &[Resolved]) {
        self.packages.extend(words.iter().map(|word| {
            let name = if word.text.starts_with('@') { word.from(1) } else { word.clone() };
            PackageSpec { span: word.span, ..spec::plain(&name, PackageSource::Group) }
        }));
    }

    fn operands(&mut self, kind: Operands, words: &[Resolved], syntax: &SyntaxFact) {
        match kind {
            Operands::Ignored | Operands::None => {}
            Operands::Packages => words.iter().for_each(|word| self.package(word, syntax)),
            Operands::RemotePackages => words.iter().for_each(|word| self.remote_package(word, syntax)),
            Operands::Groups => self.groups(words),
            Operands::Modules => self.packages.extend(words.iter().map(module)),
            Operands::Local => self.packages.extend(words.iter().map(|word| local(word, syntax))),
            Operands::FirstPackage => words.iter().take(1).for_each(|word| self.package(word, syntax)),
            Operands::PackageVersion => self.versioned(words.first(), words.get(1), syntax),
            Operands::PackageFolderVersion => self.versioned(words.first(), words.get(2), syntax),
            Operands::Swap => {
                let mut words = words.iter();
                self.removed.extend(words.next().map(|word| spec::read(word, syntax).spec));
                words.for_each(|word| self.package(word, syntax));
            }
            Operands::Requirements => {
                self.files.extend(words.iter().map(|word| file_argument(FileRole::Requirements, word)));
            }
            Operands::Repositories => {
                self.files.extend(words.iter().map(|word| file_argument(FileRole::Repository, word)));
            }
        }
    }

    fn versioned(&mut self, package: Option<&Resolved>, version: Option<&Resolved>, syntax: &SyntaxFact) {
        let Some(package) = package else { return };
        self.package(package, syntax);
        if let (Some(spec), Some(version)) = (self.packages.last_mut(), version) {
            spec.constraint.get_or_insert_with(|| spec::separate_constraint("", version, version.span, syntax));
        }
    }
}

fn file_argument(role: FileRole, word: &Resolved) -> FileArgument {
    FileArgument { role, text: word.text.clone(), resolved: word.complete, span: word.span }
}

/// `name:stream/profile`
fn module(word: &Resolved) -> PackageSpec {
    let end = word.text.find('/').unwrap_or(word.text.len());
    let mut spec = spec::plain(&word.slice(0..word.text.find(':').unwrap_or(end)), PackageSource::Group);
    spec.span = word.span;
    if let Some(at) = word.text.find(':').filter(|at| *at < end) {
        let stream = at + 1..end;
        spec.constraint = Some(super::action::Constraint {
            operator: ":".to_owned(),
            version: word.text.get(stream.clone()).unwrap_or_default().to_owned(),
            span: word.span_of(at..end),
            version_span: word.span_of(stream.clone()),
            resolved: word.is_known(stream),
            exact: false,
        });
    }
    spec
}

/// A file, even if its name does not say so.
fn local(word: &Resolved, syntax: &SyntaxFact) -> PackageSpec {
    match source::located(word, syntax) {
        Some(_) => spec::read(word, syntax).spec,
        None => spec::plain(word, PackageSource::LocalPath),
    }
}

/// A folder that stays where it is, or a source repository.
fn editable(word: &Resolved, syntax: &SyntaxFact) -> PackageSpec {
    let mut spec = spec::read(word, syntax).spec;
    if matches!(spec.source, PackageSource::LocalPath | PackageSource::Registry) {
        spec.source = PackageSource::Editable;
        spec.constraint = None;
    }
    spec
}

/// Applies the options that say of all packages which version they have or where they come from.
fn options_of_packages(arguments: &Arguments, grammar: Grammar, packages: &mut Vec<PackageSpec>) {
    let syntax = grammar.program.syntax;
    if let Some((_, url)) = arguments.values(grammar, ValueRole::Git).last() {
        let revision = revision(arguments, grammar);
        let located = source::git(url, syntax);
        let PackageSource::Git { url: address, revision: inline } = located.source else { return };
        let source = PackageSource::Git { url: address, revision: revision.or(inline) };
        come_from(packages, url, located.name, &source);
    }
    if let Some((_, path)) = arguments.values(grammar, ValueRole::Path).last() {
        let end = path.text.trim_end_matches('/').len();
        let start = path.text.get(..end).and_then(|text| text.rfind('/')).map_or(0, |at| at + 1);
        come_from(packages, path, start..end, &PackageSource::LocalPath);
    }
    if let Some((option, version)) = arguments.values(grammar, ValueRole::Version).last() {
        for spec in packages.iter_mut().filter(|spec| spec.source == PackageSource::Registry) {
            let constraint = || spec::separate_constraint(&option.name, version, option.span, syntax);
            spec.constraint.get_or_insert_with(constraint);
        }
    }
}

/// Gives all packages this source; without packages, the source is one.
fn come_from(packages: &mut Vec<PackageSpec>, word: &Resolved, name: std::ops::Range<usize>, source: &PackageSource) {
    if packages.is_empty() {
        packages.push(PackageSpec { span: word.span, ..spec::plain(&word.slice(name), source.clone()) });
    }
    for spec in packages {
        spec.source = source.clone();
    }
}

fn revision(arguments: &Arguments, grammar: Grammar) -> Option<Revision> {
    let of = |role, branch| {
        arguments.values(grammar, role).last().map(|(_, value)| Revision {
            text: value.text.clone(),
            span: value.span,
            branch,
            resolved: value.complete,
        })
    };
    of(ValueRole::Revision, false).or_else(|| of(ValueRole::Branch, true))
}
