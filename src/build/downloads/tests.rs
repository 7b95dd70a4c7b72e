use super::*;
use crate::build::call::testing::with_sites;
use crate::shell::Dialect;

/// What a script fetches, one line for each.
fn fetched(script: &str) -> Vec<String> {
    with_sites(script, Dialect::Bash, |sites| {
        sites.iter().flat_map(downloads).map(|download| show(&download)).collect()
    })
}

fn show(download: &Download) -> String {
    match download {
        Download::File(file) => {
            let output = match &file.output {
                Output::File(path) => show_path(path),
                Output::Folder(path) => format!("{}/…", show_path(path)),
                Output::Stdout => "stdout".to_owned(),
                Output::Discarded => "nowhere".to_owned(),
            };
            let sinks: String = file.sinks.iter().map(|sink| format!(" | {}", sink.program)).collect();
            format!("{} -> {output}{sinks}", show_url(&file.url))
        }
        Download::Repository(repository) => {
            let revision = repository.revision.as_ref().map(|it| format!(" at {}", it.text)).unwrap_or_default();
            let flags = format!(
                "{}{}",
                if repository.shallow { " shallow" } else { "" },
                if repository.submodules { " deep" } else { "" }
            );
            format!("{}{revision} -> {}{flags}", show_url(&repository.url), show_path(&repository.folder))
        }
        Download::Checkout { revision, folder, .. } => {
            format!("{} in {}", revision.text, folder.as_deref().unwrap_or("?"))
        }
        Download::Remote { name, url, folder, .. } => {
            format!("{name} = {} in {}", show_url(url), folder.as_deref().unwrap_or("?"))
        }
        Download::Update { remote, revision, .. } => format!(
            "update {} {}",
            remote.as_ref().map(show_url).unwrap_or_default(),
            revision.as_ref().map(|it| it.text.as_str()).unwrap_or_default()
        ),
        Download::Submodules { .. } => "submodules".to_owned(),
        Download::Other { program, urls, output, .. } => {
            let urls: Vec<String> = urls.iter().map(show_url).collect();
            format!("{program}: {} -> {}", urls.join(" "), output.as_ref().map(show_path).unwrap_or_default())
        }
    }
}

fn show_url(url: &UrlSpec) -> String {
    format!("{}{}", url.text, if url.complete { "" } else { "?" })
}

fn show_path(path: &PathSpec) -> String {
    path.path.clone().unwrap_or(format!("?{}", path.text))
}

#[track_caller]
fn each(table: &[(&str, &[&str])]) {
    for (script, expected) in table {
        assert_eq!(fetched(script), *expected, "{script}");
    }
}

#[test]
fn curl_writes_where_it_is_told() {
    each(&[
        ("curl http://h/a", &["http://h/a -> stdout"]),
        ("curl -fsSL http://h/a.tgz -o /b", &["http://h/a.tgz -> /b"]),
        ("curl -Lo b http://h/a-$V.tgz", &["http://h/a-1.2.tgz -> /app/b"]),
        ("curl -O http://h/a.tgz?x=1#y", &["http://h/a.tgz?x=1#y -> /app/a.tgz"]),
        ("curl -LO http://h/a-$X.tgz", &["http://h/a-${X}.tgz? -> /app/…"]),
        ("curl -OJ http://h/a", &["http://h/a -> /app/…"]),
        ("curl http://h/a > b", &["http://h/a -> /app/b"]),
        ("curl -o - http://h/a | sh", &["http://h/a -> stdout | sh"]),
        ("curl --output-dir /b -O http://h/a", &["http://h/a -> /b/a"]),
        ("curl -o /dev/null http://h/a", &["http://h/a -> nowhere"]),
        ("curl http://h/a >/dev/null 2>&1", &["http://h/a -> nowhere"]),
        ("curl -o a http://h/a -o b http://h/b", &["http://h/a -> /app/a", "http://h/b -> /app/b"]),
        ("curl -O http://h/a -O --url http://h/b", &["http://h/b -> /app/b", "http://h/a -> /app/a"]),
        ("curl 'http://h/{a,b}' -O", &["http://h/{a,b}? -> /app/…"]),
        ("cd /x && curl -O http://h/a", &["http://h/a -> /x/a"]),
        ("u=http://h/a; curl $u | tar xz", &["http://h/a -> stdout | tar"]),
        ("curl -X POST -d x http://h/a", &["curl: http://h/a -> "]),
        ("curl -G -d x http://h/a", &["http://h/a -> stdout"]),
        ("curl -I http://h/a", &["curl: http://h/a -> "]),
        ("curl --version", &[]),
        ("./curl http://h/a", &[]),
    ]);
}

