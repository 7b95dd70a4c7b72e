//! `rules/managers/*.yaml` → the tables of `facts::managers`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;

use crate::managers_vocabulary::{
    ActionKind, DashVersion, Flag, FolderContent, Language, ManagerKind, Operands, ValueRole, VersionForm,
};
use crate::support::{self, Error, refused};

/// A file: the programs of one family.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Family {
    manager: String,
    packages_of: String,
    #[serde(default)]
    words: Syntax,
    programs: Vec<Program>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Program {
    names: Vec<String>,
    #[serde(default)]
    one_dash: bool,
    #[serde(default)]
    boolean_words: Vec<String>,
    #[serde(default)]
    after_dashes_ignored: bool,
    #[serde(default)]
    assignments: bool,
    #[serde(default)]
    settings_prefix: String,
    #[serde(default)]
    options: Options,
    #[serde(default)]
    commands: Vec<Command>,
    /// For the one program of a family that writes packages in another way.
    words: Option<Syntax>,
    language: Option<String>,
    language_module: Option<String>,
    #[serde(default)]
    functions: Vec<Function>,
    #[serde(default)]
    environment: BTreeMap<String, String>,
    #[serde(default)]
    folders: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    manifests: Vec<String>,
    #[serde(default)]
    locks: Vec<String>,
}

/// Names of options by what they mean. `"-o Name=value"` is the option with that value.
type Options = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Command {
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    flags: Vec<String>,
    does: String,
    without_packages: Option<String>,
    #[serde(default = "ignored")]
    operands: String,
    #[serde(default)]
    cleans: Vec<String>,
    #[serde(default)]
    tells: Vec<String>,
    #[serde(default)]
    sets: Vec<String>,
    #[serde(default)]
    options: Options,
    #[serde(default)]
    adds: Options,
    #[serde(default)]
    becomes: Options,
}

