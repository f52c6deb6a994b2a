//! One text made ready for the coder, without a date.

use demarche_coding::Reading;
use demarche_gazetteer::Gazetteer;
use demarche_language::Pipeline;
use demarche_record::{Article, Published, Span};

/// What `then` makes of the text as it is read.
pub fn read<T>(pipeline: &Pipeline, gazetteer: &Gazetteer, text: &str, then: impl FnOnce(&Reading<'_>) -> T) -> T {
    let article = Article::plain("a1", "-", text);
    let annotation = pipeline.annotate(text, &[Span::new(0, text.len())]);
    let published = Published::unknown();
    let resolution = gazetteer.resolve(&article, &annotation, &published);
    then(&Reading {
        article: &article,
        annotation: &annotation,
        published: &published,
        times: &[],
        resolution: &resolution,
    })
}
