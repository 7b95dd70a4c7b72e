//! dfcheck reads Dockerfiles as data: it lints them, and turns them into Nix images.
//!
//! One understanding of a file is built in layers, and findings, edits and images are made of it. Each module is a room
//! that knows only those before it. To read them in the order in which a Dockerfile goes through them:
//!
//! # What is given
//!
//! **[`source`]** A file is bytes, and every place in it is a [`Span`](source::Span) of them. Text that was put together
//! from several places, such as a RUN over many lines, still knows where each byte came from: that is a
//! [`Text`](source::Text), and the reason why findings underline words.
//!
//! **[`facts`]** What one has to know to read a Dockerfile, and what no program can find out: the flags of package
//! managers, what base images have in them, what nixpkgs calls a package. It is data (`rules/`), compiled in.
//!
//! **[`context`]** The folder that a build can copy from, read safely: [`BuildContext`](context::BuildContext). Its
//! [`manifest`](context::manifest)s say what a project depends on.
//!
//! # What it says
//!
//! **[`dockerfile`]** Bytes become a tree, a [`Dockerfile`](dockerfile::Dockerfile), that holds every one of them.
//! [`dockerfile::parse()`] never fails: what Docker would refuse is an error at its place, and all other lines are still
//! read.
//!
//! **[`shell`]** The text of a RUN becomes commands, and [`Script::calls`](shell::Script::calls) the programs that run,
//! through `sudo`, `sh -c`, substitutions and loops. What is wrong with a script as such, **[`shellcheck`]** knows.
//!
//! # What it does
//!
//! **[`build`]** follows the instructions as BuildKit would, and runs nothing. A [`Build`](build::Build) has the stages
//! with what each is based on, and for every [`Step`](build::Step) the variables, folder and user that hold there;
//! below it are [`packages`](build::packages), [`files`](build::files), [`users`](build::users) and
//! [`downloads`](build::downloads). What only a build could tell is unknown, and stays it.
//!
//! # What is wrong with it
//!
//! **[`lint`]** has the rules. A [`Rule`](lint::Rule) is a file of `rules/checks/`, and [`lint()`](lint::lint()) looks for
//! those that the [`Settings`](lint::Settings) name. A [`Finding`](lint::Finding) has its words, its reason, and perhaps
//! edits that would mend it. Which settings hold for a file, **[`config`]** says, from `.dfcheck.yaml`, `.hadolint.yaml`,
//! variables and flags. What is to be left as it is goes into comments ([`ignores`]) or a list ([`baseline`]), and
//! [`versions`] are tables that a user gives, for what names none.
//!
//! **[`fix`]** makes the edits, and proves them: what comes out is read and compared before anybody gets it.
//!
//! # What else it could be
//!
//! **[`migrate`]** decides what becomes of everything that the build does: a [`Plan`](migrate::Plan) of an image, and the
//! [`Ledger`](migrate::Ledger) of every instruction and every command. It prints no Nix.
//!
//! **[`nix`]** does: [`emit()`](nix::emit()) makes formatted text of a plan. It also reads what was written before,
//! compares it with what would be written now ([`compare`](nix::compare)), merges the two ([`update()`](nix::update())),
//! and has Nix itself judge it ([`verify`](nix::verify)).
//!
//! # Who is told
//!
//! **[`report`]** has the words: for people, for the formats of other programs ([`Format`](report::Format)), for both
//! sides of a migration ([`ledger`](report::ledger)). **[`cli`]** reads arguments and files, lets the rooms work, and
//! turns what they say into an exit code; `lsp` does the same for an editor. Both go on when something here fails all
//! the same: **[`defect`]** catches it, and finds the part of the file that is enough for it.
//!
//! # All of it
//!
//! ```
//! use dfcheck::context::BuildContext;
//! use dfcheck::source::SourceFile;
//! use dfcheck::{build, dockerfile, lint, migrate, nix};
//!
//! let file = SourceFile::new("Dockerfile", "FROM debian:12.5\nRUN apt-get install -y curl\nCMD [\"curl\"]\n");
//! let context = BuildContext::none();
//!
//! let dockerfile = dockerfile::parse(file.bytes());
//! assert_eq!(dockerfile.instructions().count(), 3);
//! let build = build::evaluate(&dockerfile, &build::Options::default());
//! assert_eq!(build.stages.len(), 1);
//!
//! let input = lint::Input { file: &file, dockerfile: &dockerfile, build: &build, context: &context };
//! let found = lint::lint(&input, &lint::Settings::default());
//! let pin = found.findings.iter().find(|finding| finding.rule.code.as_str() == "DL3008").ok_or("it is there")?;
//! assert_eq!(file.text(pin.span), "curl");
//!
//! let options = migrate::Options { name: "curl".to_owned(), ..migrate::Options::default() };
//! let request = migrate::Request { file: &file, dockerfile: &dockerfile, context: &context, options: &options };
//! let plan = migrate::plan(&request).map_err(|error| error.kind.to_string())?;
//! assert!(nix::emit(&plan)?.contains("pkgs.curl"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod baseline;
pub mod build;
pub mod cli;
pub mod config;
pub mod context;
pub mod defect;
pub mod dockerfile;
pub mod facts;
pub mod fix;
mod globs;
pub mod ignores;
pub mod limits;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod migrate;
pub mod nix;
mod prose;
pub mod report;
pub mod shell;
pub mod shellcheck;
pub mod source;
mod stable_hash;
pub mod suggest;
pub mod versions;
