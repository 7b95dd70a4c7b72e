use crate::build::resolve::{Lookup, Resolved, split};
use crate::facts::Manager;
use crate::facts::managers::{self, FolderContent, ProgramFact};
use crate::shell::Call;
use crate::source::Span;

/// A folder of a package manager that a call empties or removes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmptiedFolder {
    /// The manager that keeps it.
    pub manager: Manager,
    /// The program that keeps it, under its first name.
    pub program: &'static str,
    /// What was in it.
    pub holds: FolderContent,
    /// Its path, as the data has it.
    pub path: &'static str,
    /// The argument that names it.
    pub span: Span,
}

/// The folders of package managers that `rm -r` and `find … -delete` take away.
///
/// `rm -rf /var/lib/apt/lists/*` empties one, and so does removing it or any folder above it.
pub fn emptied_folders(call: &Call, lookup: &Lookup) -> Vec<EmptiedFolder> {
    let is_find = call.name == "find";
    if call.name != "rm" && !is_find {
        return Vec::new();
    }
    let words: Vec<Resolved> = call.args.iter().flat_map(|word| split(word, lookup)).collect();
    if is_find && !words.iter().any(|word| word.text == "-delete" || word.text == "rm") {
        return Vec::new();
    }
    // What `find` is to look at stands before its first condition.
    let paths = words.iter().filter(|word| is_find || !word.text.starts_with('-'));
    let paths = paths.take_while(|word| !is_find || !word.text.starts_with(['-', '(', '!']));
    paths.flat_map(emptied_by).collect()
}

fn emptied_by(word: &Resolved) -> impl Iterator<Item = EmptiedFolder> {
    let path = normalised(&word.text);
    let span = word.span;
    managers::programs().iter().flat_map(move |program| folders_in(program, &path, span))
}

fn folders_in(program: &'static ProgramFact, path: &str, span: Span) -> Vec<EmptiedFolder> {
    let folders = program.folders.iter().filter(|folder| is_or_holds(path, &normalised(folder.path)));
    let emptied = folders.map(|folder| EmptiedFolder {
        manager: program.manager,
        program: program.names.first().copied().unwrap_or_default(),
        holds: folder.holds,
        path: folder.path,
        span,
    });
    emptied.collect()
}

/// Whether removing `path` empties `folder`. A `*` at its end stands for the rest of a name.
fn is_or_holds(path: &str, folder: &str) -> bool {
    if let Some(beginning) = path.strip_suffix('*') {
        return !beginning.is_empty() && folder.starts_with(beginning);
    }
    !path.is_empty() && folder.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path without what stands for "everything in it"; the home folders of root are one.
fn normalised(path: &str) -> String {
    let mut path = path;
    for ending in ["/", "/*", "/.*", "/**", "/*.*"] {
        path = path.strip_suffix(ending).unwrap_or(path);
    }
    for home in ["/root", "${HOME}", "$HOME"] {
        if let Some(rest) = path.strip_prefix(home)
            && (rest.is_empty() || rest.starts_with('/'))
        {
            return format!("~{rest}");
        }
    }
    path.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Dialect, parse};
    use crate::source::Text;

    fn emptied(script: &str) -> Vec<(Manager, FolderContent)> {
        let text = Text::verbatim(script.as_bytes(), Span::new(0, script.len()));
        let calls = parse(&text, Dialect::Bash).calls();
        let mut found: Vec<_> = calls
            .iter()
            .flat_map(|call| emptied_folders(call, &|_| None))
            .map(|folder| (folder.manager, folder.holds))
            .collect();
        found.dedup();
        found
    }

    #[test]
    fn removing_a_folder_or_what_is_in_it_empties_it() {
        let index = vec![(Manager::Apt, FolderContent::Index)];
        for path in ["/var/lib/apt/lists", "/var/lib/apt/lists/", "/var/lib/apt/lists/*", "/var/lib/apt"] {
            assert_eq!(emptied(&format!("rm -rf {path}")), index, "{path}");
        }
        assert_eq!(emptied("find /var/lib/apt/lists -type f -delete"), index);
        assert_eq!(emptied("rm -rf ~/.cache/pip"), [(Manager::Pip, FolderContent::Cache)]);
        assert_eq!(emptied("rm -rf $HOME/.cache/pip"), [(Manager::Pip, FolderContent::Cache)]);
        assert!(emptied("rm -rf /var/lib/apt/lists/lock /tmp/x").is_empty());
        assert!(emptied("ls /var/lib/apt/lists").is_empty());
        assert_eq!(emptied("rm -rf /var/cache/zypp*").first(), Some(&(Manager::Zypper, FolderContent::Cache)));
        assert!(emptied("rm -rf /var/cache/zyppe*").is_empty());
    }

    #[test]
    fn a_call_may_empty_several_folders() {
        let found = emptied("rm -rf /var/cache/apt/* /var/lib/apt/lists/*");
        assert_eq!(found, [(Manager::Apt, FolderContent::Cache), (Manager::Apt, FolderContent::Index)]);
    }
}
