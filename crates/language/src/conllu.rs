//! CoNLL-U: reading treebanks with their raw text, and writing an annotation. Enhanced graphs are left aside, empty nodes kept as lines.

mod label;

use demarche_record::Span;

use crate::annotation::{Name, NameKind, Sentence, Token, Upos};

pub use label::{Labeller, Marks, bio};

/// A treebank file as a text with its gold annotation: one document of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    /// `# newdoc id`, or empty.
    pub id: String,
    /// The raw text: the words joined as `SpaceAfter` says, paragraphs divided by blank lines.
    pub text: String,
    /// The paragraphs.
    pub blocks: Vec<Span>,
    /// The sentences, with spans into `text`. Words of a multi-word token share its span where their forms do not spell it.
    pub sentences: Vec<Sentence>,
    /// `# sent_id` of every sentence.
    pub ids: Vec<String>,
    /// The last column of every word.
    pub misc: Vec<Vec<String>>,
    /// The lines of every sentence as they were: comments, multi-word tokens, words and empty nodes.
    pub lines: Vec<Vec<String>>,
}

/// What a line of a CoNLL-U file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Blank,
    Comment,
    /// A multi-word token: its first and last word.
    Range(usize, usize),
    /// An empty node after a word.
    Empty(usize),
    Word(usize),
    Other,
}

impl Line {
    fn of(line: &str) -> Self {
        if line.starts_with('#') {
            return Self::Comment;
        }
        if line.trim().is_empty() {
            return Self::Blank;
        }
        let id = line.split('\t').next().unwrap_or_default();
        if line.split('\t').count() != 10 {
            return Self::Other;
        }
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        if let Some((first, last)) = id.split_once('-') {
            number(first).zip(number(last)).map_or(Self::Other, |(first, last)| Self::Range(first, last))
        } else if let Some((word, rank)) = id.split_once('.') {
            number(word).zip(number(rank)).map_or(Self::Other, |(word, _)| Self::Empty(word))
        } else {
            number(id).map_or(Self::Other, Self::Word)
        }
    }
}

/// Whether a text looks like CoNLL-U: its first line that is neither blank nor a comment has ten columns and a number.
#[must_use]
pub fn is_conllu(source: &str) -> bool {
    let first = source.lines().map(Line::of).find(|line| !matches!(line, Line::Blank | Line::Comment));
    matches!(first, Some(Line::Word(_) | Line::Range(..) | Line::Empty(_)))
}

/// The first line, counted from 1, that CoNLL-U does not allow, and what is wrong with it: a word line without ten columns, ids out of
/// order, or a multi-word token without its words. `None` for a file that [`read`] takes in whole.
#[must_use]
pub fn fault(source: &str) -> Option<(usize, String)> {
    let mut last = 0;
    // Last word of the multi-word token that is open.
    let mut open = 0;
    for (index, line) in source.lines().chain([""]).enumerate() {
        let expected = match Line::of(line) {
            Line::Comment if last == 0 && open == 0 => continue,
            Line::Comment => "a comment stands among the words of a sentence; it belongs before them".to_owned(),
            Line::Blank if open > last => format!("the words of a token that goes to {open} end at {last}"),
            Line::Blank => {
                (last, open) = (0, 0);
                continue;
            }
            Line::Word(id) if id == last + 1 => {
                last = id;
                continue;
            }
            Line::Range(first, end) if first == last + 1 && end >= first && open <= last => {
                open = end;
                continue;
            }
            Line::Empty(word) if word == last => continue,
            Line::Other => match line.split('\t').count() {
                10 => "the id is no number".to_owned(),
                columns => format!("{columns} columns between tabs, not 10"),
            },
            _ => format!("the id does not follow {last}"),
        };
        return Some((index + 1, expected));
    }
    None
}

/// Reads CoNLL-U. Lines that are no words, comments or blank are left aside; a head outside the sentence becomes the root.
#[must_use]
pub fn read(source: &str) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    let mut sentence: Vec<Vec<&str>> = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut id = String::new();
    let mut new_paragraph = true;
    for line in source.lines().chain([""]) {
        let what = Line::of(line);
        if !matches!(what, Line::Blank | Line::Other) {
            lines.push(line);
        }
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if comment.starts_with("newdoc") {
                let id = comment.split_once('=').map_or("", |(_, id)| id).trim().to_owned();
                documents.push(Document { id, ..Document::default() });
                new_paragraph = true;
            } else if comment.starts_with("newpar") {
                new_paragraph = true;
            } else if let Some(value) = comment.strip_prefix("sent_id") {
                id = value.trim_start_matches([' ', '=']).to_owned();
            }
        } else if what == Line::Blank {
            if !sentence.is_empty() {
                if documents.is_empty() {
                    documents.push(Document::default());
                }
                if let Some(document) = documents.last_mut() {
                    document.push(&sentence, std::mem::take(&mut id), std::mem::take(&mut new_paragraph));
                    document.lines.push(lines.iter().map(|&line| line.to_owned()).collect());
                }
                sentence.clear();
                lines.clear();
            }
        } else if matches!(what, Line::Word(_) | Line::Range(..)) {
            sentence.push(line.split('\t').collect());
        }
    }
    documents
}

