//! Toponyms with points: which words of a text name places, and which of the places of that name each means. Knows no actors;
//! what the record needs of places is resolved in `resolve`.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use demarche_language::{Annotation, NameKind, Sentence, Upos};
use demarche_record::Span;
use serde::Serialize;

use crate::atlas::{Site, SiteKind, key_of, kilometres, sites};

/// A text in which places are to be found.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The text.
    pub text: &'a str,
    /// Its sentences.
    pub annotation: &'a Annotation,
    /// Who published it; texts of one publisher tell of one part of the world. Empty where that is not known.
    pub publisher: &'a str,
}

/// A place name of a text with the point that it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Located {
    /// Where the words stand.
    pub span: Span,
    /// Name of the place.
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// ISO 3166-1 alpha-3; empty for what belongs to no one state.
    pub country: String,
}

/// Words of a text with the places that they may mean.
struct Mention {
    span: Span,
    key: String,
    sites: Vec<Site>,
    /// Whether the words after name the province or country in which it lies.
    placed: bool,
    /// Whether the words may as well name something else: a place only where the text, or its publisher, uses them for one.
    doubtful: bool,
    chosen: usize,
}

/// Every point that the atlas has for a name, in degrees north and east.
#[must_use]
pub fn points(name: &str) -> Vec<(f64, f64)> {
    sites(&key_of(name)).into_iter().map(|site| (site.latitude, site.longitude)).collect()
}

/// Kilometres between two points given in degrees north and east.
#[must_use]
pub fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    kilometres(a, b)
}

/// The places of each document, in the order of the text.
///
/// A name means the place that lies where the words after it say ("Paris, Texas"), near the other places of the text, in a
/// state or country that the text names, where most of what its publisher tells happens (Lieberman, Samet and Sankaranarayanan
/// 2010), and that has many people; one name has one meaning in a text.
#[must_use]
pub fn locate(documents: &[Document<'_>]) -> Vec<Vec<Located>> {
    let mut all: Vec<Vec<Mention>> = documents.iter().map(mentions).collect();
    settle_doubts(documents, &mut all);
    let country: Vec<Option<&'static str>> = documents.iter().map(|document| country_of(document.publisher)).collect();
    for (mentions, country) in all.iter_mut().zip(&country) {
        choose(mentions, &Home { told: Vec::new(), country: *country });
    }
    // What was chosen tells where the publisher's home is, and that tells what to choose.
    for _ in 0..2 {
        let mut told: BTreeMap<&str, Vec<(usize, String, Site)>> = BTreeMap::new();
        for (index, document) in documents.iter().enumerate() {
            if !document.publisher.is_empty() {
                let local = distinct(&all[index]).into_iter().filter(|(_, site)| site.kind >= SiteKind::County);
                told.entry(document.publisher).or_default().extend(local.map(|(key, site)| (index, key, site)));
            }
        }
        for (index, document) in documents.iter().enumerate() {
            let told: Vec<(String, Site)> = told
                .get(document.publisher)
                .map(|known| {
                    let others = known.iter().filter(|(other, ..)| *other != index);
                    others.map(|(_, key, site)| (key.clone(), *site)).collect()
                })
                .unwrap_or_default();
            if !told.is_empty() {
                choose(&mut all[index], &Home { told, country: country[index] });
            }
        }
    }
    all.into_iter()
        .map(|mentions| {
            mentions
                .into_iter()
                .map(|mention| {
                    let site = mention.sites[mention.chosen];
                    Located {
                        span: mention.span,
                        name: site.name(),
                        latitude: site.latitude,
                        longitude: site.longitude,
                        country: site.country().to_owned(),
                    }
                })
                .collect()
        })
        .collect()
}

/// What is known of where a publisher is at home.
struct Home {
    /// Places of its other texts by their keys.
    told: Vec<(String, Site)>,
    /// The country of its web address.
    country: Option<&'static str>,
}

/// The country at the end of a web address.
fn country_of(publisher: &str) -> Option<&'static str> {
    let (_, end) = publisher.rsplit_once('.')?;
    sites(&format!("tld {}", key_of(end))).first().map(Site::country)
}

/// The places chosen, each name once.
fn distinct(mentions: &[Mention]) -> Vec<(String, Site)> {
    let mut seen: BTreeMap<&str, Site> = BTreeMap::new();
    for mention in mentions {
        seen.entry(&mention.key).or_insert(mention.sites[mention.chosen]);
    }
    seen.into_iter().map(|(key, site)| (key.to_owned(), site)).collect()
}

