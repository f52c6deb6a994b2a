//! The brief as a document: sections, groups and lines of text that cite numbered sentences. Nothing here knows a renderer, and
//! all text has been cleaned of control characters, so that a renderer only has to escape what its own format needs.

use serde::Serialize;

/// A brief, ready to be rendered. Made by [`Brief::new`](crate::Brief::new).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Brief {
    /// Title.
    pub title: String,
    /// What was read, in one sentence.
    pub read: String,
    /// The state of play; `None` where nothing was read.
    pub state: Option<Section>,
    /// The whole in a few sentences.
    pub summary: Vec<Line>,
    /// The events on a line of time.
    pub timeline: Timeline,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The words for probabilities, surest first.
    pub bands: Vec<Band>,
    /// The sentences cited, by number.
    pub cited: Vec<Cited>,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Key, unique in the brief; serves as an anchor.
    pub id: String,
    /// Heading.
    pub heading: String,
    /// A remark under the heading, or the plain sentence that says that there is nothing.
    pub note: Option<String>,
    /// What it holds.
    pub groups: Vec<Group>,
}

/// Lines that belong together.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// Heading, if any.
    pub heading: Option<String>,
    /// A remark under it.
    pub note: Option<String>,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many more of the kind stand in the appendix.
    pub more: usize,
}

/// One claim with what supports it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// Key, unique in the brief; serves as an anchor.
    pub id: String,
    /// The claim.
    pub text: Text,
    /// "planned", "denied" and their like.
    pub label: Option<String>,
    /// How sure.
    pub certainty: Option<Certainty>,
    /// Numbers of the sentences that support it, ascending.
    pub cites: Vec<usize>,
}

/// A probability with its word.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Certainty {
    /// The word of the band.
    pub word: String,
    /// The probability, 0 to 1.
    pub probability: f64,
}

/// A word for probabilities.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The word.
    pub word: String,
    /// The lowest probability that it stands for.
    pub from: f64,
}

/// Running text; parts in the words of the coverage are set apart as quotations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Text {
    /// The runs, in order.
    pub runs: Vec<Run>,
}

/// A stretch of text of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its kind.
    pub kind: RunKind,
    /// Its words, without quotation marks.
    pub text: String,
}

/// Kinds of runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Written by the brief.
    Plain,
    /// The lead word of a line.
    Strong,
    /// Words of the coverage.
    Quote,
}

impl Text {
    /// Text of one plain run.
    #[must_use]
    pub fn of(text: impl AsRef<str>) -> Self {
        Self::default().plain(text)
    }

    /// Adds words of the brief.
    #[must_use]
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.push(RunKind::Plain, text.as_ref())
    }

    /// Adds a lead word.
    #[must_use]
    pub fn strong(self, text: impl AsRef<str>) -> Self {
        self.push(RunKind::Strong, text.as_ref())
    }

    /// Adds words of the coverage.
    #[must_use]
    pub fn quote(self, text: impl AsRef<str>) -> Self {
        let text = crate::clean::quotation(text.as_ref());
        self.push(RunKind::Quote, &text)
    }

    /// Adds another text.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        for run in other.runs {
            self = self.push(run.kind, &run.text);
        }
        self
    }

    /// The runs, the last one without its full stop, and whether there was one: citations stand in front of it.
    pub(crate) fn before_stop(&self) -> (Vec<Run>, bool) {
        let mut runs = self.runs.clone();
        let stopped = runs
            .last_mut()
            .filter(|run| run.kind == RunKind::Plain && run.text.ends_with('.') && !run.text.ends_with(".."))
            .map(|run| run.text.pop())
            .is_some();
        runs.retain(|run| !run.text.is_empty());
        (runs, stopped)
    }

    fn push(mut self, kind: RunKind, text: &str) -> Self {
        let text = crate::clean::line(text);
        match self.runs.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.kind == kind && kind == RunKind::Plain => last.text.push_str(&text),
            _ => self.runs.push(Run { kind, text }),
        }
        self
    }

    /// Ends the sentence with a full stop, if it has no end yet.
    #[must_use]
    pub fn stop(self) -> Self {
        let ended =
            self.runs.last().is_none_or(|run| run.kind != RunKind::Quote && run.text.ends_with(['.', '!', '?']));
        if ended { self } else { self.plain(".") }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for run in &self.runs {
            match run.kind {
                RunKind::Quote => write!(out, "“{}”", run.text)?,
                RunKind::Plain | RunKind::Strong => out.write_str(&run.text)?,
            }
        }
        Ok(())
    }
}

/// A sentence of the coverage that the brief cites.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cited {
    /// Its number, from 1.
    pub number: usize,
    /// Title of the article, or its source where it has none.
    pub title: String,
    /// Who published it, if known, and who wrote it.
    pub by: Option<String>,
    /// When it was published, in words.
    pub date: String,
    /// Where the article came from.
    pub source: String,
    /// The sentence in pieces; the evidence is marked.
    pub pieces: Vec<Piece>,
    /// The lines that cite it, by id.
    pub lines: Vec<String>,
}

/// A piece of a cited sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are evidence.
    pub marked: bool,
}

/// The events on a line of time, with a lane for each party.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Timeline {
    /// Names of the lanes, from the top.
    pub lanes: Vec<String>,
    /// The events, in order of time.
    pub marks: Vec<Mark>,
    /// Labels of the axis.
    pub ticks: Vec<Tick>,
}

/// One event on the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// Where on the axis, 0 to 1.
    pub at: f64,
    /// The lanes that it touches, ascending.
    pub lanes: Vec<usize>,
    /// How it is drawn.
    pub kind: MarkKind,
    /// Whether it lies in the background.
    pub background: bool,
    /// Whether it is planned, proposed, possible or denied rather than done.
    pub open: bool,
    /// What it is, in words.
    pub label: String,
    /// The line that tells it.
    pub line: String,
}

/// The quad class of an event on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Words of cooperation.
    VerbalCooperation,
    /// Deeds of cooperation.
    MaterialCooperation,
    /// Words of conflict.
    VerbalConflict,
    /// Deeds of conflict.
    MaterialConflict,
}

/// A label of the axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tick {
    /// Where on the axis, 0 to 1.
    pub at: f64,
    /// Its words.
    pub label: String,
}
