//! Which language a text is in, as far as its letters and trigrams tell.

use whatlang::{Lang, detect};

/// BCP 47 tag and English name of the language of a text; `None` where it is too short or too mixed to tell.
pub(crate) fn of(text: &str) -> Option<(&'static str, &'static str)> {
    let mut end = text.len().min(20_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let letters = text[..end].chars().filter(|c| c.is_alphabetic()).count();
    let info = detect(&text[..end])?;
    let sure = info.is_reliable() || (letters >= 400 && info.confidence() > 0.5);
    (letters >= 40 && sure).then(|| (tag(info.lang()), info.lang().eng_name()))
}

/// The two-letter code where ISO 639-1 has one, else the three-letter code.
#[rustfmt::skip]
fn tag(lang: Lang) -> &'static str {
    match lang.code() {
        "afr" => "af", "aka" => "ak", "amh" => "am", "ara" => "ar", "aze" => "az", "bel" => "be", "ben" => "bn", "bul" => "bg",
        "cat" => "ca", "ces" => "cs", "cmn" => "zh", "dan" => "da", "deu" => "de", "ell" => "el", "eng" => "en", "epo" => "eo",
        "est" => "et", "fin" => "fi", "fra" => "fr", "guj" => "gu", "heb" => "he", "hin" => "hi", "hrv" => "hr", "hun" => "hu",
        "hye" => "hy", "ind" => "id", "ita" => "it", "jav" => "jv", "jpn" => "ja", "kan" => "kn", "kat" => "ka", "khm" => "km",
        "kor" => "ko", "lat" => "la", "lav" => "lv", "lit" => "lt", "mal" => "ml", "mar" => "mr", "mkd" => "mk", "mya" => "my",
        "nep" => "ne", "nld" => "nl", "nob" => "nb", "ori" => "or", "pan" => "pa", "pes" => "fa", "pol" => "pl", "por" => "pt",
        "ron" => "ro", "rus" => "ru", "sin" => "si", "slk" => "sk", "slv" => "sl", "sna" => "sn", "spa" => "es", "srp" => "sr",
        "swe" => "sv", "tam" => "ta", "tel" => "te", "tgl" => "tl", "tha" => "th", "tuk" => "tk", "tur" => "tr", "ukr" => "uk",
        "urd" => "ur", "uzb" => "uz", "vie" => "vi", "yid" => "yi", "zul" => "zu",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        let tag = |text: &str| of(text).map(|(tag, _)| tag);
        assert_eq!(
            tag("The two foreign ministers agreed on Monday to resume their talks on a peace treaty."),
            Some("en")
        );
        assert_eq!(
            tag("Die beiden Außenminister haben sich am Montag darauf geeinigt, die Gespräche wieder aufzunehmen."),
            Some("de")
        );
        assert_eq!(
            tag("Президент России заявил в понедельник, что переговоры о мирном договоре будут продолжены."),
            Some("ru")
        );
        assert_eq!(tag("Yes."), None);
        assert_eq!(tag(""), None);
    }
}
