//! CoNLL-U: sentences with their words (Universal Dependencies v2, ten columns) and, in MISC, the events that hang on the words. The findings
//! hold no words, so whoever has the annotation passes it in.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{ArticleId, Event, Span};

use crate::tabular::cell;
use crate::view::View;

/// One sentence of an article with its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotatedSentence {
    /// The article.
    pub article: ArticleId,
    /// Where the sentence stands in its canonical text.
    pub span: Span,
    /// Its words in order.
    pub words: Vec<AnnotatedWord>,
}

/// One syntactic word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AnnotatedWord {
    /// Where it stands in the canonical text.
    pub span: Span,
    /// Form.
    pub form: String,
    /// Lemma; empty for unknown, as in the columns below.
    pub lemma: String,
    /// Universal word class.
    pub upos: String,
    /// Features, sorted ("Mood=Ind|Tense=Past").
    pub feats: String,
    /// Number of the head, from 1; 0 for the root; `None` for unknown.
    pub head: Option<usize>,
    /// Relation to the head.
    pub deprel: String,
}

/// The sentences of the evidence, cut at white space and around punctuation, where nobody passed words in.
fn plain_sentences(view: &View<'_>, events: &[&Event]) -> Vec<AnnotatedSentence> {
    let wanted: BTreeSet<(&str, Span)> =
        events.iter().flat_map(|event| event.evidence.iter().map(|one| (&*one.article, one.sentence))).collect();
    let mut sentences = Vec::new();
    for article in &view.findings.articles {
        for (_, span) in wanted.range((&*article.id, Span::default())..).take_while(|(id, _)| *id == article.id) {
            let mut words: Vec<AnnotatedWord> = Vec::new();
            let mut open: Option<(usize, bool)> = None;
            let text = span.of(&article.text);
            let inner = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
            for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
                if let Some((start, word)) = open
                    && !(word && inner(c))
                {
                    let form = text[start..at].to_owned();
                    let place = Span::new(span.start + start, span.start + at);
                    words.push(AnnotatedWord { span: place, form, ..AnnotatedWord::default() });
                    open = None;
                }
                if open.is_none() && !c.is_whitespace() && at < text.len() {
                    open = Some((at, inner(c)));
                }
            }
            if !words.is_empty() {
                sentences.push(AnnotatedSentence { article: article.id.clone(), span: *span, words });
            }
        }
    }
    sentences
}

/// The word that the event hangs on: inside the evidence, the first with the lemma of the predicate, else the first verb, else the first.
fn anchor(sentence: &AnnotatedSentence, evidence: Span, predicate: &str) -> Option<usize> {
    let inside: Vec<usize> =
        (0..sentence.words.len()).filter(|index| evidence.contains(sentence.words[*index].span)).collect();
    let lemma = predicate.split(' ').next().unwrap_or_default();
    let find = |of: &dyn Fn(&AnnotatedWord) -> bool| inside.iter().copied().find(|index| of(&sentence.words[*index]));
    find(&|word| !lemma.is_empty() && (word.lemma == lemma || word.form.to_lowercase() == lemma))
        .or_else(|| find(&|word| word.upos == "VERB"))
        .or_else(|| inside.first().copied())
}

/// A value inside MISC, where `|` and white space have meanings.
fn misc(text: &str) -> String {
    text.chars().map(|c| if c == '|' || c == '=' || c.is_whitespace() { '_' } else { c }).collect()
}

fn column(text: &str) -> String {
    let text = cell(text);
    if text.is_empty() { "_".to_owned() } else { text }
}

/// A form or lemma: the format allows no white space but inside words, and none at their ends.
fn word(text: &str) -> String {
    let text = cell(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { "_".to_owned() } else { text }
}

/// The sentences with their events. MISC has `Event=ID:TYPE:STATUS` on the word that an event hangs on, `Source=ID` and `Target=ID` on the first
/// word of a mention of its sides, with commas between several; comments name the events of the sentence with their sides.
pub(crate) fn write(view: &View<'_>, events: &[&Event], sentences: &[AnnotatedSentence]) -> Vec<u8> {
    let own;
    let sentences = if sentences.is_empty() {
        own = plain_sentences(view, events);
        &own[..]
    } else {
        sentences
    };
    let mut by_article: BTreeMap<&str, Vec<(&Event, &demarche_record::Evidence)>> = BTreeMap::new();
    for event in events {
        for one in &event.evidence {
            by_article.entry(&one.article).or_default().push((event, one));
        }
    }
    let mut out = String::new();
    let mut document: Option<(&str, usize)> = None;
    for sentence in sentences {
        let Some(article) = view.article(&sentence.article) else { continue };
        let count = match document {
            Some((id, count)) if id == article.id => count + 1,
            _ => {
                out.push_str(&format!("# newdoc id = {}\n", cell(&article.id)));
                1
            }
        };
        document = Some((&article.id, count));
        out.push_str(&format!("# sent_id = {}-{count}\n", cell(&article.id)));
        let text = cell(sentence.span.of(&article.text));
        out.push_str(&format!("# text = {}\n", text.split_whitespace().collect::<Vec<_>>().join(" ")));
        let mut notes: Vec<BTreeMap<&str, Vec<String>>> = vec![BTreeMap::new(); sentence.words.len()];
        let here = by_article.get(&*article.id).into_iter().flatten();
        for (event, evidence) in here.filter(|(_, one)| sentence.span.contains(one.span)) {
            let names = |ids: &[String]| ids.iter().map(|id| cell(id)).collect::<Vec<_>>().join(", ");
            out.push_str(&format!(
                "# event = {} {} {}: {} > {}\n",
                cell(&event.id),
                event.kind.name(),
                event.status.name(),
                names(&event.sources),
                names(&event.targets)
            ));
            if let Some(word) = anchor(sentence, evidence.span, &event.predicate) {
                let value = format!("{}:{}:{}", event.id, event.kind.name(), event.status.name());
                notes[word].entry("Event").or_default().push(misc(&value));
            }
            for (role, ids) in [("Source", &event.sources), ("Target", &event.targets)] {
                for id in ids {
                    let mut inside = view
                        .mentions(&article.id)
                        .iter()
                        .filter(|(actor, one)| actor.id == *id && sentence.span.contains(one.span))
                        .map(|(_, one)| one);
                    let Some(mention) = inside.next() else { continue };
                    let first = sentence.words.iter().position(|word| mention.span.overlaps(word.span));
                    if let Some(first) = first {
                        let values = notes[first].entry(role).or_default();
                        if !values.contains(&misc(&event.id)) {
                            values.push(misc(&event.id));
                        }
                    }
                }
            }
        }
        for (index, token) in sentence.words.iter().enumerate() {
            let next = sentence.words.get(index + 1);
            if next.is_some_and(|next| next.span.start == token.span.end) {
                notes[index].entry("SpaceAfter").or_default().push("No".to_owned());
            }
            let pairs: Vec<String> =
                notes[index].iter().map(|(name, values)| format!("{name}={}", values.join(","))).collect();
            let cells = [
                (index + 1).to_string(),
                word(&token.form),
                word(&token.lemma),
                column(&token.upos),
                "_".to_owned(),
                column(&token.feats),
                token.head.map_or_else(|| "_".to_owned(), |head| head.to_string()),
                column(&token.deprel),
                "_".to_owned(),
                column(&pairs.join("|")),
            ];
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
        out.push('\n');
    }
    out.into_bytes()
}
