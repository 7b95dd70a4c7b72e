//! The indexes that mirrors have of their packages: `Packages` of Debian and Ubuntu, `APKINDEX` of Alpine.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use lzma_rust2::XzReader;

use super::{Versions, debian};

/// The file in `APKINDEX.tar.gz` that is the index.
const APKINDEX: &str = "APKINDEX";
/// The longest line that is read, in bytes: those of an index are far shorter.
const LONGEST_LINE: u64 = 1 << 20;

/// The kinds of indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `Packages`, as it is or compressed with gzip or xz.
    Apt,
    /// `APKINDEX`, or `APKINDEX.tar.gz`.
    Apk,
}

/// Adds the versions of an index. Of several of a package Debian's order tells the newest; of Alpine's the last counts.
///
/// # Errors
///
/// The file cannot be read, or is not what it seems to be.
pub fn add(path: &Path, kind: Kind, versions: &mut Versions) -> io::Result<()> {
    let reader = decompressed(File::open(path)?)?;
    match kind {
        Kind::Apt => read(reader, ("Package:", "Version:"), |package, version| {
            let is_newer = versions.get("apt", package).is_none_or(|known| debian::compare(known, version).is_lt());
            if is_newer {
                versions.set("apt", package, version);
            }
        }),
        Kind::Apk => {
            let mut add = |package: &str, version: &str| versions.set("apk", package, version);
            read_apk(reader, &mut add)
        }
    }
}

/// What gzip or xz holds, or the bytes themselves.
fn decompressed(file: File) -> io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::new(file);
    let start = reader.fill_buf()?;
    Ok(match start {
        [0x1f, 0x8b, ..] => Box::new(BufReader::new(MultiGzDecoder::new(reader))),
        [0xfd, b'7', b'z', b'X', b'Z', ..] => Box::new(BufReader::new(XzReader::new(reader, true))),
        _ => Box::new(reader),
    })
}

/// An index that is alone, or in an archive behind its signature.
fn read_apk(mut reader: Box<dyn BufRead>, add: &mut dyn FnMut(&str, &str)) -> io::Result<()> {
    // A line of the index has a letter and a colon in front.
    if reader.fill_buf()?.get(1) == Some(&b':') {
        return read(reader, ("P:", "V:"), add);
    }
    let mut archive = tar::Archive::new(reader);
    archive.set_ignore_zeros(true);
    for entry in archive.entries()? {
        let entry = entry?;
        if entry.path()?.as_ref() == Path::new(APKINDEX) {
            return read(Box::new(BufReader::new(entry)), ("P:", "V:"), add);
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the archive holds no APKINDEX"))
}

/// Reads paragraphs of `key: value` lines.
fn read(
    mut reader: Box<dyn BufRead + '_>,
    (package_key, version_key): (&str, &str),
    mut add: impl FnMut(&str, &str),
) -> io::Result<()> {
    let (mut package, mut version) = (String::new(), String::new());
    let mut line = Vec::new();
    let mut found = false;
    loop {
        line.clear();
        let length = reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line);
        if let Some(name) = text.strip_prefix(package_key) {
            name.trim().clone_into(&mut package);
        } else if let Some(number) = text.strip_prefix(version_key) {
            number.trim().clone_into(&mut version);
        } else if text.trim().is_empty() {
            if !package.is_empty() && !version.is_empty() {
                add(&package, &version);
                found = true;
            }
            package.clear();
            version.clear();
        }
        if length == 0 {
            break;
        }
    }
    match found {
        true => Ok(()),
        false => {
            Err(io::Error::new(io::ErrorKind::InvalidData, format!("no package: there is no `{package_key}` line")))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const PACKAGES: &str = "Package: curl\nArchitecture: amd64\nVersion: 7.88.1-10+deb12u5\nDescription: x\n y\n\nPackage: curl\nVersion: 7.88.1-10+deb12u12\n\nPackage: git\nVersion: 1:2.39.2-1.1\n";
    const APK: &str = "C:Q1x=\nP:curl\nV:8.9.0-r0\n\nP:bash\nV:5.2.26-r0\n\n";

    /// `Package: curl` and `Version: 8.5.0-2`, by xz.
    #[rustfmt::skip]
    const XZ: [u8; 88] = [
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x16, 0x00, 0x00, 0x00,
        0x74, 0x2f, 0xe5, 0xa3, 0x01, 0x00, 0x1f, 0x50, 0x61, 0x63, 0x6b, 0x61, 0x67, 0x65, 0x3a, 0x20, 0x63, 0x75, 0x72, 0x6c,
        0x0a, 0x56, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x3a, 0x20, 0x38, 0x2e, 0x35, 0x2e, 0x30, 0x2d, 0x32, 0x0a, 0x0a, 0x00,
        0x38, 0x59, 0x9d, 0x0d, 0xcf, 0x5b, 0xbf, 0xbb, 0x00, 0x01, 0x38, 0x20, 0x18, 0x29, 0x77, 0x0c, 0x1f, 0xb6, 0xf3, 0x7d,
        0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];

    fn versions(content: &[u8], kind: Kind) -> io::Result<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        std::fs::write(&path, content).unwrap();
        let mut versions = Versions::default();
        add(&path, kind, &mut versions)?;
        let mut out = Vec::new();
        versions.write(&mut out).unwrap();
        Ok(String::from_utf8(out).unwrap())
    }

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn packages_plain_and_compressed() {
        let expected = "apt\tcurl\t7.88.1-10+deb12u12\napt\tgit\t1:2.39.2-1.1\n";
        assert_eq!(versions(PACKAGES.as_bytes(), Kind::Apt).unwrap(), expected);
        assert_eq!(versions(&gzip(PACKAGES.as_bytes()), Kind::Apt).unwrap(), expected);
        assert_eq!(versions(&XZ, Kind::Apt).unwrap(), "apt\tcurl\t8.5.0-2\n");
    }

    #[test]
    fn an_apk_index_alone_and_behind_its_signature() {
        let expected = "apk\tbash\t5.2.26-r0\napk\tcurl\t8.9.0-r0\n";
        assert_eq!(versions(APK.as_bytes(), Kind::Apk).unwrap(), expected);
        let entry = |name: &str, content: &[u8]| {
            let mut builder = tar::Builder::new(Vec::new());
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, name, content).unwrap();
            builder.into_inner().unwrap()
        };
        let archive = [gzip(&entry(".SIGN.RSA.x", b"x")), gzip(&entry(APKINDEX, APK.as_bytes()))].concat();
        assert_eq!(versions(&archive, Kind::Apk).unwrap(), expected);
        let other = gzip(&entry("other", b"x"));
        assert!(versions(&other, Kind::Apk).unwrap_err().to_string().contains("holds no APKINDEX"));
    }

    #[test]
    fn what_is_no_index_is_refused() {
        assert!(versions(b"FROM debian\n", Kind::Apt).is_err());
        assert!(versions(&[0x1f, 0x8b, 1, 2, 3], Kind::Apt).is_err());
        assert!(versions(b"\xfd7zXZ\0broken", Kind::Apt).is_err());
    }
}
