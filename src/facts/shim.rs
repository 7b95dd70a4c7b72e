#![allow(missing_docs)]
use super::Family;
use crate::build::ImageConfig;
pub struct BaseImage {
    pub family: Family,
    pub version: VersionMatch,
    userland: bool,
    cfg: (Vec<&'static str>, Vec<&'static str>, Option<&'static str>, &'static str),
}
pub enum VersionMatch {
    Exact(Vec<String>),
    Nearest { attributes: Vec<String>, asked: String },
    Unversioned(Vec<String>),
}
impl BaseImage {
    pub fn is_userland(&self) -> bool {
        self.userland
    }
    pub fn attribute(&self) -> Option<String> {
        match &self.version {
            VersionMatch::Exact(a) | VersionMatch::Unversioned(a) | VersionMatch::Nearest { attributes: a, .. } => {
                a.first().cloned()
            }
        }
    }
    pub fn exact_attribute(&self) -> Option<String> {
        match &self.version {
            VersionMatch::Exact(a) => a.first().cloned(),
            _ => None,
        }
    }
    pub fn config(&self) -> ImageConfig {
        let mut c = ImageConfig::default();
        c.env = [("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")].into_iter().collect();
        c.cmd = self.cfg.0.iter().map(|s| s.to_string()).collect();
        c.entrypoint = self.cfg.1.iter().map(|s| s.to_string()).collect();
        if let Some(p) = self.cfg.2 {
            c.exposed_ports = crate::build::PortRange::parse(p).map(|r| r.ports().collect()).unwrap_or_default();
        }
        c.stop_signal = self.cfg.3.to_string();
        c
    }
}
pub fn base_image(name: &str, tag: Option<&str>) -> Option<BaseImage> {
    let alp = tag.is_some_and(|t| t.contains("alpine"));
    let f = if alp || name == "alpine" { Family::Alpine } else { Family::Debian };
    Some(match name {
        "alpine" => BaseImage {
            family: Family::Alpine,
            version: VersionMatch::Unversioned(vec![]),
            userland: true,
            cfg: (vec!["/bin/sh"], vec![], None, ""),
        },
        "python" => BaseImage {
            family: f,
            version: VersionMatch::Exact(vec!["python312".into()]),
            userland: false,
            cfg: (vec!["python3"], vec![], None, ""),
        },
        "golang" => BaseImage {
            family: f,
            version: VersionMatch::Exact(vec!["go_1_25".into()]),
            userland: false,
            cfg: (vec!["bash"], vec![], None, ""),
        },
        "nginx" => BaseImage {
            family: f,
            version: VersionMatch::Exact(vec!["nginx".into()]),
            userland: false,
            cfg: (vec!["nginx", "-g", "daemon off;"], vec!["/docker-entrypoint.sh"], Some("80"), "SIGQUIT"),
        },
        _ => return None,
    })
}