#[test]
fn wget_writes_a_file_unless_told_otherwise() {
    each(&[
        ("wget http://h/a.tgz", &["http://h/a.tgz -> /app/a.tgz"]),
        ("wget -q http://h/a?x=1", &["http://h/a?x=1 -> /app/a?x=1"]),
        ("wget http://h/", &["http://h/ -> /app/index.html"]),
        ("wget http://h", &["http://h -> /app/index.html"]),
        ("wget http://h/$X/a", &["http://h/${X}/a? -> /app/a"]),
        ("wget http://h/$X", &["http://h/${X}? -> /app/…"]),
        ("wget -qO- http://h/a | bash", &["http://h/a -> stdout | bash"]),
        ("wget -O b http://h/a", &["http://h/a -> /app/b"]),
        ("wget -P /b -nv http://h/a http://h/c", &["http://h/a -> /b/a", "http://h/c -> /b/c"]),
        ("wget -r http://h/a", &["wget: http://h/a -> "]),
        ("wget -i list -P /b", &["wget:  -> /b"]),
    ]);
}

#[test]
fn other_programs_fetch_files_too() {
    each(&[
        ("aria2c -d /b -o c http://h/a http://i/a", &["http://h/a -> /b/c"]),
        ("fetch -o - http://h/a", &["http://h/a -> stdout"]),
        ("axel -n 4 http://h/a", &["http://h/a -> /app/a"]),
        ("aws s3 cp s3://b/a /c --region x", &["aws: s3://b/a -> /c"]),
        ("aws s3 cp /c .", &[]),
        ("gsutil -m cp gs://b/a .", &["gsutil: gs://b/a -> /app"]),
    ]);
}

#[test]
fn flags_of_a_download() {
    let flags = |script: &str| {
        with_sites(script, Dialect::Bash, |sites| match downloads(&sites[0]).into_iter().next() {
            Some(Download::File(file)) => (
                file.follows_redirects,
                file.fails_on_error,
                file.insecure.map(|span| script[span.start..span.end].to_owned()),
            ),
            other => panic!("{script}: {other:?}"),
        })
    };
    assert_eq!(flags("curl http://h/a"), (false, false, None));
    assert_eq!(flags("curl -fsSL http://h/a"), (true, true, None));
    assert_eq!(flags("curl -sSkL http://h/a"), (true, false, Some("k".to_owned())));
    assert_eq!(
        flags("wget http://h/a --no-check-certificate"),
        (true, true, Some("--no-check-certificate".to_owned()))
    );
    assert_eq!(
        flags("aria2c --check-certificate=false http://h/a"),
        (true, true, Some("--check-certificate=false".to_owned()))
    );
    assert_eq!(flags("aria2c --check-certificate=true http://h/a"), (true, true, None));
}

#[test]
fn repositories() {
    each(&[
        ("git clone https://h/a/b.git", &["https://h/a/b.git -> /app/b"]),
        ("git clone --depth 1 -b v$V https://h/a/b /c", &["https://h/a/b at v1.2 -> /c shallow"]),
        ("git clone --recursive --branch=x https://h/b/ .", &["https://h/b/ at x -> /app deep"]),
        ("git clone --recurse-submodules git@h:a/b.git", &["git@h:a/b.git -> /app/b deep"]),
        ("git clone --bare https://h/b", &["https://h/b -> /app/b.git"]),
        ("git clone https://h/$X", &["https://h/${X}? -> ?."]),
        ("git -C /x clone https://h/b", &["https://h/b -> /x/b"]),
        ("git clone https://h/b && cd b && git checkout -q v$V", &["https://h/b -> /app/b", "v1.2 in /app/b"]),
        ("git -C b reset --hard 0123abc", &["0123abc in /app/b"]),
        ("git checkout -b x origin/y", &["origin/y in /app"]),
        ("git checkout -- file", &[]),
        ("git checkout .", &[]),
        ("git checkout v1 -- file", &["v1 in /app"]),
        ("git remote add origin https://h/b", &["origin = https://h/b in /app"]),
        ("git fetch --depth 1 origin abc:def", &["update origin abc"]),
        ("git pull", &["update  "]),
        ("git submodule update --init --recursive", &["submodules"]),
        ("git config --global user.name x", &[]),
        ("svn co -r 5 https://h/b/trunk", &["https://h/b/trunk at 5 -> /app/trunk"]),
        ("svn export https://h/b@7 c", &["https://h/b at 7 -> /app/c"]),
        ("hg clone -r 5 https://h/b c && hg -R c update 6", &["https://h/b at 5 -> /app/c", "6 in /app"]),
    ]);
}

