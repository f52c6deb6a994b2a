//! Every stage in its order: an article goes in, its findings come out. No rule of reading lives here, no file is touched.

use std::panic::{AssertUnwindSafe, catch_unwind};

use demarche_argument::{Argument, argue};
use demarche_calendar::TimeExpression;
use demarche_coding::{Coding, Grounds, Reading, code, code_all, code_open, weighed};
use demarche_gazetteer::{Gazetteer, Resolution};
use demarche_language::{Annotation, Pipeline};
use demarche_record::{Actor, Article, Basis, Diagnostic, Event, Findings, Published, Span};
use rayon::prelude::*;

/// The model and the knowledge, loaded once and shared by all threads.
pub struct Engine {
    pipeline: Pipeline,
    gazetteer: Gazetteer,
    threads: rayon::ThreadPool,
}

/// Why an engine could not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model inside the program could not be loaded.
    #[error("the language model could not be loaded: {0}")]
    Model(#[from] demarche_language::Error),
    /// The operating system gave no threads.
    #[error("no worker threads could be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// All layers of one article, for `inspect` and for tests.
#[derive(Clone, Debug)]
pub struct Stages {
    /// The article, with its date inferred where the page gave none.
    pub article: Article,
    /// Sentences, words, trees, names, chains.
    pub annotation: Annotation,
    /// Time expressions with their intervals.
    pub times: Vec<TimeExpression>,
    /// Mentions and whom they mean.
    pub resolution: Resolution,
    /// Events.
    pub coding: Coding,
    /// Issues, positions, shifts, drivers, measures, agenda.
    pub argument: Argument,
}

impl Stages {
    /// What the stages after the gazetteer read.
    #[must_use]
    pub fn reading(&self) -> Reading<'_> {
        Reading {
            article: &self.article,
            annotation: &self.annotation,
            published: &self.article.published,
            times: &self.times,
            resolution: &self.resolution,
        }
    }
}

impl Engine {
    /// An engine with the model and the knowledge that the program carries, and `jobs` threads (0: one for each core).
    ///
    /// # Errors
    /// When the model cannot be loaded or threads cannot be started.
    pub fn embedded(jobs: usize) -> Result<Self, Error> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 << 20).build()?;
        let (pipeline, gazetteer) = threads.join(Pipeline::embedded, Gazetteer::embedded);
        Ok(Self { pipeline: pipeline?, gazetteer, threads })
    }

    /// The language pipeline alone.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// Every layer of one article.
    #[must_use]
    pub fn stages(&self, article: &Article) -> Stages {
        self.layers(article, false, false)
    }

    /// Every event of an article before any is set aside or merged with another, with what is known of it, and the actors of the
    /// article: for learning what is accepted.
    #[must_use]
    pub fn weighed(&self, article: &Article) -> (Vec<(Event, Grounds)>, Vec<Actor>) {
        let stages = self.stages(article);
        let found = weighed(&stages.reading(), &self.pipeline);
        (found, stages.resolution.actors)
    }

    /// Every layer of one article in which noun phrases that no gazetteer knows are parties too ("protesters", "the rebels"): for
    /// single sentences, where nothing else tells who is at the table.
    #[must_use]
    pub fn open_stages(&self, article: &Article) -> Stages {
        self.layers(article, true, false)
    }

    fn layers(&self, article: &Article, open: bool, all: bool) -> Stages {
        let mut article = article.clone();
        let blocks: Vec<Span> = article.body().map(|block| block.span).collect();
        let annotation = self.pipeline.annotate(&article.text, &blocks);
        let mut times = demarche_calendar::find(&article, &annotation);
        // A printed or declared date needs no clues.
        let dated = article.published.basis != Basis::Unknown && article.published.interval.is_some();
        let constraints = if dated { Vec::new() } else { self.gazetteer.date_constraints(&article, &annotation) };
        let published: Published = demarche_calendar::date_article(&article, &annotation, &times, &constraints);
        demarche_calendar::resolve(&mut times, &annotation, &published);
        article.published = published;
        let resolution = self.gazetteer.resolve(&article, &annotation, &article.published);
        let reading = Reading {
            article: &article,
            annotation: &annotation,
            published: &article.published,
            times: &times,
            resolution: &resolution,
        };
        let scorer = &self.pipeline;
        if open {
            let (mut coding, resolution) = code_open(&reading, scorer);
            let argument = argue(&Reading { resolution: &resolution, ..reading }, &mut coding);
            return Stages { article, annotation, times, resolution, coding, argument };
        }
        let mut coding = if all { code_all(&reading, scorer) } else { code(&reading, scorer) };
        let argument = argue(&reading, &mut coding);
        Stages { article, annotation, times, resolution, coding, argument }
    }

    /// The findings of one article with every event that the coder proposes, those that are too likely to be wrong among them: for
    /// measuring a later stage by itself.
    #[must_use]
    pub fn proposed(&self, article: &Article) -> Findings {
        findings(self.layers(article, false, true))
    }

    /// The findings of one article. A fault inside a stage costs this article alone and is told as a diagnostic.
    #[must_use]
    pub fn read(&self, article: &Article) -> Findings {
        match catch_unwind(AssertUnwindSafe(|| self.stages(article))) {
            Ok(stages) => findings(stages),
            Err(_) => Findings {
                articles: vec![article.clone()],
                diagnostics: vec![
                    Diagnostic::error(
                        &article.source,
                        "the article could not be read to its end: a fault in the program",
                    )
                    .hint("the other inputs are not affected; please report the article"),
                ],
                ..Findings::default()
            },
        }
    }

    /// The findings of many articles as one record; the same on any number of threads. `done` is called once for each
    /// article as it is finished, from any thread.
    #[must_use]
    pub fn read_all(&self, articles: &[Article], done: &(dyn Fn() + Sync)) -> Findings {
        demarche_dossier::merge(self.read_each(articles, done))
    }

    /// The findings of each article, in the order of the articles and not yet merged; the same on any number of threads.
    #[must_use]
    pub fn read_each(&self, articles: &[Article], done: &(dyn Fn() + Sync)) -> Vec<Findings> {
        self.threads.install(|| {
            articles
                .par_iter()
                .map(|article| {
                    let part = self.read(article);
                    done();
                    part
                })
                .collect()
        })
    }
}

/// The findings of one article from its layers. Actors that no fact and no mention refers to are left out.
fn findings(stages: Stages) -> Findings {
    let Stages { article, resolution, coding, argument, .. } = stages;
    let mut actors = resolution.actors;
    actors.retain(|actor| {
        !actor.mentions.is_empty()
            || coding.events.iter().any(|event| event.sources.contains(&actor.id) || event.targets.contains(&actor.id))
            || argument.agenda.iter().any(|item| item.who.contains(&actor.id))
    });
    Findings {
        articles: vec![article],
        actors,
        tenures: resolution.tenures,
        issues: argument.issues,
        events: coding.events,
        positions: argument.positions,
        shifts: argument.shifts,
        drivers: argument.drivers,
        measures: argument.measures,
        agenda: argument.agenda,
        ..Findings::default()
    }
}
