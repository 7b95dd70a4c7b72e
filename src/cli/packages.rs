//! `dfcheck packages`

use super::args::{PackagesArgs, PackagesFormat};
use super::{CLEAN, FAILED, FINDINGS, output};
use crate::facts::{Manager, UnknownManager};
use crate::report::packages::NameView;

/// Prints what nixpkgs has in place of each package that is named.
pub(super) fn run(args: &PackagesArgs) -> u8 {
    let managers = match managers(args) {
        Ok(managers) => managers,
        Err(error) => {
            let names: Vec<&str> = Manager::ALL.iter().map(|manager| manager.as_str()).collect();
            output::error(format!("{error}; there are {}", names.join(", ")));
            return FAILED;
        }
    };
    let views: Vec<NameView> = args.names.iter().map(|name| NameView::of(name, &managers)).collect();
    match args.format {
        PackagesFormat::Json => output::json(&views),
        PackagesFormat::Text => {
            let width = output::screen(true).width;
            output::stdout(|out| views.iter().try_for_each(|view| view.write(width, out)));
        }
    }
    if views.iter().all(NameView::is_known) { CLEAN } else { FINDINGS }
}

fn managers(args: &PackagesArgs) -> Result<Vec<Manager>, UnknownManager> {
    if args.managers.is_empty() {
        return Ok(Manager::ALL.to_vec());
    }
    args.managers.iter().map(|name| name.parse()).collect()
}
