//! One Python requirement, as PEP 508 and pip write it.
//!
//! The crates for this (`pep508_rs`, `uv-pep508`) bring about fifty others along, keep no places, and refuse what pip
//! takes: paths, bare URLs, and `${VARIABLES}`.

use super::{Operator, Requirement, RequirementSource, Specifier};
use crate::source::{Span, Text};

/// What is wrong with a requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) span: Span,
    pub(super) message: &'static str,
}

impl Requirement {
    /// Reads a requirement.
    pub(super) fn parse(text: &Text) -> Result<Requirement, Problem> {
        let text = text.trimmed();
        let name_end = name_end(text.as_str());
        let after = text.as_str().get(name_end..).unwrap_or_default().trim_start();
        let named =
            name_end > 0 && (after.is_empty() || after.starts_with(['[', '(', '<', '>', '=', '!', '~', '@', ';']));
        let single_word = !text.as_str().contains(char::is_whitespace);
        if text.is_empty() {
            Err(Problem { span: text.span(), message: "a requirement is missing" })
        } else if after.is_empty() && single_word && is_archive(text.as_str()) || !named && is_place(text.as_str()) {
            direct(&text)
        } else if name_end == 0 {
            Err(Problem { span: text.span(), message: "a requirement begins with a name, a path or a URL" })
        } else {
            Parser { at: name_end, requirement: blank(&text, Some(text.slice(0..name_end))), text }.run()
        }
    }
}

fn blank(text: &Text, name: Option<Text>) -> Requirement {
    Requirement {
        text: text.clone(),
        name,
        extras: Vec::new(),
        specifiers: Vec::new(),
        marker: None,
        source: RequirementSource::Index,
        hashes: Vec::new(),
        editable: false,
    }
}

/// Where the name at the start of `text` ends. pip puts `${VARIABLES}` in before it looks.
fn name_end(text: &str) -> usize {
    if !text.starts_with(|ch: char| ch.is_ascii_alphanumeric() || ch == '$') {
        return 0;
    }
    let part = |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '.' | '_' | '-' | '$' | '{' | '}');
    text.find(|ch| !part(ch)).unwrap_or(text.len())
}

fn is_archive(path: &str) -> bool {
    [".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar"].iter().any(|ending| path.ends_with(ending))
}

/// Whether `text` is a URL or a path rather than a name.
fn is_place(text: &str) -> bool {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.contains(['/', '\\']) || word.starts_with(['.', '~']) || word.starts_with("file:")
}

/// A requirement that is a URL or a path.
fn direct(text: &Text) -> Result<Requirement, Problem> {
    let value = text.as_str();
    // White space has to stand before the `;`, which may be part of a URL or path.
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    let rest = value.get(end..).unwrap_or_default().trim_start();
    let mut place = text.slice(0..end);
    let mut requirement = blank(text, None);
    requirement.marker = marker(text, rest)?;
    if let Some((path, inner)) = place.as_str().strip_suffix(']').and_then(|start| start.rsplit_once('['))
        && !place.as_str().contains('#')
    {
        requirement.extras = comma_separated(&place.slice_of(inner));
        place = place.slice_of(path);
    }
    requirement.source = source(&place);
    let egg = place.as_str().split_once('#').and_then(|(_, fragment)| {
        let egg = fragment.split('&').find_map(|field| field.strip_prefix("egg="))?;
        Some(place.slice_of(egg.get(..name_end(egg))?)).filter(|name| !name.is_empty())
    });
    requirement.name = egg;
    Ok(requirement)
}

/// What kind of place this is.
fn source(place: &Text) -> RequirementSource {
    let Some((scheme, rest)) = place.as_str().split_once("://") else {
        return RequirementSource::Path { path: place.clone() };
    };
    let system = match scheme.split_once('+') {
        Some((system, _)) => system,
        None if scheme == "git" => scheme,
        None if scheme == "file" => return RequirementSource::Path { path: place.clone() },
        None => return RequirementSource::Url { url: place.clone() },
    };
    let before_fragment = rest.split('#').next().unwrap_or_default();
    // An `@` before the first slash belongs to the user's name.
    let path = before_fragment.split_once('/').map_or("", |(_, path)| path);
    let revision = path.rsplit_once('@').map(|(_, revision)| place.slice_of(revision));
    RequirementSource::Vcs { system: system.to_ascii_lowercase(), url: place.clone(), revision }
}

/// The condition after a `;`; `rest` is a part of `text`.
fn marker(text: &Text, rest: &str) -> Result<Option<Text>, Problem> {
    match rest.strip_prefix(';') {
        Some(marker) => Ok(Some(text.slice_of(marker.trim())).filter(|marker| !marker.is_empty())),
        None if rest.is_empty() => Ok(None),
        None => Err(Problem { span: text.slice_of(rest).span(), message: "only a `;` and a marker may follow here" }),
    }
}

