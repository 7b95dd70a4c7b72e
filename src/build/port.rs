use std::fmt;
use std::net::IpAddr;

use serde::{Serialize, Serializer};
use thiserror::Error;

/// A port that an image exposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Port {
    /// Its number.
    pub number: u16,
    /// Its protocol.
    pub protocol: Protocol,
}

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Protocol {
    Tcp,
    Udp,
    Sctp,
}

/// The ports that one word of EXPOSE names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortRange {
    /// The first port.
    pub first: u16,
    /// The last port, mostly the same.
    pub last: u16,
    /// The protocol of all of them.
    pub protocol: Protocol,
    /// Whether the word has the address or host port of `docker run -p`, which EXPOSE ignores.
    pub published: bool,
}

/// A word that names no ports.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)]
pub enum PortError {
    #[error("`{word}` has no port")]
    Missing { word: String },
    #[error("`{number}` is no port: ports are numbers from 0 to 65535, or ranges such as 8000-8010")]
    Number { number: String },
    #[error("`{protocol}` is no protocol: it is tcp, udp or sctp")]
    Protocol { protocol: String },
    #[error("`{address}` is no IP address")]
    Address { address: String },
    #[error("`{host}` and `{container}` are ranges of different length")]
    RangeLength { host: String, container: String },
}

impl PortRange {
    /// Reads `[[address:]host-port:]port[-port][/protocol]`.
    pub fn parse(word: &str) -> Result<Self, PortError> {
        let (outside, container) = word.rsplit_once(':').unwrap_or(("", word));
        let (address, host) = outside.rsplit_once(':').unwrap_or(("", outside));
        let (container, protocol) = container.split_once('/').unwrap_or((container, ""));
        if container.is_empty() {
            return Err(PortError::Missing { word: word.to_owned() });
        }
        let protocol = Protocol::parse(protocol)?;
        check_address(address)?;
        let (first, last) = range(container)?;
        if !host.is_empty() {
            let (host_first, host_last) = range(host)?;
            if last != first && last - first != host_last - host_first {
                return Err(PortError::RangeLength { host: host.to_owned(), container: container.to_owned() });
            }
        }
        Ok(Self { first, last, protocol, published: !address.is_empty() || !host.is_empty() })
    }

    /// How many ports it has.
    pub fn count(&self) -> usize {
        usize::from(self.last - self.first) + 1
    }

    /// The ports.
    pub fn ports(&self) -> impl Iterator<Item = Port> + use<> {
        let protocol = self.protocol;
        (self.first..=self.last).map(move |number| Port { number, protocol })
    }
}

impl Protocol {
    fn parse(word: &str) -> Result<Self, PortError> {
        match word.to_ascii_lowercase().as_str() {
            "" | "tcp" => Ok(Self::Tcp),
            "udp" => Ok(Self::Udp),
            "sctp" => Ok(Self::Sctp),
            _ => Err(PortError::Protocol { protocol: word.to_owned() }),
        }
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        })
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.protocol)
    }
}

impl Serialize for Port {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn check_address(address: &str) -> Result<(), PortError> {
    let inner = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(address);
    if address.is_empty() || inner.parse::<IpAddr>().is_ok() {
        Ok(())
    } else {
        Err(PortError::Address { address: address.to_owned() })
    }
}

fn range(text: &str) -> Result<(u16, u16), PortError> {
    let error = || PortError::Number { number: text.to_owned() };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first).ok_or_else(error)?, number(last).ok_or_else(error)?);
    if first <= last { Ok((first, last)) } else { Err(error()) }
}

fn number(text: &str) -> Option<u16> {
    text.parse::<i64>().ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(word: &str) -> Vec<String> {
        PortRange::parse(word).unwrap().ports().map(|port| port.to_string()).collect()
    }

    #[test]
    fn reads_ports_ranges_and_protocols() {
        assert_eq!(shown("80"), ["80/tcp"]);
        assert_eq!(shown("53/UDP"), ["53/udp"]);
        assert_eq!(shown("80/"), ["80/tcp"]);
        assert_eq!(shown("0080"), ["80/tcp"]);
        assert_eq!(shown("7000-7002/sctp"), ["7000/sctp", "7001/sctp", "7002/sctp"]);
        assert_eq!(PortRange::parse("0-65535").unwrap().count(), 65536);
    }

    #[test]
    fn takes_what_docker_run_would() {
        assert_eq!(shown("8080:80"), ["80/tcp"]);
        assert_eq!(shown("127.0.0.1:8080-8081:80-81/tcp"), ["80/tcp", "81/tcp"]);
        assert_eq!(shown("8000-9000:80"), ["80/tcp"]);
        for word in ["[::1]:80:80", "::1:80:80", "::::80", "[2001:4860:0:2001::68]::80"] {
            assert_eq!(shown(word), ["80/tcp"], "{word}");
        }
        assert!(PortRange::parse("8080:80").unwrap().published);
        assert!(!PortRange::parse("80").unwrap().published);
    }

    #[test]
    fn refuses_what_is_no_port() {
        for word in ["", "/tcp", "a", "80/http", "65536", "-1", "9-8", "80-", "localhost:80:80", "1-2:3-5", ":", "x:80"]
        {
            assert!(PortRange::parse(word).is_err(), "{word}");
        }
    }
}
