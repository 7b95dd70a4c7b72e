//! The findings of `shuck-linter`.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use shuck_linter::{AmbientShellOptions, AnalysisRequest, LinterSettings, Rule, ShellCheckCodeMap, ShellDialect};
use shuck_parser::ShellProfile;
use shuck_parser::parser::Parser;

use super::{Body, FAILED, Note, Number, growth, own};
use crate::shell::Dialect;

/// A script longer than this is not looked at: the linter's time grows faster than its length, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// The same for a script with a syntax error, in which only what led to the error is of interest.
const MAX_BROKEN_LENGTH: usize = 8 * 1024;

/// With more variables times commands than this, [`UNQUOTED`] is not looked for: it takes the cube of their number.
const MAX_FLOW: usize = 50_000;

/// A variable without quotes.
const UNQUOTED: Number = 2086;

/// Numbers from here on are about scripts that can be parsed.
const FIRST_OF_MEANING: Number = 2000;

/// How deep commands may stand in each other; our own parser allows no more either.
const MAX_DEPTH: usize = 50;

/// The linter's rules by their numbers. Those that it numbers otherwise than ShellCheck are under ShellCheck's.
static RULES: LazyLock<HashMap<Number, Rule>> = LazyLock::new(|| {
    let numbered = ShellCheckCodeMap::default();
    let rules = numbered.mappings().filter_map(|(number, rule)| Some((Number::try_from(number).ok()?, rule)));
    let mut rules: HashMap<Number, Rule> = rules.filter(|(number, _)| !own::owns(*number)).collect();
    for (theirs, number) in [(3042, 3039), (3073, 3029)] {
        if let Some(rule) = rules.remove(&theirs) {
            rules.insert(number, rule);
        }
    }
    rules
});

/// Rules of the linter by themselves, and the number of each.
type Numbers = [(Rule, Number)];

/// What the linter is to look for.
pub(super) struct Linter {
    wanted: Vec<(Rule, Number)>,
}

impl Linter {
    /// One that looks for these numbers, as far as it knows them.
    pub(super) fn new(wanted: &BTreeSet<Number>) -> Self {
        Self { wanted: wanted.iter().filter_map(|number| Some((*RULES.get(number)?, *number))).collect() }
    }

    /// What it looks for in a script that is broken, or that has too many variables.
    fn some(&self, is_skipped: impl Fn(Number) -> bool) -> Cow<'_, Numbers> {
        if !self.wanted.iter().any(|(_, number)| is_skipped(*number)) {
            return Cow::Borrowed(&self.wanted);
        }
        Cow::Owned(self.wanted.iter().copied().filter(|(_, number)| !is_skipped(*number)).collect())
    }
}

/// Whether a script that could be looked at is too much for that.
pub(super) fn is_too_much(body: &Body<'_>) -> bool {
    let text = &body.script.text;
    let is_much = || text.len() > MAX_LENGTH || flow(text.as_str()) > MAX_FLOW || growth::is_too_great(text.as_str());
    dialect(body.script.dialect).is_some() && is_much()
}

/// What the linter finds. From the place `broken` of the file on, the script is no valid one.
pub(super) fn check(body: &Body<'_>, linter: &Linter, broken: Option<usize>) -> Vec<Note> {
    let Some(shell) = dialect(body.script.dialect) else { return Vec::new() };
    let text = &body.script.text;
    let most = if broken.is_some() { MAX_BROKEN_LENGTH } else { MAX_LENGTH };
    if text.len() > most || growth::is_too_great(text.as_str()) {
        return Vec::new();
    }
    let has_much_flow = flow(text.as_str()) > MAX_FLOW;
    let numbers =
        linter.some(|number| broken.is_some() && number >= FIRST_OF_MEANING || number == UNQUOTED && has_much_flow);
    if numbers.is_empty() {
        return Vec::new();
    }
    let mut settings = LinterSettings::for_rules(numbers.iter().map(|(rule, _)| *rule));
    settings.shell = shell;
    settings.resolve_source_closure = false;
    settings.ambient_shell_options =
        AmbientShellOptions { errexit: body.options.errexit, pipefail: body.options.pipefail };
    let prelude = body.prelude();
    let source = format!("{prelude}{}", text.as_str());
    let place = |span: shuck_ast::Span| {
        let start = span.start.offset().checked_sub(prelude.len())?;
        let end = span.end.offset().checked_sub(prelude.len())?;
        Some(text.span_of(start..end))
    };
    let number = |rule| numbers.iter().find(|(it, _)| *it == rule).map(|(_, number)| *number);
    let Some(found) = diagnostics(&source, &settings) else {
        return vec![Note { number: FAILED, span: text.span() }];
    };
    let notes = found.into_iter().filter_map(|(rule, span)| Some(Note { number: number(rule)?, span: place(span)? }));
    // ShellCheck gives up at the error.
    notes.filter(|note| broken.is_none_or(|broken| note.span.start <= broken)).collect()
}

/// `None` after a panic of the linter, which is not the end of dfcheck.
fn diagnostics(source: &str, settings: &LinterSettings) -> Option<Vec<(Rule, shuck_ast::Span)>> {
    let run = || {
        let operations = source.len().saturating_mul(8).saturating_add(100_000);
        let profile = ShellProfile::native(settings.shell.parser_dialect());
        let parsed = Parser::with_limits_and_profile(source, MAX_DEPTH, operations, profile).parse();
        let request = AnalysisRequest::from_parse_result(&parsed, source, settings).without_suppressions();
        request.lint().into_iter().map(|found| (found.rule, found.span)).collect()
    };
    catch_unwind(AssertUnwindSafe(run)).ok()
}

/// An upper limit of the variables that a script uses, times one of its commands.
fn flow(text: &str) -> usize {
    let count = |chars: &[u8]| text.bytes().filter(|byte| chars.contains(byte)).count();
    count(b"$") * count(b";&|\n")
}

fn dialect(dialect: Dialect) -> Option<ShellDialect> {
    match dialect {
        Dialect::Sh => Some(ShellDialect::Sh),
        Dialect::Ash => Some(ShellDialect::Dash),
        Dialect::Bash => Some(ShellDialect::Bash),
        Dialect::Ksh => Some(ShellDialect::Ksh),
        Dialect::Zsh | Dialect::PowerShell | Dialect::Cmd | Dialect::Other => None,
    }
}
