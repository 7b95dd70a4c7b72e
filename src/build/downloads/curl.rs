use super::{Download, FileDownload, Output, UrlSpec, named_output, remote_name, standard_output};
use crate::build::call::{Argument, Options, Site};

/// Options that make it something else than fetching.
const REQUESTS: &[&str] = &["method", "upload", "config", "head"];

pub(super) fn curl(site: &Site) -> Vec<Download> {
    let Some(options) = site.options().filter(|options| !options.has("version")) else { return Vec::new() };
    let urls: Vec<&Argument> = options.values("url").chain(&options.operands).collect();
    let is_post = options.has("data") && !options.has("get");
    let other_method = options.value("method").is_some_and(|method| method.text() != "GET");
    if other_method || is_post || REQUESTS.iter().any(|meaning| *meaning != "method" && options.has(meaning)) {
        return vec![Download::Other {
            program: site.call.name.clone(),
            urls: urls.into_iter().map(UrlSpec::of).collect(),
            output: site.output_file(),
            span: site.call.span,
        }];
    }
    let outputs: Vec<_> = options.in_order(&["output", "remote-name"]).collect();
    let file = |(number, url): (usize, &Argument)| {
        let spec = url_of(url, &options);
        let output = match outputs.get(number) {
            Some(("output", Some(name))) => named_output(site, name, options.value("output-directory")),
            Some(_) => own_name(site, &options, &spec),
            None if options.has("remote-name-all") => own_name(site, &options, &spec),
            None => standard_output(site),
        };
        Download::File(FileDownload {
            follows_redirects: options.has("follow"),
            fails_on_error: options.has("fail"),
            ..FileDownload::new(site, &options, spec, output)
        })
    };
    urls.into_iter().enumerate().map(file).collect()
}

/// The address. `{a,b}` and `[1-9]` in it stand for several.
fn url_of(url: &Argument, options: &Options) -> UrlSpec {
    let mut spec = UrlSpec::of(url);
    if spec.complete && !options.has("no-glob") && spec.text.contains(['{', '[']) {
        spec.complete = false;
    }
    spec
}

fn own_name(site: &Site, options: &Options, url: &UrlSpec) -> Output {
    let name = if options.has("header-name") { None } else { url.file_name() };
    remote_name(site, name, options.value("output-directory"))
}
