//! Sources of ADD that are fetched: what is a URL, what is a Git repository.

use std::sync::LazyLock;

use regex::Regex;

/// A kind of source that is not a file of the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Remote {
    /// A Git repository, of which the whole tree is added.
    Git,
    /// A file behind an `http` or `https` URL.
    Http,
}

impl Remote {
    /// What `source` is, if it is not a path.
    ///
    /// A repository is a `git` or `ssh` URL, an `http` or `https` URL whose path ends in `.git`, or `user@host:path`.
    pub fn of(source: &str) -> Option<Self> {
        let Some((scheme, rest)) = source.split_once("://") else {
            let is_repository = source.contains('@') && SCP.as_ref().is_some_and(|scp| scp.is_match(source));
            return is_repository.then_some(Self::Git);
        };
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        match scheme.to_ascii_lowercase().as_str() {
            "git" | "ssh" => Some(Self::Git),
            "http" | "https" if path.ends_with(".git") => Some(Self::Git),
            _ if scheme == "http" || scheme == "https" => Some(Self::Http),
            _ => None,
        }
    }
}

static SCP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[a-zA-Z0-9_-]+@[a-zA-Z0-9.-]+:").ok());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_repositories_files_and_paths_apart() {
        for source in
            ["git://x/y", "ssh://git@x/y", "https://x/y.git#main:dir", "git@github.com:a/b.git", "HTTPS://x/y.git"]
        {
            assert_eq!(Remote::of(source), Some(Remote::Git), "{source}");
        }
        for source in ["https://x/y.tar.gz", "http://x", "https://x/y?f=a.git"] {
            assert_eq!(Remote::of(source), Some(Remote::Http), "{source}");
        }
        for source in ["a/b", "github.com/a/b", "./git@x:y", "ftp://x/y", "HTTPS://x/y"] {
            assert_eq!(Remote::of(source), None, "{source}");
        }
    }
}
