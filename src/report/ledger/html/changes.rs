use std::io::{self, Write};

use crate::report::html::escaped;
use crate::report::ledger::changes::{Change, Changes, Part};
use crate::report::ledger::wording::{config_text, package_text, sign};

/// What changes in the image.
pub(super) fn write(changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<h2>What changes in the image</h2>\n<div class=\"changes\">")?;
    for family in changes.families.iter().filter(|family| !family.lost.is_empty() || !family.gained.is_empty()) {
        let item = |change: Change, part: &Part| {
            let line = part.line.map(|line| format!("line {line}")).unwrap_or_default();
            item(change, &part.name, &line)
        };
        let lost = family.lost.iter().map(|part| item(Change::Lost, part));
        let items: Vec<String> = lost.chain(family.gained.iter().map(|part| item(Change::Gained, part))).collect();
        list(family.family, &items, out)?;
    }
    let packages = changes.packages.iter().map(|package| {
        let (change, text) = package_text(package);
        item(change, &text, package.differs.as_deref().unwrap_or_default())
    });
    list("packages", &packages.collect::<Vec<_>>(), out)?;
    let files = changes.files.iter().map(|file| item(file.change, &file.path, &file.what));
    list("files", &files.collect::<Vec<_>>(), out)?;
    let config = changes.config.iter().map(|key| item(key.change, &config_text(key), ""));
    list("configuration", &config.collect::<Vec<_>>(), out)?;
    writeln!(out, "</div>")
}

fn list(title: &str, items: &[String], out: &mut dyn Write) -> io::Result<()> {
    match items {
        [] => Ok(()),
        items => writeln!(out, "<section><h3>{title}</h3><ul>{}</ul></section>", items.concat()),
    }
}

fn item(change: Change, text: &str, detail: &str) -> String {
    let class = match change {
        Change::Kept => "kept",
        Change::Changed => "changed",
        Change::Gained => "gained",
        Change::Lost => "lost",
    };
    let detail = if detail.is_empty() { String::new() } else { format!(" <small>{}</small>", escaped(detail)) };
    format!(
        "<li class=\"{class}\"><span class=\"sign\">{}</span><span>{}{detail}</span></li>",
        sign(change),
        escaped(text)
    )
}
