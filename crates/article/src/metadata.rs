//! What a page says of itself in its head: JSON-LD, Open Graph, meta elements, `time`, the title.

use demarche_record::{Basis, Clue, Interval, Published};
use dom_query::Document;
use serde_json::Value;

use crate::byline;
use crate::cues::CUES;
use crate::dates;
use crate::decode::{canonical, squeeze};
use crate::page::Facts;

/// The metadata of a page.
pub(crate) struct Metadata {
    pub facts: Facts,
}

/// Reads the metadata. JSON-LD comes first, since pages keep it for search engines; then Open Graph, meta, `time`.
pub(crate) fn of(document: &Document) -> Metadata {
    let mut facts = Facts::default();
    let mut dates: Vec<(String, String)> = Vec::new();
    for script in document.select("script[type='application/ld+json']").iter().take(20) {
        let text = script.text();
        if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
            linked_data(&value, 0, &mut facts, &mut dates);
        }
    }
    let mut site_title = None;
    for meta in document.select("meta").iter().take(400) {
        let key = ["property", "name", "itemprop"]
            .iter()
            .find_map(|key| meta.attr(key))
            .map(|key| key.trim().to_lowercase())
            .unwrap_or_default();
        let Some(content) = meta.attr("content") else { continue };
        let content = clean(&content);
        if !content.is_empty() {
            meta_element(&key, &content, &mut facts, &mut dates, &mut site_title);
        }
    }
    if facts.url.is_none() {
        facts.url = document
            .select("link[rel='canonical']")
            .iter()
            .next()
            .and_then(|link| link.attr("href"))
            .map(|href| href.trim().to_owned())
            .filter(|href| href.starts_with("http"));
    }
    if facts.language.is_none() {
        facts.language =
            document.select("html").iter().next().and_then(|html| html.attr("lang")).map(|lang| lang.to_string());
    }
    if facts.title.is_none() {
        let title = site_title.or_else(|| {
            let title = document.select("title").iter().next().map(|title| clean(&title.text()));
            title.filter(|title| !title.is_empty())
        });
        facts.title = title.map(|title| without_site(&title, facts.publisher.as_deref()));
    } else if let Some(title) = facts.title.take() {
        facts.title = Some(strip_known_site(&title, facts.publisher.as_deref()));
    }
    for time in document.select("time[datetime]").iter().take(40) {
        let inside = time.ancestors(Some(12)).iter().any(|above| {
            above.nodes().first().is_some_and(|node| {
                node.node_name().is_some_and(|name| ["aside", "footer", "nav"].contains(&name.as_ref()))
                    || node.class().is_some_and(|class| class.contains("comment") || class.contains("related"))
            })
        });
        if !inside && let Some(value) = time.attr("datetime") {
            dates.push(("time".to_owned(), value.trim().to_owned()));
            break;
        }
    }
    facts.section.retain(|step| !is_site(step, facts.publisher.as_deref()));
    facts.published = published(&dates);
    Metadata { facts }
}

/// Whether a step of a path is the site itself, by its name or its address.
fn is_site(step: &str, publisher: Option<&str>) -> bool {
    let address = !step.contains(' ')
        && step.contains('.')
        && step.rsplit('.').next().is_some_and(|end| (2..=4).contains(&end.len()));
    let lower = step.to_lowercase();
    let known = ["u.s.", "u.k.", "u.n."].contains(&lower.as_str());
    (address && !known) || publisher.is_some_and(|name| crate::page::letters(name) == crate::page::letters(step))
}

fn clean(text: &str) -> String {
    squeeze(&canonical(text))
}

/// The first date that reads as one.
pub(crate) fn published(dates: &[(String, String)]) -> Option<Published> {
    let found = |(field, value): &(String, String)| -> Option<(Interval, Clue)> {
        let interval = dates::metadata_date(value)?;
        let text = format!("{field}: {}", value.chars().take(60).collect::<String>());
        Some((interval, Clue { span: None, text, says: "date of publication in the metadata".to_owned() }))
    };
    dates.iter().find_map(found).map(|(interval, clue)| Published {
        interval: Some(interval),
        basis: Basis::Metadata,
        clues: vec![clue],
    })
}

const ARTICLE_TYPES: [&str; 13] = [
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "analysisnewsarticle",
    "opinionnewsarticle",
    "askpublicnewsarticle",
    "backgroundnewsarticle",
    "reviewnewsarticle",
    "blogposting",
    "liveblogposting",
    "report",
    "socialmediaposting",
    "webpage",
];

