//! `rules/lint/package-roles.yaml` → the tables of `lint::roles`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::support::{self, Error};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    packages: Packages,
    files: Vec<String>,
    programs: Vec<String>,
}

/// The roles, in the order in which they are tried.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Packages {
    package_manager: Names,
    build_tool: Names,
    headers: Names,
    version_control: Names,
    download: Names,
    documentation: Names,
    debugging: Names,
    testing: Names,
    convenience: Names,
}

/// Patterns by manager, or by `system`.
type Names = BTreeMap<String, Vec<String>>;

/// Writes `roles.rs`.
pub(super) fn generate(rules: &Path, out: &Path) -> Result<(), Error> {
    let roles: Roles = support::yaml(&rules.join("lint/package-roles.yaml"))?;
    let packages = &roles.packages;
    let by_role = [
        ("PackageManager", &packages.package_manager),
        ("BuildTool", &packages.build_tool),
        ("Headers", &packages.headers),
        ("VersionControl", &packages.version_control),
        ("Download", &packages.download),
        ("Documentation", &packages.documentation),
        ("Debugging", &packages.debugging),
        ("Testing", &packages.testing),
        ("Convenience", &packages.convenience),
    ];
    let mut code = String::from("static PACKAGES: &[(Role, &[ManagerNames])] = &[\n");
    for (role, names) in by_role {
        code += &format!("    (Role::{role}, &[\n");
        for (manager, patterns) in names {
            code += &format!("        ({manager:?}, &{patterns:?}),\n");
        }
        code += "    ]),\n";
    }
    code += "];\n\n";
    code += &format!("static FILES: &[&str] = &{:?};\n", roles.files);
    code += &format!("static PROGRAMS: &[&str] = &{:?};\n", roles.programs);
    support::write(out, "roles.rs", &code)
}
