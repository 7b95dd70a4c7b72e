//! Nix expressions as text: a small tree with builder functions, its printer, and a reader of existing files.
//!
//! [`emit()`] makes the tree of a migration's plan; the rest of the room knows nothing of Docker. A tree is put
//! together with [`Expr`], [`set`], [`list`], [`template`] and [`pattern`]; [`render`] turns it into formatted text that
//! is known to parse and to hold the same strings; [`read::read`] finds the image that an existing file declares.
//!
//! ```
//! use dfcheck::nix::{Expr, NixFile, attr, lambda, list, pattern, render, set};
//!
//! let image = attr(["pkgs", "dockerTools", "buildLayeredImage"]).call(
//!     set()
//!         .bind("name", "hello")
//!         .gap()
//!         .bind("contents", list().item(attr(["pkgs", "hello"])).comment("Dockerfile:2  apt-get install hello")),
//! );
//! let arguments = pattern().optional("pkgs", Expr::ident("import").call(Expr::search_path("nixpkgs")).call(set()));
//! let file = NixFile::new(lambda(arguments, image)).head("Migrated from Dockerfile.");
//! assert_eq!(
//!     render(&file)?,
//!     "\
//! ## Migrated from Dockerfile.
//! {
//!   pkgs ? import <nixpkgs> { },
//! }:
//!
//! pkgs.dockerTools.buildLayeredImage {
//!   name = \"hello\";
//!
//!   contents = [
//!     ## Dockerfile:2  apt-get install hello
//!     pkgs.hello
//!   ];
//! }
//! "
//! );
//! # Ok::<(), dfcheck::nix::NixError>(())
//! ```

mod ast;
mod build;
mod check;
mod comment;
pub mod compare;
mod convert;
mod emit;
mod error;
mod format;
mod name;
mod path;
mod print;
pub mod read;
mod strings;
mod syntax;
mod trace;
mod update;
pub mod verify;

pub use ast::{
    Binding, BindingKind, Bindings, Expr, Field, List, ListItem, NixFile, Operator, Parameter, Part, Pattern,
    StringStyle, Template,
};
pub use build::{attr, call, lambda, let_in, list, pattern, set, template};
pub use comment::Comment;
pub use emit::{Emitted, Rendering, Style, emit, emit_as, emit_traced};
pub use error::NixError;
pub use format::render;
pub use name::{identifier, is_identifier};
pub use path::{ContextPath, store_name};
pub use trace::{Lines, Region, Trace};
pub use update::{Updated, update};