fn ignored() -> String {
    Operands::Ignored.as_str().to_owned()
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Syntax {
    /// Operators by which an exact version can be given, and those by which it cannot.
    exact_operators: Vec<String>,
    loose_operators: Vec<String>,
    leading_exact_operators: Vec<String>,
    leading_loose_operators: Vec<String>,
    condition_mark: Option<char>,
    exact_versions: Option<String>,
    dash_version: Option<String>,
    numbered_names: Vec<String>,
    architecture_mark: Option<char>,
    architectures: Vec<String>,
    repository_mark: Option<char>,
    repository_end: Option<String>,
    repositories: Vec<String>,
    extras: bool,
    remove_prefixes: Vec<String>,
    remove_suffix: Option<char>,
    install_suffix: Option<char>,
    suffixed_names: Vec<String>,
    group_prefix: Option<char>,
    group_suffix: Option<char>,
    virtual_prefix: Option<char>,
    group_kinds: Vec<String>,
    archives: Vec<String>,
    provided_paths: Vec<String>,
    git_prefixes: Vec<String>,
    git_suffixes: Vec<String>,
    revision_mark: Option<char>,
    owner_shorthand: bool,
    address_mark: Option<String>,
    dotless_is_local: bool,
    slash_is_local: bool,
    folds_names: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Function {
    name: String,
    does: String,
    #[serde(default)]
    git: bool,
    version: Option<String>,
}

/// Writes `managers.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let directory = rules.join("managers");
    let mut programs = String::new();
    let mut seen = BTreeSet::new();
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    for path in support::files(&directory, "yaml")? {
        let family: Family = support::yaml(&path)?;
        let kind =
            word(ManagerKind::ALL, ManagerKind::as_str, &family.packages_of).map_err(|why| refused(&path, why))?;
        if kinds.insert(family.manager.clone(), kind.clone()).is_some_and(|other| other != kind) {
            return Err(refused(&path, format!("another file says otherwise what packages of {} are", family.manager)));
        }
        for program in &family.programs {
            if let Some(name) = program.names.iter().find(|name| !seen.insert((*name).clone())) {
                return Err(refused(&path, format!("the program `{name}` is given twice")));
            }
            programs += &program_code(&family, program).map_err(|why| refused(&path, why))?;
        }
    }
    let kinds: String =
        kinds.iter().map(|(manager, kind)| format!("(Manager::{}, {kind}), ", capitalised(manager))).collect();
    let code = format!(
        "static PROGRAMS: &[ProgramFact] = &[\n{programs}];\nstatic KINDS: &[(Manager, ManagerKind)] = &[{kinds}];\n"
    );
    support::write(out, "managers.rs", &code)
}

fn program_code(family: &Family, program: &Program) -> Result<String, String> {
    let first = program.names.first().ok_or("a program has no name")?;
    let at = |why: String| format!("`{first}`: {why}");
    let mut commands = String::new();
    for command in &program.commands {
        commands += &command_code(command).map_err(at)?;
    }
    let fields = [
        ("manager", format!("Manager::{}", capitalised(&family.manager))),
        ("names", slice(&program.names)),
        ("one_dash", program.one_dash.to_string()),
        ("boolean_words", slice(&program.boolean_words)),
        ("after_dashes_ignored", program.after_dashes_ignored.to_string()),
        ("assignments", program.assignments.to_string()),
        ("settings_prefix", format!("{:?}", program.settings_prefix)),
        ("options", format!("&[{}]", options_code(&program.options).map_err(at)?)),
        ("commands", format!("&[\n{commands}]")),
        ("syntax", syntax_code(program.words.as_ref().unwrap_or(&family.words)).map_err(at)?),
        (
            "language",
            optional(program.language.as_deref(), |it| word(Language::ALL, Language::as_str, it)).map_err(at)?,
        ),
        ("language_module", format!("{:?}", program.language_module)),
        ("functions", functions_code(&program.functions).map_err(at)?),
        ("environment", environment_code(&program.environment).map_err(at)?),
        ("folders", folders_code(&program.folders).map_err(at)?),
        ("manifests", slice(&program.manifests)),
        ("locks", slice(&program.locks)),
    ];
    Ok(format!("{},\n", structure("ProgramFact", &fields)))
}

fn command_code(command: &Command) -> Result<String, String> {
    let names: Vec<Vec<&str>> = command.names.iter().map(|name| name.split(' ').collect()).collect();
    let mut sets = String::new();
    for flag in &command.sets {
        let _ = write!(sets, "{}, ", word(Flag::ALL, Flag::as_str, flag)?);
    }
    let mut options = options_code(&command.options)?;
    for (meaning, names) in [("Adds", &command.adds), ("Becomes", &command.becomes)] {
        for (kind, names) in names {
            let meaning = format!("Meaning::{meaning}({})", action(kind)?);
            names.iter().for_each(|name| options += &option_code(name, &meaning));
        }
    }
    let fields = [
        ("names", format!("&[{}]", names.iter().map(|words| format!("&{words:?}, ")).collect::<String>())),
        ("flags", slice(&command.flags)),
        ("does", action(&command.does)?),
        ("without_packages", optional(command.without_packages.as_deref(), action)?),
        ("operands", word(Operands::ALL, Operands::as_str, &command.operands)?),
        ("cleans", contents_code(&command.cleans)?),
        ("tells", contents_code(&command.tells)?),
        ("sets", format!("&[{sets}]")),
        ("options", format!("&[{options}]")),
    ];
    Ok(format!("    {},\n", structure("CommandFact", &fields)))
}

fn contents_code(contents: &[String]) -> Result<String, String> {
    let mut code = String::new();
    for content in contents {
        let _ = write!(code, "{}, ", word(FolderContent::ALL, FolderContent::as_str, content)?);
    }
    Ok(format!("&[{code}]"))
}

fn options_code(options: &Options) -> Result<String, String> {
    let mut code = String::new();
    for (meaning, names) in options {
        let meaning = match word(ValueRole::ALL, ValueRole::as_str, meaning) {
            Ok(role) => format!("Meaning::Takes({role})"),
            Err(_) => format!("Meaning::Says({})", word(Flag::ALL, Flag::as_str, meaning)?),
        };
        for name in names {
            if !name.starts_with('-') && !name.starts_with('/') {
                return Err(format!("the option `{name}` does not begin with a dash"));
            }
            code += &option_code(name, &meaning);
        }
    }
    Ok(code)
}

fn option_code(name: &str, meaning: &str) -> String {
    // `--quiet --quiet` is no value but the option given twice.
    let (name, value) = match name.split_once(' ').filter(|(_, value)| !value.starts_with('-')) {
        Some((name, value)) => (name, Some(value)),
        None => (name, None),
    };
    format!("OptionFact {{ name: {name:?}, value: {value:?}, meaning: {meaning} }}, ")
}

fn syntax_code(syntax: &Syntax) -> Result<String, String> {
    let exact = syntax.exact_versions.as_deref().unwrap_or(VersionForm::Literal.as_str());
    let dash = syntax.dash_version.as_deref().unwrap_or(DashVersion::None.as_str());
    let fields = [
        ("operators", operators_code(&syntax.exact_operators, &syntax.loose_operators)),
        ("leading_operators", operators_code(&syntax.leading_exact_operators, &syntax.leading_loose_operators)),
        ("condition_mark", format!("{:?}", syntax.condition_mark)),
        ("exact", word(VersionForm::ALL, VersionForm::as_str, exact)?),
        ("dash", word(DashVersion::ALL, DashVersion::as_str, dash)?),
        ("numbered_names", slice(&syntax.numbered_names)),
        ("architecture_mark", format!("{:?}", syntax.architecture_mark)),
        ("architectures", slice(&syntax.architectures)),
        ("repository_mark", format!("{:?}", syntax.repository_mark)),
        ("repository_end", format!("{:?}", syntax.repository_end)),
        ("repositories", slice(&syntax.repositories)),
        ("extras", syntax.extras.to_string()),
        ("remove_prefixes", slice(&syntax.remove_prefixes)),
        ("remove_suffix", format!("{:?}", syntax.remove_suffix)),
        ("install_suffix", format!("{:?}", syntax.install_suffix)),
        ("suffixed_names", slice(&syntax.suffixed_names)),
        ("group_prefix", format!("{:?}", syntax.group_prefix)),
        ("group_suffix", format!("{:?}", syntax.group_suffix)),
        ("virtual_prefix", format!("{:?}", syntax.virtual_prefix)),
        ("group_kinds", slice(&syntax.group_kinds)),
        ("archives", slice(&syntax.archives)),
        ("provided_paths", slice(&syntax.provided_paths)),
        ("git_prefixes", slice(&syntax.git_prefixes)),
        ("git_suffixes", slice(&syntax.git_suffixes)),
        ("revision_mark", format!("{:?}", syntax.revision_mark)),
        ("owner_shorthand", syntax.owner_shorthand.to_string()),
        ("address_mark", format!("{:?}", syntax.address_mark)),
        ("dotless_is_local", syntax.dotless_is_local.to_string()),
        ("slash_is_local", syntax.slash_is_local.to_string()),
        ("folds_names", syntax.folds_names.to_string()),
    ];
    Ok(format!("&{}", structure("SyntaxFact", &fields)))
}

/// The operators, the longest first.
fn operators_code(exact: &[String], loose: &[String]) -> String {
    let mut operators: Vec<(&String, bool)> =
        exact.iter().map(|text| (text, true)).chain(loose.iter().map(|text| (text, false))).collect();
    operators.sort_by_key(|(text, _)| (usize::MAX - text.len(), *text));
    let code: String =
        operators.iter().map(|(text, exact)| format!("OperatorFact {{ text: {text:?}, exact: {exact} }}, ")).collect();
    format!("&[{code}]")
}

fn functions_code(functions: &[Function]) -> Result<String, String> {
    let mut code = String::new();
    for function in functions {
        let fields = [
            ("name", format!("{:?}", function.name)),
            ("does", action(&function.does)?),
            ("git", function.git.to_string()),
            ("version", format!("{:?}", function.version)),
        ];
        code += &format!("{}, ", structure("FunctionFact", &fields));
    }
    Ok(format!("&[{code}]"))
}

fn environment_code(environment: &BTreeMap<String, String>) -> Result<String, String> {
    let mut code = String::new();
    for (variable, says) in environment {
        let (name, value) = match variable.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (variable.as_str(), None),
        };
        let says = word(Flag::ALL, Flag::as_str, says)?;
        let _ = write!(code, "EnvironmentFact {{ name: {name:?}, value: {value:?}, says: {says} }}, ");
    }
    Ok(format!("&[{code}]"))
}

