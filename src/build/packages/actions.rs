use crate::build::resolve::{Lookup, Resolved, split};
use crate::facts::managers::{self, ActionKind, CommandFact, Flag, Meaning, Operands, ProgramFact, ValueRole};
use crate::shell::{Call, Word};
use crate::source::Span;

use super::action::{FileRole, GivenFlag, PackageAction, PackageSource, PackageSpec};
use super::arguments::{Arguments, Grammar};
use super::choose::{Choice, choose};
use super::expression;
use super::operands::{Named, named};

/// How much longer the arguments of one call may become by the values of their variables, in bytes.
const MAX_GROWTH: usize = 16 * 1024;

/// What a call does with packages, in the order in which it does it. Empty when its program is no package manager, or
/// is told to do something that is not known.
///
/// `lookup` gives the values of variables that are known where the call stands, those of the environment included.
/// The assignments of the call itself (`PIP_NO_CACHE_DIR=1 pip …`) are looked up before. The work is linear in the
/// length of the arguments with the values in; whoever reads many calls may give no more values once there were many.
pub fn package_actions(call: &Call, lookup: &Lookup) -> Vec<PackageAction> {
    let Some(program) = managers::program(&call.name) else { return Vec::new() };
    let words = words(call, lookup);
    let Some(choice) = choose(program, &words) else {
        return expressions(call, program, &words, lookup);
    };
    let grammar = Grammar {
        program,
        command_options: choice.command.options,
        operands_before: choice.operands_before,
        operand_limit: match choice.command.operands {
            Operands::FirstPackage => choice.operands_before + 1,
            _ => usize::MAX,
        },
    };
    let arguments = grammar.read(&words);
    if arguments.values(grammar, ValueRole::Expression).next().is_some() {
        return expressions(call, program, &words, lookup);
    }
    Assembly { call, lookup, grammar, arguments, choice }.actions()
}

/// The arguments with the values of their variables. Once these have made them [`MAX_GROWTH`] bytes longer, the
/// others stay as they are.
fn words(call: &Call, lookup: &Lookup) -> Vec<Resolved> {
    let mut left = MAX_GROWTH;
    let mut words = Vec::new();
    for word in &call.args {
        let fields = if left > 0 { split(word, lookup) } else { split(word, &|_| None) };
        let length: usize = fields.iter().map(|field| field.text.len()).sum();
        left = left.saturating_sub(length.saturating_sub(word.raw.len()));
        words.extend(fields);
    }
    words
}

/// The actions of program text in the arguments.
fn expressions(call: &Call, program: &'static ProgramFact, words: &[Resolved], lookup: &Lookup) -> Vec<PackageAction> {
    let is_asked_for = program.language_module.is_none_or(|module| words.iter().any(|word| word.text.contains(module)));
    let (Some(language), true) = (program.language, is_asked_for) else { return Vec::new() };
    let grammar = Grammar::of_program(program);
    let arguments = grammar.read(words);
    let flags = environment_flags(call, program, lookup);
    arguments
        .values(grammar, ValueRole::Expression)
        .flat_map(|(option, text)| {
            expression::actions(text, language, program).into_iter().map(move |found| (option, found))
        })
        .map(|(option, (kind, packages))| PackageAction {
            manager: program.manager,
            program: call.name.clone(),
            kind,
            packages,
            flags: flags.clone(),
            files: Vec::new(),
            virtual_group: None,
            cleans: &[],
            tells: &[],
            command_span: option.span,
            span: call.span,
        })
        .collect()
}

/// Everything from which the actions of a call are put together.
struct Assembly<'a> {
    call: &'a Call,
    lookup: &'a Lookup<'a>,
    grammar: Grammar,
    arguments: Arguments,
    choice: Choice,
}

