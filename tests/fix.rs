//! Fixing whole files, as a library and from the command line: what is promised of every fix, for files that are made up
//! and for real ones.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a helper of a test fails as a test does")]

mod fix {
    mod command_line;
    mod corpus;
    mod generate;
    mod promises;
    mod properties;
    mod samples;
}