fn folders_code(folders: &BTreeMap<String, Vec<String>>) -> Result<String, String> {
    let mut code = String::new();
    for (holds, paths) in folders {
        let holds = word(FolderContent::ALL, FolderContent::as_str, holds)?;
        for path in paths {
            let _ = write!(code, "FolderFact {{ path: {path:?}, holds: {holds} }}, ");
        }
    }
    Ok(format!("&[{code}]"))
}

fn action(name: &str) -> Result<String, String> {
    word(ActionKind::ALL, ActionKind::as_str, name)
}

/// The path of the variant whose name in the data is `name`.
fn word<T: Copy + std::fmt::Debug>(all: &[T], as_str: fn(T) -> &'static str, name: &str) -> Result<String, String> {
    let kind = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
    all.iter()
        .find(|item| as_str(**item) == name)
        .map(|item| format!("{kind}::{item:?}"))
        .ok_or_else(|| format!("`{name}` is none of the names of {kind}"))
}

fn optional(value: Option<&str>, code: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    Ok(match value {
        Some(value) => format!("Some({})", code(value)?),
        None => "None".to_owned(),
    })
}

fn slice(words: &[String]) -> String {
    format!("&{words:?}")
}

fn structure(name: &str, fields: &[(&str, String)]) -> String {
    let fields: String = fields.iter().map(|(name, value)| format!("{name}: {value}, ")).collect();
    format!("{name} {{ {fields}}}")
}

/// `pip` → `Pip`, the variant of `Manager`.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
