use super::{Download, FileDownload, UrlSpec, name_of, named_output, remote_name};
use crate::build::call::{Options, Site};

/// The name of what has none.
const DEFAULT_NAME: &str = "index.html";

pub(super) fn wget(site: &Site) -> Vec<Download> {
    let Some(options) = site.options().filter(|options| !options.has("version")) else { return Vec::new() };
    let other = ["recursive", "spider", "input", "data", "method", "force-directories"];
    if other.iter().any(|meaning| options.has(meaning)) {
        return vec![Download::Other {
            program: site.call.name.clone(),
            urls: options.operands.iter().map(UrlSpec::of).collect(),
            output: options.value("output").or(options.value("directory")).map(|path| site.path(path)),
            span: site.call.span,
        }];
    }
    let file = |url| {
        let url = UrlSpec::of(url);
        // With -O, -P does not count.
        let output = match options.value("output") {
            Some(name) => named_output(site, name, None),
            None => remote_name(site, own_name(&options, &url).as_deref(), options.value("directory")),
        };
        Download::File(FileDownload::new(site, &options, url, output))
    };
    options.operands.iter().map(file).collect()
}

/// The name that it gives the file; unlike curl, it keeps the query.
fn own_name(options: &Options, url: &UrlSpec) -> Option<String> {
    if options.has("content-disposition") {
        return None;
    }
    let text = url.text.split('#').next().unwrap_or_default();
    match text.split_once('?') {
        Some((path, query)) if url.complete => Some(format!("{}?{query}", name_of(path).unwrap_or(DEFAULT_NAME))),
        Some(_) => None,
        None if url.complete => Some(name_of(text).unwrap_or(DEFAULT_NAME).to_owned()),
        None => name_of(text).map(str::to_owned),
    }
}
