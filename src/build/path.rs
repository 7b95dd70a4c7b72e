//! Paths inside images: slashes, absolute, not of the machine that dfcheck runs on.

/// The longest path that Linux takes, in bytes.
pub(super) const MAX_PATH: usize = 4096;

/// `path` as seen from `directory`, absolute.
///
/// As in BuildKit, an absolute path stays as it is written, and a relative one is cleaned of `.`, `..` and doubled slashes.
pub(super) fn join(directory: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    if path.is_empty() {
        return if directory.starts_with('/') { directory.to_owned() } else { cleaned(&format!("/{directory}")) };
    }
    cleaned(&format!("/{directory}/{path}"))
}

/// The destination of COPY and ADD: as [`join`], but a slash at the end, which makes it a directory, is kept.
pub(super) fn destination(directory: &str, path: &str) -> String {
    let path = if matches!(path, "" | ".") { "./" } else { path };
    let mut joined = join(directory, path);
    if path.ends_with('/') && !joined.ends_with('/') {
        joined.push('/');
    } else if path.ends_with("/.") && !path.starts_with('/') {
        joined.push_str(if joined == "/" { "." } else { "/." });
    }
    joined
}

/// An absolute path without `.`, `..`, doubled slashes, and a slash at its end.
pub(super) fn cleaned(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_joined_and_cleaned() {
        assert_eq!(join("/app", "src"), "/app/src");
        assert_eq!(join("/app", "../x//y/./z/"), "/x/y/z");
        assert_eq!(join("", "app"), "/app");
        assert_eq!(join("/app", ""), "/app");
        assert_eq!(join("/", ".."), "/");
    }

    #[test]
    fn absolute_paths_stay_as_they_are() {
        assert_eq!(join("/app", "/data/"), "/data/");
        assert_eq!(join("/app", "/a/../b"), "/a/../b");
    }

    #[test]
    fn destinations_keep_the_slash_that_makes_them_directories() {
        assert_eq!(destination("/app", "."), "/app/");
        assert_eq!(destination("/app", "./"), "/app/");
        assert_eq!(destination("/app/", "x/"), "/app/x/");
        assert_eq!(destination("/app", "x"), "/app/x");
        assert_eq!(destination("/", "."), "/");
        assert_eq!(destination("/app", "x/."), "/app/x/.");
        assert_eq!(destination("/app", "/x/"), "/x/");
    }
}
