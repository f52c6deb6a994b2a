//! Scores what `demarche label` makes of a treebank against that treebank: of its gold words
//! `treebank_scores syntax|status|names|coreference GOLD.conllu FOUND.conllu [--without GENRE | --only GENRE,GENRE]`, of its text (`--raw`)
//! `treebank_scores raw GOLD FOUND`. `syntax --csv FILE` also writes a row for every sentence, `coreference --errors all` lists the
//! antecedents that are wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use demarche_language::conllu::{self, Document};
use demarche_language::{Sentence, Upos};

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.remove(at);
        (at < arguments.len()).then(|| arguments.remove(at))
    };
    let (csv, without, only, errors) = (option("--csv"), option("--without"), option("--only"), option("--errors"));
    let [kind, gold, found] = &arguments[..] else {
        eprintln!(
            "usage: treebank_scores syntax|status|raw|names|coreference GOLD FOUND [--without GENRE | --only GENRE] [--csv FILE]"
        );
        std::process::exit(2);
    };
    let read = |path: &str| conllu::read(&std::fs::read_to_string(path).expect("a file in UTF-8 that can be read"));
    let keep = |document: &Document| {
        without.as_ref().is_none_or(|genre| !document.id.contains(genre))
            && only.as_ref().is_none_or(|genres| genres.split(',').any(|genre| document.id.contains(genre)))
    };
    let pairs: Vec<(Document, Document)> =
        read(gold).into_iter().zip(read(found)).filter(|(gold, _)| keep(gold)).collect();
    for (gold, found) in &pairs {
        let forms = |d: &Document| -> Vec<String> {
            d.sentences.iter().flat_map(|s| s.tokens.iter().map(|t| t.form.clone())).collect()
        };
        let same = kind == "raw" || forms(gold) == forms(found);
        assert!(same, "{}: gold and found must have the same words", gold.id);
    }
    match kind.as_str() {
        "syntax" => syntax(&pairs, csv.as_deref()),
        "status" => status(&pairs),
        "raw" => raw(&pairs),
        "names" => names(&pairs),
        _ => coreference(&pairs, errors.is_some()),
    }
}

fn percent(right: f64, all: f64) -> f64 {
    100.0 * right / all.max(1e-9)
}

fn f1(right: f64, gold: f64, found: f64) -> String {
    let (p, r) = (percent(right, found), percent(right, gold));
    format!("F1 {:.1}  precision {p:.1}  recall {r:.1}", 2.0 * p * r / (p + r).max(1e-9))
}

/// Words with the right tag, features, lemma, head, and head and label.
fn syntax(pairs: &[(Document, Document)], csv: Option<&str>) {
    let mut rows = String::from("sentence,words,tags,heads,labels\n");
    let mut all = [0_usize; 6];
    for (gold, found) in pairs {
        for (index, (want, got)) in gold.sentences.iter().zip(&found.sentences).enumerate() {
            let mut here = [0_usize; 6];
            for (want, got) in want.tokens.iter().zip(&got.tokens) {
                let head = want.head == got.head;
                let checks = [
                    true,
                    want.upos == got.upos,
                    want.feats == got.feats,
                    want.lemma == got.lemma,
                    head,
                    head && want.deprel == got.deprel,
                ];
                here.iter_mut().zip(checks).for_each(|(count, right)| *count += usize::from(right));
            }
            all.iter_mut().zip(here).for_each(|(sum, count)| *sum += count);
            let _ = writeln!(rows, "{},{},{},{},{}", gold.ids[index], here[0], here[1], here[4], here[5]);
        }
    }
    for (name, count) in ["UPOS", "FEATS", "lemma", "UAS", "LAS (with subtypes)"].iter().zip(&all[1..]) {
        println!("{name}: {:.2}", percent(*count as f64, all[0] as f64));
    }
    println!("words: {}", all[0]);
    if let Some(path) = csv {
        std::fs::write(path, rows).expect("the table can be written");
    }
}

