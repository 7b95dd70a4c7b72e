//! Checkstyle's XML, which many build servers read.

use std::io::{self, Write};

use super::place::Place;
use super::run::{Checked, Run};
use super::xml::Xml;
use crate::lint::{Finding, Level};

/// The version of Checkstyle whose form this is.
const VERSION: &str = "4.3";

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Xml::document(out)?;
    xml.open("checkstyle", &[("version", VERSION)])?;
    for checked in run.files {
        for (name, findings) in by_file(checked) {
            xml.open("file", &[("name", &run.root.path(name))])?;
            for (place, finding) in findings {
                error(&mut xml, place, finding)?;
            }
            xml.close("file")?;
        }
    }
    xml.close("checkstyle")?;
    xml.finish()
}

/// The findings of a Dockerfile, and after them those that are in files of its context.
fn by_file(checked: &Checked) -> Vec<(&str, Vec<(Place<'_>, &Finding)>)> {
    let mut files = vec![(checked.file.name(), Vec::new())];
    for finding in &checked.findings {
        let place = Place::of(&checked.file, finding);
        match files.iter_mut().find(|(name, _)| *name == place.name()) {
            Some((_, findings)) => findings.push((place, finding)),
            None => files.push((place.name(), vec![(place, finding)])),
        }
    }
    files
}

fn error(xml: &mut Xml<'_>, place: Place<'_>, finding: &Finding) -> io::Result<()> {
    let at = place.start();
    let severity = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Style => "info",
    };
    xml.empty(
        "error",
        &[
            ("line", &at.line.to_string()),
            ("column", &at.column.to_string()),
            ("severity", severity),
            ("message", &finding.message),
            ("source", &format!("dfcheck.{}", finding.rule.code)),
        ],
    )
}
