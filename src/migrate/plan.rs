use serde::Serialize;

use super::{Ledger, Template};

/// What an image is to hold, how that comes about, and what became of each part of the Dockerfile.
///
/// The plan is the product of a migration; Nix text is one rendering of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Plan {
    /// What the Dockerfile is called, as comments give it.
    pub dockerfile: String,
    /// The name of the image, in lower case.
    pub name: String,
    /// Its tag.
    pub tag: String,
    /// The machine it is for, as Go names it (`amd64`, `arm64`); `None` for that of the machine that builds it.
    pub architecture: Option<String>,
    /// Attributes in the plan whose licence is not free, and that nixpkgs has to be told to allow.
    pub unfree: Vec<String>,
    /// The ARGs that something in the plan uses.
    pub arguments: Vec<Argument>,
    /// What is built, each after what it needs.
    pub bindings: Vec<Binding>,
    /// What is merged at `/`, in order.
    pub contents: Vec<Content>,
    /// Shell commands that run in the image's root when it is put together.
    pub root: Vec<RootCommand>,
    /// The image configuration.
    pub config: Config,
    /// Bindings that commands of the user need to reach, to have files written that the expression reads.
    pub exposed: Vec<String>,
    /// What became of every instruction and every command.
    pub ledger: Ledger,
    /// What is left to fill in by hand.
    pub placeholders: Vec<Placeholder>,
}

/// A function argument of the expression.
#[derive(Clone, Debug, Serialize)]
pub struct Argument {
    /// The name of the ARG.
    pub name: String,
    /// Its default; empty when the Dockerfile gives none, for so it expands in a build.
    pub default: String,
    /// Where it is declared.
    pub origin: Origin,
}

/// A place in the Dockerfile, and what to say of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Origin {
    /// First line, from 1.
    pub first_line: usize,
    /// Last line.
    pub last_line: usize,
    /// A few words: the instruction or command, and a remark.
    pub text: String,
}

/// Something that is built and has a name.
#[derive(Clone, Debug, Serialize)]
pub struct Binding {
    /// The name, a Nix identifier.
    pub name: String,
    /// Where it comes from.
    pub origins: Vec<Origin>,
    /// How it is built.
    pub recipe: Recipe,
}

/// The ways in which things are built.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Recipe {
    /// A Python interpreter with modules.
    PythonEnvironment {
        /// The attribute of the interpreter, such as `python3` or `python312`.
        interpreter: String,
        /// Attributes of its package set, sorted.
        modules: Vec<String>,
    },
    /// PHP with extensions besides those that it has anyway.
    PhpEnvironment {
        /// The attribute of the interpreter, such as `php` or `php83`.
        interpreter: String,
        /// Names of its extensions, sorted.
        extensions: Vec<String>,
    },
    /// The gems that a `Gemfile.lock` names, with their programs.
    GemEnvironment {
        /// The attribute of the interpreter, such as `ruby` or `ruby_3_4`.
        ruby: String,
        /// The folder of the context with the lock file; empty for its root.
        folder: String,
    },
    /// The Ruby that finds the gems of an environment.
    RubyOfGems {
        /// The environment's binding.
        gems: String,
        /// The attribute of the interpreter.
        ruby: String,
    },
    /// Files at fixed paths.
    Files {
        /// What is put where and what is run, in order.
        entries: Vec<FileEntry>,
        /// What the commands among them need.
        environment: Environment,
        /// The paths that other parts of the plan take from it, where the rest is thrown away; `None` for all.
        outputs: Option<Vec<String>>,
    },
    /// A text file at a fixed path.
    TextFile {
        /// The absolute path.
        path: String,
        /// Its content.
        text: Template,
        /// Whether it is a program.
        executable: bool,
    },
    /// A Go program built with `buildGoModule`.
    GoModule(GoModule),
    /// A project built with another of nixpkgs' builders.
    Package(Package),
    /// A download of fixed content.
    Fetch {
        /// The address.
        url: Template,
        /// The hash in SRI form; `None` for a placeholder.
        hash: Option<String>,
        /// Whether an archive is unpacked.
        unpack: bool,
    },
    /// A revision of a source repository.
    Repository {
        /// The address.
        url: Template,
        /// The commit or tag.
        revision: Template,
        /// Whether the repositories that are part of it are fetched too.
        submodules: bool,
    },
    /// A base image as it is.
    PulledImage(PulledImage),
}

