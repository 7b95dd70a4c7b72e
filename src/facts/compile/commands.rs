//! `rules/commands/*.yaml` → the tables of `facts::commands`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

/// The files whose entries are programs with their options.
const OPTION_FILES: &[&str] = &["files", "archives", "users", "downloads", "checksums"];

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Program {
    flags: BTreeMap<String, Vec<String>>,
    values: BTreeMap<String, Vec<String>>,
    optional: BTreeMap<String, Vec<String>>,
    ignored_flags: Vec<String>,
    ignored_values: Vec<String>,
    ignored_optional: Vec<String>,
    first_word_flags: bool,
    ends_at_operand: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Roles {
    decompressors: BTreeMap<String, BTreeMap<String, String>>,
    sinks: BTreeMap<SinkKind, Vec<String>>,
    digests: BTreeMap<String, String>,
    check_files: Vec<String>,
    devices: Vec<String>,
    program_folders: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum SinkKind {
    Shell,
    Interpreter,
    Unpack,
    Keys,
    File,
    Check,
    Database,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
enum FolderKind {
    ToolCache,
    Temporary,
    Logs,
    Documentation,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Accounts {
    debian: Family,
    alpine: Family,
    redhat: Family,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Family {
    shell: String,
    adduser_shell: String,
    system_shell: String,
    create_home: bool,
    system_home: String,
    nogroup: String,
    system_min: u32,
    extra_groups: Vec<String>,
    users: Vec<String>,
    groups: Vec<String>,
}

/// Writes `commands.rs`.
pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let folder = rules.join("commands");
    let mut code = programs(&folder)?;
    code += &roles(&support::yaml(&folder.join("roles.yaml"))?);
    code += &folders(&support::yaml(&folder.join("folders.yaml"))?);
    code += &accounts(&folder.join("accounts.yaml"))?;
    support::write(out, "commands.rs", &code)
}

fn programs(folder: &Path) -> Result<String, Error> {
    let mut all = BTreeMap::new();
    for name in OPTION_FILES {
        let path = folder.join(format!("{name}.yaml"));
        for (program, options) in support::yaml::<BTreeMap<String, Program>>(&path)? {
            let table = table(&path, &program, &options)?;
            if all.insert(program.clone(), table).is_some() {
                return Err(refused(&path, format!("`{program}` is in another file already")));
            }
        }
    }
    let rows: String = all.values().map(|table| format!("    {table},\n")).collect();
    Ok(format!("static PROGRAMS: &[ProgramFact] = &[\n{rows}];\n\n"))
}

/// One program: its options sorted by spelling, each with all that it means.
fn table(path: &Path, name: &str, program: &Program) -> Result<String, Error> {
    let ignored = |list: &Vec<String>| BTreeMap::from([(String::new(), list.clone())]);
    let groups = [
        ("Nothing", program.flags.clone()),
        ("Nothing", ignored(&program.ignored_flags)),
        ("Value", program.values.clone()),
        ("Value", ignored(&program.ignored_values)),
        ("Attached", program.optional.clone()),
        ("Attached", ignored(&program.ignored_optional)),
    ];
    let mut options: BTreeMap<String, (&str, Vec<String>)> = BTreeMap::new();
    for (takes, group) in groups {
        for (meaning, spellings) in group {
            for spelling in spellings {
                if !spelling.starts_with('-') {
                    return Err(refused(path, format!("{name}: `{spelling}` does not begin with a dash")));
                }
                let (known, meanings) = options.entry(spelling.clone()).or_insert((takes, Vec::new()));
                if *known != takes || (meaning.is_empty() && !meanings.is_empty()) {
                    return Err(refused(path, format!("{name}: `{spelling}` is given twice")));
                }
                if !meaning.is_empty() {
                    meanings.push(meaning.clone());
                }
            }
        }
    }
    let options: String = options
        .iter()
        .map(|(spelling, (takes, meanings))| {
            format!("OptionFact {{ spelling: {spelling:?}, meanings: &{meanings:?}, takes: Takes::{takes} }}, ")
        })
        .collect();
    Ok(format!(
        "ProgramFact {{ name: {name:?}, options: &[{options}], first_word_flags: {}, ends_at_operand: {} }}",
        program.first_word_flags, program.ends_at_operand
    ))
}

fn roles(roles: &Roles) -> String {
    let mut code = String::from("static DECOMPRESSORS: &[(&str, &[(&str, &str)])] = &[\n");
    for (program, endings) in &roles.decompressors {
        let endings: Vec<_> = endings.iter().collect();
        code += &format!("    ({program:?}, &{endings:?}),\n");
    }
    code += "];\n\nstatic SINKS: &[(&str, SinkKind)] = &[\n";
    let mut sinks: Vec<_> = roles.sinks.iter().flat_map(|(kind, names)| names.iter().map(move |n| (n, kind))).collect();
    sinks.sort();
    for (name, kind) in sinks {
        code += &format!("    ({name:?}, SinkKind::{kind:?}),\n");
    }
    let digests: Vec<_> = roles.digests.iter().collect();
    code += &format!("];\n\nstatic DIGESTS: &[(&str, &str)] = &{digests:?};\n\n");
    code += &format!("static PROGRAM_FOLDERS: &[&str] = &{:?};\n\n", roles.program_folders);
    code += &format!("static CHECK_FILES: &[&str] = &{:?};\n\n", roles.check_files);
    code + &format!("static DEVICES: &[&str] = &{:?};\n\n", roles.devices)
}

fn folders(folders: &BTreeMap<FolderKind, Vec<String>>) -> String {
    let mut code = String::from("static FOLDERS: &[(&str, FolderKind)] = &[\n");
    for (kind, paths) in folders {
        for path in paths {
            code += &format!("    ({path:?}, FolderKind::{kind:?}),\n");
        }
    }
    code + "];\n\n"
}

fn accounts(path: &Path) -> Result<String, Error> {
    let accounts: Accounts = support::yaml(path)?;
    let mut code = String::new();
    for (name, family) in [("DEBIAN", &accounts.debian), ("ALPINE", &accounts.alpine), ("REDHAT", &accounts.redhat)] {
        let users = family.users.iter().map(|line| user(path, line)).collect::<Result<String, _>>()?;
        let groups = family.groups.iter().map(|line| group(path, line)).collect::<Result<String, _>>()?;
        code += &format!(
            "static {name}: FamilyFact = FamilyFact {{ shell: {:?}, adduser_shell: {:?}, system_shell: {:?}, \
             create_home: {:?}, system_home: {:?}, nogroup: {:?}, \
             system_min: {}, extra_groups: &{:?}, users: &[{users}], groups: &[{groups}] }};\n",
            family.shell,
            family.adduser_shell,
            family.system_shell,
            family.create_home,
            family.system_home,
            family.nogroup,
            family.system_min,
            family.extra_groups,
        );
    }
    Ok(code)
}

fn user(path: &Path, line: &str) -> Result<String, Error> {
    let wrong = || refused(path, format!("`{line}` is not name:uid:gid:comment:home:shell"));
    let fields: Vec<&str> = line.split(':').collect();
    let [name, uid, gid, comment, home, shell] = fields[..] else { return Err(wrong()) };
    let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
    Ok(format!(
        "UserFact {{ name: {name:?}, uid: {}, gid: {}, comment: {comment:?}, home: {home:?}, shell: {shell:?} }}, ",
        number(uid)?,
        number(gid)?
    ))
}

fn group(path: &Path, line: &str) -> Result<String, Error> {
    let wrong = || refused(path, format!("`{line}` is not name:gid[:members]"));
    let mut fields = line.splitn(3, ':');
    let (Some(name), Some(gid)) = (fields.next(), fields.next()) else { return Err(wrong()) };
    let gid: u32 = gid.parse().map_err(|_| wrong())?;
    let members: Vec<&str> = fields.next().unwrap_or_default().split(',').filter(|name| !name.is_empty()).collect();
    Ok(format!("GroupFact {{ name: {name:?}, gid: {gid}, members: &{members:?} }}, "))
}