/// Pairs of feature and value that tell whether something has happened, by feature and together: F1, and whole words.
fn status(pairs: &[(Document, Document)]) {
    const FEATURES: [&str; 4] = ["Tense", "Mood", "VerbForm", "Polarity"];
    let mut counts = [[0.0_f64; 3]; 4];
    let mut words = [0_usize; 2];
    for (gold, found) in pairs {
        let tokens = |sentences: &[Sentence]| -> Vec<[Option<String>; 4]> {
            let of = |t: &demarche_language::Token| FEATURES.map(|name| t.feature(name).map(str::to_owned));
            sentences.iter().flat_map(|s| s.tokens.iter().map(of)).collect()
        };
        for (want, got) in tokens(&gold.sentences).iter().zip(tokens(&found.sentences)) {
            for (count, (want, got)) in counts.iter_mut().zip(want.iter().zip(&got)) {
                count[0] += f64::from(want.is_some() && want == got);
                count[1] += f64::from(want.is_some());
                count[2] += f64::from(got.is_some());
            }
            if want.iter().chain(&got).any(Option::is_some) {
                words[1] += 1;
                words[0] += usize::from(*want == got);
            }
        }
    }
    let mut sum = [0.0; 3];
    for (name, count) in FEATURES.iter().zip(counts) {
        (0..3).for_each(|k| sum[k] += count[k]);
        println!("{name}: {}  ({} gold)", f1(count[0], count[1], count[2]), count[1]);
    }
    println!("all four: {}  ({} gold)", f1(sum[0], sum[1], sum[2]), sum[1]);
    println!("words with any of them, all right: {:.1} of {}", percent(words[0] as f64, words[1] as f64), words[1]);
}

/// Words, sentences, tags and trees of a text that was cut anew, as the CoNLL 2018 shared task scores them (Zeman et al. 2018): words are
/// aligned that cover the same characters, white space left out; a word counts when it is aligned and its tag, its head (aligned too, or
/// the root) and its label are right. The shared task leaves subtypes out of the labels; both are given.
fn raw(pairs: &[(Document, Document)]) {
    struct Flat<'a> {
        letters: String,
        /// First and one past last letter of every word and its place in that of the sentence; its head as an index into this list.
        words: Vec<(usize, usize, Option<usize>, &'a demarche_language::Token)>,
        sentences: BTreeSet<(usize, usize)>,
    }
    fn flat(document: &Document) -> Flat<'_> {
        let mut before = Vec::with_capacity(document.text.len() + 1);
        let mut letters = String::new();
        for c in document.text.chars() {
            before.resize(before.len() + c.len_utf8(), letters.len());
            if !c.is_whitespace() {
                letters.push(c);
            }
        }
        before.push(letters.len());
        let mut out = Flat { letters, words: Vec::new(), sentences: BTreeSet::new() };
        for sentence in document.sentences.iter().filter(|s| !s.tokens.is_empty()) {
            let first = out.words.len();
            for token in &sentence.tokens {
                let head = token.head.map(|head| head + first);
                out.words.push((before[token.span.start], before[token.span.end], head, token));
            }
            out.sentences.insert((out.words[first].0, out.words[out.words.len() - 1].1));
        }
        out
    }
    let mut sums = [[0.0_f64; 3]; 6];
    for (gold, found) in pairs {
        let (gold_flat, found_flat) = (flat(gold), flat(found));
        assert!(gold_flat.letters == found_flat.letters, "{}: gold and found must have the same text", gold.id);
        // Several words of one token that does not spell them share its characters: they are told apart by their order.
        let mut places: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        let rank = |words: &[(usize, usize, Option<usize>, &demarche_language::Token)], at: usize| {
            words[..at].iter().rev().take_while(|w| (w.0, w.1) == (words[at].0, words[at].1)).count()
        };
        for at in 0..gold_flat.words.len() {
            places.insert((gold_flat.words[at].0, gold_flat.words[at].1, rank(&gold_flat.words, at)), at);
        }
        let aligned: Vec<Option<usize>> = (0..found_flat.words.len())
            .map(|at| {
                let key = (found_flat.words[at].0, found_flat.words[at].1, rank(&found_flat.words, at));
                places.get(&key).copied()
            })
            .collect();
        let mut right = [0.0; 6];
        right[1] = gold_flat.sentences.intersection(&found_flat.sentences).count() as f64;
        for (found, gold) in aligned.iter().enumerate().filter_map(|(at, gold)| Some((&found_flat.words[at], (*gold)?)))
        {
            let gold = &gold_flat.words[gold];
            let head = match (found.2, gold.2) {
                (None, None) => true,
                (Some(found), Some(gold)) => aligned[found] == Some(gold),
                _ => false,
            };
            let checks = [
                true,
                false,
                found.3.upos == gold.3.upos,
                head,
                head && found.3.relation() == gold.3.relation(),
                head && found.3.deprel == gold.3.deprel,
            ];
            right.iter_mut().zip(checks).for_each(|(count, right)| *count += f64::from(right));
        }
        for (row, sum) in sums.iter_mut().enumerate() {
            let all = |flat: &Flat<'_>| if row == 1 { flat.sentences.len() } else { flat.words.len() } as f64;
            sum[0] += right[row];
            sum[1] += all(&gold_flat);
            sum[2] += all(&found_flat);
        }
    }
    let names = ["words", "sentences", "UPOS", "UAS", "LAS (without subtypes, as CoNLL 2018)", "LAS (with subtypes)"];
    for (name, [right, gold, found]) in names.iter().zip(sums) {
        println!(
            "{name}: F1 {:.2}  ({right} right, {gold} gold, {found} found)",
            200.0 * right / (gold + found).max(1.0)
        );
    }
}

