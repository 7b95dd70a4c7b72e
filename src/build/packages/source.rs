use std::ops::Range;

use crate::build::resolve::Resolved;
use crate::facts::managers::SyntaxFact;

use super::action::{PackageSource, Revision};

/// A package that is written as a path or address.
pub(super) struct Located {
    /// Where it comes from.
    pub(super) source: PackageSource,
    /// What it is called, as offsets into the text that was read.
    pub(super) name: Range<usize>,
}

/// Reads a path or address, `None` if the text is the name of a package.
pub(super) fn located(word: &Resolved, syntax: &SyntaxFact) -> Option<Located> {
    let text = word.text.as_str();
    if is_git(text, syntax) {
        return Some(git(word, syntax));
    }
    if is_address(text) && !is_repository(text, syntax) {
        return Some(Located { source: PackageSource::Url, name: file_name(text, 0..end_of_path(text)) });
    }
    is_local(word, syntax).then(|| Located { source: PackageSource::LocalPath, name: path_name(text, syntax) })
}

/// Whether the text begins with a scheme: `https://…`.
pub(super) fn is_address(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+.-".contains(&byte))
}

/// Reads the address of a source repository.
pub(super) fn git(word: &Resolved, syntax: &SyntaxFact) -> Located {
    let text = word.text.as_str();
    let fragment = text.find('#');
    let path = fragment.unwrap_or(text.len());
    let mark = match syntax.revision_mark {
        Some('#') => fragment,
        Some(mark) => revision_in_path(text, path, mark),
        None => None,
    };
    let end = mark.unwrap_or(path).min(path);
    let revision = mark.filter(|at| at + 1 < text.len()).map(|at| {
        let range = at + 1..if at < path { path } else { text.len() };
        Revision {
            text: text.get(range.clone()).unwrap_or_default().to_owned(),
            span: word.span_of(range.clone()),
            branch: false,
            resolved: word.is_known(range),
        }
    });
    let url = text.get(..end).unwrap_or_default().to_owned();
    let name = egg(text, fragment).unwrap_or_else(|| {
        let name = file_name(text, 0..end);
        name.start..text.get(name.clone()).map_or(name.end, |it| name.start + it.trim_end_matches(".git").len())
    });
    Located { source: PackageSource::Git { url, revision }, name }
}

/// The mark of a revision, after the name of the host and its user.
fn revision_in_path(text: &str, end: usize, mark: char) -> Option<usize> {
    let authority = text.find("://").map_or(0, |at| at + 3);
    let path = text.get(authority..end)?.find('/')? + authority;
    text.get(path..end)?.rfind(mark).map(|at| path + at)
}

/// The name after `#egg=`, or `&egg=`.
fn egg(text: &str, fragment: Option<usize>) -> Option<Range<usize>> {
    let start = fragment? + text.get(fragment?..)?.find("egg=")? + "egg=".len();
    let rest = text.get(start..)?;
    Some(start..start + rest.find(['&', '[']).unwrap_or(rest.len()))
}

fn is_git(text: &str, syntax: &SyntaxFact) -> bool {
    let path = text.split(['#', '?']).next().unwrap_or_default();
    let has_suffix = |suffix: &&str| path.ends_with(*suffix) || path.contains(&format!("{suffix}@"));
    syntax.git_prefixes.iter().any(|prefix| text.starts_with(prefix))
        || (is_address(text) && syntax.git_suffixes.iter().any(has_suffix))
        || (syntax.owner_shorthand && is_owner_shorthand(path))
}

/// `owner/name`
fn is_owner_shorthand(path: &str) -> bool {
    let mut parts = path.split('/');
    let plain = |part: Option<&str>| {
        part.is_some_and(|part| {
            part.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_') && !part.contains([':', '\\'])
        })
    };
    plain(parts.next()) && plain(parts.next()) && parts.next().is_none()
}

fn is_repository(text: &str, syntax: &SyntaxFact) -> bool {
    syntax.repositories.iter().any(|repository| text.starts_with(repository))
}

fn is_local(word: &Resolved, syntax: &SyntaxFact) -> bool {
    let text = word.text.as_str();
    let is_archive = !text.contains("://") && syntax.archives.iter().any(|ending| text.ends_with(ending));
    let is_provided = !is_archive && syntax.provided_paths.iter().any(|start| text.starts_with(start));
    let is_path = matches!(text, "." | "..")
        || ["./", "../", "/", "~/", "file:", ".[", "./.[", ".\\"].iter().any(|start| text.starts_with(start));
    let is_dotless = syntax.dotless_is_local && {
        let first = text.split('/').next().unwrap_or_default();
        !text.contains('@') && !first.contains('.') && word.is_known(0..first.len())
    };
    let is_folder = syntax.slash_is_local && text.find('/').is_some_and(|at| word.is_known(0..at + 1));
    is_folder || is_archive || (is_path && !is_provided) || is_dotless
}

/// The end of the path in an address: a query or fragment follows.
fn end_of_path(text: &str) -> usize {
    text.find(['?', '#']).unwrap_or(text.len())
}

/// The last part of a path.
fn file_name(text: &str, path: Range<usize>) -> Range<usize> {
    let whole = text.get(path.clone()).unwrap_or_default();
    let trimmed = whole.trim_end_matches('/');
    let start = trimmed.rfind(['/', ':']).map_or(0, |at| at + 1);
    path.start + start..path.start + trimmed.len()
}

/// The name of a local package: its last part, without `[extras]`.
fn path_name(text: &str, syntax: &SyntaxFact) -> Range<usize> {
    let end = text.find('[').filter(|_| syntax.extras).unwrap_or(text.len());
    let name = file_name(text, 0..end);
    if name.is_empty() { 0..end } else { name }
}