fn comma_separated(text: &Text) -> Vec<Text> {
    text.as_str().split(',').map(|part| text.slice_of(part.trim())).filter(|part| !part.is_empty()).collect()
}

/// Reads what follows a name.
struct Parser {
    text: Text,
    at: usize,
    requirement: Requirement,
}

impl Parser {
    fn run(mut self) -> Result<Requirement, Problem> {
        self.extras()?;
        if let Some(url) = self.rest().strip_prefix('@') {
            let url = url.trim_start();
            let end = url.find(char::is_whitespace).unwrap_or(url.len());
            let (url, after) = url.split_at_checked(end).unwrap_or((url, ""));
            if url.is_empty() {
                return Err(self.problem("a URL has to follow the `@`"));
            }
            let (source, marker) = (source(&self.text.slice_of(url)), marker(&self.text, after.trim_start())?);
            self.requirement.source = source;
            self.requirement.marker = marker;
            return Ok(self.requirement);
        }
        self.specifiers()?;
        self.requirement.marker = marker(&self.text, self.rest())?;
        Ok(self.requirement)
    }

    fn rest(&self) -> &str {
        self.text.as_str().get(self.at..).unwrap_or_default().trim_start()
    }

    fn problem(&self, message: &'static str) -> Problem {
        let rest = self.text.slice_of(self.rest());
        Problem { span: if rest.is_empty() { self.text.span() } else { rest.span() }, message }
    }

    /// Goes on after `part`, which begins the rest.
    fn skip(&mut self, length: usize) {
        self.at = self.text.len() - self.rest().len() + length;
    }

    fn extras(&mut self) -> Result<(), Problem> {
        if !self.rest().starts_with('[') {
            return Ok(());
        }
        let Some(end) = self.rest().find(']') else { return Err(self.problem("the `[` is not closed")) };
        let inner = self.text.slice_of(self.rest().get(1..end).unwrap_or_default());
        self.requirement.extras = comma_separated(&inner);
        self.skip(end + 1);
        Ok(())
    }

    fn specifiers(&mut self) -> Result<(), Problem> {
        let parenthesis = self.rest().starts_with('(');
        if parenthesis {
            self.skip(1);
        }
        while !self.rest().is_empty() && !self.rest().starts_with([';', ')']) {
            self.specifier()?;
            if self.rest().starts_with(',') {
                self.skip(1);
            } else {
                break;
            }
        }
        if parenthesis && self.rest().starts_with(')') {
            self.skip(1);
        } else if parenthesis {
            return Err(self.problem("the `(` is not closed"));
        }
        Ok(())
    }

