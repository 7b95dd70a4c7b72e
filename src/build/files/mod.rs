//! What one call does to files.
//!
//! [`file_actions`] says what a call makes, changes and removes, [`script_writes`] what the redirections of compound
//! commands write (`{ …; } > file`). Nothing is run and nothing is looked up in an image: whether `cp a b` makes
//! `b/a` depends on what is there, and the types say so.

mod clean;
mod compound;
mod content;
mod edit;
mod make;
mod permission;
mod printed;
mod redirect;
mod remove;
mod transfer;
mod unpack;

pub use clean::{CleanContent, CleanTarget};
pub use compound::{compound_writes, script_writes};
pub use content::Content;
pub(in crate::build) use content::{input_of, loose_input_of};
pub use permission::{Mode, Owner, OwnerGroup};

use super::call::{PathSpec, Site};
use crate::facts::commands;
use crate::source::Span;

/// Something that a call does to one file or folder, or to all that a pattern names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAction {
    /// `mkdir`, `install -d`
    MakeFolder {
        /// The folder.
        path: PathSpec,
        /// Whether the folders above it are made too, and one that is there is no error.
        parents: bool,
        /// Its mode, if given.
        mode: Option<Mode>,
        /// Its owner, if given.
        owner: Option<Owner>,
    },
    /// `touch`: an empty file, unless there is one.
    Touch {
        /// The file.
        path: PathSpec,
    },
    /// `ln`, `cp -s`, `cp -l`
    Link {
        /// The link.
        link: Destination,
        /// What it points to. The text is what is stored in the link; the path is what that means if the link's own
        /// path is the one given.
        target: PathSpec,
        /// Whether it is symbolic.
        symbolic: bool,
        /// Whether it replaces a file that is there.
        force: bool,
    },
    /// `cp`, `install`, `rsync` between folders of the image
    Copy {
        /// What is copied.
        source: PathSpec,
        /// Whether what is inside the source is copied rather than the source itself (`cp -r a/. b`, `rsync a/ b`).
        contents: bool,
        /// Where to.
        destination: Destination,
        /// Whether folders are copied with all they hold.
        recursive: bool,
        /// Whether the folders above the destination are made (`install -D`).
        parents: bool,
        /// Their mode afterwards, if it is set. `install` without `-m` sets 0755.
        mode: Option<Mode>,
        /// Their owner afterwards, if it is set.
        owner: Option<Owner>,
    },
    /// `mv`
    Move {
        /// What is moved.
        source: PathSpec,
        /// Where to.
        destination: Destination,
    },
    /// `rm`, `rmdir`, `unlink`, `find … -delete`
    Remove {
        /// What is removed.
        path: PathSpec,
        /// How much of it.
        extent: Extent,
        /// Whether it is no error if nothing is there.
        force: bool,
        /// What is cleaned by it, if it is a folder that no image needs.
        cleans: Option<CleanTarget>,
    },
    /// `chmod`
    SetMode {
        /// The file or folder.
        path: PathSpec,
        /// The mode.
        mode: Mode,
        /// Whether it holds for all below.
        recursive: bool,
    },
    /// `chown`, `chgrp`
    SetOwner {
        /// The file or folder.
        path: PathSpec,
        /// Owner and group.
        owner: Owner,
        /// Whether it holds for all below.
        recursive: bool,
    },
    /// `setcap`
    SetCapabilities {
        /// The file.
        path: PathSpec,
        /// As given (`cap_net_bind_service=+ep`); empty when they are taken away.
        capabilities: String,
    },
    /// A redirection, `tee`, `truncate -s 0`, `dd of=`
    Write {
        /// The file.
        path: PathSpec,
        /// What is written.
        content: Content,
        /// Whether it is added at the end.
        append: bool,
    },
    /// `sed -i`, `perl -i`
    Edit {
        /// The file.
        path: PathSpec,
        /// The program.
        program: String,
        /// Its expressions. One that is not known entirely has the variables as written.
        expressions: Vec<String>,
        /// Whether all expressions are known and no script file is used.
        complete: bool,
    },
    /// `tar x`, `unzip`, `jar x`, `cpio -i`, `7z x`, `dpkg -x`
    Unpack {
        /// The archive; `None` for one that comes in through a pipe.
        archive: Option<PathSpec>,
        /// The folder that it is unpacked into.
        into: PathSpec,
        /// How many leading folders are left out of the names.
        strip_components: u32,
        /// What is unpacked of it; empty for all.
        members: Vec<String>,
        /// Whether names are changed or left out in ways not told here (`--transform`, `--exclude`, `unzip -j`).
        altered: bool,
    },
    /// `gunzip`, `xz -d`: a file that is replaced by what is packed in it
    Decompress {
        /// The packed file.
        path: PathSpec,
        /// What comes of it.
        to: Option<PathSpec>,
        /// Whether the packed file stays.
        keep: bool,
    },
    /// The program works on files, but what it does there is not known.
    Unclear {
        /// Why.
        reason: Unclear,
        /// What is not understood.
        span: Span,
    },
}

