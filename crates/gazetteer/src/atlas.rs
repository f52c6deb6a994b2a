//! The atlas: every place name with its points, for `locate`. Read where it lies, by binary search; costs nothing until it is
//! asked. Which of several points a text means is decided in `locate`.

use crate::words::ascii_fold;

/// Lines of `knowledge/gazetteer/atlas.tsv`, sorted by bytes.
const ATLAS: &str = include_str!("../../../knowledge/gazetteer/atlas.tsv");

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SiteKind {
    Country,
    Demonym,
    Province,
    Region,
    County,
    Capital,
    City,
}

/// One place of a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Site {
    line: &'static str,
    pub(crate) kind: SiteKind,
    /// Code of the country and, after a dot, of the first-order division.
    pub(crate) region: &'static str,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) people: u32,
}

impl Site {
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t').skip(2);
        let kind = match fields.next()? {
            "n" => SiteKind::Country,
            "d" => SiteKind::Demonym,
            "s" => SiteKind::Province,
            "r" => SiteKind::Region,
            "k" => SiteKind::County,
            "p" => SiteKind::Capital,
            _ => SiteKind::City,
        };
        Some(Self {
            line,
            kind,
            region: fields.next()?,
            latitude: fields.next()?.parse().ok()?,
            longitude: fields.next()?.parse().ok()?,
            people: fields.next()?.parse().ok()?,
        })
    }

    /// The name as it is printed.
    pub(crate) fn name(&self) -> String {
        let mut fields = self.line.split('\t');
        let (key, name) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        if name.is_empty() { capitals(key) } else { name.to_owned() }
    }

    /// ISO 3166-1 alpha-3.
    pub(crate) fn country(&self) -> &'static str {
        self.region.split('.').next().unwrap_or_default()
    }

    /// Whether it has a first-order division.
    pub(crate) fn province(&self) -> Option<&'static str> {
        self.region.split_once('.').map(|(_, code)| code)
    }
}

fn capitals(key: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    key.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// The key of a name: words in lower case without diacritics, dots and apostrophes; "saint" is "st". The script that builds the
/// atlas has the same function.
pub(crate) fn key_of(name: &str) -> String {
    let folded: String = ascii_fold(name).chars().filter(|c| !matches!(c, '\'' | '’' | '‘' | '`' | '.')).collect();
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| match word {
            "saint" => "st",
            "mount" => "mt",
            "fort" => "ft",
            other => other,
        })
        .collect();
    words.join(" ")
}

/// Every place of a key, in the order of the file.
pub(crate) fn sites(key: &str) -> Vec<Site> {
    if key.is_empty() {
        return Vec::new();
    }
    let wanted = format!("{key}\t");
    let bytes = ATLAS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    // Invariant: every line that starts before `low` is smaller than the key.
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes[..middle].iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
        let end = bytes[middle..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |at| middle + at);
        if bytes[start..end] < *wanted.as_bytes() {
            low = end + 1;
        } else {
            high = start;
        }
    }
    let mut found = Vec::new();
    for line in ATLAS.get(low..).unwrap_or_default().lines() {
        if !line.starts_with(&wanted) {
            break;
        }
        found.extend(Site::read(line));
    }
    found
}

/// Kilometres between two points given in degrees, on a sphere.
pub(crate) fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_in_order() {
        let mut before = "";
        for line in ATLAS.lines() {
            assert!(before <= line, "{line}");
            let site = Site::read(line).unwrap_or_else(|| panic!("{line}"));
            assert!(site.latitude.abs() <= 90.0 && site.longitude.abs() <= 180.0, "{line}");
            let key = line.split('\t').next().unwrap();
            assert_eq!(key_of(key), key);
            before = line;
        }
    }

    #[test]
    fn names_are_found() {
        let regions = |name: &str| sites(&key_of(name)).into_iter().map(|site| site.region).collect::<Vec<_>>();
        assert!(regions("Paris").contains(&"FRA.11") && regions("Paris").contains(&"USA.TX"));
        assert_eq!(regions("W.Va."), ["USA.WV"]);
        assert!(regions("São Paulo").contains(&"BRA.27"));
        assert!(regions("Nowhere at all").is_empty());
        assert!(regions("").is_empty());
    }

    #[test]
    fn a_degree_of_latitude_is_111_kilometres() {
        assert!((kilometres((0.0, 0.0), (1.0, 0.0)) - 111.2).abs() < 0.1);
        assert!(kilometres((10.0, 20.0), (10.0, 20.0)) < 1e-9);
    }
}
