//! Layers of an annotation in the formats that the field exchanges: CoNLL-U on gold words and on words of our own, entities as CorefUD
//! brackets them, names as BIO.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use super::{Document, Line, column, kind_label, one_line};
use crate::annotation::{Annotation, MentionKind, NameKind, Sentence, Token, Upos};

/// What the `Entity` of the last column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// Nothing: words, tags and trees alone.
    None,
    /// Every phrase that is headed by a name (`Sentence::phrases`), as an entity of its own.
    Names,
    /// Chains of coreference with two members and more.
    Chains,
}

/// Writes annotations as CoNLL-U. One value numbers the entities through all that it writes, so that an id stands for one
/// entity even where outputs are joined.
#[derive(Clone, Copy, Debug)]
pub struct Labeller {
    marks: Marks,
    entities: usize,
}

/// A phrase with the entity that it stands for: first and last token, position of its head from 1.
struct Phrase {
    first: usize,
    last: usize,
    head: usize,
    entity: usize,
    class: &'static str,
}

const HEADER: &str = "# global.Entity = eid-etype-head-other\n";

impl Labeller {
    /// A labeller whose first entity is `e1`.
    #[must_use]
    pub fn new(marks: Marks) -> Self {
        Self { marks, entities: 0 }
    }

    /// The lines of a treebank document with lemma, word class, features, tree and entities of `annotation`, whose sentences have the
    /// words of the document. Ids, forms, spacing, comments, multi-word tokens and empty nodes stay; whatever else
    /// the treebank says of a word (XPOS, enhanced graph, entities) is left out.
    #[must_use]
    pub fn gold(&mut self, document: &Document, annotation: &Annotation) -> String {
        let entities = self.entities(annotation);
        let mut out = String::new();
        for (index, lines) in document.lines.iter().enumerate() {
            let Some(sentence) = annotation.sentences.get(index) else { continue };
            let new =
                lines.iter().position(|line| line.strip_prefix('#').is_some_and(|c| c.trim().starts_with("newdoc")));
            if index == 0 && new.is_none() && self.marks != Marks::None {
                out.push_str(HEADER);
            }
            let mut word = 0;
            for (number, line) in lines.iter().enumerate() {
                let columns: Vec<&str> = line.split('\t').collect();
                match Line::of(line) {
                    Line::Comment if line.trim_start_matches(['#', ' ']).starts_with("global.Entity") => {}
                    Line::Comment => {
                        let _ = writeln!(out, "{line}");
                        if Some(number) == new && self.marks != Marks::None {
                            out.push_str(HEADER);
                        }
                    }
                    Line::Range(..) => {
                        let misc = misc("", spacing(columns[9]));
                        let _ = writeln!(out, "{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}", columns[0], columns[1]);
                    }
                    Line::Empty(_) => {
                        let _ = writeln!(out, "{}\t{}", columns[..9].join("\t"), misc("", spacing(columns[9])));
                    }
                    Line::Word(_) => {
                        if let Some(token) = sentence.tokens.get(word) {
                            let misc = misc(&brackets(&entities[index], word), spacing(columns[9]));
                            row(&mut out, columns[0], columns[1], token, &misc);
                        }
                        word += 1;
                    }
                    Line::Blank | Line::Other => {}
                }
            }
            out.push('\n');
        }
        out
    }

    /// An annotation of a text with words of our own, as one document. Blocks are paragraphs; an apostrophe and what is glued to a word
    /// by it make a multi-word token with it, as in UD English. White space inside a word becomes a no-break space.
    #[must_use]
    pub fn raw(&mut self, text: &str, annotation: &Annotation, id: &str) -> String {
        let entities = self.entities(annotation);
        let id = one_line(id);
        let mut out = if id.is_empty() { "# newdoc\n".to_owned() } else { format!("# newdoc id = {id}\n") };
        if self.marks != Marks::None {
            out.push_str(HEADER);
        }
        for (index, sentence) in annotation.sentences.iter().enumerate() {
            if index == 0 || annotation.sentences[index - 1].block != sentence.block {
                out.push_str("# newpar\n");
            }
            let dash = if id.is_empty() { "" } else { "-" };
            let _ = writeln!(out, "# sent_id = {id}{dash}{}\n# text = {}", index + 1, one_line(sentence.span.of(text)));
            let after = annotation.sentences.get(index + 1).and_then(|next| next.tokens.first()).map(|t| t.span.start);
            let mut inside = 0;
            for (word, token) in sentence.tokens.iter().enumerate() {
                let glued = |last: usize| {
                    let next = sentence.tokens.get(last + 1).map(|t| t.span.start).or(after);
                    (next == Some(sentence.tokens[last].span.end)).then_some("SpaceAfter=No")
                };
                let end = (word + 1..sentence.tokens.len()).take_while(|&at| leans(sentence, at)).last();
                if word >= inside
                    && let Some(end) = end
                {
                    let form = column(&one_line(token.span.cover(sentence.tokens[end].span).of(text)));
                    let misc = misc("", glued(end));
                    let _ = writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", word + 1, end + 1);
                    inside = end + 1;
                }
                let space = glued(word).filter(|_| word >= inside);
                let misc = misc(&brackets(&entities[index], word), space);
                row(&mut out, &(word + 1).to_string(), &column(&token.form), token, &misc);
            }
            out.push('\n');
        }
        out
    }

