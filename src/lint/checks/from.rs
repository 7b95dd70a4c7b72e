//! FROM: how it is written, its platform, and the variables in it.

use std::collections::BTreeSet;

use super::hints::{Hints, asking};
use crate::build::expand::{Expander, VariableUse};
use crate::build::{Base, Platform, ProblemKind, Stage};
use crate::dockerfile::{Body, From, Instruction};
use crate::lint::facts::Facts;
use crate::lint::reporter::{Found, Reporter};
use crate::source::Text;

/// The argument whose value is the platform that is built for.
const TARGET_PLATFORM: &str = "TARGETPLATFORM";

/// Stage names with capital letters.
pub(crate) fn stage_name_casing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for name in facts.stages().iter().filter_map(|stage| stage.name.as_ref()) {
        let lower = name.as_str().to_lowercase();
        if lower != name.as_str() {
            reporter.push(Found::at(name.span()).with("name", name.as_str()).with("lower", lower));
        }
    }
}

/// `FROM … as`: the two keywords in different casing. A FROM of mixed casing is another rule's business.
pub(crate) fn as_casing(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (_, instruction) in facts.froms() {
        let Some(word) = from_body(instruction).and_then(|from| from.as_word.as_ref()) else { continue };
        let keyword = facts.input.file.text(instruction.keyword_span);
        let expected = match () {
            () if *keyword == keyword.to_lowercase() => "as",
            () if *keyword == keyword.to_uppercase() => "AS",
            () => continue,
        };
        if word.as_str() != expected {
            let found = Found::at(word.span()).with("as", word.as_str()).with("from", keyword);
            reporter.push(found.with("expected", expected));
        }
    }
}

/// Platforms that no variable is part of.
pub(crate) fn constant_platform(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (stage, instruction) in facts.froms() {
        let Some((platform, uses)) = platform(stage, instruction) else { continue };
        if platform.is_empty() || !uses.is_empty() {
            continue;
        }
        let found = Found::at(platform.span()).with("platform", platform.as_str());
        reporter.push(if names_platform(stage, platform.as_str()) {
            found
        } else {
            found.also("FromPlatformFlagConstDisallowed").also("avoid-platform-with-from")
        });
    }
}

/// Whether the stage's name says which platform it is for, as in `build-arm64`. A platform that is none is no constant.
fn names_platform(stage: &Stage, platform: &str) -> bool {
    let name = stage.name.as_ref().map(|name| name.as_str().to_lowercase()).unwrap_or_default();
    platform.parse::<Platform>().is_ok_and(|it| name.contains(&it.os) || name.contains(&it.architecture))
}

/// Platforms that are the target platform, which is the default.
pub(crate) fn redundant_platform(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    for (stage, instruction) in facts.froms() {
        let Some((platform, uses)) = platform(stage, instruction) else { continue };
        let only_target = !uses.is_empty() && uses.iter().all(|it| it.found && it.name == TARGET_PLATFORM);
        let globals = &facts.input.build.globals;
        let value = Expander::new(facts.input.dockerfile.escape).expand(platform, globals).ok();
        let target = globals.value(TARGET_PLATFORM);
        if only_target && value.as_ref().map(|it| it.value.as_str()) == target.map(AsRef::as_ref) {
            let span = instruction.flag("platform").map_or(platform.span(), |flag| flag.span);
            reporter.push(Found::at(span).with("platform", platform.as_str()));
        }
    }
}

/// Variables of FROM that no ARG before it declares.
pub(crate) fn undeclared_variables(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    let globals = &facts.input.build.globals;
    let mut hints = Hints::new();
    let names: Vec<&str> = globals.arguments().map(|(name, _)| name).collect();
    for stage in facts.stages() {
        let mut told = BTreeSet::new();
        for it in stage.uses.iter().filter(|it| !globals.knows(&it.name)) {
            if told.insert(&it.name) {
                let meant = hints.meant(&it.name, names.iter().copied());
                reporter.push(asking(Found::at(it.name_span).with("name", &it.name), meant));
            }
        }
    }
}

/// Base images whose name is empty or wrong once variables have the values that the file gives them.
pub(crate) fn unusable_base(facts: &Facts<'_>, reporter: &mut Reporter<'_>) {
    // BuildKit checks this when it has read the whole file.
    let readable = facts.input.dockerfile.all_errors().is_empty();
    for (stage, instruction) in facts.froms() {
        let Base::Invalid { reason: Some(reason @ (ProblemKind::BlankBase { .. } | ProblemKind::InvalidImage(_))) } =
            &stage.base
        else {
            continue;
        };
        let Some(image) = from_body(instruction).map(|from| &from.image) else { continue };
        let found = Found::at(image.span()).with("image", image.as_str()).with("reason", reason.to_string());
        reporter.push(if readable { found.also("InvalidDefaultArgInFrom") } else { found });
    }
}

fn from_body(instruction: &Instruction) -> Option<&From> {
    match &instruction.body {
        Body::From(from) => Some(from),
        _ => None,
    }
}

/// What `--platform` says, with the variables in it.
fn platform<'a>(stage: &'a Stage, from: &'a Instruction) -> Option<(&'a Text, Vec<&'a VariableUse>)> {
    let value = from.flag("platform")?.value.as_ref()?;
    Some((value, stage.uses.iter().filter(|it| value.span().encloses(it.span)).collect()))
}