/// A mention of the `Entity` column: sentence, first and last word.
type Place = (usize, usize, usize);

/// Every bracketed mention with its entity and class, in the order of the text.
fn mentions(document: &Document) -> Vec<(Place, String, String)> {
    let mut out = Vec::new();
    let mut open: BTreeMap<String, Vec<(usize, usize, String)>> = BTreeMap::new();
    for (sentence, misc) in document.misc.iter().enumerate() {
        for (word, misc) in misc.iter().enumerate() {
            let entity = misc.split('|').find_map(|item| item.strip_prefix("Entity=")).unwrap_or_default();
            let mut rest = entity;
            while !rest.is_empty() {
                let opens = rest.starts_with('(');
                let end = rest[1..].find(['(', ')']).map_or(rest.len(), |at| at + 1);
                let closes = rest[end..].starts_with(')');
                let mut fields = rest[usize::from(opens)..end].split('-');
                let id = fields.next().unwrap_or_default().to_owned();
                if opens {
                    let class = fields.next().unwrap_or_default().to_owned();
                    open.entry(id.clone()).or_default().push((sentence, word, class));
                }
                if closes
                    && let Some((first_sentence, first, class)) = open.get_mut(&id).and_then(Vec::pop)
                    && first_sentence == sentence
                {
                    out.push(((sentence, first, word), id, class));
                }
                rest = &rest[end + usize::from(closes)..];
            }
        }
    }
    out.sort();
    out
}

/// The word of a mention that hangs on none in it.
fn head(sentence: &Sentence, first: usize, last: usize) -> usize {
    let inside = |head: Option<usize>| head.is_some_and(|head| (first..=last).contains(&head));
    (first..=last).find(|&word| !inside(sentence.tokens[word].head)).unwrap_or(last)
}

