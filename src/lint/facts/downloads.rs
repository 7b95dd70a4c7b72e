//! What a file fetches by programs other than package managers.

use super::{Command, Facts};
use crate::build::downloads::{ChecksumCheck, Download, checksum_checks, downloads, verification};
use crate::dockerfile::Keyword;

/// Something that a RUN fetches.
#[derive(Clone, Debug)]
pub(crate) struct DownloadUse {
    /// Number of the statement.
    pub(crate) statement: usize,
    /// What is fetched.
    pub(crate) download: Download,
    /// Whether something in the same RUN checks, or may check, what comes.
    pub(crate) is_checked: bool,
}

impl<'a> Facts<'a> {
    /// Everything that RUN fetches by programs other than package managers, in the order of the file.
    pub(crate) fn downloads(&self) -> &[DownloadUse] {
        self.downloads.get_or_init(|| {
            let runs = self.of_kind(&[Keyword::Run]);
            runs.flat_map(|statement| self.downloads_of(statement.number)).collect()
        })
    }

    fn downloads_of(&self, statement: usize) -> Vec<DownloadUse> {
        let commands: Vec<Command<'_>> = self.commands_of(statement).collect();
        let lookups: Vec<_> = commands.iter().map(|command| |name: &str| self.value_at(*command, name)).collect();
        let sites: Vec<_> =
            commands.iter().zip(&lookups).filter_map(|(command, lookup)| self.site(*command, lookup)).collect();
        let found: Vec<(usize, Download)> = sites
            .iter()
            .enumerate()
            .flat_map(|(index, site)| downloads(site).into_iter().map(move |download| (index, download)))
            .collect();
        if found.is_empty() {
            return Vec::new();
        }
        let checks = checksum_checks(&sites);
        let uses = found.into_iter().map(|(index, download)| DownloadUse {
            statement,
            is_checked: is_checked(&download, index, &checks),
            download,
        });
        uses.collect()
    }
}

fn is_checked(download: &Download, index: usize, checks: &[ChecksumCheck]) -> bool {
    match download {
        Download::File(file) => verification(file, index, checks).is_some(),
        _ => false,
    }
}
