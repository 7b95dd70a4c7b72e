//! What Dockerfiles are called.

/// Whether a file with this name is usually a Dockerfile: `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`,
/// `dev.dockerfile`, and the same with `Containerfile`.
pub fn has_usual_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".dockerignore") || lower.ends_with(".containerignore") {
        return false;
    }
    ["Dockerfile", "Containerfile"].iter().any(|kind| {
        let rest = name.strip_prefix(kind);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || lower.ends_with(&format!(".{}", kind.to_ascii_lowercase()))
    }) || matches!(lower.as_str(), "dockerfile" | "containerfile")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_names() {
        for name in ["Dockerfile", "dockerfile", "Dockerfile.dev", "api.Dockerfile", "api.dockerfile", "Containerfile"]
        {
            assert!(has_usual_name(name), "{name}");
        }
        for name in ["Dockerfile.dockerignore", "Dockerfiles", "MyDockerfile", "docker", ".dockerignore"] {
            assert!(!has_usual_name(name), "{name}");
        }
    }
}