#[test]
fn certificates_of_repositories_may_go_unchecked() {
    for script in [
        "git -c http.sslVerify=false clone https://h/b",
        "git clone -c http.sslVerify=false https://h/b",
        "GIT_SSL_NO_VERIFY=1 git clone https://h/b",
    ] {
        let insecure = with_sites(script, Dialect::Sh, |sites| match downloads(&sites[0]).into_iter().next() {
            Some(Download::Repository(repository)) => repository.insecure,
            other => panic!("{script}: {other:?}"),
        });
        assert!(insecure.is_some(), "{script}");
    }
}

const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The checks of a script, one line for each. `DIGEST` in it stands for a digest of SHA-256.
fn checks(script: &str) -> Vec<String> {
    let script = script.replace("DIGEST", DIGEST);
    with_sites(&script, Dialect::Bash, |sites| checksum_checks(sites).iter().map(show_check).collect())
}

fn show_check(check: &ChecksumCheck) -> String {
    let digest = if check.digest.as_deref() == Some(DIGEST) { " DIGEST" } else { "" };
    let path = |name: &str, path: &Option<PathSpec>| {
        path.as_ref().map(|path| format!(" {name} {}", show_path(path))).unwrap_or_default()
    };
    let kind = match &check.kind {
        CheckKind::Digest(algorithm) => format!("{algorithm:?}"),
        CheckKind::Computed(algorithm) => format!("computed {algorithm:?}"),
        CheckKind::Signature(program) => format!("signature {program}"),
    };
    format!("{kind}{digest}{}{}", path("of", &check.file), path("in", &check.list))
}

#[test]
fn checks_of_digests() {
    let table: &[(&str, &[&str])] = &[
        ("echo \"DIGEST  a\" | sha256sum -c -", &["Sha256 DIGEST of /app/a"]),
        ("echo \"DIGEST *a\" | sha256sum --check --strict", &["Sha256 DIGEST of /app/a"]),
        ("d=DIGEST; echo \"$d /b\" | sha256sum -c", &["Sha256 DIGEST of /b"]),
        ("echo \"$D  a\" | sha256sum -c -", &["Sha256 of /app/a"]),
        ("echo \"$D  $F\" | sha256sum -c -", &["Sha256"]),
        ("printf '%s  %s\\n' DIGEST a | sha256sum -c", &["Sha256 DIGEST of /app/a"]),
        ("sha256sum -c <<< \"DIGEST  a\"", &["Sha256 DIGEST of /app/a"]),
        ("sha256sum -c <<< \"$D  a\"", &["Sha256 of /app/a"]),
        ("sha256sum -c <<EOF\nDIGEST  a\nDIGEST  b\nEOF", &["Sha256 DIGEST of /app/a", "Sha256 DIGEST of /app/b"]),
        ("echo 'SHA256 (a) = DIGEST' | sha256sum -c", &["Sha256 DIGEST of /app/a"]),
        ("echo 'DIGEST  a' > s && sha256sum -c s", &["Sha256 DIGEST of /app/a"]),
        ("sha256sum -c SHASUMS", &["Sha256 in /app/SHASUMS"]),
        ("grep ' a-1.tgz$' SHASUMS | sha256sum -c -", &["Sha256 of /app/a-1.tgz in /app/SHASUMS"]),
        ("cat SHASUMS | sha256sum -c", &["Sha256 in /app/SHASUMS"]),
        ("curl http://h/s | sha256sum -c", &["Sha256"]),
        ("echo 'DIGEST  a' | shasum -a 256 -c", &["Sha256 DIGEST of /app/a"]),
        ("[ \"$(sha256sum a | cut -d' ' -f1)\" = DIGEST ]", &["Sha256 DIGEST of /app/a"]),
        ("test \"$(sha256sum a)\" = \"$D  a\"", &["computed Sha256 of /app/a"]),
        ("sha256sum a | grep -q DIGEST", &["Sha256 DIGEST of /app/a"]),
        ("s=$(openssl dgst -sha512 a)", &["computed Sha512 of /app/a"]),
        ("sha256sum a", &[]),
        ("sha256sum a > s", &[]),
    ];
    for (script, expected) in table {
        assert_eq!(checks(script), *expected, "{script}");
    }
}

