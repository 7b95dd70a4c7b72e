//! Which rules are looked for, and how bad their findings are, by everything that is said of them in turn.

use super::setting::Setting;
use crate::lint::{Level, Profile, Rule, Selector};

/// What one source says, as far as it is about which rules.
type Layer<'a> = Vec<&'a Setting>;

/// Layers of settings, from the first to the last, which counts most.
pub(crate) struct Selection<'a> {
    layers: Vec<Layer<'a>>,
    base: Base<'a>,
}

/// What the rules to begin with are. The last layer that says it counts.
enum Base<'a> {
    Profile(Profile),
    /// Only these, from this layer on: what earlier layers ignored does not matter.
    Select(&'a [Selector], usize),
}

impl<'a> Selection<'a> {
    pub(crate) fn new(layers: Vec<Layer<'a>>) -> Self {
        let mut base = Base::Profile(Profile::default());
        for (number, layer) in layers.iter().enumerate() {
            for setting in layer {
                if let Setting::Profile(profile) = setting {
                    base = Base::Profile(*profile);
                }
            }
            for setting in layer {
                if let Setting::Select(selectors) = setting {
                    base = Base::Select(selectors, number);
                }
            }
        }
        Self { layers, base }
    }

    /// Whether what a layer says still counts: of which rules to look for, nothing does that was said before the last
    /// `select`, and no `select` that was said before the last `profile`.
    pub(crate) fn counts(&self, layer: usize, setting: &Setting) -> bool {
        match (&self.base, setting) {
            (Base::Profile(_), setting) => !matches!(setting, Setting::Select(_)),
            (
                Base::Select(_, first),
                Setting::Profile(_)
                | Setting::Select(_)
                | Setting::ExtendSelect(_)
                | Setting::Ignore(_)
                | Setting::Level(_, None),
            ) => layer >= *first,
            _ => true,
        }
    }

    /// Whether a rule is looked for. Rules of the user's own are part of every profile.
    pub(crate) fn is_on(&self, rule: &Rule, is_custom: bool) -> bool {
        let (mut on, first) = match self.base {
            Base::Profile(profile) => (is_custom || profile.includes(rule.profiles), 0),
            Base::Select(selectors, first) => (selectors.iter().any(|it| it.covers(rule)), first),
        };
        for layer in self.layers.iter().skip(first) {
            if layer.iter().any(|it| matches!(it, Setting::ExtendSelect(selector) if selector.covers(rule))) {
                on = true;
            }
            if nearest(layer, rule) == Some(None) {
                on = false;
            }
            if layer.iter().any(|it| matches!(it, Setting::Ignore(selector) if selector.covers(rule))) {
                on = false;
            }
        }
        on
    }

    /// The level that is asked for; `None` for the rule's own.
    pub(crate) fn level(&self, rule: &Rule) -> Option<Level> {
        self.layers.iter().rev().find_map(|layer| nearest(layer, rule).flatten())
    }
}

/// What a layer says of the level of a rule: of the entries that are about it, the most specific one, and of those the
/// last.
fn nearest(layer: &Layer<'_>, rule: &Rule) -> Option<Option<Level>> {
    let entries = layer.iter().filter_map(|setting| match setting {
        Setting::Level(selector, level) if selector.covers(rule) => Some((specificity(selector), *level)),
        _ => None,
    });
    entries.max_by_key(|(specificity, _)| *specificity).map(|(_, level)| level)
}

fn specificity(selector: &Selector) -> usize {
    match selector {
        Selector::All => 0,
        Selector::Category(_) => 1,
        Selector::Prefix(prefix) => 1 + prefix.len(),
        Selector::Rules(_) => usize::MAX,
    }
}
