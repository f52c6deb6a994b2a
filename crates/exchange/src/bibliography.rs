//! The sources as BibTeX: one entry an article, in the order of publication. Rows of other collections are no sources of this kind and are left out.

use std::collections::BTreeSet;

use demarche_record::{Article, slug};

use crate::view::View;

/// Text for BibTeX: what TeX would read as a command is escaped, other characters stay (UTF-8).
fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\{"),
            '}' => out.push_str("\\}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            c if c.is_control() || c == '\u{2028}' || c == '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// An address, where escapes would change what it leads to: braces and line ends are percent-encoded.
fn address(url: &str) -> String {
    let mut out = String::new();
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() || c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

fn is_row(article: &Article) -> bool {
    ["icews:", "polecat:", "gdelt:", "plover:"].iter().any(|scheme| article.id.starts_with(scheme))
}

/// A key: last name or publisher, year, first long word of the title.
fn key(article: &Article) -> String {
    let who = article.byline.first().and_then(|name| name.split_whitespace().last());
    let who = who.or(article.publisher.as_deref()).unwrap_or("anonymous");
    let year = article.published.interval.as_ref().and_then(|when| {
        let (first, last) = (when.earliest?.year(), when.latest?.year());
        (first == last).then(|| first.to_string())
    });
    let title = article.title.as_deref().unwrap_or_default();
    let word = title.split_whitespace().find(|word| word.chars().count() > 3).unwrap_or_default();
    let ascii = |text: &str| slug(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let who = Some(ascii(who)).filter(|who| !who.is_empty()).unwrap_or_else(|| "source".to_owned());
    format!("{who}{}{}", year.unwrap_or_default(), ascii(word))
}

/// The entries. An article of a paper is `@article`; one whose paper is not known is `@misc`.
pub(crate) fn write(view: &View<'_>) -> Vec<u8> {
    let mut articles: Vec<&Article> = view.findings.articles.iter().filter(|article| !is_row(article)).collect();
    articles.sort_by_key(|article| article.published.interval.as_ref().and_then(|when| when.earliest));
    let mut keys = BTreeSet::new();
    let mut out = String::new();
    for article in articles {
        let first = key(article);
        let mut key = first.clone();
        for n in 2.. {
            if keys.insert(key.clone()) {
                break;
            }
            key = format!("{first}-{n}");
        }
        let kind = if article.publisher.is_some() { "article" } else { "misc" };
        let mut fields: Vec<(&str, String)> = Vec::new();
        if !article.byline.is_empty() {
            let names: Vec<String> = article.byline.iter().map(|name| format!("{{{}}}", tex(name))).collect();
            fields.push(("author", names.join(" and ")));
        }
        fields.extend(article.title.as_deref().map(|title| ("title", format!("{{{}}}", tex(title)))));
        fields.extend(article.publisher.as_deref().map(|publisher| ("journal", tex(publisher))));
        if let Some(when) = &article.published.interval
            && let (Some(from), Some(to)) = (when.earliest, when.latest)
        {
            if from.year() == to.year() {
                fields.push(("year", from.year().to_string()));
                if from.month() == to.month() {
                    const MONTHS: [&str; 12] =
                        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
                    fields.push(("month", MONTHS[usize::try_from(from.month()).unwrap_or(1) - 1].to_owned()));
                }
            }
            let date = if from == to { from.to_string() } else { format!("{from}/{to}") };
            fields.push(("date", date));
        }
        fields.extend(article.url.as_deref().map(|url| ("url", address(url))));
        fields.extend(article.language.as_deref().map(|tag| ("langid", tex(tag))));
        fields.push(("note", tex(&article.source)));
        out.push_str(&format!("@{kind}{{{key},\n"));
        for (name, value) in fields {
            // A month is a word that every style knows; everything else is text.
            let value = if name == "month" { value } else { format!("{{{value}}}") };
            out.push_str(&format!("  {name} = {value},\n"));
        }
        out.push_str("}\n\n");
    }
    out.into_bytes()
}
