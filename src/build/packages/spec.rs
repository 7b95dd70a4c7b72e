use std::ops::Range;

use crate::build::resolve::Resolved;
use crate::facts::managers::{DashVersion, OperatorFact, SyntaxFact};
use crate::source::Span;

use super::action::{Constraint, PackageSource, PackageSpec};
use super::constraint::is_exact;
use super::dash::version_dash;
use super::source::{Located, is_address, located};

/// A package, and whether it is to be removed whatever the command (`apt-get install a b-`).
pub(super) struct Read {
    pub(super) spec: PackageSpec,
    pub(super) removes: bool,
}

/// Reads one package.
pub(super) fn read(word: &Resolved, syntax: &SyntaxFact) -> Read {
    let mut reader = Reader::new(word, syntax);
    let source = reader.source();
    let removes = reader.removes;
    let mut spec = reader.finish(source);
    spec.span = word.span;
    Read { spec, removes }
}

/// A package whose whole text is its name.
pub(super) fn plain(word: &Resolved, source: PackageSource) -> PackageSpec {
    PackageSpec {
        name: word.text.clone(),
        name_span: word.span_of(0..word.text.len()),
        span: word.span,
        resolved: word.complete,
        constraint: None,
        source,
        architecture: None,
        repository: None,
        extras: Vec::new(),
    }
}

/// A version that an option or a word of its own gives.
pub(super) fn separate_constraint(operator: &str, version: &Resolved, span: Span, syntax: &SyntaxFact) -> Constraint {
    Constraint {
        operator: operator.to_owned(),
        version: version.text.clone(),
        span,
        version_span: version.span,
        resolved: version.complete,
        exact: !version.complete || is_exact(syntax.exact, true, version.text.trim()),
    }
}

/// Takes a package's text apart. What is recognised is cut off from `name`, as offsets into the word.
struct Reader<'a> {
    word: &'a Resolved,
    syntax: &'a SyntaxFact,
    name: Range<usize>,
    operator: Option<(Range<usize>, bool)>,
    version: Option<Range<usize>>,
    architecture: Option<Range<usize>>,
    repository: Option<Range<usize>>,
    /// The sign that stands before the repository, if it is one that stands after the name.
    repository_mark: Option<usize>,
    extras: Option<Range<usize>>,
    removes: bool,
}

impl<'a> Reader<'a> {
    fn new(word: &'a Resolved, syntax: &'a SyntaxFact) -> Self {
        let mut reader = Self {
            word,
            syntax,
            name: 0..word.text.len(),
            operator: None,
            version: None,
            architecture: None,
            repository: None,
            repository_mark: None,
            extras: None,
            removes: false,
        };
        if let Some(at) = syntax.condition_mark.and_then(|mark| reader.find(mark)) {
            reader.name.end = at;
        }
        reader.trim();
        reader
    }

