use super::Emitter;
use super::recipe::{Built, source};
use crate::migrate::{Binding, Package, Recipe, Setting, SettingValue, Template as Text};
use crate::nix::{Bindings, Expr, List, attr, lambda, set, template};

/// The argument of a builder that wants its own attributes: `finalAttrs: { … }`.
const ITSELF: &str = "finalAttrs";

impl Emitter<'_> {
    pub(super) fn package(&self, package: &Package) -> Built {
        let mut settings = set()
            .bind("pname", Expr::string(&package.name))
            .bind("version", self.string(&package.version))
            .bind("src", source(&package.folder, &package.sources));
        for setting in &package.settings {
            settings = self.setting(settings, setting);
        }
        let builder = self.builder(&package.builder);
        let expr = match package.settings.iter().any(|setting| refers_to_package(&setting.value)) {
            true => builder.call(lambda(ITSELF, settings)),
            false => builder.call(settings),
        };
        let has_lib = package.folder.is_empty() || package.settings.iter().any(|setting| has_hash(&setting.value));
        Built { expr, uses_lib: has_lib }
    }

    /// The function of nixpkgs; one that belongs to PHP is that of the plan's PHP, which has the extensions.
    fn builder(&self, path: &str) -> Expr {
        let is_php = |binding: &&Binding| matches!(binding.recipe, Recipe::PhpEnvironment { .. });
        let php = self.plan.bindings.iter().find(is_php);
        match (php, path.strip_prefix("php.")) {
            (Some(php), Some(function)) => Expr::ident(&php.name).select(function),
            _ => attr(["pkgs"]).select_dotted(path),
        }
    }

    fn setting(&self, settings: Bindings, setting: &Setting) -> Bindings {
        let settings = settings.bind_path(setting.name.split('.'), self.setting_value(&setting.value));
        match &setting.note {
            Some(note) => settings.comment(note.as_str()),
            None => settings,
        }
    }

    fn setting_value(&self, value: &SettingValue) -> Expr {
        match value {
            SettingValue::Text(text) => self.string(text),
            SettingValue::Texts(texts) => texts.iter().map(|text| self.string(text)).collect::<List>().into(),
            SettingValue::Flag(flag) => Expr::boolean(*flag),
            SettingValue::Attribute(path) => attr(["pkgs"]).select_dotted(path),
            SettingValue::Attributes(paths) => {
                paths.iter().map(|path| attr(["pkgs"]).select_dotted(path)).collect::<List>().into()
            }
            SettingValue::Number(number) => Expr::int(*number),
            SettingValue::Nothing => Expr::null(),
            SettingValue::Itself => attr([ITSELF, "finalPackage"]),
            SettingValue::FakeHash => attr(["lib", "fakeHash"]),
            SettingValue::File(path) => Expr::path(path),
            SettingValue::Script(lines) => self.lines(lines).into(),
            SettingValue::Call { function, inherited, settings } => {
                let mut own = set();
                if !inherited.is_empty() {
                    own = own.inherit_from(Expr::ident(ITSELF), inherited.iter().copied());
                }
                let own = settings.iter().fold(own, |own, setting| self.setting(own, setting));
                attr(["pkgs"]).select_dotted(function).call(own)
            }
        }
    }

    /// Commands, one a line.
    pub(super) fn lines(&self, lines: &[Text]) -> crate::nix::Template {
        lines.iter().fold(template(), |script, line| script.append(self.template(line)).text("\n")).block()
    }
}

fn refers_to_package(value: &SettingValue) -> bool {
    match value {
        SettingValue::Itself => true,
        SettingValue::Call { inherited, settings, .. } => {
            !inherited.is_empty() || settings.iter().any(|setting| refers_to_package(&setting.value))
        }
        _ => false,
    }
}

fn has_hash(value: &SettingValue) -> bool {
    match value {
        SettingValue::FakeHash => true,
        SettingValue::Call { settings, .. } => settings.iter().any(|setting| has_hash(&setting.value)),
        _ => false,
    }
}