fn linked_data(value: &Value, depth: usize, facts: &mut Facts, dates: &mut Vec<(String, String)>) {
    if depth > 6 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().take(50).for_each(|item| linked_data(item, depth + 1, facts, dates)),
        Value::Object(object) => {
            let is = |wanted: &[&str]| {
                texts(object.get("@type")).iter().any(|kind| wanted.contains(&kind.to_lowercase().as_str()))
            };
            if let Some(graph) = object.get("@graph") {
                linked_data(graph, depth + 1, facts, dates);
            }
            if is(&["breadcrumblist"]) {
                crumbs(object.get("itemListElement"), facts);
            }
            if !is(&ARTICLE_TYPES) {
                return;
            }
            let page = is(&["webpage"]);
            let first = |key: &str| {
                texts(object.get(key)).into_iter().next().map(|text| clean(&text)).filter(|text| !text.is_empty())
            };
            if !page {
                facts.title = facts.title.take().or_else(|| first("headline"));
                if facts.byline.is_empty() {
                    let named = texts(object.get("author"));
                    facts.byline = named.iter().flat_map(|name| people(name)).take(12).collect();
                }
                if facts.section.is_empty() {
                    let steps = texts(object.get("articleSection"));
                    facts.section = steps
                        .iter()
                        .map(|text| clean(text))
                        .filter(|text| !text.is_empty() && text.len() <= 60)
                        .take(4)
                        .collect();
                }
            }
            facts.publisher = facts.publisher.take().or_else(|| first("publisher"));
            facts.language = facts.language.take().or_else(|| first("inLanguage"));
            facts.url = facts.url.take().or_else(|| first("url").filter(|url| url.starts_with("http")));
            for key in ["datePublished", "dateCreated"] {
                if let Some(date) = first(key) {
                    dates.push((format!("JSON-LD {key}"), date));
                }
            }
            if let Some(breadcrumb) = object.get("breadcrumb") {
                linked_data(breadcrumb, depth + 1, facts, dates);
            }
        }
        _ => {}
    }
}

fn crumbs(list: Option<&Value>, facts: &mut Facts) {
    let Some(Value::Array(items)) = list else { return };
    let names: Vec<String> = items
        .iter()
        .take(8)
        .filter_map(|item| {
            texts(item.get("name")).into_iter().next().or_else(|| texts(item.get("item")).into_iter().next())
        })
        .map(|name| clean(&name))
        .filter(|name| !name.is_empty() && !name.starts_with("http") && crate::piece::words(name) <= 6)
        .skip_while(|name| CUES.is_home(name))
        .collect();
    if names.len() >= facts.section.len() {
        facts.section = names;
    }
}