/// Phrases headed by a proper noun, by class: whole span, and head alone.
fn names(pairs: &[(Document, Document)]) {
    let classes = ["person", "organization", "place"];
    let mut exact: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let mut heads: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    for (gold, found) in pairs {
        let named = |document: &Document, gold_only: bool| -> BTreeMap<Place, (usize, String)> {
            let mut out = BTreeMap::new();
            for (place, _, class) in mentions(document) {
                // Peoples are persons in GUM.
                let class = if class == "nationality" { "person".to_owned() } else { class };
                let at = head(&gold.sentences[place.0], place.1, place.2);
                let proper = gold.sentences[place.0].tokens[at].upos == Upos::Propn;
                if classes.contains(&class.as_str()) && (proper || !gold_only) {
                    out.insert(place, (at, class));
                }
            }
            out
        };
        let (want, got) = (named(gold, true), named(found, false));
        for (place, (_, class)) in &want {
            exact.entry(class.clone()).or_default()[1] += 1.0;
            heads.entry(class.clone()).or_default()[1] += 1.0;
            exact.entry(class.clone()).or_default()[0] += f64::from(got.get(place).is_some_and(|(_, c)| c == class));
        }
        let by_head: BTreeSet<(usize, usize, String)> =
            want.iter().map(|(place, (at, class))| (place.0, *at, class.clone())).collect();
        for (place, (at, class)) in &got {
            exact.entry(class.clone()).or_default()[2] += 1.0;
            let count = heads.entry(class.clone()).or_default();
            count[2] += 1.0;
            count[0] += f64::from(by_head.contains(&(place.0, *at, class.clone())));
        }
    }
    for (title, table) in [("whole phrase and class", exact), ("head and class", heads)] {
        let mut sum = [0.0; 3];
        for class in classes {
            let [right, gold, found] = table.get(class).copied().unwrap_or_default();
            sum = [sum[0] + right, sum[1] + gold, sum[2] + found];
            println!("{title}, {class}: {}  ({gold} gold)", f1(right, gold, found));
        }
        println!("{title}, all: {}", f1(sum[0], sum[1], sum[2]));
    }
}

/// Chains of two and more.
fn chains(document: &Document) -> Vec<Vec<Place>> {
    let mut by_id: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (place, id, _) in mentions(document) {
        by_id.entry(id).or_default().push(place);
    }
    by_id.into_values().filter(|chain| chain.len() > 1).collect()
}

fn index(chains: &[Vec<Place>]) -> BTreeMap<Place, usize> {
    chains.iter().enumerate().flat_map(|(at, chain)| chain.iter().map(move |&place| (place, at))).collect()
}

