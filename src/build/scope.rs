//! Which variables an instruction sees, with which values, and where they were declared.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Platform;
use super::expand::Variables;
use super::shared_map::SharedMap;
use crate::source::Span;

/// The variables at one place of a build. Copies are cheap and share what they have in common.
///
/// ENV and ARG are kept apart, since only ENV becomes part of the image. Where both set a name, the later one counts,
/// as in BuildKit; but what a stage inherits from another begins with ENV on top.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    environment: SharedMap<Variable>,
    arguments: SharedMap<Argument>,
    /// How many declarations there have been.
    clock: usize,
    /// The clock when the stage began.
    stage_start: usize,
}

/// A variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// The value.
    pub value: Arc<str>,
    /// The key in the ENV that set it; `None` when the base image did.
    pub declared: Option<Span>,
    at: usize,
}

/// A build argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// The value, if there is a default or one was given.
    pub value: Option<Arc<str>>,
    /// The name in the ARG that declared it; `None` for those that are always there.
    pub declared: Option<Span>,
    at: usize,
}

impl Scope {
    /// The arguments that FROM sees before any ARG: platforms and target, unless `build_args` has other values.
    pub(super) fn predefined(
        build: &Platform,
        target: &Platform,
        target_stage: &str,
        build_args: &BTreeMap<String, String>,
    ) -> Self {
        let arguments = [
            ("BUILDPLATFORM", build.to_string()),
            ("BUILDOS", build.os.clone()),
            ("BUILDOSVERSION", build.os_version.clone()),
            ("BUILDARCH", build.architecture.clone()),
            ("BUILDVARIANT", build.variant.clone()),
            ("TARGETPLATFORM", target.to_string()),
            ("TARGETOS", target.os.clone()),
            ("TARGETOSVERSION", target.os_version.clone()),
            ("TARGETARCH", target.architecture.clone()),
            ("TARGETVARIANT", target.variant.clone()),
            ("TARGETSTAGE", target_stage.to_owned()),
        ];
        let mut scope = Scope::default();
        for (name, value) in arguments {
            scope.declare(name, Some(build_args.get(name).unwrap_or(&value)), None);
        }
        scope
    }

    /// Begins a stage: from here on, inherited ENV hides inherited ARG.
    pub(super) fn begin_stage(&mut self) {
        self.stage_start = self.clock;
    }

    /// Sets a variable of the environment.
    pub(super) fn set(&mut self, name: &str, value: &str, declared: Option<Span>) {
        self.clock += 1;
        self.environment.insert(name, Variable { value: value.into(), declared, at: self.clock });
    }

    /// Declares a build argument. Without a value, one that it has already stays.
    pub(super) fn declare(&mut self, name: &str, value: Option<&str>, declared: Option<Span>) {
        self.clock += 1;
        let argument = match (value, self.arguments.get(name)) {
            (None, Some(old)) => Argument { declared, ..old.clone() },
            (value, _) => Argument { value: value.map(Arc::from), declared, at: self.clock },
        };
        self.arguments.insert(name, argument);
    }

    /// The value of a variable, whichever of ENV and ARG has it.
    pub fn value(&self, name: &str) -> Option<&Arc<str>> {
        let variable = self.environment.get(name);
        let argument = self.arguments.get(name).and_then(|argument| Some((argument.value.as_ref()?, argument.at)));
        match (variable, argument) {
            (Some(variable), Some((value, at))) if at > variable.at.max(self.stage_start) => Some(value),
            (Some(variable), _) => Some(&variable.value),
            (None, argument) => argument.map(|(value, _)| value),
        }
    }

    /// The variable that ENV, here or in a base image, has set.
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.environment.get(name)
    }

    /// The argument that ARG has declared, with a value or without.
    pub fn argument(&self, name: &str) -> Option<&Argument> {
        self.arguments.get(name)
    }

    /// Whether the name is known: set, or declared by an ARG without a value.
    pub fn knows(&self, name: &str) -> bool {
        self.environment.get(name).is_some() || self.arguments.get(name).is_some()
    }

    /// What ENV has set, in the order of the names. Takes time in proportion to its number.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.environment.iter()
    }

    /// What ARG has declared, in the order of the names. Takes time in proportion to its number.
    pub fn arguments(&self) -> impl Iterator<Item = (&str, &Argument)> {
        self.arguments.iter()
    }
}

impl Variables for Scope {
    fn value_of(&self, name: &str) -> Option<&str> {
        self.value(name).map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_env_and_arg_counts() {
        let mut scope = Scope::default();
        scope.declare("A", Some("arg"), None);
        scope.set("A", "env", None);
        assert_eq!(scope.value_of("A"), Some("env"));
        scope.declare("A", Some("arg again"), None);
        assert_eq!(scope.value_of("A"), Some("arg again"));
        scope.declare("A", None, None);
        assert_eq!(scope.value_of("A"), Some("arg again"));
    }

    #[test]
    fn a_new_stage_begins_with_env_on_top() {
        let mut scope = Scope::default();
        scope.set("A", "env", None);
        scope.declare("A", Some("arg"), None);
        scope.declare("B", Some("inherited"), None);
        scope.begin_stage();
        assert_eq!(scope.value_of("A"), Some("env"));
        assert_eq!(scope.value_of("B"), Some("inherited"));
        scope.declare("A", Some("arg"), None);
        assert_eq!(scope.value_of("A"), Some("arg"));
    }

    #[test]
    fn an_argument_without_value_is_known_but_unset() {
        let mut scope = Scope::default();
        scope.declare("A", None, Some(Span::new(4, 5)));
        assert_eq!(scope.value_of("A"), None);
        assert!(scope.knows("A"));
        assert!(!scope.knows("B"));
        assert_eq!(scope.argument("A").and_then(|argument| argument.declared), Some(Span::new(4, 5)));
    }

    #[test]
    fn platform_arguments_can_be_overridden() {
        let platform: Platform = "linux/arm64/v9".parse().unwrap();
        let given = BTreeMap::from([("TARGETARCH".to_owned(), "mine".to_owned())]);
        let scope = Scope::predefined(&Platform::default(), &platform, "default", &given);
        assert_eq!(scope.value_of("BUILDPLATFORM"), Some("linux/amd64"));
        assert_eq!(scope.value_of("TARGETPLATFORM"), Some("linux/arm64/v9"));
        assert_eq!(scope.value_of("TARGETVARIANT"), Some("v9"));
        assert_eq!(scope.value_of("TARGETARCH"), Some("mine"));
        assert_eq!(scope.value_of("BUILDVARIANT"), Some(""));
    }
}
