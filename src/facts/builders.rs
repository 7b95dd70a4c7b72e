//! How nixpkgs builds the projects of each language (`rules/nix/builders.yaml`).

include!(concat!(env!("OUT_DIR"), "/builders.rs"));

/// A kind of project, and the builder for it.
#[derive(Debug)]
pub struct Project {
    /// What it is called: the package manager's name.
    pub name: &'static str,
    /// The commands that belong to such a project.
    pub programs: &'static [&'static str],
    /// The builder, below `pkgs`.
    pub function: &'static str,
    /// How the attributes begin among which the base image chooses a version.
    pub interpreter: Option<&'static str>,
    /// The builder's argument for that version.
    pub argument: Option<&'static str>,
    /// The argument, or the file, that only a build can tell.
    pub hash: &'static str,
    /// Whether that is a file, which a script of the package writes.
    pub is_file: bool,
    /// The command that tells it; `{binding}` stands for the name of the package in the expression.
    pub tells: &'static str,
    /// First words of the commands that build a project; empty if all do.
    pub begins: &'static [&'static str],
}

/// The kind of project that a program works on.
pub fn project(program: &str) -> Option<&'static Project> {
    PROJECTS.iter().find(|project| project.programs.contains(&program))
}

/// Whether compilers leave programs in folders of this name.
pub fn program_folder(name: &str) -> bool {
    PROGRAM_FOLDERS.contains(&name)
}

/// Whether Bundler installs gems into folders of this name.
pub fn gem_folder(name: &str) -> bool {
    GEM_FOLDERS.contains(&name)
}

/// Whether folders of this name hold installed Python modules.
pub fn module_folder(name: &str) -> bool {
    MODULE_FOLDERS.contains(&name)
}

/// Whether no build reads the file of this name at the top of a context.
pub fn is_no_source(name: &str) -> bool {
    NOT_SOURCES.contains(&name)
}

/// Whether a variable of the Dockerfile means nothing to a build in Nix.
pub fn ignores_variable(name: &str) -> bool {
    IGNORED_VARIABLES.contains(&name)
}
