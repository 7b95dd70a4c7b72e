//! The `dfcheck` program.

fn main() {}
