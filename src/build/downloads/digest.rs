/// How a digest is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// MD5, 32 hexadecimal digits.
    Md5,
    /// SHA-1, 40 digits.
    Sha1,
    /// SHA-224, 56 digits.
    Sha224,
    /// SHA-256, 64 digits.
    Sha256,
    /// SHA-384, 96 digits.
    Sha384,
    /// SHA-512, 128 digits.
    Sha512,
    /// SHA-3, of several lengths.
    Sha3,
    /// BLAKE2b, 128 digits unless said otherwise.
    Blake2b,
}

impl Algorithm {
    /// Reads a name such as `sha256` or, as `shasum -a` takes it, `256`.
    pub fn parse(name: &str) -> Option<Algorithm> {
        Some(match name.to_ascii_lowercase().as_str() {
            "md5" => Algorithm::Md5,
            "sha1" | "sha" | "1" => Algorithm::Sha1,
            "sha224" | "224" => Algorithm::Sha224,
            "sha256" | "256" => Algorithm::Sha256,
            "sha384" | "384" => Algorithm::Sha384,
            "sha512" | "512" => Algorithm::Sha512,
            "sha3" | "sha3224" | "sha3256" | "sha3384" | "sha3512" => Algorithm::Sha3,
            "blake2b" | "blake2b512" => Algorithm::Blake2b,
            _ => return None,
        })
    }

    /// How many hexadecimal digits a digest has; `None` if there are several lengths.
    pub fn digits(self) -> Option<usize> {
        Some(match self {
            Algorithm::Md5 => 32,
            Algorithm::Sha1 => 40,
            Algorithm::Sha224 => 56,
            Algorithm::Sha256 => 64,
            Algorithm::Sha384 => 96,
            Algorithm::Sha512 => 128,
            Algorithm::Sha3 | Algorithm::Blake2b => return None,
        })
    }

    /// Whether the text can be a digest of this algorithm.
    pub fn is_digest(self, text: &str) -> bool {
        let fits = |digits| text.len() == digits;
        text.chars().all(|digit| digit.is_ascii_hexdigit())
            && self.digits().map_or((56..=128).contains(&text.len()), fits)
    }
}
