//! Names as keys.

/// The words of a name as a key: letters and digits in lower case, everything between them as one hyphen.
///
/// ```
/// assert_eq!(demarche_record::slug("The Cod & Haddock Quotas, 1994"), "the-cod-haddock-quotas-1994");
/// assert_eq!(demarche_record::slug(" – "), "");
/// ```
#[must_use]
pub fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
