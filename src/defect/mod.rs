//! Defects of dfcheck itself: a panic costs one file, not the run, and says what is needed to mend it.
//!
//! Nothing that a Dockerfile holds should make dfcheck panic. Where that happens all the same, [`catch()`] keeps the
//! [`Panic`] (what it says, and where in the source it is), and [`guard()`] also looks for the least part of the file that
//! is enough for it: a [`Defect`]. Who asked for the work tells it as a finding or an error, and goes on with the next
//! file. What cannot be caught, such as a stack that is too small, is prevented where it would come from: depths are
//! limited.

mod catch;
mod guard;
mod shrink;

pub use catch::{Panic, catch};
pub use guard::{Defect, guard, guard_with};