impl Document {
    fn push(&mut self, rows: &[Vec<&str>], id: String, new_paragraph: bool) {
        if new_paragraph || self.blocks.is_empty() {
            // A word that is only spaces stays.
            let said = self.blocks.last().map_or(0, |block| block.end);
            let trimmed = self.text.trim_end().len().max(said);
            self.text.truncate(trimmed);
            if !self.text.is_empty() {
                self.text.push_str("\n\n");
            }
            self.blocks.push(Span { start: self.text.len(), end: self.text.len() });
        }
        let start = self.text.len();
        let mut tokens: Vec<Token> = Vec::new();
        let mut misc = Vec::new();
        let mut inside_until = 0_usize;
        for (row, columns) in rows.iter().enumerate() {
            let glued = columns[9].contains("SpaceAfter=No");
            if let Some((_, last)) = columns[0].split_once('-') {
                inside_until = last.parse().unwrap_or(0);
                let parts: String = rows[row + 1..]
                    .iter()
                    .take_while(|c| c[0].parse().is_ok_and(|n: usize| n <= inside_until))
                    .map(|c| c[1])
                    .collect();
                if parts != columns[1] {
                    // The words do not spell the token: they all stand on it.
                    let whole = Span::new(self.text.len(), self.text.len() + columns[1].len());
                    self.text.push_str(columns[1]);
                    for c in rows[row + 1..].iter().take_while(|c| c[0].parse().is_ok_and(|n: usize| n <= inside_until))
                    {
                        tokens.push(token(c, whole));
                        misc.push(c[9].to_owned());
                    }
                    if !glued {
                        self.text.push(' ');
                    }
                } else {
                    let count = rows[row + 1..]
                        .iter()
                        .take_while(|c| c[0].parse().is_ok_and(|n: usize| n <= inside_until))
                        .count();
                    for c in &rows[row + 1..row + 1 + count] {
                        let span = Span::new(self.text.len(), self.text.len() + c[1].len());
                        self.text.push_str(c[1]);
                        tokens.push(token(c, span));
                        misc.push(c[9].to_owned());
                    }
                    if !glued {
                        self.text.push(' ');
                    }
                }
                continue;
            }
            if columns[0].parse().is_ok_and(|n: usize| n <= inside_until) {
                continue;
            }
            let span = Span::new(self.text.len(), self.text.len() + columns[1].len());
            self.text.push_str(columns[1]);
            tokens.push(token(columns, span));
            misc.push(columns[9].to_owned());
            if !glued {
                self.text.push(' ');
            }
        }
        let count = tokens.len();
        for (index, token) in tokens.iter_mut().enumerate() {
            token.head = token.head.filter(|&head| head < count && head != index);
        }
        let said = tokens.iter().map(|token| token.span.end).max().unwrap_or(start);
        let end = self.text.trim_end().len().max(said).max(start);
        if let Some(block) = self.blocks.last_mut() {
            block.end = end;
        }
        let block = self.blocks.len() - 1;
        self.sentences.push(Sentence { span: Span::new(start, end), block, tokens, ..Sentence::default() });
        self.ids.push(id);
        self.misc.push(misc);
    }
}

fn token(columns: &[&str], span: Span) -> Token {
    Token {
        span,
        form: columns[1].to_owned(),
        lemma: columns[2].to_owned(),
        upos: Upos::from_name(columns[3]).unwrap_or(Upos::X),
        feats: if columns[5] == "_" { String::new() } else { columns[5].to_owned() },
        head: columns[6].parse::<usize>().ok().and_then(|head| head.checked_sub(1)),
        deprel: columns[7].to_owned(),
    }
}

/// A text as the value of a comment, and a word as that of a column.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], " ")
}

fn column(text: &str) -> String {
    if text.is_empty() { "_".to_owned() } else { text.replace(char::is_whitespace, "\u{a0}") }
}

fn kind_label(name: &Name) -> &'static str {
    match name.kind {
        NameKind::Person => "PER",
        NameKind::Organisation => "ORG",
        NameKind::Place => "LOC",
        NameKind::Nationality => "NORP",
        NameKind::Other => "MISC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = "# newdoc id = d\n# newpar\n# sent_id = d-1\n# text = It's so.\n1-2\tIt's\t_\t_\t_\t_\t_\t_\t_\t_\n\
        1\tIt\tit\tPRON\tPRP\tCase=Nom\t3\tnsubj\t_\t_\n2\t's\tbe\tAUX\tVBZ\t_\t3\tcop\t_\t_\n3\tso\tso\tADV\tRB\t_\t0\troot\t_\tSpaceAfter=No\n\
        4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\n# newpar\n1\tNo\tno\tINTJ\t_\t_\t9\troot\t_\t_\n\n";

    #[test]
    fn raw_text_is_built_from_the_words() {
        let documents = read(ROWS);
        assert_eq!(documents.len(), 1);
        let document = &documents[0];
        assert_eq!(document.text.trim_end(), "It's so.\n\nNo");
        assert_eq!(document.blocks.len(), 2);
        assert_eq!(document.sentences[0].tokens[1].span.of(&document.text), "'s");
        assert_eq!(document.sentences[0].tokens[3].head, Some(2));
        assert_eq!(document.sentences[1].tokens[0].head, None);
    }

    /// Found by fuzzing.
    #[test]
    fn a_word_of_spaces_keeps_its_place() {
        let word = |form: &str| format!("1\t{form}\t_\t_\t_\t_\t0\troot\t_\t_\n\n");
        let documents = read(&format!("{}{}# newpar\n{}", word("a"), word("\u{3000}"), word("\u{6c34}")));
        for sentence in &documents[0].sentences {
            assert_eq!(
                documents[0].text.get(sentence.span.start..sentence.span.end),
                Some(sentence.tokens[0].form.as_str())
            );
            assert_eq!(sentence.tokens[0].span, sentence.span);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "([0-9\\-.]{0,3}\t?[a-z'#= _]{0,5}[\t\n]{0,2}){0,60}") {
            let _ = read(&text);
        }
    }
}