#[test]
fn checks_of_signatures() {
    let table: &[(&str, &[&str])] = &[
        ("gpg --batch --verify a.asc a", &["signature gpg of /app/a"]),
        ("gpg --verify a.tgz.sig", &["signature gpg of /app/a.tgz"]),
        ("gpg --import k", &[]),
        ("gpgv --keyring k a.sig a", &["signature gpgv of /app/a"]),
        ("cosign verify-blob --key k --signature s a", &["signature cosign of /app/a"]),
        ("minisign -Vm a -P k", &["signature minisign of /app/a"]),
        ("openssl dgst -sha256 -verify k -signature s a", &["signature openssl of /app/a"]),
    ];
    for (script, expected) in table {
        assert_eq!(checks(script), *expected, "{script}");
    }
}

/// How the first download of a script is verified.
fn verified(script: &str) -> String {
    let script = script.replace("DIGEST", DIGEST);
    with_sites(&script, Dialect::Bash, |sites| {
        let checks = checksum_checks(sites);
        let first = sites.iter().find_map(|site| match downloads(site).into_iter().next() {
            Some(Download::File(file)) => Some((site.index(), file)),
            _ => None,
        });
        let (index, file) = first.expect("a download");
        match verification(&file, index, &checks) {
            None => "no".to_owned(),
            Some(Verification::Digest(algorithm, digest)) => {
                format!("{algorithm:?} {}", if digest == DIGEST { "DIGEST" } else { digest })
            }
            Some(Verification::Check(check)) => format!("by {}", show_check(check)),
            Some(Verification::Perhaps(check)) => format!("perhaps by {}", show_check(check)),
        }
    })
}

#[test]
fn a_download_is_verified_by_what_comes_later_and_names_it() {
    let table = [
        ("curl -o a http://h/x; echo 'DIGEST  a' | sha256sum -c", "Sha256 DIGEST"),
        ("curl -o /b/a http://h/x; cd /b; echo 'DIGEST  a' | sha256sum -c", "Sha256 DIGEST"),
        ("curl -O http://h/a; mv a /b; echo 'DIGEST  /b/a' | sha256sum -c", "Sha256 DIGEST"),
        ("curl -o a http://h/x; echo \"$D  a\" | sha256sum -c", "by Sha256 of /app/a"),
        ("wget http://h/a http://h/S; grep ' a$' S | sha256sum -c", "by Sha256 of /app/a in /app/S"),
        ("wget http://h/a; gpg --verify a.asc a; echo 'DIGEST  a' | sha256sum -c", "Sha256 DIGEST"),
        ("wget http://h/a; gpg --verify a.asc a", "by signature gpg of /app/a"),
        ("wget http://h/S; sha256sum -c S", "by Sha256 in /app/S"),
        ("wget http://h/a; sha256sum -c S", "perhaps by Sha256 in /app/S"),
        ("wget http://h/a; echo 'DIGEST  b' | sha256sum -c", "no"),
        ("echo 'DIGEST  a' | sha256sum -c; wget http://h/a", "no"),
        ("curl http://h/a | tee b | tar xz; echo 'DIGEST  b' | sha256sum -c", "Sha256 DIGEST"),
        ("curl http://h/a | gunzip | tee b; echo 'DIGEST  b' | sha256sum -c", "no"),
        ("aria2c --checksum=sha-256=DIGEST http://h/a", "Sha256 DIGEST"),
        ("curl http://h/a | sh", "no"),
    ];
    for (script, expected) in table {
        assert_eq!(verified(script), expected, "{script}");
    }
}

#[test]
fn some_downloads_only_serve_to_check_others() {
    let is_for_checking = |script: &str| {
        with_sites(script, Dialect::Sh, |sites| {
            downloads(&sites[0])
                .iter()
                .any(|download| matches!(download, Download::File(file) if file.is_for_checking()))
        })
    };
    assert!(is_for_checking("curl -O http://h/a.tgz.asc"));
    assert!(is_for_checking("wget http://h/SHASUMS256.txt"));
    assert!(is_for_checking("wget -O a.sha256 http://h/x"));
    assert!(!is_for_checking("wget http://h/a.tgz"));
}