/// One thing that is put at a path.
#[derive(Clone, Debug, Serialize)]
pub struct FileEntry {
    /// Where it comes from.
    pub source: FileSource,
    /// The absolute path it gets. For [`FileSource::Directory`] this is the folder that receives the content.
    pub target: String,
    /// Its mode, in octal; `None` to keep what the source has.
    pub mode: Option<String>,
    /// Where the Dockerfile says so.
    pub origin: Origin,
}

/// Where files come from.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum FileSource {
    /// A file of the build context, by its path in it.
    File {
        /// Relative path.
        path: String,
    },
    /// The content of a folder of the build context.
    Directory {
        /// Relative path; empty for the whole context.
        path: String,
        /// Paths in it that `.dockerignore` leaves out, as far as they are there.
        excluded: Vec<String>,
    },
    /// A path that depends on other bindings, such as `${build}/bin/server`; linked, not copied.
    Path {
        /// The path.
        path: Template,
    },
    /// The content of a folder that depends on other bindings; copied.
    Tree {
        /// The folder.
        path: Template,
    },
    /// Shell commands that make or change files.
    Commands {
        /// The commands, each a line or more.
        lines: Vec<Template>,
    },
}

/// What the commands of a build need.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Environment {
    /// Whether something is compiled.
    pub compiles: bool,
    /// Attributes whose programs are run.
    pub tools: Vec<String>,
    /// Bindings whose programs are run.
    pub bindings: Vec<String>,
    /// Attributes that are linked with.
    pub libraries: Vec<String>,
    /// Variables.
    pub env: Vec<(String, Template)>,
}

/// The settings of `buildGoModule`.
#[derive(Clone, Debug, Serialize)]
pub struct GoModule {
    /// Name of the package.
    pub name: String,
    /// Its version.
    pub version: Template,
    /// The attribute of the compiler, such as `go_1_25`; `None` for nixpkgs' default.
    pub compiler: Option<String>,
    /// The files of the context it is built from; empty for the whole context.
    pub sources: Vec<String>,
    /// The folder of the module within the context; empty for its root.
    pub module_root: String,
    /// The packages to build, such as `cmd/server`.
    pub packages: Vec<String>,
    /// Arguments of `-ldflags`.
    pub linker_flags: Vec<Template>,
    /// Arguments of `-tags`.
    pub tags: Vec<String>,
    /// Variables of the build's environment.
    pub env: Vec<(String, Template)>,
    /// Where the modules it needs come from.
    pub vendor: GoVendor,
}

/// Where a Go module's dependencies come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GoVendor {
    /// There are none, or they are in `vendor/`.
    None,
    /// They are downloaded; the hash is a placeholder.
    Download,
}

/// A project and the builder that builds it.
#[derive(Clone, Debug, Serialize)]
pub struct Package {
    /// The builder's attribute, such as `buildNpmPackage`.
    pub builder: String,
    /// Name of the package.
    pub name: String,
    /// Its version.
    pub version: Template,
    /// The files of the context it is built from; empty for the whole folder.
    pub sources: Vec<String>,
    /// The folder of the project within the context; empty for its root.
    pub folder: String,
    /// The builder's other arguments, in order.
    pub settings: Vec<Setting>,
    /// Whether its `bin` has the programs that it is there for.
    pub has_programs: bool,
}