/// Keeps the doubtful mentions whose words name a place elsewhere in the text or in another text of its publisher.
fn settle_doubts(documents: &[Document<'_>], all: &mut [Vec<Mention>]) {
    let sure = |mentions: &[Mention]| -> Vec<String> {
        mentions.iter().filter(|mention| !mention.doubtful).map(|mention| mention.key.clone()).collect()
    };
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (document, mentions) in documents.iter().zip(all.iter()) {
        if !document.publisher.is_empty() {
            known.entry(document.publisher).or_default().extend(sure(mentions));
        }
    }
    let nobody = BTreeSet::new();
    for (document, mentions) in documents.iter().zip(all.iter_mut()) {
        let here: BTreeSet<String> = sure(mentions).into_iter().collect();
        let there = known.get(document.publisher).unwrap_or(&nobody);
        mentions.retain(|mention| !mention.doubtful || here.contains(&mention.key) || there.contains(&mention.key));
    }
}

// ---- which words name places ------------------------------------------------------------------------------------------

/// Words of a name at most.
const LONGEST: usize = 5;

fn mentions(document: &Document<'_>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for sentence in &document.annotation.sentences {
        let mut at = 0;
        while at < sentence.tokens.len() {
            match name_at(document.text, sentence, at) {
                Some(Name { end, key, sites, doubtful }) => {
                    let span = sentence.span_of(at..end);
                    found.push(Mention { span, key, sites, placed: false, doubtful, chosen: 0 });
                    at = end;
                }
                None => at += 1,
            }
        }
    }
    place_by_words_after(document.text, &mut found);
    found
}

/// A place name from a token on.
struct Name {
    end: usize,
    key: String,
    sites: Vec<Site>,
    doubtful: bool,
}

/// The longest place name that starts at a token.
fn name_at(text: &str, sentence: &Sentence, at: usize) -> Option<Name> {
    if !capital(sentence, at) || sentence.tokens[at].upos == Upos::Pron {
        return None;
    }
    let last = (at + LONGEST).min(sentence.tokens.len());
    for end in (at + 1..=last).rev() {
        if !capital(sentence, end - 1) {
            continue;
        }
        let span = sentence.span_of(at..end);
        let words = span.of(text);
        if words.contains(['\n', ',', ';', '(']) {
            continue;
        }
        let key = key_of(words);
        let all = sites(&key);
        if all.is_empty() {
            continue;
        }
        // "us" is no country, "In" no state; "Ky." is one.
        let shouted = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let abbreviated = words.ends_with('.') || text[span.end..].starts_with('.');
        if key.len() <= 2 && !shouted && !abbreviated {
            return None;
        }
        let fitting: Vec<Site> = all.iter().filter(|site| fits(sentence, &(at..end), site)).copied().collect();
        if !fitting.is_empty() {
            return Some(Name { end, key, sites: fitting, doubtful: false });
        }
        // A part of a person's name is none of a place; what the reader of names takes for a whole name may be.
        let person = (at..end).find_map(|token| sentence.name_at(token)).filter(|name| name.kind == NameKind::Person);
        if person.is_some_and(|name| name.tokens != (at..end)) {
            return None;
        }
        return Some(Name { end, key, sites: all, doubtful: true });
    }
    None
}

fn capital(sentence: &Sentence, token: usize) -> bool {
    sentence.tokens[token].form.starts_with(char::is_uppercase)
}

/// Whether the words can name that place here: not as a part of a person's name, and a small place only where the reader of
/// names sees a name.
fn fits(sentence: &Sentence, tokens: &Range<usize>, site: &Site) -> bool {
    let name = tokens.clone().find_map(|token| sentence.name_at(token));
    match name.map(|name| name.kind) {
        Some(NameKind::Person) => false,
        Some(NameKind::Place) => true,
        // "Anderson County Sheriff", "University of Georgia": large places lend their names.
        Some(_) => site.kind != SiteKind::City || site.people >= LENDS,
        None if site.kind != SiteKind::City => true,
        None => tokens.clone().all(|token| sentence.tokens[token].upos == Upos::Propn) && tokens.start > 0,
    }
}

/// People from which on a city lends its name to bodies.
const LENDS: u32 = 15_000;

