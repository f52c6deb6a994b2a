//! Measures the points of toponyms on a collection in the format of LGL: of the gold toponyms for which the atlas has the right
//! point among those of the name, the share whose point, as chosen, lies within 161 km of the gold one.
//! `cargo run -p demarche-gazetteer --example places -- [FILE] [--misses]`; without FILE the shared collection.

use std::path::{Path, PathBuf};

use demarche_gazetteer::{Document, Located, distance, locate, points};
use demarche_language::{Annotation, Pipeline};
use demarche_record::Span;

/// Kilometres of 100 miles, the bound of the field.
const CLOSE: f64 = 161.0;

struct Gold {
    start: usize,
    end: usize,
    phrase: String,
    point: (f64, f64),
}

struct Article {
    text: String,
    domain: String,
    gold: Vec<Gold>,
    without_point: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let misses = arguments.iter().any(|a| a == "--misses");
    let file = arguments.iter().find(|a| !a.starts_with("--")).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/place/lgl.xml"),
        PathBuf::from,
    );
    let Ok(raw) = std::fs::read_to_string(&file) else {
        eprintln!("{}: cannot be read as UTF-8: name a collection in the format of LGL", file.display());
        std::process::exit(2);
    };
    let articles: Vec<Article> = raw.split("<article docid=").skip(1).map(article).collect();
    let pipeline = Pipeline::embedded().expect("the embedded model is readable");
    let annotations: Vec<Annotation> =
        articles.iter().map(|a| pipeline.annotate(&a.text, &[Span::new(0, a.text.len())])).collect();
    let places = |publisher: bool| -> Vec<Vec<Located>> {
        let documents: Vec<Document<'_>> = articles
            .iter()
            .zip(&annotations)
            .map(|(a, annotation)| Document {
                text: &a.text,
                annotation,
                publisher: if publisher { &a.domain } else { "" },
            })
            .collect();
        locate(&documents)
    };
    let known = places(true);
    let (mut all, mut covered, mut close, mut found) = (0, 0, 0, 0);
    for (article, located) in articles.iter().zip(&known) {
        for gold in &article.gold {
            all += 1;
            let near = |point: &(f64, f64)| distance(*point, gold.point) <= CLOSE;
            let hit = overlapping(article, gold, located);
            if !points(&gold.phrase).iter().any(near) {
                if misses {
                    println!("UNKNOWN\t{}\t{:?}", gold.phrase, gold.point);
                }
                continue;
            }
            covered += 1;
            match hit {
                None if misses => println!("NOT FOUND\t{}\t{}", gold.phrase, context(article, gold)),
                None => {}
                Some(place) => {
                    found += 1;
                    let right = near(&(place.latitude, place.longitude));
                    close += usize::from(right);
                    if misses && !right {
                        println!(
                            "FAR\t{}\t{:?}\tgot {} {} {:.1} {:.1}\t{}\t{}",
                            gold.phrase,
                            gold.point,
                            place.name,
                            place.country,
                            place.latitude,
                            place.longitude,
                            article.domain,
                            context(article, gold)
                        );
                    }
                }
            }
        }
    }
    let alone = places(false);
    let single: usize = articles
        .iter()
        .zip(&alone)
        .flat_map(|(article, located)| article.gold.iter().map(move |gold| (article, located, gold)))
        .filter(|(_, _, gold)| points(&gold.phrase).iter().any(|point| distance(*point, gold.point) <= CLOSE))
        .filter(|(article, located, gold)| {
            overlapping(article, gold, located)
                .is_some_and(|place| distance((place.latitude, place.longitude), gold.point) <= CLOSE)
        })
        .count();
    #[allow(clippy::cast_precision_loss, reason = "counts of a few thousand")]
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    let pointless: usize = articles.iter().map(|a| a.without_point).sum();
    println!("{} articles, {all} toponyms with a point, {pointless} without", articles.len());
    println!("covered by the atlas          {covered} ({:.3})", share(covered, all));
    println!("found in the text, of covered {found} ({:.3})", share(found, covered));
    println!("within 161 km, of covered     {close} ({:.3})", share(close, covered));
    println!("within 161 km, of found       {close} ({:.3})", share(close, found));
    println!(
        "within 161 km, of covered, each article read without its publisher  {single} ({:.3})",
        share(single, covered)
    );
}

fn overlapping<'a>(article: &Article, gold: &Gold, located: &'a [Located]) -> Option<&'a Located> {
    let byte = |character: usize| article.text.char_indices().nth(character).map_or(article.text.len(), |(at, _)| at);
    let span = Span::new(byte(gold.start), byte(gold.end));
    located.iter().find(|place| place.span == span).or_else(|| located.iter().find(|place| place.span.overlaps(span)))
}

fn context(article: &Article, gold: &Gold) -> String {
    article.text.chars().skip(gold.start.saturating_sub(40)).take(100).collect::<String>().replace('\n', " ")
}

fn article(raw: &str) -> Article {
    let text = inside(raw, "text").map(plain).unwrap_or_default();
    let (mut gold, mut without_point) = (Vec::new(), 0);
    for toponym in raw.split("<toponym>").skip(1) {
        let number = |name: &str| inside(toponym, name).and_then(|n| n.trim().parse::<usize>().ok());
        let degree = |name: &str| inside(toponym, name).and_then(|n| n.trim().parse::<f64>().ok());
        let (Some(start), Some(end)) = (number("start"), number("end")) else { continue };
        match (degree("lat"), degree("lon")) {
            (Some(lat), Some(lon)) => gold.push(Gold {
                start,
                end,
                phrase: inside(toponym, "phrase").map(plain).unwrap_or_default(),
                point: (lat, lon),
            }),
            _ => without_point += 1,
        }
    }
    Article { text, domain: inside(raw, "domain").unwrap_or_default().to_owned(), gold, without_point }
}

fn inside<'a>(raw: &'a str, name: &str) -> Option<&'a str> {
    let start = raw.find(&format!("<{name}>"))? + name.len() + 2;
    let end = raw[start..].find(&format!("</{name}>"))? + start;
    Some(&raw[start..end])
}

fn plain(text: &str) -> String {
    match text.strip_prefix("<![CDATA[").and_then(|data| data.strip_suffix("]]>")) {
        Some(data) => data.to_owned(),
        None => text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&"),
    }
}