impl Assembly<'_> {
    fn actions(&self) -> Vec<PackageAction> {
        let command = self.choice.command;
        let operands = self.operands();
        let named = named(&self.arguments, self.grammar, command.operands, &operands);
        let Named { mut packages, removed, files } = named;
        let kind = self.kind(command, !packages.is_empty() || lists_packages(&files));
        if kind == ActionKind::UpgradeSelf {
            packages.clear();
        }
        if self.takes_words_from_xargs() {
            packages.push(from_stdin(self.call));
        }
        let mut actions: Vec<PackageAction> =
            self.added().map(|kind| self.action(kind, Vec::new(), Vec::new())).collect();
        if !removed.is_empty() {
            actions.push(self.action(ActionKind::Remove, removed, Vec::new()));
        }
        // `pacman -Sy` installs nothing, though -S is what chooses the command.
        let only_adds = !actions.is_empty() && kind == ActionKind::Install && packages.is_empty() && files.is_empty();
        if !only_adds {
            actions.push(self.action(kind, packages, files));
        }
        actions
    }

    /// The operands without those that choose the command, settings and variables.
    fn operands(&self) -> Vec<Resolved> {
        let program = self.grammar.program;
        let is_setting =
            |word: &Resolved| !program.settings_prefix.is_empty() && word.text.starts_with(program.settings_prefix);
        let operands = self.arguments.operands.iter().skip(self.choice.operands_before);
        operands.filter(|word| !is_setting(word) && (!program.assignments || !is_assignment(word))).cloned().collect()
    }

    /// Whether `xargs` adds packages at the end. With `{}` it puts them where that stands.
    fn takes_words_from_xargs(&self) -> bool {
        let is_place = |word: &Word| word.literal().is_some_and(|text| text.contains("{}"));
        self.call.wrappers.iter().any(|wrapper| wrapper == "xargs")
            && self.choice.command.operands == Operands::Packages
            && !self.call.args.iter().any(is_place)
    }

    fn kind(&self, command: &CommandFact, has_packages: bool) -> ActionKind {
        let becomes = self.given().find_map(|(meaning, _)| match meaning {
            Meaning::Becomes(kind) => Some(kind),
            _ => None,
        });
        let kind = match (becomes, command.without_packages) {
            (Some(kind), _) => kind,
            (None, Some(kind)) if !has_packages => kind,
            _ => command.does,
        };
        let is_frozen = || self.flags().iter().any(|given| given.flag == Flag::Frozen);
        if kind == ActionKind::ManifestInstall && is_frozen() { ActionKind::LockInstall } else { kind }
    }

    fn added(&self) -> impl Iterator<Item = ActionKind> {
        let mut kinds = Vec::new();
        for (meaning, _) in self.given() {
            if let Meaning::Adds(kind) = meaning
                && !kinds.contains(&kind)
            {
                kinds.push(kind);
            }
        }
        kinds.into_iter()
    }

    /// What the options mean, apart from those that only take a value.
    fn given(&self) -> impl Iterator<Item = (Meaning, Span)> {
        self.grammar
            .options()
            .filter(|fact| !matches!(fact.meaning, Meaning::Takes(_)))
            .filter_map(|fact| self.arguments.given(fact).map(|option| (fact.meaning, option.span)))
    }

    /// What is said: by options in the order in which they are given, then by environment and command.
    fn flags(&self) -> Vec<GivenFlag> {
        let mut flags: Vec<GivenFlag> = Vec::new();
        for (meaning, span) in self.given() {
            if let Meaning::Says(flag) = meaning
                && flags.iter().all(|given| given.flag != flag)
            {
                flags.push(GivenFlag { flag, span: Some(span) });
            }
        }
        flags.sort_by_key(|given| given.span.map(|span| span.start));
        let sets = self.choice.command.sets.iter().map(|&flag| GivenFlag { flag, span: None });
        for unsaid in environment_flags(self.call, self.grammar.program, self.lookup).into_iter().chain(sets) {
            if flags.iter().all(|given| given.flag != unsaid.flag) {
                flags.push(unsaid);
            }
        }
        flags
    }

    fn action(
        &self,
        kind: ActionKind,
        packages: Vec<PackageSpec>,
        files: Vec<super::action::FileArgument>,
    ) -> PackageAction {
        let command_span = self.choice.words.iter().copied().reduce(Span::cover).unwrap_or(self.call.program.span);
        let group = self.arguments.values(self.grammar, ValueRole::VirtualGroup).last();
        PackageAction {
            manager: self.grammar.program.manager,
            program: self.call.name.clone(),
            kind,
            packages,
            flags: self.flags(),
            files,
            virtual_group: group.map(|(_, name)| name.text.clone()),
            cleans: if kind == ActionKind::Clean { self.choice.command.cleans } else { &[] },
            tells: if kind == ActionKind::Query { self.choice.command.tells } else { &[] },
            command_span,
            span: self.call.span,
        }
    }
}

/// What the environment says.
fn environment_flags(call: &Call, program: &ProgramFact, lookup: &Lookup) -> Vec<GivenFlag> {
    let value_of = |name: &str| {
        let own = call.assignments.iter().rev().find(|assignment| assignment.name == name);
        match own {
            Some(assignment) => Some(crate::build::resolve::resolve(&assignment.value, lookup).text),
            None => lookup(name),
        }
    };
    let is_said = |fact: &managers::EnvironmentFact| {
        value_of(fact.name).is_some_and(|value| match fact.value {
            Some(expected) => value.eq_ignore_ascii_case(expected),
            None => managers::is_yes(&value),
        })
    };
    program
        .environment
        .iter()
        .filter(|fact| is_said(fact))
        .map(|fact| GivenFlag { flag: fact.says, span: None })
        .collect()
}

fn lists_packages(files: &[super::action::FileArgument]) -> bool {
    files.iter().any(|file| file.role == FileRole::Requirements)
}

/// The packages that `xargs` adds.
fn from_stdin(call: &Call) -> PackageSpec {
    PackageSpec {
        name: "-".to_owned(),
        name_span: call.span,
        span: call.span,
        resolved: false,
        constraint: None,
        source: PackageSource::Stdin,
        architecture: None,
        repository: None,
        extras: Vec::new(),
    }
}

/// `NAME=value`
fn is_assignment(word: &Resolved) -> bool {
    word.text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
    })
}
