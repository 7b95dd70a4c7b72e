//! `families.yaml`: the userland of each family of base images.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    libc: Libc,
    sh: Option<String>,
    managers: Vec<String>,
    tags: Vec<String>,
    base: Vec<String>,
    programs: BTreeMap<String, String>,
    #[serde(default)]
    users: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Libc {
    Glibc,
    Musl,
    None,
}

pub(crate) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let path = rules.join("nix/families.yaml");
    let families: BTreeMap<String, Family> = support::yaml(&path)?;
    let mut code = String::from("static USERLANDS: &[(Family, Userland)] = &[\n");
    for (name, family) in &families {
        if let Some(package) = family.base.iter().find(|package| !family.programs.contains_key(*package)) {
            return Err(refused(&path, format!("{name}: `programs` says nothing of `{package}`")));
        }
        write_userland(&mut code, name, family).map_err(|why| refused(&path, why))?;
    }
    code.push_str("];\n");
    support::write(out, "families.rs", &code)
}

fn write_userland(code: &mut String, name: &str, family: &Family) -> Result<(), String> {
    let users = family.users.iter().map(user).collect::<Result<Vec<_>, _>>()?;
    let managers: Vec<String> =
        family.managers.iter().map(|manager| format!("Manager::{}", variant(manager))).collect();
    let programs: Vec<(&String, Vec<&str>)> =
        family.programs.iter().map(|(package, programs)| (package, programs.split_whitespace().collect())).collect();
    let programs = format!("{programs:?}").replace(", [", ", &[");
    let _ = writeln!(
        code,
        "(Family::{}, Userland {{ libc: Libc::{:?}, sh: {:?}, managers: &[{}], tags: &{:?}, base: &{:?}, programs: &{programs}, users: &{users:?} }}),",
        variant(name),
        family.libc,
        family.sh,
        managers.join(", "),
        family.tags,
        family.base,
    );
    Ok(())
}

/// A name, user id, group id and home.
pub(crate) fn user((name, text): (&String, &String)) -> Result<(String, u32, u32, String), String> {
    let wrong = || format!("the user {name} is not given as uid:gid:home");
    let mut fields = text.splitn(3, ':');
    let mut number = || fields.next()?.parse().ok();
    let (uid, gid) = (number().ok_or_else(wrong)?, number().ok_or_else(wrong)?);
    let home = fields.next().ok_or_else(wrong)?;
    Ok((name.clone(), uid, gid, home.to_owned()))
}

/// The name of an enum variant: `Rhel` of `rhel`.
pub(crate) fn variant(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