    /// The phrases to be bracketed in every sentence.
    fn entities(&mut self, annotation: &Annotation) -> Vec<Vec<Phrase>> {
        let mut out: Vec<Vec<Phrase>> = annotation.sentences.iter().map(|_| Vec::new()).collect();
        let mut push = |sentence: usize, tokens: &Range<usize>, head: usize, entity: usize, class: &'static str| {
            if !tokens.is_empty() {
                let head = head.saturating_sub(tokens.start) + 1;
                out[sentence].push(Phrase { first: tokens.start, last: tokens.end - 1, head, entity, class });
            }
        };
        match self.marks {
            Marks::None => {}
            Marks::Names => {
                for (index, sentence) in annotation.sentences.iter().enumerate() {
                    for phrase in &sentence.phrases {
                        self.entities += 1;
                        let people = sentence.name_at(phrase.head).map(|name| name.kind) == Some(NameKind::Nationality);
                        let people = people && phrase.kind == NameKind::Person;
                        let kind = if people { NameKind::Nationality } else { phrase.kind };
                        push(index, &phrase.tokens, phrase.head, self.entities, class(kind));
                    }
                }
            }
            Marks::Chains => {
                for chain in &annotation.chains {
                    self.entities += 1;
                    let class = chain_class(annotation, &chain.mentions);
                    for mention in chain.mentions.iter().map(|&mention| &annotation.mentions[mention]) {
                        push(mention.sentence, &mention.tokens, mention.head, self.entities, class);
                    }
                }
            }
        }
        for phrases in &mut out {
            phrases.sort_by_key(|p| (p.first, std::cmp::Reverse(p.last), p.entity));
        }
        out
    }
}

/// GUM's name of a class of names.
fn class(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "person",
        NameKind::Organisation => "organization",
        NameKind::Place => "place",
        NameKind::Nationality => "nationality",
        NameKind::Other => "other",
    }
}

/// What most names of a chain say that it is; else a person where a pronoun says so; empty where nothing does.
fn chain_class(annotation: &Annotation, mentions: &[usize]) -> &'static str {
    let mut counts: BTreeMap<NameKind, usize> = BTreeMap::new();
    let mut human = false;
    for mention in mentions.iter().map(|&m| &annotation.mentions[m]) {
        let sentence = &annotation.sentences[mention.sentence];
        if let Some(name) = sentence.name_at(mention.head).filter(|_| mention.kind == MentionKind::Name) {
            *counts.entry(name.kind).or_default() += 1;
        }
        let form = sentence.tokens.get(mention.head).map(|t| t.form.to_lowercase()).unwrap_or_default();
        human |= mention.kind == MentionKind::Pronoun
            && matches!(
                form.as_str(),
                "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" | "i" | "me" | "my"
            );
    }
    let most = counts.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
    most.map_or(if human { "person" } else { "" }, |(&kind, _)| class(kind))
}

/// The brackets at a word, closing ones first.
fn brackets(phrases: &[Phrase], word: usize) -> String {
    let mut out = String::new();
    for phrase in phrases.iter().rev().filter(|p| p.last == word && p.first < word) {
        let _ = write!(out, "e{})", phrase.entity);
    }
    for phrase in phrases.iter().filter(|p| p.first == word) {
        let close = if phrase.last == word { ")" } else { "" };
        let _ = write!(out, "(e{}-{}-{}{close}", phrase.entity, phrase.class, phrase.head);
    }
    out
}

/// What the last column says of the white space around a word.
fn spacing(misc: &str) -> impl Iterator<Item = &str> {
    misc.split('|').filter(|item| item.starts_with("Space"))
}

fn misc<'a>(entity: &str, spaces: impl IntoIterator<Item = &'a str>) -> String {
    let entity = (!entity.is_empty()).then(|| format!("Entity={entity}"));
    let items: Vec<String> = entity.into_iter().chain(spaces.into_iter().map(str::to_owned)).collect();
    if items.is_empty() { "_".to_owned() } else { items.join("|") }
}

