use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::document::list;
use super::hadolint;
use super::origin::{Place, Source};
use super::selection::Selection;
use super::setting::{Placed, Setting, Threshold};
use crate::limits::Limits;
use crate::lint::{Level, Rule, Safety, Selector, Settings, Value, catalogue};

/// What holds for a Dockerfile.
#[derive(Clone, Debug)]
pub struct Configuration {
    /// Which rules are looked for, and how.
    pub lint: Settings,
    /// From which level on a finding makes the run fail.
    pub failure_threshold: Threshold,
    /// The build context, and where it is said.
    pub context: Option<(PathBuf, Place)>,
    /// The named contexts, and where they are.
    pub contexts: BTreeMap<String, String>,
    /// What runs the shell form of instructions where the Dockerfile does not say it.
    pub shell: Option<Vec<String>>,
    /// What fixes may do.
    pub fix: FixSettings,
    /// How much is looked at.
    pub limits: Limits,
    /// How to report, as hadolint's configuration says it.
    pub format: Option<String>,
    /// Whether to use no colours, as hadolint's configuration says it.
    pub no_color: bool,
    /// Whether it is hadolint's configuration that was read.
    pub is_hadolints: bool,
    /// The files that were read, those that are extended before those that extend them.
    pub files: Vec<Arc<Source>>,
    /// Everything that is said and counts, from what counts least to what counts most.
    pub said: Vec<Placed>,
}

/// What fixes may do.
#[derive(Clone, Debug)]
pub struct FixSettings {
    /// What they may change, if anything is said of it.
    pub safety: Option<Safety>,
}

impl Configuration {
    /// Takes what each source says, from what counts least to what counts most.
    pub(crate) fn new(
        layers: &[&[Placed]],
        custom: Vec<&'static Rule>,
        files: Vec<Arc<Source>>,
        is_hadolints: bool,
    ) -> Self {
        let selection = Selection::new(layers.iter().map(|it| it.iter().map(|it| &it.setting).collect()).collect());
        let numbered = layers.iter().enumerate().flat_map(|(number, layer)| layer.iter().map(move |it| (number, it)));
        let counting = numbered.filter(|(number, placed)| selection.counts(*number, &placed.setting));
        let said: Vec<Placed> = counting.map(|(_, placed)| placed.clone()).collect();
        let mut configuration = Self {
            lint: lint_settings(&selection, &said, custom),
            failure_threshold: if is_hadolints { hadolint::DEFAULT_THRESHOLD } else { Threshold::default() },
            context: None,
            contexts: BTreeMap::new(),
            shell: None,
            fix: FixSettings { safety: None },
            limits: Limits::default(),
            format: None,
            no_color: false,
            is_hadolints,
            files,
            said: Vec::new(),
        };
        said.iter().for_each(|placed| configuration.apply(placed));
        configuration.said = said;
        configuration
    }

    fn apply(&mut self, placed: &Placed) {
        match &placed.setting {
            Setting::FailureThreshold(threshold) => self.failure_threshold = *threshold,
            Setting::Context(path) => self.context = Some((path.clone(), placed.place.clone())),
            Setting::NamedContext(name, target) => {
                self.contexts.insert(name.clone(), target.clone());
            }
            Setting::Shell(words) => self.shell = Some(words.clone()),
            Setting::FixSafety(safety) => self.fix.safety = Some(*safety),
            Setting::NeverFix(selector) => self.lint.never_fix.push(selector.clone()),
            Setting::DisableIgnoreComments(on) => self.lint.no_ignores = *on,
            Setting::Limit(limit, value) => self.limits.set(*limit, *value),
            Setting::Format(format) => self.format = Some(format.clone()),
            Setting::NoColor(on) => self.no_color = *on,
            // Those about rules are in `lint`.
            Setting::Profile(_)
            | Setting::Select(_)
            | Setting::ExtendSelect(_)
            | Setting::Ignore(_)
            | Setting::Level(..)
            | Setting::Shared(..)
            | Setting::Label(..)
            | Setting::Option(..) => {}
        }
    }

    /// The rules that are looked for, with their levels.
    pub fn rules(&self) -> impl Iterator<Item = (&'static Rule, Level)> {
        self.lint.rules().into_iter().map(|rule| (rule, self.lint.level(rule)))
    }
}

fn lint_settings(selection: &Selection<'_>, said: &[Placed], custom: Vec<&'static Rule>) -> Settings {
    let own = catalogue::all().iter().map(|rule| (rule, false));
    let all: Vec<(&'static Rule, bool)> = own.chain(custom.iter().map(|rule| (*rule, true))).collect();
    let on = all.iter().filter(|(rule, is_custom)| selection.is_on(rule, *is_custom));
    let on = on.map(|(rule, _)| rule.code.as_str());
    let levels = all.iter().filter_map(|(rule, _)| Some((rule.code.as_str(), selection.level(rule)?)));
    Settings {
        select: vec![Selector::Rules(on.collect())],
        levels: levels.collect(),
        options: options(said),
        custom,
        ..Settings::default()
    }
}

/// The options of rules, by code and name. What is said later replaces what was said before.
fn options(said: &[Placed]) -> BTreeMap<(&'static str, &'static str), Value> {
    let mut options = BTreeMap::new();
    let mut share = |name: &str, value: Value| {
        for rule in catalogue::all() {
            for option in rule.options.iter().filter(|option| option.name == name) {
                options.insert((rule.code.as_str(), option.name), value);
            }
        }
    };
    let mut labels: BTreeMap<&str, &str> = BTreeMap::new();
    let mut contexts: Vec<String> = Vec::new();
    for placed in said {
        match &placed.setting {
            Setting::Shared(name, value) => share(name, *value),
            Setting::Label(label, kind) => {
                labels.insert(label, kind);
            }
            Setting::NamedContext(name, _) => contexts.push(name.clone()),
            _ => {}
        }
    }
    if !labels.is_empty() {
        share("label-schema", list(labels.iter().map(|(label, kind)| format!("{label}={kind}"))));
    }
    if !contexts.is_empty() {
        share("contexts", list(contexts));
    }
    // What is said of one rule counts more than what is said of all that share an option.
    for placed in said {
        if let Setting::Option(rule, name, value) = &placed.setting {
            options.insert((rule.code.as_str(), name), *value);
        }
    }
    options
}
