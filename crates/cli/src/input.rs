//! From paths to articles, with progress and diagnostics.

use demarche_article::{Limits, Reader, list_inputs, unique_ids};
use demarche_record::{Article, Diagnostic, Severity};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::arguments::Inputs;

/// The reader of every command: PDF files are read in processes of their own.
pub fn reader(limits: Limits) -> Reader<'static> {
    Reader { limits, pdf: Some(&crate::pdf_child::extract) }
}

/// Reads every input. Non-English articles are set aside with a diagnostic: the models read English alone.
pub fn articles(inputs: &Inputs, quiet: bool) -> (Vec<Article>, Vec<Diagnostic>) {
    let limits = Limits { max_bytes: inputs.max_size.saturating_mul(1 << 20), ..Limits::default() };
    let reader = reader(limits);
    let (list, mut diagnostics) = list_inputs(&inputs.paths);
    let bar = progress(list.len(), "files", quiet);
    let mut articles = Vec::new();
    for input in &list {
        let outcome = reader.read_input(input);
        articles.extend(outcome.articles);
        diagnostics.extend(outcome.diagnostics);
        bar.inc(1);
    }
    bar.finish_and_clear();
    name_the_option(&mut diagnostics);
    // Ids must not depend on the order in which the paths were given.
    articles.sort_by(|a, b| a.source.cmp(&b.source));
    unique_ids(&mut articles);
    keep_english(&mut articles, &mut diagnostics);
    diagnostics.sort_by(|a, b| a.source.cmp(&b.source));
    (articles, diagnostics)
}

/// The library speaks of its own limit; the user has an option for it.
pub fn name_the_option(diagnostics: &mut [Diagnostic]) {
    for hint in diagnostics.iter_mut().filter_map(|one| one.hint.as_mut()) {
        *hint = hint.replace("raise max_bytes", "raise the limit with --max-size");
    }
}

/// Sets articles in other languages aside, with a diagnostic where the reader gave none.
pub fn keep_english(articles: &mut Vec<Article>, diagnostics: &mut Vec<Diagnostic>) {
    articles.retain(|article| {
        let english = article.language.as_deref().is_none_or(|tag| tag == "en" || tag.starts_with("en-"));
        let told = diagnostics.iter().any(|d| d.source == article.source && d.severity != Severity::Note);
        if !english && !told {
            diagnostics.push(
                Diagnostic::warning(&article.source, "the article is not in English and was not read")
                    .hint("translate it first"),
            );
        }
        english
    });
}

/// A progress bar on standard error, shown for long work on a terminal only.
pub fn progress(total: usize, unit: &str, quiet: bool) -> ProgressBar {
    if quiet || total < 8 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg} {elapsed} left {eta}");
    let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
    bar.set_message(unit.to_owned());
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// Whether some input was lost.
pub fn any_lost(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.severity == Severity::Error)
}