    fn specifier(&mut self) -> Result<(), Problem> {
        let Some(operator) = Operator::ALL.into_iter().find(|operator| self.rest().starts_with(operator.as_str()))
        else {
            let single = self.rest().starts_with('=');
            return Err(self.problem(if single {
                "a version is pinned with `==`"
            } else {
                "a version needs an operator"
            }));
        };
        let start = self.text.len() - self.rest().len();
        self.skip(operator.as_str().len());
        let version = self.rest();
        let end = match operator {
            Operator::Identical => version.find(|ch: char| ch.is_whitespace() || matches!(ch, ',' | ';' | ')')),
            _ => version.find(|ch: char| !(ch.is_ascii_alphanumeric() || ".!+*_-${}".contains(ch))),
        };
        let end = end.unwrap_or(version.len());
        if end == 0 {
            return Err(self.problem("a version has to follow the operator"));
        }
        let version = self.text.slice_of(version.get(..end).unwrap_or_default());
        self.skip(end);
        let span = self.text.span_of(start..self.at);
        self.requirement.specifiers.push(Specifier { operator, version, span });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::manifest::normalize_name;

    fn parse(text: &str) -> Result<Requirement, Problem> {
        Requirement::parse(&Text::verbatim(text.as_bytes(), Span::new(0, text.len())))
    }

    fn show(text: &str) -> String {
        let requirement = parse(text).unwrap();
        let list = |texts: &[Text]| texts.iter().map(Text::as_str).collect::<Vec<_>>().join(",");
        let specifiers: Vec<_> =
            requirement.specifiers.iter().map(|s| format!("{}{}", s.operator, s.version)).collect();
        let source = match &requirement.source {
            RequirementSource::Index => String::new(),
            RequirementSource::Vcs { system, revision, .. } => {
                format!("{system}@{}", revision.as_ref().map_or("", Text::as_str))
            }
            RequirementSource::Url { .. } => "url".to_owned(),
            RequirementSource::Path { path } => format!("path {path}"),
        };
        let name = requirement.name.as_ref().map_or("?", Text::as_str);
        let marker = requirement.marker.as_ref().map_or("", Text::as_str);
        format!(
            "{name}[{}]{} ; {marker} ; {source} ; {}",
            list(&requirement.extras),
            specifiers.join(","),
            requirement.is_exact()
        )
    }

    #[test]
    fn reads_what_pip_reads() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        for (text, expected) in [
            ("Flask", "Flask[] ;  ;  ; false"),
            ("Flask==2.0", "Flask[]==2.0 ;  ;  ; true"),
            ("Flask == 2.*", "Flask[]==2.* ;  ;  ; false"),
            ("a.b_c-d===weird-1", "a.b_c-d[]===weird-1 ;  ;  ; true"),
            ("x >= 1.0, != 1.5 , <2", "x[]>=1.0,!=1.5,<2 ;  ;  ; false"),
            ("x ~=1.4.2", "x[]~=1.4.2 ;  ;  ; false"),
            ("x (>=1,==1.2)", "x[]>=1,==1.2 ;  ;  ; true"),
            ("x>1!2.0", "x[]>1!2.0 ;  ;  ; false"),
            ("x==1.0+local.1", "x[]==1.0+local.1 ;  ;  ; true"),
            ("x[ a , b ]<=1;python_version<'3'", "x[a,b]<=1 ; python_version<'3' ;  ; false"),
            ("x ; os_name == \"nt\"", "x[] ; os_name == \"nt\" ;  ; false"),
            ("x==${VERSION}", "x[]==${VERSION} ;  ;  ; false"),
            ("x @ https://e.org/x.tar.gz ; a == 'b'", "x[] ; a == 'b' ; url ; false"),
            ("x@https://e.org/x-1.0-py3-none-any.whl", "x[] ;  ; url ; true"),
            ("x @ https://e.org/x.zip#sha256=00", "x[] ;  ; url ; true"),
            ("x @ git+https://u@e.org/x.git", "x[] ;  ; git@ ; false"),
            ("git+ssh://git@e.org/x.git@v1#egg=x[y]&subdirectory=z", "x[] ;  ; git@v1 ; false"),
            (&format!("git+https://e.org/x@{commit}#egg=x"), &format!("x[] ;  ; git@{commit} ; true")),
            ("hg+http://e.org/x", "?[] ;  ; hg@ ; false"),
            ("./local[dev]", "?[dev] ;  ; path ./local ; true"),
            (".", "?[] ;  ; path . ; true"),
            ("wheels/x-1.0-py3-none-any.whl", "?[] ;  ; path wheels/x-1.0-py3-none-any.whl ; true"),
            ("x-1.0.tar.gz", "?[] ;  ; path x-1.0.tar.gz ; true"),
            ("https://e.org/x.zip", "?[] ;  ; url ; false"),
            ("file:///srv/x.whl", "?[] ;  ; path file:///srv/x.whl ; true"),
        ] {
            assert_eq!(show(text), expected, "{text}");
        }
    }

    #[test]
    fn points_at_what_is_wrong() {
        for (text, wrong) in [
            ("flask=1.0", "=1.0"),
            ("flask 1.0", "1.0"),
            ("flask==", "flask=="),
            ("flask[a", "[a"),
            ("flask (>=1", "flask (>=1"),
            ("flask @", "@"),
            ("flask>=1 <2", "<2"),
            ("!flask", "!flask"),
            ("=", "="),
            ("a b c", "b c"),
        ] {
            let problem = parse(text).unwrap_err();
            assert_eq!(problem.span.bytes(text.as_bytes()), wrong.as_bytes(), "{text}");
        }
        assert!(parse("").is_err());
    }

    #[test]
    fn knows_the_places() {
        let text = "  Flask-SQLAlchemy == 2.4 , >1 ; x";
        let requirement = parse(text).unwrap();
        let at = |span: Span| &text[span.start..span.end];
        assert_eq!(at(requirement.span()), "Flask-SQLAlchemy == 2.4 , >1 ; x");
        assert_eq!(at(requirement.name.as_ref().unwrap().span()), "Flask-SQLAlchemy");
        assert_eq!(at(requirement.specifiers[0].span), "== 2.4");
        assert_eq!(requirement.exact_version().unwrap().as_str(), "2.4");
        assert_eq!(requirement.normal_name().unwrap(), "flask-sqlalchemy");
        assert_eq!(normalize_name("A.-_b"), "a-b");
    }
}