    /// What the name is now.
    fn text(&self) -> &'a str {
        self.word.text.get(self.name.clone()).unwrap_or_default()
    }

    fn trim(&mut self) {
        let text = self.text();
        let start = self.name.start + (text.len() - text.trim_start().len());
        self.name = start..start + text.trim().len();
    }

    /// The first such character of the name that is not inside an unknown part.
    fn find(&self, mark: char) -> Option<usize> {
        self.text()
            .char_indices()
            .filter(|(_, letter)| *letter == mark)
            .map(|(at, _)| self.name.start + at)
            .find(|&at| self.word.is_known(at..at + mark.len_utf8()))
    }

    fn source(&mut self) -> PackageSource {
        if let Some(source) = self.addressed() {
            return source;
        }
        let here = self.word.slice(self.name.clone());
        if let Some(located) = located(&here, self.syntax) {
            return self.place(located);
        }
        let mut source = self.grouped();
        self.kept_out();
        self.leading_operator();
        self.leading_repository();
        self.trailing_repository();
        self.dotted_architecture();
        self.versioned();
        if let Some(located) = self.located_version() {
            source = located;
        }
        self.bracketed();
        self.marked_architecture();
        self.suffixed();
        self.trim();
        source
    }

    /// Takes the name of a path or address.
    fn place(&mut self, located: Located) -> PackageSource {
        let whole = self.name.clone();
        self.name = whole.start + located.name.start..whole.start + located.name.end;
        if located.source == PackageSource::LocalPath && self.syntax.extras {
            let rest = self.word.text.get(self.name.end..whole.end).unwrap_or_default();
            if rest.starts_with('[') && rest.ends_with(']') {
                self.extras = Some(self.name.end + 1..whole.end - 1);
            }
        }
        located.source
    }

    /// `name @ address`
    fn addressed(&mut self) -> Option<PackageSource> {
        let mark = self.syntax.address_mark?;
        let text = self.text();
        let at = text.find(mark)?;
        let after = text.get(at + mark.len()..)?;
        let start = self.name.start + at + mark.len() + (after.len() - after.trim_start().len());
        let target = self.word.slice(start..self.name.end);
        let is_name =
            text.get(..at)?.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.[], ".contains(&byte));
        let located = located(&target, self.syntax).filter(|_| is_name && at > 0)?;
        self.name.end = self.name.start + at;
        self.trim();
        self.bracketed();
        Some(located.source)
    }

    /// `@name`, `name^`, `pattern:name`, `.name`
    fn grouped(&mut self) -> PackageSource {
        let text = self.text();
        if let Some(kind) = self.syntax.group_kinds.iter().find(|kind| text.starts_with(**kind)) {
            self.name.start += kind.len();
            return PackageSource::Group;
        }
        let starts = |mark: Option<char>| mark.is_some_and(|mark| text.len() > 1 && text.starts_with(mark));
        if starts(self.syntax.virtual_prefix) {
            return PackageSource::Virtual;
        }
        if starts(self.syntax.group_prefix) {
            self.name.start += 1;
            return PackageSource::Group;
        }
        if self.syntax.group_suffix.is_some_and(|mark| text.len() > 1 && text.ends_with(mark)) {
            self.name.end -= 1;
            return PackageSource::Group;
        }
        PackageSource::Registry
    }

    /// `!name`
    fn kept_out(&mut self) {
        let text = self.text();
        if let Some(prefix) = self.syntax.remove_prefixes.iter().find(|prefix| text.starts_with(**prefix)) {
            self.removes = true;
            self.name.start += prefix.len();
        }
    }

    fn leading_operator(&mut self) {
        let text = self.text();
        let found = self.syntax.leading_operators.iter().find(|operator| text.starts_with(operator.text));
        if let Some(operator) = found {
            let end = self.name.start + operator.text.len();
            self.operator = Some((self.name.start..end, operator.exact));
            self.name.start = end;
        }
    }

    /// `channel::name`, `nixpkgs.name`
    fn leading_repository(&mut self) {
        let text = self.text();
        if let Some(known) = self.syntax.repositories.iter().find(|known| text.starts_with(**known)) {
            self.repository = Some(self.name.start..self.name.start + known.len() - 1);
            self.name.start += known.len();
        } else if let Some(end) = self.syntax.repository_end
            && let Some(at) = text.find(end)
            && self.word.is_known(self.name.start + at..self.name.start + at + end.len())
        {
            self.repository = Some(self.name.start..self.name.start + at);
            self.name.start += at + end.len();
        }
    }

    /// `name/release`, `name@tag`, also before or after a version
    fn trailing_repository(&mut self) {
        let Some(at) = self.syntax.repository_mark.and_then(|mark| self.find(mark)).filter(|at| *at > self.name.start)
        else {
            return;
        };
        let whole = self.name.clone();
        self.name.start = at + 1;
        match self.first_operator() {
            Some((operator_at, operator)) => {
                let end = operator_at + operator.text.len();
                self.operator = Some((operator_at..end, operator.exact));
                self.version = Some(end..whole.end);
                self.repository = Some(at + 1..operator_at);
            }
            None => self.repository = Some(at + 1..whole.end),
        }
        self.repository_mark = Some(at);
        self.name = whole.start..at;
    }

    /// `name-1.2.x86_64`
    fn dotted_architecture(&mut self) {
        let Some(mark) = self.syntax.architecture_mark.filter(|_| !self.syntax.architectures.is_empty()) else {
            return;
        };
        if let Some((before, architecture)) = self.text().rsplit_once(mark)
            && self.syntax.architectures.contains(&architecture)
        {
            let at = self.name.start + before.len();
            self.architecture = Some(at + mark.len_utf8()..self.name.end);
            self.name.end = at;
        }
    }

    /// `name:amd64`
    fn marked_architecture(&mut self) {
        if self.syntax.architectures.is_empty()
            && let Some(at) = self.syntax.architecture_mark.and_then(|mark| self.find(mark))
            && at > self.name.start
        {
            self.architecture = Some(at + 1..self.name.end);
            self.name.end = at;
        }
    }

    fn versioned(&mut self) {
        if self.version.is_some() {
            return;
        }
        if let Some((at, operator)) = self.first_operator() {
            let end = at + operator.text.len();
            self.operator = Some((at..end, operator.exact));
            self.cut_version(at, end);
        } else if self.syntax.dash != DashVersion::Ebuild || self.operator.is_some() {
            let here = self.word.slice(self.name.clone());
            if let Some(dash) = version_dash(&here, self.syntax) {
                let at = self.name.start + dash;
                self.operator.get_or_insert((at..at + 1, true));
                self.cut_version(at, at + 1);
            }
        }
    }

    fn cut_version(&mut self, name_end: usize, version_start: usize) {
        let version = version_start..self.name.end;
        let name = std::mem::replace(&mut self.name, version);
        self.trim();
        self.version = Some(std::mem::replace(&mut self.name, name.start..name_end));
        self.trim();
    }

    /// The operator that stands first, the longest of those that begin there. Not at the start of the name, so that
    /// scopes (`@scope/name`) are left alone, and not inside brackets.
    fn first_operator(&self) -> Option<(usize, &'a OperatorFact)> {
        let text = self.text();
        let brackets = if self.syntax.extras { text.find('[').and_then(|_| text.find(']')).unwrap_or(0) } else { 0 };
        text.char_indices().map(|(at, _)| at).filter(|&at| at > brackets).find_map(|at| {
            let rest = text.get(at..).unwrap_or_default();
            let begins = |rest: &str| self.syntax.operators.iter().find(|operator| rest.starts_with(operator.text));
            let operator = begins(rest)?;
            // A blank is an operator only if none follows it.
            if operator.text == " " && begins(rest.trim_start()).is_some() {
                return None;
            }
            let at = self.name.start + at;
            self.word.is_known(at..at + operator.text.len()).then_some((at, operator))
        })
    }

    /// What stands for a version may be an address (`name@https://…`), or another name (`alias@npm:name@1.2.3`).
    fn located_version(&mut self) -> Option<PackageSource> {
        let version = self.version.clone()?;
        let text = self.word.text.get(version.clone())?;
        if let Some(alias) = text.strip_prefix("npm:") {
            self.name = version.end - alias.len()..version.end;
            (self.operator, self.version) = (None, None);
            self.versioned();
            return None;
        }
        let target = self.word.slice(version);
        let is_address = is_address(text) || text.starts_with("file:");
        let is_git = self.syntax.git_prefixes.iter().any(|prefix| text.starts_with(prefix));
        let located = located(&target, self.syntax).filter(|_| is_address || is_git)?;
        (self.operator, self.version) = (None, None);
        Some(located.source)
    }

    /// `name[a,b]`
    fn bracketed(&mut self) {
        if self.syntax.extras
            && let Some(at) = self.find('[')
            && self.text().ends_with(']')
        {
            self.extras = Some(at + 1..self.name.end - 1);
            self.name.end = at;
            self.trim();
        }
    }

    /// `name-` and `name+`
    fn suffixed(&mut self) {
        let text = self.text();
        let syntax = self.syntax;
        if text.len() < 2 || self.version.is_some() || !self.word.is_known(self.name.end - 1..self.name.end) {
            return;
        }
        if syntax.remove_suffix.is_some_and(|mark| text.ends_with(mark)) {
            self.removes = true;
            self.name.end -= 1;
        } else if let Some(mark) = syntax.install_suffix
            && let Some(stem) = text.strip_suffix(mark)
            && !stem.ends_with(mark)
            && !syntax.suffixed_names.contains(&text)
        {
            self.name.end -= 1;
        }
    }

    fn owned(&self, range: Option<Range<usize>>) -> Option<String> {
        range.and_then(|range| self.word.text.get(range)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn finish(self, source: PackageSource) -> PackageSpec {
        let extras = self.owned(self.extras.clone()).unwrap_or_default();
        PackageSpec {
            name: self.text().to_owned(),
            name_span: self.word.span_of(self.name.clone()),
            span: self.word.span,
            resolved: self.word.is_known(self.name.clone()),
            constraint: self.constraint(),
            source,
            architecture: self.owned(self.architecture.clone()),
            repository: self.owned(self.repository.clone()),
            extras: extras.split(',').map(str::trim).filter(|extra| !extra.is_empty()).map(str::to_owned).collect(),
        }
    }

    fn constraint(&self) -> Option<Constraint> {
        let (operator, version, exact) = match (&self.operator, &self.version, self.repository_mark) {
            (Some((operator, exact)), Some(version), _) => (operator.clone(), version.clone(), *exact),
            (_, None, Some(mark)) => (mark..mark + 1, self.repository.clone()?, false),
            _ => return None,
        };
        let text = self.word.text.get(version.clone())?.to_owned();
        let resolved = self.word.is_known(version.clone());
        // An unknown version is taken for one version, unless a wildcard follows.
        let one = is_exact(self.syntax.exact, exact, &text) || (!resolved && exact && !text.ends_with('*'));
        Some(Constraint {
            operator: self.word.text.get(operator.clone())?.to_owned(),
            span: self.word.span_of(operator.start.min(version.start)..version.end),
            version_span: self.word.span_of(version),
            version: text,
            resolved,
            exact: one && (self.repository_mark.is_none() || self.version.is_some()),
        })
    }
}
