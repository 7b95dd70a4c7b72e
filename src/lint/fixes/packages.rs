//! Package managers: another program, another command, a folder that is emptied.

use super::script::RunScript;
use super::{Proposal, Site, after_word};
use crate::build::packages::{ActionKind, FolderContent};
use crate::dockerfile::Keyword;
use crate::facts::{Manager, managers};
use crate::lint::checks::bare_name;
use crate::lint::facts::{Command, Facts, PackageUse, Statement};
use crate::source::{Edit, Span};

/// `apt` → `apt-get` or `apt-cache`, if one of them has the command.
pub(crate) fn apt_to_apt_get(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let programs = ["apt-get", "apt-cache"].map(|name| (name, site.list(name)));
    let replace = |place: &Span| {
        let command = command_at(facts, statement, place.start)?;
        let uses = facts.package_uses_of(statement.number).iter();
        let action = uses.map(|found| &found.action).find(|action| action.span == command.call.span)?;
        let word = facts.input.file.text(action.command_span);
        let (program, _) = programs.iter().find(|(_, commands)| commands.contains(&word.as_ref()))?;
        let span = command.call.program.span;
        // `/usr/bin/apt` and quotes are left to people.
        (facts.input.file.text(span) == "apt").then(|| Edit::replace(span, *program))
    };
    Proposal::of(site.places.iter().map(replace).collect::<Option<_>>()?)
}

/// Empties apt's lists at the end of the RUN, unless something later needs them.
pub(crate) fn remove_apt_lists(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start)?;
    let program = managers::program(site.value("program")?)?;
    let folder = program.folders.iter().find(|folder| folder.holds == FolderContent::Index)?.path;
    if statement.has_mount_on(folder) || lists_are_needed(facts, statement) {
        return None;
    }
    let edit = RunScript::of(facts, statement)?.append(&format!("rm -rf {folder}/*"))?;
    Proposal::of(vec![edit])
}

/// Whether a later RUN, which gets to see the files of this one, installs something without fetching the lists itself.
fn lists_are_needed(facts: &Facts<'_>, statement: &Statement<'_>) -> bool {
    let fetched =
        |found: &PackageUse| found.action.manager == Manager::Apt && found.action.kind == ActionKind::UpdateIndex;
    let mut later = facts.package_uses().chunk_by(|a, b| a.statement == b.statement).filter(|uses| {
        let other = uses.first().and_then(|found| facts.statement_of_use(found));
        other.is_some_and(|other| other.number > statement.number && may_see(facts, statement, other))
    });
    later.any(|uses| {
        let uses = uses.iter().filter(|found| found.action.manager == Manager::Apt);
        let mut before = uses.take_while(|found| !fetched(found));
        before.any(|found| {
            matches!(
                found.action.kind,
                ActionKind::Install | ActionKind::BuildDependencies | ActionKind::UpgradeAll | ActionKind::Download
            )
        })
    })
}

/// Whether the second statement finds the files of the first: both are of one stage, or of stages that begin alike.
fn may_see(facts: &Facts<'_>, first: &Statement<'_>, second: &Statement<'_>) -> bool {
    match (first.stage, second.stage) {
        (Some(a), Some(b)) => facts.root(a).id == facts.root(b).id,
        _ => true,
    }
}

/// `npm install` → `npm ci`, `yarn` → `yarn --frozen-lockfile` …
pub(crate) fn hold_to_lock_file(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let statement = facts.statement_at(site.span.start).filter(|it| it.instruction.keyword == Keyword::Run)?;
    let program = site.value("program")?;
    let uses = facts.package_uses_of(statement.number).iter();
    let action = uses.map(|found| &found.action).find(|it| it.span.start == site.span.start)?;
    let says_so = action.command_span.start > action.span.start;
    Proposal::of(vec![match (site.entry("commands", program), site.entry("flags", program)) {
        (Some(command), _) if says_so => Edit::replace(action.command_span, command),
        (None, Some(flag)) => after_word(facts, site.span, flag),
        _ => return None,
    }])
}

/// Empties caches at the end of each RUN that fills one: the rule's option `clean` has a command for each program.
pub(crate) fn clean_caches(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let mut edits = Vec::new();
    let mut commands: Vec<(usize, Vec<&str>)> = Vec::new();
    for place in site.places {
        let statement = facts.statement_at(place.start)?;
        let found = facts.package_uses_of(statement.number).iter().find(|it| it.action.span.start == place.start)?;
        let action = &found.action;
        // What sudo runs may be forbidden without it.
        if facts.command(found.command).is_none_or(|command| !command.call.wrappers.is_empty()) {
            return None;
        }
        let name = bare_name(&action.program);
        let command = site.entry("clean", name)?;
        match commands.last_mut().filter(|(number, _)| *number == statement.number) {
            Some((_, list)) if list.contains(&command) => {}
            Some((_, list)) => list.push(command),
            None => commands.push((statement.number, vec![command])),
        }
    }
    for (number, list) in commands {
        let script = RunScript::of(facts, facts.statements().get(number)?)?;
        edits.push(script.append(&list.join(" && "))?);
    }
    Proposal::of(edits)
}

/// Puts packages into the order of their names, each where another stood.
pub(crate) fn sort(facts: &Facts<'_>, site: &Site<'_>) -> Option<Proposal> {
    let places = site.places;
    let text = |span: Span| facts.input.file.text(span).into_owned();
    let between = places.windows(2).map(|pair| match pair {
        [a, b] => text(Span::new(a.end, b.start)),
        _ => String::new(),
    });
    // A comment between packages is on one of them.
    if between.into_iter().any(|gap| gap.contains('#')) {
        return None;
    }
    let mut words: Vec<String> = places.iter().map(|place| text(*place)).collect();
    words.sort_by_key(|word| word.to_lowercase());
    let moved = places.iter().zip(words).filter(|(place, word)| text(**place) != *word);
    Proposal::of(moved.map(|(place, word)| Edit::replace(*place, word)).collect())
}

fn command_at<'f>(facts: &'f Facts<'_>, statement: &Statement<'_>, offset: usize) -> Option<Command<'f>> {
    facts.commands_of(statement.number).find(|command| command.call.program.span.start == offset)
}