/// An argument of a builder.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Its name; dots separate the names of a path.
    pub name: String,
    /// Its value.
    pub value: SettingValue,
    /// What to say of it in the expression.
    pub note: Option<String>,
}

/// The value of an argument of a builder.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum SettingValue {
    /// A string.
    Text(Template),
    /// Strings.
    Texts(Vec<Template>),
    /// `true` or `false`.
    Flag(bool),
    /// An attribute of nixpkgs.
    Attribute(String),
    /// Attributes of nixpkgs.
    Attributes(Vec<String>),
    /// A number.
    Number(i64),
    /// `null`
    Nothing,
    /// The package itself, once it is put together.
    Itself,
    /// A hash that is not known yet.
    FakeHash,
    /// A file of the context.
    File(String),
    /// Shell commands, one a line.
    Script(Vec<Template>),
    /// What a function of nixpkgs makes of arguments.
    Call {
        /// The function, below `pkgs`.
        function: String,
        /// The arguments that are the same as the package's own.
        inherited: Vec<&'static str>,
        /// The other arguments.
        settings: Vec<Setting>,
    },
}

/// The settings of `dockerTools.pullImage`.
#[derive(Clone, Debug, Serialize)]
pub struct PulledImage {
    /// The repository.
    pub name: String,
    /// The tag.
    pub tag: Option<String>,
    /// The digest; `None` for a placeholder.
    pub digest: Option<String>,
    /// The machine, as Go names it.
    pub architecture: Option<String>,
}

/// Something that is merged at `/`.
#[derive(Clone, Debug, Serialize)]
pub struct Content {
    /// What.
    pub item: ContentItem,
    /// Why it is there.
    pub origins: Vec<Origin>,
}

/// The kinds of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ContentItem {
    /// An attribute of nixpkgs, such as `dockerTools.binSh`.
    Attribute {
        /// The path below `pkgs`.
        path: String,
    },
    /// One of the plan's bindings.
    Binding {
        /// Its name.
        name: String,
    },
    /// `dockerTools.fakeNss` with further users and groups.
    Users {
        /// Lines of `/etc/passwd`.
        passwd: Vec<String>,
        /// Lines of `/etc/group`.
        group: Vec<String>,
    },
}

/// A command that runs in the image's root; its paths are relative.
#[derive(Clone, Debug, Serialize)]
pub struct RootCommand {
    /// The command.
    pub command: Template,
    /// Whether it changes owners, and so needs fakeroot.
    pub needs_root: bool,
    /// Where it comes from; `None` for what a container needs anyway, such as `/tmp`.
    pub origin: Option<Origin>,
}

/// The image configuration: the keys that are set, in the order in which they are to be written.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Config {
    /// The keys.
    pub entries: Vec<ConfigEntry>,
}

/// A key of the image configuration.
#[derive(Clone, Debug, Serialize)]
pub struct ConfigEntry {
    /// Its name in the image specification, such as `ExposedPorts`.
    pub key: &'static str,
    /// Its value.
    pub value: ConfigValue,
    /// The instructions it comes from.
    pub origins: Vec<Origin>,
}

/// A value in the image configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ConfigValue {
    /// A string.
    Text(Template),
    /// A number.
    Integer(i64),
    /// A list of strings.
    List(Vec<Template>),
    /// Keys whose values are empty objects, as ports and volumes are written.
    Keys(Vec<Template>),
    /// Keys and strings, as labels are written.
    Map(Vec<(Template, Template)>),
    /// Named fields, as a health check is written.
    Record(Vec<(&'static str, ConfigValue)>),
}

/// Something that only a person, or a build, can fill in.
#[derive(Clone, Debug, Serialize)]
pub struct Placeholder {
    /// The binding or argument in which it stands.
    pub binding: String,
    /// What is missing.
    pub what: String,
    /// The command that tells what to put there.
    pub command: Option<String>,
    /// Where the Dockerfile calls for it.
    pub origin: Origin,
}
