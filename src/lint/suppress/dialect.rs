//! The dialects of comments that speak to linters (`rules/lint/ignore-comments.yaml`).

use crate::lint::pattern::Pattern;

include!(concat!(env!("OUT_DIR"), "/dialects.rs"));

/// How one tool writes its comments. The file says what each part means.
#[derive(Debug)]
pub(crate) struct Dialect {
    /// The tool.
    pub(crate) name: &'static str,
    pub(super) leads: &'static [&'static str],
    pub(super) assign: char,
    pub(super) next: Option<char>,
    pub(super) reason: Option<&'static str>,
    /// The longest name first.
    pub(super) keys: &'static [(&'static str, Meaning)],
    all: Option<Pattern>,
    ids: Option<Pattern>,
    names: Option<Pattern>,
}

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Rules to ignore.
    Ignore(Scope),
    /// The end of what the last comment with [`Scope::Range`] began.
    EndRange,
    /// The shell that runs commands.
    Shell(Scope),
    /// Whether the checks of BuildKit are errors.
    Error,
    /// Experimental checks of BuildKit to look for.
    Experimental,
    /// The day from which the comment does not count any more.
    Until,
    /// Why, to the end of the comment.
    Reason,
    /// Something that is of no interest here.
    Other,
}

/// How far a comment counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// To the end of the next instruction; inside an instruction to the end of the next line.
    Next,
    /// The same, but above all the rest of a script to its end.
    Script,
    /// The stage that the next FROM begins, if that is the next instruction; otherwise the rest of the stage.
    Stage,
    /// The whole file.
    File,
    /// To the comment that ends it.
    Range,
}

impl Dialect {
    /// Every dialect.
    pub(super) fn all() -> &'static [Dialect] {
        &DIALECTS
    }

    /// The one that parser directives are written in.
    pub(super) fn of_directives() -> Option<&'static Dialect> {
        DIALECTS.iter().find(|dialect| dialect.leads.contains(&"check="))
    }

    /// Whether nothing but a comment for linters begins with its leads, not even by chance.
    pub(super) fn is_unmistakable(&self) -> bool {
        self.is_own() || self.leads.iter().all(|lead| lead.ends_with('='))
    }

    /// Whether it is dfcheck's own.
    pub(crate) fn is_own(&self) -> bool {
        self.name == env!("CARGO_PKG_NAME")
    }

    /// Whether `all` in a comment of this dialect means no more than what the tool looks for.
    pub(super) fn limits_all(&self) -> bool {
        self.all.is_some()
    }

    /// Whether `all` in a comment of this dialect means the findings with this id.
    pub(super) fn all_means(&self, id: &str) -> bool {
        self.all.is_none() || is_match(&self.all, id)
    }

    /// Whether a word that names no rule of dfcheck is an id all the same: in this dialect, or wherever it stands.
    pub(super) fn knows(&self, word: &str) -> bool {
        is_match(&self.names, word) || is_foreign_id(word)
    }
}

/// Whether this is the name of a check of `docker build --check`.
pub(crate) fn is_buildkit_check(id: &str) -> bool {
    Dialect::of_directives().is_some_and(|dialect| dialect.all_means(id))
}

/// Whether a tool of any dialect is known to use such ids; the name of the tool may stand in front (`shellcheck/SC2086`).
pub(super) fn is_foreign_id(word: &str) -> bool {
    let bare = word.rsplit('/').next().unwrap_or(word);
    DIALECTS.iter().any(|dialect| is_match(&dialect.ids, word) || is_match(&dialect.ids, bare))
}

fn is_match(pattern: &Option<Pattern>, word: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(word))
}
