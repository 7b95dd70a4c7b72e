use super::attributes::attribute;
use super::lines::SortedLines;

/// By attribute, its programs.
const PROGRAMS: SortedLines = SortedLines::new(include_str!(concat!(env!("OUT_DIR"), "/programs.txt")));
/// By program, the attributes that have it.
const PROVIDERS: SortedLines = SortedLines::new(include_str!(concat!(env!("OUT_DIR"), "/providers.txt")));

/// The programs that an attribute puts into `bin`, as far as they are known; its main program comes first.
///
/// Outputs other than the default, `out` and `bin` have none, unless the data says so (`glibc.bin`).
#[must_use]
pub fn programs(path: &str) -> Vec<&'static str> {
    let Some(found) = attribute(path) else { return Vec::new() };
    let listed = PROGRAMS.get(path);
    let output = found.output.unwrap_or("out");
    if listed.is_none() && !["out", "bin"].contains(&output) && found.outputs().next() != Some(output) {
        return Vec::new();
    }
    let mut programs: Vec<_> = found.main_program.into_iter().collect();
    let listed = listed.or_else(|| PROGRAMS.get(found.path)).map(|(_, mut fields)| fields.next());
    for program in listed.unwrap_or_default().split_whitespace() {
        if !programs.contains(&program) {
            programs.push(program);
        }
    }
    programs
}

/// Attributes that have this program, as far as they are known; the one of the same name comes first.
#[must_use]
pub fn providers(program: &str) -> Vec<&'static str> {
    let same = attribute(program).filter(|it| it.output.is_none() && it.main_program == Some(program));
    let mut providers: Vec<_> = same.map(|it| it.path).into_iter().collect();
    let listed = PROVIDERS.get(program).map(|(_, mut fields)| fields.next()).unwrap_or_default();
    for provider in listed.split_whitespace() {
        if !providers.contains(&provider) {
            providers.push(provider);
        }
    }
    providers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_exists() {
        let listed = PROGRAMS.beginning_with("").map(|(path, _)| path);
        assert_eq!(listed.filter(|path| attribute(path).is_none()).collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn an_attribute_has_its_main_program_and_those_that_are_listed() {
        assert_eq!(programs("redis").first(), Some(&"redis-cli"));
        assert!(programs("redis").contains(&"redis-server"));
        assert_eq!(programs("jq"), ["jq"]);
        assert!(programs("glibc.bin").contains(&"ldd"));
    }

    #[test]
    fn libraries_and_headers_have_no_programs() {
        assert_eq!(programs("openssl.dev"), [""; 0]);
        assert_eq!(programs("cacert"), [""; 0]);
        assert_eq!(programs("nonsense"), [""; 0]);
    }

    #[test]
    fn a_program_is_found_in_the_attribute_of_its_name_first() {
        assert_eq!(providers("nginx").first(), Some(&"nginx"));
        assert_eq!(providers("pg_dump").first(), Some(&"postgresql"));
        assert!(providers("dig").contains(&"dnsutils"));
        assert_eq!(providers("qqqq"), [""; 0]);
    }
}
