//! JUnit's XML: a suite for each file, in it a failure for each finding. A file without findings is a test that passed.

use std::io::{self, Write};

use super::place::Place;
use super::run::{Checked, Run};
use super::xml::Xml;

pub(super) fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failures: usize = run.files.iter().map(|checked| checked.findings.len()).sum();
    let clean = run.files.iter().filter(|checked| checked.findings.is_empty()).count();
    let mut xml = Xml::document(out)?;
    xml.open(
        "testsuites",
        &[
            ("name", "dfcheck"),
            ("tests", &(failures + clean + run.failures.len()).to_string()),
            ("failures", &failures.to_string()),
            ("errors", &run.failures.len().to_string()),
        ],
    )?;
    for checked in run.files {
        suite(run, checked, &mut xml)?;
    }
    if !run.failures.is_empty() {
        let number = run.failures.len().to_string();
        xml.open("testsuite", &[("name", "files that could not be read"), ("tests", &number), ("errors", &number)])?;
        for failure in run.failures {
            xml.open("testcase", &[("name", "read"), ("classname", "dfcheck")])?;
            xml.empty("error", &[("message", failure)])?;
            xml.close("testcase")?;
        }
        xml.close("testsuite")?;
    }
    xml.close("testsuites")?;
    xml.finish()
}

fn suite(run: &Run<'_>, checked: &Checked, xml: &mut Xml<'_>) -> io::Result<()> {
    let name = run.root.path(checked.file.name());
    let failures = checked.findings.len();
    let (tests, failures) = (failures.max(1).to_string(), failures.to_string());
    xml.open("testsuite", &[("name", &name), ("tests", &tests), ("failures", &failures), ("errors", "0")])?;
    if checked.findings.is_empty() {
        xml.empty("testcase", &[("name", "no findings"), ("classname", &name), ("file", &name)])?;
    }
    for finding in &checked.findings {
        let place = Place::of(&checked.file, finding);
        let path = run.root.path(place.name());
        let at = place.start();
        let place = format!("{path}:{}:{}", at.line, at.column);
        let test = format!("{} {} at {}:{}", finding.rule.code, finding.rule.name, at.line, at.column);
        let help = finding.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let text = format!("{place}: {}{help}", finding.message);
        xml.open("testcase", &[("name", &test), ("classname", &name), ("file", &path)])?;
        xml.text("failure", &[("type", finding.level.as_str()), ("message", &finding.message)], &text)?;
        xml.close("testcase")?;
    }
    xml.close("testsuite")
}