/// Why it is not known what a program does to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// An option that the program is not known to have.
    Option,
    /// No file is given, or too few: a variable holds them, or `xargs` adds them.
    Operands,
    /// A mode or owner taken from another file (`--reference`), or one that cannot be.
    Value,
}

/// Where something is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The path as given.
    pub path: PathSpec,
    /// What the path stands for.
    pub place: Place,
}

/// What the path of a destination stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The folder that it is put into, under its own name.
    Into,
    /// The new name itself.
    Exactly,
    /// The folder that it is put into if there is one, or else the new name.
    Either,
}

/// How much is removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A file.
    File,
    /// A file or a folder with all in it.
    Tree,
    /// An empty folder.
    EmptyFolder,
    /// Whatever `find` finds below it.
    Found,
}

impl Destination {
    /// The path of what is put there under the name `name`, when it does not depend on what is there already.
    pub fn path_of(&self, name: &str) -> Option<String> {
        match self.place {
            Place::Into => self.path.child(name).path,
            Place::Exactly | Place::Either => self.path.path.clone(),
        }
    }
}

/// What the call does to files, in order. Empty for a program that is none of those that work on files and writes
/// to none.
///
/// A wrapper's redirections (`sudo sh -c … > file`) are given with what it runs, once.
pub fn file_actions(site: &Site) -> Vec<FileAction> {
    let mut actions = if site.is_standard_program() { of_program(site) } else { Vec::new() };
    if site.has_unseen_arguments() && commands::program(&site.call.name).is_some() {
        let span = site.call.span;
        actions.retain(|action| !matches!(action, FileAction::Unclear { .. }));
        actions.push(FileAction::Unclear { reason: Unclear::Operands, span });
    }
    if !site.is_wrapper() {
        actions.extend(redirect::redirections(site));
    }
    actions
}

fn of_program(site: &Site) -> Vec<FileAction> {
    match site.call.name.as_str() {
        "mkdir" => make::mkdir(site),
        "touch" => make::touch(site),
        "ln" => make::ln(site),
        "cp" => transfer::cp(site),
        "mv" => transfer::mv(site),
        "install" => transfer::install(site),
        "rsync" => transfer::rsync(site),
        "rm" | "unlink" | "shred" => remove::rm(site),
        "rmdir" => remove::rmdir(site),
        "find" => remove::find(site),
        "chmod" => permission::chmod(site),
        "chown" => permission::chown(site),
        "chgrp" => permission::chgrp(site),
        "setcap" => permission::setcap(site),
        "sed" => edit::sed(site),
        "perl" => edit::perl(site),
        "tee" => redirect::tee(site),
        "dd" => redirect::dd(site),
        "truncate" => redirect::truncate(site),
        "gpg" | "gpg2" => redirect::gpg(site),
        _ => unpack::unpack(site),
    }
}

/// The unknown options of a call, as actions.
fn unclear_options(options: &super::call::Options) -> impl Iterator<Item = FileAction> {
    options.unknown.iter().map(|word| FileAction::Unclear { reason: Unclear::Option, span: word.span() })
}

#[cfg(test)]
mod tests;