/// "Paris, Texas", "Paris (Texas)": what follows says in which province or country the name lies.
fn place_by_words_after(text: &str, mentions: &mut [Mention]) {
    for index in 0..mentions.len().saturating_sub(1) {
        let (left, right) = mentions.split_at_mut(index + 1);
        let (mention, container) = (&mut left[index], &right[0]);
        let between = &text[mention.span.end.min(container.span.start)..container.span.start];
        if !matches!(between.trim(), "," | "(" | "in") {
            continue;
        }
        let holders: Vec<&'static str> = container
            .sites
            .iter()
            .filter(|site| matches!(site.kind, SiteKind::Country | SiteKind::Province | SiteKind::County))
            .map(|site| site.region)
            .collect();
        let within = |site: &Site| {
            holders.iter().any(|holder| site.region == *holder || !holder.contains('.') && site.country() == *holder)
        };
        let inside: Vec<Site> =
            mention.sites.iter().filter(|site| site.kind >= SiteKind::County && within(site)).copied().collect();
        if !inside.is_empty() {
            mention.sites = inside;
            mention.placed = true;
        }
    }
    // What one mention of a name says holds for the others.
    let placed: BTreeMap<String, Vec<Site>> =
        mentions.iter().filter(|m| m.placed).map(|m| (m.key.clone(), m.sites.clone())).collect();
    for mention in mentions.iter_mut().filter(|mention| !mention.placed) {
        if let Some(sites) = placed.get(&mention.key) {
            mention.sites.clone_from(sites);
            mention.placed = true;
        }
    }
}

// ---- which place a name means ------------------------------------------------------------------------------------------

/// Kilometres within which places of one story lie.
const NEAR: f64 = 120.0;

fn choose(mentions: &mut [Mention], home: &Home) {
    for mention in mentions.iter_mut() {
        let key = mention.key.clone();
        mention.chosen = best(&mention.sites, |site| renown(site) + at_home(site, &key, home));
    }
    for _ in 0..3 {
        let context: Vec<(String, Site, bool)> = {
            let mut seen: BTreeMap<&str, (Site, bool)> = BTreeMap::new();
            for mention in mentions.iter() {
                let sure = mention.placed || mention.sites.len() == 1;
                seen.entry(&mention.key).or_insert((mention.sites[mention.chosen], sure));
            }
            seen.into_iter().map(|(key, (site, sure))| (key.to_owned(), site, sure)).collect()
        };
        for mention in mentions.iter_mut() {
            let key = mention.key.clone();
            mention.chosen = best(&mention.sites, |site| {
                renown(site) + at_home(site, &key, home) + in_company(site, &key, &context)
            });
        }
    }
}

fn best(sites: &[Site], score: impl Fn(&Site) -> f64) -> usize {
    let mut best = (0, f64::MIN);
    for (index, site) in sites.iter().enumerate() {
        let value = score(site);
        if value > best.1 {
            best = (index, value);
        }
    }
    best.0
}

/// How well known a place is, in powers of ten of people.
fn renown(site: &Site) -> f64 {
    match site.kind {
        SiteKind::Country | SiteKind::Demonym => 7.2,
        SiteKind::Province | SiteKind::Region => 6.8,
        SiteKind::County => 4.5,
        SiteKind::Capital => f64::from(site.people.max(100)).log10() + 0.6,
        SiteKind::City => f64::from(site.people.max(100)).log10(),
    }
}

/// How much of what the publisher tells elsewhere, by other names, happens around a place.
fn at_home(site: &Site, key: &str, home: &Home) -> f64 {
    let mut score = if home.country.is_some_and(|country| country == site.country()) && site.kind >= SiteKind::County {
        1.0
    } else {
        0.0
    };
    let (mut all, mut near, mut province) = (0_u32, 0_u32, 0_u32);
    for (other_key, other) in &home.told {
        if other_key != key {
            all += 1;
            near += u32::from(kilometres(point(site), point(other)) < NEAR);
            province += u32::from(site.region.contains('.') && site.region == other.region);
        }
    }
    if all > 0 {
        let share = |count: u32| f64::from(count) / f64::from(all);
        score += 3.0 * share(near).sqrt() + 2.0 * share(province).sqrt();
    }
    score
}

fn point(site: &Site) -> (f64, f64) {
    (site.latitude, site.longitude)
}

/// How well a place goes with the others of the text.
fn in_company(site: &Site, key: &str, context: &[(String, Site, bool)]) -> f64 {
    let (mut near, mut province, mut country) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (other_key, other, sure) in context {
        if other_key == key {
            continue;
        }
        let weight = if *sure { 1.0 } else { 0.6 };
        let large = matches!(other.kind, SiteKind::Country | SiteKind::Demonym | SiteKind::Region);
        if !large && other.kind != SiteKind::Province && site.kind >= SiteKind::County {
            near += weight * (-kilometres(point(site), point(other)) / NEAR).exp();
        }
        if site.region == other.region && site.province().is_some() {
            province += weight * if other.kind == SiteKind::Province { 1.5 } else { 0.7 };
        } else if site.country() == other.country() && !site.country().is_empty() {
            country += weight * if large { 1.0 } else { 0.4 };
        }
    }
    1.8 * near.min(2.0) + 1.0 * province.min(2.0) + 0.5 * country.min(2.0)
}
