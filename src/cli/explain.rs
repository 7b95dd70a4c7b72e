//! `dfcheck explain` and `dfcheck rules`

use serde::Serialize;

use super::args::{ExplainArgs, RulesArgs, RulesFormat};
use super::{CLEAN, FAILED, output};
use crate::lint::{Rule, Safety, catalogue, explain};

/// Prints what is known of each check that is named.
pub(super) fn explain_checks(args: &ExplainArgs) -> u8 {
    let mut code = CLEAN;
    for word in &args.checks {
        let rules = catalogue::find(word);
        if rules.is_empty() {
            let hint = catalogue::suggestion(word).map(|name| format!("; is it `{name}`?")).unwrap_or_default();
            output::error(format!("there is no check `{word}`{hint}"));
            code = FAILED;
        }
        for rule in rules {
            output::stdout(|out| writeln!(out, "{}", explain(rule).trim_end()));
        }
    }
    code
}

/// Lists all checks.
pub(super) fn list_rules(args: &RulesArgs) -> u8 {
    match args.format {
        RulesFormat::Json => output::json(&catalogue::all().iter().map(RuleView::of).collect::<Vec<_>>()),
        RulesFormat::Text => output::stdout(|out| {
            let width = catalogue::all().iter().map(|rule| rule.name.len()).max().unwrap_or_default();
            for rule in catalogue::all() {
                writeln!(out, "{:<7} {:<7} {:<width$}  {}", rule.code, rule.level, rule.name, rule.summary)?;
            }
            Ok(())
        }),
    }
    CLEAN
}

#[derive(Serialize)]
struct RuleView {
    code: &'static str,
    name: &'static str,
    level: String,
    category: &'static str,
    since: &'static str,
    aliases: &'static [&'static str],
    overlaps: &'static [&'static str],
    profiles: Vec<&'static str>,
    fixable: Option<Safety>,
    summary: &'static str,
}

impl RuleView {
    fn of(rule: &Rule) -> Self {
        RuleView {
            code: rule.code.as_str(),
            name: rule.name,
            level: rule.level.to_string(),
            category: rule.category.as_str(),
            since: rule.since,
            aliases: rule.aliases,
            overlaps: rule.overlaps,
            profiles: rule.profiles.iter().map(|profile| profile.as_str()).collect(),
            fixable: rule.fix.map(|fix| fix.safety),
            summary: rule.summary,
        }
    }
}