fn row(out: &mut String, id: &str, form: &str, token: &Token, misc: &str) {
    let head = token.head.map_or(0, |head| head + 1);
    let (lemma, feats, deprel) = (column(&token.lemma), column(&token.feats), column(&token.deprel));
    let _ = writeln!(out, "{id}\t{form}\t{lemma}\t{}\t_\t{feats}\t{head}\t{deprel}\t_\t{misc}", token.upos.name());
}

/// Whether a word is written as the end of the one before it: "n't", "'s", "’ll", the "not" of "cannot".
fn leans(sentence: &Sentence, word: usize) -> bool {
    let (token, before) = (&sentence.tokens[word], &sentence.tokens[word - 1]);
    if token.span.start != before.span.end || before.upos == Upos::Punct {
        return false;
    }
    let form = token.form.to_lowercase().replace(['’', 'ʼ'], "'");
    match form.as_str() {
        "'" => token.upos == Upos::Part,
        "'s" | "'re" | "'ve" | "'ll" | "'d" | "'m" | "n't" | "nt" => true,
        "not" => before.form.eq_ignore_ascii_case("can"),
        "na" => before.form.eq_ignore_ascii_case("gon") || before.form.eq_ignore_ascii_case("wan"),
        _ => false,
    }
}

/// Names of an annotation as BIO: word, tab, tag, a blank line after every sentence. The tags are O and B- or I- with PER, ORG, LOC,
/// NORP (nationalities, faiths and parties, adjectives too) or MISC.
#[must_use]
pub fn bio(annotation: &Annotation) -> String {
    let mut out = String::new();
    for sentence in annotation.sentences.iter().filter(|sentence| !sentence.tokens.is_empty()) {
        for (index, token) in sentence.tokens.iter().enumerate() {
            let form = column(&token.form);
            let _ = match sentence.name_at(index) {
                Some(name) if name.tokens.start == index => writeln!(out, "{form}\tB-{}", kind_label(name)),
                Some(name) => writeln!(out, "{form}\tI-{}", kind_label(name)),
                None => writeln!(out, "{form}\tO"),
            };
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::{Chain, Mention, Name};
    use crate::conllu::{fault, is_conllu, read};

    const GOLD: &str = "# newdoc id = d\n# global.Entity = GRP-etype\n# newpar\n# sent_id = d-1\n# text = Ana's aide didn't call her.\n\
        1-2\tAna's\t_\t_\t_\t_\t_\t_\t_\t_\n\
        1\tAna\tAna\tPROPN\tNNP\tNumber=Sing\t3\tnmod:poss\t3:nmod:poss\tEntity=(1-person(2-person)\n\
        2\t's\t's\tPART\tPOS\t_\t1\tcase\t1:case\t_\n3\taide\taide\tNOUN\tNN\tNumber=Sing\t6\tnsubj\t_\tEntity=1)\n\
        3.1\tshe\tshe\tPRON\t_\t_\t_\t_\t6:nsubj\tEntity=(3)\n\
        4-5\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n\
        4\tdid\tdo\tAUX\tVBD\tMood=Ind\t6\taux\t_\t_\n5\tn't\tnot\tPART\tRB\t_\t6\tadvmod\t_\t_\n\
        6\tcall\tcall\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\t_\n7\ther\tshe\tPRON\tPRP\tCase=Acc\t6\tobj\t_\tEntity=(2)|SpaceAfter=No\n\
        8\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_\n\n";

    fn annotation() -> (Document, Annotation) {
        let document = read(GOLD).remove(0);
        let mut sentences = document.sentences.clone();
        sentences[0].names.push(Name { tokens: 0..1, kind: NameKind::Person });
        let mention = |tokens: std::ops::Range<usize>, head, kind| Mention { sentence: 0, tokens, head, kind };
        let mentions = vec![
            mention(0..3, 2, MentionKind::Nominal),
            mention(0..2, 0, MentionKind::Name),
            mention(6..7, 6, MentionKind::Pronoun),
        ];
        (document, Annotation { sentences, mentions, chains: vec![Chain { mentions: vec![1, 2] }] })
    }

    #[test]
    fn gold_lines_keep_their_words_and_lose_their_marks() {
        let (document, annotation) = annotation();
        let out = Labeller::new(Marks::None).gold(&document, &annotation);
        assert_eq!(fault(&out), None);
        let again = read(&out).remove(0);
        assert_eq!((&again.text, &again.ids, &again.blocks), (&document.text, &document.ids, &document.blocks));
        assert_eq!(again.sentences, document.sentences);
        assert!(out.starts_with("# newdoc id = d\n# newpar\n# sent_id = d-1\n# text = Ana's aide"), "{out}");
        assert!(!out.contains("Entity") && !out.contains("NNP"), "{out}");
        assert!(out.contains("\n3.1\tshe\tshe\tPRON\t_\t_\t_\t_\t6:nsubj\t_\n4-5\tdidn't\t_"), "{out}");
        assert!(out.contains("\t6\tobj\t_\tSpaceAfter=No\n"), "{out}");
    }

    #[test]
    fn chains_and_names_are_bracketed() {
        let (document, annotation) = annotation();
        let mut labeller = Labeller::new(Marks::Chains);
        let out = labeller.gold(&document, &annotation);
        assert!(out.starts_with("# newdoc id = d\n# global.Entity = eid-etype-head-other\n# newpar\n"), "{out}");
        let entities: Vec<&str> = out.lines().filter_map(|l| l.split("\tEntity=").nth(1)).collect();
        assert_eq!(entities, ["(e1-person-1", "e1)", "(e1-person-1)|SpaceAfter=No"]);
        assert!(labeller.gold(&document, &annotation).contains("(e2-person-1\n"), "numbers go on");
        let mut named = annotation.clone();
        let phrase = |tokens, head| crate::Phrase { tokens, head, kind: NameKind::Person };
        named.sentences[0].phrases = vec![phrase(0..2, 0)];
        let names = Labeller::new(Marks::Names).gold(&document, &named);
        let entities: Vec<&str> = names.lines().filter_map(|l| l.split("\tEntity=").nth(1)).collect();
        assert_eq!(entities, ["(e1-person-1", "e1)"]);
    }

    #[test]
    fn brackets_close_before_they_open_and_long_ones_open_first() {
        let phrase = |first, last, entity| Phrase { first, last, head: 1, entity, class: "" };
        let phrases = [phrase(0, 2, 1), phrase(1, 2, 2), phrase(2, 4, 3), phrase(2, 2, 4)];
        assert_eq!(brackets(&phrases, 2), "e2)e1)(e3--1(e4--1)");
    }

    #[test]
    fn raw_text_reads_back_with_its_multi_word_tokens() {
        let (document, mut annotation) = annotation();
        annotation.sentences[0].tokens[7].form = ".".into();
        let out = Labeller::new(Marks::None).raw(&document.text, &annotation, "x");
        assert_eq!(fault(&out), None);
        let again = read(&out).remove(0);
        assert_eq!(again.text.trim_end(), document.text.trim_end());
        assert_eq!(again.sentences[0].tokens, document.sentences[0].tokens);
        assert!(
            out.starts_with(
                "# newdoc id = x\n# newpar\n# sent_id = x-1\n# text = Ana's aide didn't call her.\n1-2\tAna's\t"
            ),
            "{out}"
        );
    }

    #[test]
    fn names_in_bio() {
        let (_, annotation) = annotation();
        assert!(bio(&annotation).starts_with("Ana\tB-PER\n's\tO\naide\tO\n"));
        assert!(bio(&annotation).ends_with(".\tO\n\n"));
    }

    #[test]
    fn faults_name_the_line() {
        assert!(is_conllu(GOLD) && !is_conllu("# heading\nA line of prose.\n"));
        assert_eq!(fault("1\tA\n").unwrap(), (1, "2 columns between tabs, not 10".into()));
        let row = |id: &str| format!("{id}\tA\ta\tX\t_\t_\t0\troot\t_\t_\n");
        assert_eq!(fault(&(row("1") + &row("3"))).unwrap(), (2, "the id does not follow 1".into()));
        assert_eq!(fault(&(row("1-x") + &row("1"))).unwrap(), (1, "the id is no number".into()));
        let short = "the words of a token that goes to 3 end at 1".to_owned();
        assert_eq!(fault(&(row("1-3") + &row("1"))).unwrap(), (3, short.clone()));
        assert_eq!(fault(&(row("1-3") + &row("1") + "\n" + &row("1"))).unwrap(), (3, short));
        assert_eq!(fault(&(row("1") + "# newdoc\n" + &row("2"))).unwrap().0, 2);
        assert_eq!(fault(&(row("1-2") + &row("1") + &row("2-2") + &row("2"))).unwrap().0, 3);
        assert_eq!(fault(&(row("1") + "\n" + &row("1") + &row("1.1") + &row("2"))), None);
    }

    proptest::proptest! {
        #[test]
        fn any_lines_are_labelled(text in "([0-9\\-.]{1,3}(\t[a-z'_]{1,3}){9}\n|\n|#[a-z .]{0,9}\n){0,30}") {
            for document in read(&text) {
                let annotation = Annotation { sentences: document.sentences.clone(), ..Annotation::default() };
                let out = Labeller::new(Marks::None).gold(&document, &annotation);
                if fault(&text).is_none() {
                    proptest::prop_assert_eq!(&read(&out).first().map(|d| d.sentences.len()), &Some(document.sentences.len()));
                }
            }
        }
    }
}
