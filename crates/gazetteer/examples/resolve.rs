//! Prints what the gazetteer makes of articles: `cargo run -p demarche-gazetteer --example resolve -- PATH...`.

use std::path::PathBuf;

use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;
use demarche_record::{Article, Span};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let brief = arguments.iter().any(|argument| argument == "--brief");
    arguments.retain(|argument| argument != "--brief");
    let paths: Vec<PathBuf> = arguments.into_iter().map(PathBuf::from).collect();
    let start = std::time::Instant::now();
    let gazetteer = Gazetteer::embedded();
    eprintln!("gazetteer ready in {:?}", start.elapsed());
    let pipeline = Pipeline::embedded().expect("the embedded pipeline loads");
    let (inputs, diagnostics) = demarche_article::list_inputs(&paths);
    for diagnostic in diagnostics {
        eprintln!("{diagnostic:?}");
    }
    for input in inputs {
        let outcome = demarche_article::read_input(&input, &demarche_article::Limits::default());
        for article in outcome.articles {
            print(&gazetteer, &pipeline, &article, brief);
        }
    }
}

fn print(gazetteer: &Gazetteer, pipeline: &Pipeline, article: &Article, brief: bool) {
    let blocks: Vec<Span> = article.body().map(|block| block.span).collect();
    let annotation = pipeline.annotate(&article.text, &blocks);
    println!("==== {} {:?}", article.id, article.title);
    let times = demarche_calendar::find(article, &annotation);
    let constraints = gazetteer.date_constraints(article, &annotation);
    let published = demarche_calendar::date_article(article, &annotation, &times, &constraints);
    for constraint in &constraints {
        println!("  constraint {:?} {:?} -> {}", constraint.bearing, constraint.text, constraint.says);
    }
    println!("  published {:?} {:?}", published.basis, published.interval.as_ref().map(|i| (i.earliest, i.latest)));
    let start = std::time::Instant::now();
    let resolution = gazetteer.resolve(article, &annotation, &published);
    println!("  resolved in {:?}", start.elapsed());
    for actor in &resolution.actors {
        println!(
            "  actor {} | {} | {:?} | {:?} | {:?} | {} mentions",
            actor.id,
            actor.name,
            actor.kind,
            actor.state,
            actor.office,
            actor.mentions.len()
        );
    }
    if !brief {
        for (index, sentence) in annotation.sentences.iter().enumerate() {
            println!("\n  [{index}] {}", sentence.span.of(&article.text));
            for mention in resolution.mentions_in(index) {
                let names: Vec<&str> =
                    mention.actors.iter().map(|&actor| resolution.actors[actor].id.as_str()).collect();
                println!(
                    "      {:<45} {:<11} {:.2} head={} -> {}",
                    mention.span.of(&article.text),
                    mention.how,
                    mention.certainty,
                    sentence.tokens[mention.head].form,
                    names.join(", ")
                );
            }
            for place in resolution.places.iter().filter(|place| place.sentence == index) {
                println!("      place {} ({:?}) locative={}", place.place.name, place.place.state, place.locative);
            }
            for occasion in resolution.occasions.iter().filter(|occasion| occasion.sentence == index) {
                println!(
                    "      occasion {} {:?} {:?}",
                    occasion.name,
                    occasion.when.as_ref().map(|i| (i.earliest, i.latest)),
                    occasion.place
                );
            }
        }
    }
    for tenure in resolution.tenures.iter().filter(|tenure| !tenure.source.starts_with("knowledge")) {
        println!("  told: {} {} of {}", tenure.person, tenure.office.title, tenure.office.of);
    }
}
