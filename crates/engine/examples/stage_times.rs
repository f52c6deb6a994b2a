//! Where the time goes: milliseconds of every stage over the articles named on the command line, on one thread.

use std::time::{Duration, Instant};

use demarche_article::{Limits, list_inputs, read_input};
use demarche_coding::Reading;
use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;
use demarche_record::Span;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let mut spent: Vec<(&str, Duration)> = Vec::new();
    fn timed<T>(spent: &mut Vec<(&str, Duration)>, stage: &'static str, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        match spent.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, sum)) => *sum += start.elapsed(),
            None => spent.push((stage, start.elapsed())),
        }
        result
    }
    let pipeline = timed(&mut spent, "load model", Pipeline::embedded)?;
    let gazetteer = timed(&mut spent, "load gazetteer", Gazetteer::embedded);
    let mut words = 0;
    for input in &list_inputs(&paths).0 {
        let articles = timed(&mut spent, "article", || read_input(input, &Limits::default()).articles);
        for article in &articles {
            let blocks: Vec<Span> = article.body().map(|block| block.span).collect();
            let annotation = timed(&mut spent, "language", || pipeline.annotate(&article.text, &blocks));
            words += annotation.sentences.iter().map(|sentence| sentence.tokens.len()).sum::<usize>();
            let mut times = timed(&mut spent, "calendar: find", || demarche_calendar::find(article, &annotation));
            let constraints =
                timed(&mut spent, "gazetteer: dates", || gazetteer.date_constraints(article, &annotation));
            let published = timed(&mut spent, "calendar: date", || {
                demarche_calendar::date_article(article, &annotation, &times, &constraints)
            });
            timed(&mut spent, "calendar: resolve", || {
                demarche_calendar::resolve(&mut times, &annotation, &published);
            });
            let resolution =
                timed(&mut spent, "gazetteer: resolve", || gazetteer.resolve(article, &annotation, &published));
            let reading = Reading {
                article,
                annotation: &annotation,
                published: &published,
                times: &times,
                resolution: &resolution,
            };
            let mut coding = timed(&mut spent, "coding", || demarche_coding::code(&reading, &pipeline));
            timed(&mut spent, "argument", || demarche_argument::argue(&reading, &mut coding));
        }
    }
    let all: Duration = spent.iter().filter(|(name, _)| !name.starts_with("load")).map(|(_, sum)| *sum).sum();
    for (stage, sum) in &spent {
        println!("{stage:<20} {:>9.1} ms", sum.as_secs_f64() * 1000.0);
    }
    let language: Duration = spent.iter().filter(|(name, _)| *name == "language").map(|(_, sum)| *sum).sum();
    let speed = |time: Duration| words as f64 / time.as_secs_f64().max(f64::MIN_POSITIVE);
    println!("{words} words, {:.0} words a second without loading", speed(all));
    println!(
        "language alone {:.0} words a second; the whole reaches {:.0}% of it",
        speed(language),
        100.0 * language.as_secs_f64() / all.as_secs_f64().max(f64::MIN_POSITIVE)
    );
    Ok(())
}