/// The text of a value: itself, its `name`, or those of its items.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(items)) => items
            .iter()
            .take(20)
            .flat_map(|item| match item {
                Value::Array(_) => Vec::new(),
                other => texts(Some(other)),
            })
            .collect(),
        Some(Value::Object(object)) => {
            match object.get("name").or_else(|| object.get("@id")).or_else(|| object.get("@value")) {
                Some(Value::String(text)) => vec![text.clone()],
                Some(Value::Array(items)) => {
                    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).take(20).collect()
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The people in an author field; addresses and handles are left out.
fn people(text: &str) -> Vec<String> {
    let text = clean(text);
    if text.starts_with("http") || text.starts_with('@') || text.len() > 200 {
        return Vec::new();
    }
    let names = byline::parse(&text).map_or_else(|| byline::names(&text), |found| found.names);
    if names.is_empty() && byline::is_name(&text) { vec![text] } else { names }
}

fn meta_element(
    key: &str,
    content: &str,
    facts: &mut Facts,
    dates: &mut Vec<(String, String)>,
    site_title: &mut Option<String>,
) {
    match key {
        "og:title" | "headline" | "citation_title" | "parsely-title" | "sailthru.title" => {
            facts.title.get_or_insert_with(|| content.to_owned());
        }
        "twitter:title" | "dc.title" | "dcterms.title" => {
            site_title.get_or_insert_with(|| content.to_owned());
        }
        "og:site_name" | "application-name" | "dc.publisher" | "citation_publisher" => {
            facts.publisher.get_or_insert_with(|| content.to_owned());
        }
        "og:url" if content.starts_with("http") => {
            facts.url.get_or_insert_with(|| content.to_owned());
        }
        "article:section" | "parsely-section" | "section" if facts.section.is_empty() && content.len() <= 60 => {
            facts.section = vec![content.to_owned()];
        }
        "author"
        | "article:author"
        | "parsely-author"
        | "sailthru.author"
        | "dc.creator"
        | "dcterms.creator"
        | "citation_author"
        | "byl"
        | "article:author_name"
            if facts.byline.is_empty() =>
        {
            facts.byline = people(content);
        }
        "og:locale" | "language" | "content-language" | "dc.language" => {
            facts.language.get_or_insert_with(|| content.to_owned());
        }
        "article:published_time"
        | "og:published_time"
        | "article:published"
        | "datepublished"
        | "date"
        | "pubdate"
        | "publishdate"
        | "publish-date"
        | "publish_date"
        | "publication_date"
        | "publication-date"
        | "dc.date"
        | "dc.date.issued"
        | "dcterms.date"
        | "dcterms.created"
        | "dcterms.issued"
        | "sailthru.date"
        | "parsely-pub-date"
        | "citation_publication_date"
        | "citation_date"
        | "originalpublicationdate"
        | "date.release"
        | "article.published"
        | "cxenseparse:recs:publishtime"
        | "ptime"
        | "pdate"
        | "shareaholic:article_published_time"
        | "bt:pubdate"
        | "article.created" => {
            dates.push((format!("meta {key}"), content.to_owned()));
        }
        _ => {}
    }
}

/// A title without the name of the site behind (or before) a bar or dash.
fn without_site(title: &str, publisher: Option<&str>) -> String {
    let known = strip_known_site(title, publisher);
    if known != title {
        return known;
    }
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » ", " « "] {
        if let Some((head, tail)) = title.rsplit_once(mark) {
            let (front, back) = (crate::piece::words(head), crate::piece::words(tail));
            if front >= 3 && back <= 5 && front > back {
                return head.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

fn strip_known_site(title: &str, publisher: Option<&str>) -> String {
    let Some(publisher) = publisher.map(crate::page::letters).filter(|publisher| !publisher.is_empty()) else {
        return title.to_owned();
    };
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » ", ": "] {
        if let Some((head, tail)) = title.rsplit_once(mark)
            && crate::page::letters(tail) == publisher
            && !head.trim().is_empty()
        {
            return head.trim().to_owned();
        }
        if let Some((head, tail)) = title.split_once(mark)
            && crate::page::letters(head) == publisher
            && !tail.trim().is_empty()
        {
            return tail.trim().to_owned();
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> Facts {
        of(&Document::from(html)).facts
    }

    #[test]
    fn linked_data_and_meta() {
        let found = facts(
            r#"<html lang="en-GB"><head><title>Talks resume | The Meridian</title>
            <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Talks resume in Geneva",
            "datePublished":"2013-11-24T23:40:00+01:00","author":[{"@type":"Person","name":"Ada Berg"},{"name":"Wu Li"}],
            "publisher":{"name":"The Meridian"},"articleSection":"World"}]}</script></head></html>"#,
        );
        assert_eq!(found.title.as_deref(), Some("Talks resume in Geneva"));
        assert_eq!(found.byline, ["Ada Berg", "Wu Li"]);
        assert_eq!(found.section, ["World"]);
        assert_eq!(found.publisher.as_deref(), Some("The Meridian"));
        assert_eq!(found.language.as_deref(), Some("en-GB"));
        let day = found.published.unwrap().interval.unwrap().earliest.unwrap();
        assert_eq!(day.to_string(), "2013-11-24");
    }

    #[test]
    fn meta_alone_and_titles_without_sites() {
        let found = facts(
            r#"<title>Talks resume in Geneva - The Meridian Post</title><meta name="author" content="By Ada Berg">
            <meta name="pubdate" content="20131124"><meta property="article:section" content="World">"#,
        );
        assert_eq!(found.title.as_deref(), Some("Talks resume in Geneva"));
        assert_eq!(found.byline, ["Ada Berg"]);
        assert_eq!(found.published.unwrap().basis, Basis::Metadata);
        assert_eq!(facts("<title>A - B</title>").title.as_deref(), Some("A - B"));
        assert_eq!(facts("").title, None);
    }

    #[test]
    fn broken_linked_data_is_no_harm() {
        assert_eq!(facts(r#"<script type="application/ld+json">{"@type":</script>"#).title, None);
        let deep = format!(r#"<script type="application/ld+json">{}1{}</script>"#, "[".repeat(5000), "]".repeat(5000));
        assert_eq!(facts(&deep).title, None);
    }
}
