//! XML with any text in it.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Writes elements, indented by two.
pub(super) struct Xml<'a> {
    writer: Writer<&'a mut dyn Write>,
}

impl<'a> Xml<'a> {
    /// Begins a document.
    pub(super) fn document(out: &'a mut dyn Write) -> io::Result<Self> {
        let mut writer = Writer::new_with_indent(out, b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(Self { writer })
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Start(start(name, attributes)))
    }

    /// Ends the element of this name.
    pub(super) fn close(&mut self, name: &str) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with text in it.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.open(name, attributes)?;
        self.writer.write_event(Event::Text(BytesText::new(&allowed(text))))?;
        self.close(name)
    }

    /// Ends the document.
    pub(super) fn finish(self) -> io::Result<()> {
        writeln!(self.writer.into_inner())
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, allowed(value).as_str()));
    }
    start
}

/// The text with U+FFFD for characters that XML has no way to write.
fn allowed(text: &str) -> String {
    let is_allowed = |ch: char| {
        matches!(ch, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..) && !matches!(ch, '\u{7f}'..='\u{9f}')
    };
    text.chars().map(|ch| if is_allowed(ch) { ch } else { char::REPLACEMENT_CHARACTER }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_comes_back() {
        let mut out = Vec::new();
        let text = "a<b>&\"'\u{1}]]>\n\té";
        let mut xml = Xml::document(&mut out).unwrap();
        xml.open("r", &[]).unwrap();
        xml.text("x", &[("y", text)], text).unwrap();
        xml.close("r").unwrap();
        xml.finish().unwrap();
        let written = String::from_utf8(out).unwrap();
        let document = roxmltree::Document::parse(&written).unwrap();
        let element = document.root_element().first_element_child().unwrap();
        let expected = "a<b>&\"'\u{fffd}]]>\n\té";
        assert_eq!(element.text(), Some(expected));
        assert_eq!(element.attribute("y"), Some(expected));
    }
}
