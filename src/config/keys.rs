//! The keys of `.dfcheck.yaml`: the one list that reading, messages, the JSON schema and the environment go by.

use super::kind::{Key, Keys, Kind};
use crate::lint::LABEL_TYPES;

/// The profiles, as [`Profile`](crate::lint::Profile) names them.
pub const PROFILES: &[&str] = &["recommended", "hadolint", "all"];
/// The levels that a rule can be given.
const LEVELS: &[&str] = &["error", "warning", "info", "style", "off"];
/// From which level on findings make the run fail.
pub const THRESHOLDS: &[&str] = &["error", "warning", "info", "style", "none"];
const SAFETIES: &[&str] = &["safe", "unsafe"];

const RULES: Kind = Kind::OneOrMore(&Kind::Rules);
const GLOBS: Kind = Kind::OneOrMore(&Kind::Glob);

const fn key(name: &'static str, kind: Kind, about: &'static str, elsewhere: &'static [&'static str]) -> Key {
    Key { name, kind, about, elsewhere }
}

/// The keys that hold for all Dockerfiles, or in `overrides` for some.
const SHARED: &[Key] = &[
    key("profile", Kind::Choice(PROFILES), "the rules to begin with", &[]),
    key("select", RULES, "only these rules, whatever the profile", &["only", "enable-only"]),
    key("extend-select", RULES, "these rules too", &["enable", "include-rules"]),
    key("ignore", RULES, "not these rules", &["ignored", "ignores", "skip", "skip-check", "disable", "exclude-rules"]),
    key(
        "levels",
        Kind::Map { key: &Kind::Rules, value: &Kind::Choice(LEVELS) },
        "how bad the findings of a rule are, by rule; `off` is not to look for it. A rule's own entry counts more than \
         one of its category",
        &["override", "severity", "severities"],
    ),
    key(
        "failure-threshold",
        Kind::Choice(THRESHOLDS),
        "findings of this level or a worse one make the exit code 1; with `none` none do",
        &["fail-level", "fail-on", "no-fail", "min-severity"],
    ),
    key(
        "trusted-registries",
        Kind::OneOrMore(&Kind::Text("a registry", "registries")),
        "registries that images may come from; `*` at the beginning or the end stands for any text",
        &["trustedRegistries", "allowed-registries"],
    ),
    key(
        "label-schema",
        Kind::Map { key: &Kind::Text("a label", "labels"), value: &Kind::Choice(LABEL_TYPES) },
        "the labels that images have, and the types of their values",
        &[],
    ),
    key("strict-labels", Kind::Switch, "whether images may have no other labels", &[]),
    key("options", Kind::RuleOptions, "options of rules: rule, option, value", &[]),
    key(
        "context",
        Kind::Text("a folder", "folders"),
        "the build context, relative to the folder of this file; the Dockerfile's folder where it is not set",
        &[],
    ),
    key(
        "contexts",
        Kind::Map {
            key: &Kind::Text("a name", "names"),
            value: &Kind::Text("a folder or an address", "folders or addresses"),
        },
        "what `docker build --build-context` names, with where it is",
        &["build-contexts", "named-contexts", "additional-contexts"],
    ),
    key(
        "shell",
        Kind::OneOrMore(&Kind::Text("a shell such as `bash`", "words such as those of SHELL")),
        "what runs the shell form of instructions where the Dockerfile does not say it: a shell, or the words of a SHELL \
     instruction",
        &[],
    ),
    key("fix", Kind::Record(&FIXES), "what `--fix` may do", &[]),
    key("limits", Kind::Record(&LIMIT_KEYS), "how much is looked at", &["max-file-size"]),
    key(
        "disable-ignore-comments",
        Kind::Switch,
        "whether comments that ignore rules count for nothing",
        &["disable-ignore-pragma", "no-ignores", "no-inline-directives"],
    ),
];

/// The keys of a file.
pub(crate) static FILE: Keys = Keys {
    strict: true,
    shared: SHARED,
    own: &[
        key(
            "extends",
            Kind::OneOrMore(&Kind::Text("a file", "files")),
            "configuration files to begin with, relative to this one; what stands here comes after them",
            &["extend"],
        ),
        key(
            "overrides",
            Kind::OneOrMore(&Kind::Record(&OVERRIDE)),
            "what is different for some Dockerfiles; later entries come after earlier ones",
            &["per-file-ignores", "per-path"],
        ),
        key(
            "exclude",
            GLOBS,
            "Dockerfiles and folders that a search leaves out, as patterns relative to the folder of this file",
            &["skip-path", "extend-exclude"],
        ),
        key(
            "rules",
            GLOBS,
            "files of your own rules, as patterns relative to the folder of this file",
            &["custom-rules", "plugins"],
        ),
    ],
};

/// The keys of an entry of `overrides`.
pub(crate) static OVERRIDE: Keys = Keys {
    strict: true,
    shared: SHARED,
    own: &[key(
        "files",
        GLOBS,
        "which Dockerfiles, as patterns relative to the folder of this file",
        &["paths", "path", "include"],
    )],
};

static FIXES: Keys = Keys {
    strict: true,
    shared: &[],
    own: &[
        key(
            "safety",
            Kind::Choice(SAFETIES),
            "`safe` fixes keep what the image does; `unsafe` allows the others too",
            &[],
        ),
        key("never", RULES, "rules whose findings are not to be mended", &["unfixable"]),
    ],
};

static LIMIT_KEYS: Keys = Keys {
    strict: true,
    shared: &[],
    own: &[
        key("file-size", Kind::Number, "the largest Dockerfile that is read, in bytes", &["max-file-size"]),
        key("context-file-size", Kind::Number, "the largest file of the build context that is read, in bytes", &[]),
        key("migrate-words", Kind::Number, "the most instructions, commands and words that `migrate` takes", &[]),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{LIMITS, Limit};
    use crate::lint::{Level, Profile};

    #[test]
    fn the_limits_are_those_that_can_be_set() {
        let names: Vec<&str> = LIMIT_KEYS.iter().map(|key| key.name).collect();
        assert_eq!(names, LIMITS.map(Limit::name));
    }

    #[test]
    fn the_words_are_those_of_the_rules() {
        let levels: Vec<&str> = Level::ALL.iter().rev().map(|level| level.as_str()).collect();
        assert_eq!(LEVELS.strip_suffix(&["off"]), Some(levels.as_slice()));
        assert_eq!(THRESHOLDS.strip_suffix(&["none"]), Some(levels.as_slice()));
        assert_eq!(PROFILES, [Profile::Recommended, Profile::Hadolint, Profile::All].map(|it| it.as_str()));
    }
}