/// MUC, B3 and CEAFe (Pradhan et al. 2014) without singletons, their mean, and antecedents of pronouns and descriptions of persons.
fn coreference(pairs: &[(Document, Document)], errors: bool) {
    const PRONOUNS: [&str; 4] =
        ["he him his himself", "she her hers herself", "it its itself", "they them their theirs themselves"];
    // Right and all, of gold and of found, for every measure.
    let mut sums = [[[0.0_f64; 2]; 2]; 4];
    let mut nearest = [[0_usize; 2]; 5];
    for (gold, found) in pairs {
        let (want, got) = (chains(gold), chains(found));
        let (want_at, got_at) = (index(&want), index(&got));
        for (side, (from, to, to_at)) in [(&want, &got, &got_at), (&got, &want, &want_at)].into_iter().enumerate() {
            for chain in from {
                let parts: BTreeSet<usize> = chain.iter().filter_map(|place| to_at.get(place).copied()).collect();
                let alone = chain.iter().filter(|place| !to_at.contains_key(place)).count();
                let count = chain.len();
                sums[0][side][0] += (count - alone) as f64;
                sums[0][side][1] += count as f64;
                sums[1][side][0] += (count - parts.len() - alone) as f64;
                sums[1][side][1] += (count - 1) as f64;
                for place in chain {
                    let other = to_at.get(place).map_or(&[][..], |&at| &to[at][..]);
                    let common = chain.iter().filter(|place| other.contains(place)).count();
                    sums[2][side][0] += common as f64 / count as f64;
                }
                sums[2][side][1] += count as f64;
            }
        }
        let alike = |a: &[Place], b: &[Place]| {
            2.0 * a.iter().filter(|place| b.contains(place)).count() as f64 / (a.len() + b.len()) as f64
        };
        let table: Vec<Vec<f64>> = want.iter().map(|a| got.iter().map(|b| alike(a, b)).collect()).collect();
        let best = assignment(&table);
        for (side, chains) in [&want, &got].into_iter().enumerate() {
            sums[3][side][0] += best;
            sums[3][side][1] += chains.len() as f64;
        }
        for (&place, &chain) in &want_at {
            let sentence = &gold.sentences[place.0];
            let word = sentence.tokens[place.1].form.to_lowercase();
            let pronoun = PRONOUNS.iter().position(|list| list.split(' ').any(|one| one == word));
            let row = match pronoun.filter(|_| place.1 == place.2) {
                Some(row) => row,
                None => {
                    let at = head(sentence, place.1, place.2);
                    let definite = matches!(word.as_str(), "the" | "his" | "her" | "their" | "its" | "this" | "that");
                    let people = want[chain].iter().any(|other| {
                        let first = gold.sentences[other.0].tokens[other.1].form.to_lowercase();
                        other.1 == other.2 && PRONOUNS[..2].iter().any(|list| list.split(' ').any(|one| one == first))
                    });
                    if !(definite && people && sentence.tokens[at].upos == Upos::Noun) {
                        continue;
                    }
                    4
                }
            };
            let earlier = |chain: &[Place]| chain.iter().copied().filter(|other| *other < place).max();
            let (right, mine) = (earlier(&want[chain]), got_at.get(&place).and_then(|&at| earlier(&got[at])));
            nearest[row][1] += 1;
            let good = match mine {
                Some(mine) => want_at.get(&mine) == Some(&chain),
                None => right.is_none(),
            };
            nearest[row][0] += usize::from(good);
            if errors && !good {
                let words = |place: Place| {
                    let tokens = &gold.sentences[place.0].tokens[place.1..=place.2];
                    tokens.iter().map(|t| t.form.as_str()).collect::<Vec<_>>().join(" ")
                };
                let show = |place: Option<Place>| place.map_or("nothing".to_owned(), words);
                let from = place.0.saturating_sub(1);
                let context: Vec<String> =
                    (from..=place.0).map(|s| gold.sentences[s].span.of(&gold.text).to_owned()).collect();
                println!("{} [found {}, gold {}] {}", words(place), show(mine), show(right), context.join(" "));
            }
        }
    }
    let mut score = 0.0;
    for (name, [gold, found]) in ["mentions", "MUC", "B3", "CEAFe"].iter().zip(sums) {
        let (r, p) = (percent(gold[0], gold[1]), percent(found[0], found[1]));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        println!("{name}: F1 {f:.1}  precision {p:.1}  recall {r:.1}");
        score += if *name == "mentions" { 0.0 } else { f / 3.0 };
    }
    println!("CoNLL score: {score:.1}");
    for (name, [right, all]) in ["he", "she", "it", "they", "the minister"].iter().zip(nearest) {
        println!("right antecedents of \"{name}\": {right} of {all} ({:.1}%)", percent(right as f64, all as f64));
    }
    let [right, all] = [0, 1].map(|k| [0, 1, 4].map(|row: usize| nearest[row][k]).iter().sum::<usize>());
    println!(
        "of persons (\"he\", \"she\", \"the minister\"): {right} of {all} ({:.1}%)",
        percent(right as f64, all as f64)
    );
}

/// The highest sum of a table with one cell from each row and column (Kuhn and Munkres, with potentials).
fn assignment(table: &[Vec<f64>]) -> f64 {
    let (rows, columns) = (table.len(), table.first().map_or(0, Vec::len));
    let size = rows.max(columns);
    let cost = |row: usize, column: usize| -table.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0.0);
    let mut row_potential = vec![0.0; size + 1];
    let mut column_potential = vec![0.0; size + 1];
    let mut row_of = vec![0_usize; size + 1];
    for row in 1..=size {
        row_of[0] = row;
        let mut least = vec![f64::INFINITY; size + 1];
        let mut done = vec![false; size + 1];
        let mut way = vec![0_usize; size + 1];
        let mut column = 0;
        while row_of[column] != 0 {
            done[column] = true;
            let here = row_of[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for other in (1..=size).filter(|&other| !done[other]) {
                let reduced = cost(here - 1, other - 1) - row_potential[here] - column_potential[other];
                if reduced < least[other] {
                    (least[other], way[other]) = (reduced, column);
                }
                if least[other] < delta {
                    (delta, next) = (least[other], other);
                }
            }
            for other in 0..=size {
                if done[other] {
                    row_potential[row_of[other]] += delta;
                    column_potential[other] -= delta;
                } else {
                    least[other] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    (1..=size).map(|column| -cost(row_of[column] - 1, column - 1)).sum()
}
