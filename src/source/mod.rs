//! Files, places in them, and text that remembers where it came from.
//!
//! Every other room speaks of the input in the terms defined here: a [`Span`] is a range of bytes of one
//! file, a [`Text`] is a piece of decoded text whose every byte still knows its place in that file, a [`LineIndex`] turns
//! offsets into the lines and columns that people read, and an [`Edit`] is a change of some bytes.

mod edit;
mod file;
mod lines;
mod span;
mod text;

pub use edit::Edit;
pub use file::SourceFile;
pub use lines::{LineIndex, Position};
pub use span::Span;
pub use text::{Text, TextBuilder};
