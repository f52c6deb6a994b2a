//! The words that support an event: its clause without what is coordinated to it, and the short clause that says it.

use demarche_record::Span;

use crate::tree::Tree;

const LONGEST: usize = 58;

/// Tokens of the evidence: the clause of the predicate, cut before coordinated clauses, at most 58 of them.
pub(crate) fn clause_range(
    tree: &Tree<'_>,
    predicate: usize,
    clause: usize,
    arguments: &[usize],
) -> std::ops::Range<usize> {
    let aside = |child: usize| {
        let head = tree.head(child);
        let of_clause = head == Some(clause);
        (of_clause && tree.rel(child) == "conj" && tree.is_clause(child))
            || (of_clause && tree.rel(child) == "parataxis")
            || (of_clause && tree.rel(child) == "advcl" && child < clause && tree.has(child, "nsubj"))
    };
    let mut tokens = tree.subtree_until(clause, aside);
    tokens.extend(arguments.iter().copied());
    tokens.push(predicate);
    tokens.sort_unstable();
    tokens.dedup();
    let mut start = *tokens.first().unwrap_or(&predicate);
    let mut end = tokens.last().unwrap_or(&predicate) + 1;
    // A hole (a clause set aside in the middle) ends the range on the side away from the predicate.
    let loose = |t: usize| matches!(tree.rel(t), "punct" | "cc" | "mark") && t != predicate;
    while start < predicate && loose(start) {
        start += 1;
    }
    while end > predicate + 1 && (tree.rel(end - 1) == "punct" || tree.rel(end - 1) == "cc") {
        end -= 1;
    }
    if end - start > LONGEST {
        let first = arguments.iter().copied().filter(|&a| a < predicate).min().unwrap_or(predicate);
        start = start.max(first.min(predicate)).max(predicate.saturating_sub(LONGEST / 2));
        end = end.min(start + LONGEST).max(predicate + 1);
    }
    start..end
}

/// The short clause: from the predicate's own words to the end of the evidence, at most 24 words.
pub(crate) fn content_range(
    tree: &Tree<'_>,
    predicate: usize,
    clause: usize,
    evidence: &std::ops::Range<usize>,
) -> std::ops::Range<usize> {
    let first = predicate.min(clause);
    let mut start = first;
    for &child in tree.children(clause) {
        let word = matches!(tree.rel(child), "aux" | "advmod" | "cop") && child < first && first - child <= 4;
        if word && !tree.children(clause).iter().any(|&c| c > child && c < first && tree.rel(c) == "nsubj") {
            start = start.min(child);
        }
    }
    if clause == predicate && tree.upos(predicate) == demarche_language::Upos::Noun {
        let below = tree.subtree_until(predicate, |_| false);
        start = below.first().copied().unwrap_or(start).max(evidence.start);
        while start < predicate && matches!(tree.rel(start), "case" | "punct" | "cc") {
            start += 1;
        }
    }
    // "the sanctions that Tokyo has imposed": without its noun a relative clause says nothing.
    if let Some(noun) = tree.head(clause).filter(|&noun| {
        tree.deprel(clause) == "acl:relcl" && noun < first && tree.roles(clause).objects.contains(&noun)
    }) {
        let phrase = tree.subtree_until(noun, |child| child > noun || tree.rel(child) == "case");
        start = phrase.first().copied().filter(|&token| noun - token <= 4).unwrap_or(noun);
    }
    let mut end = evidence.end.min(start + 24).max(first + 1);
    if end < evidence.end {
        end = boundary(tree, first, end);
    }
    // "froze the assets, and he announced": what another subject does is another event.
    for &child in tree.children(clause) {
        if child > first && tree.rel(child) == "conj" && tree.has(child, "nsubj") {
            let begins = tree.subtree_until(child, |_| false).first().copied().unwrap_or(child);
            end = end.min(begins.max(first + 1));
        }
    }
    // "in a stadium on Sunday, they ended the war": no relative clause without its pronoun follows a comma, whatever the parser says.
    let whole = end;
    for clause in first + 1..whole {
        if tree.deprel(clause) != "acl:relcl" || tree.dominates(clause, first) {
            continue;
        }
        let begins = tree.subtree_until(clause, |_| false).into_iter().find(|&t| tree.rel(t) != "punct");
        let Some(begins) = begins.filter(|&b| b > first + 1 && b <= clause && tree.form(b - 1) == ",") else {
            continue;
        };
        let joined = (begins..=clause).any(|t| {
            matches!(&*tree.form(t), "who" | "whom" | "whose" | "which" | "that" | "where" | "when" | "why" | "whereby")
        });
        if !joined && tree.by(clause, "nsubj").any(|s| s < clause) {
            end = end.min(begins);
        }
    }
    while end > first + 1 && matches!(tree.rel(end - 1), "punct" | "cc" | "case" | "mark" | "det") {
        end -= 1;
    }
    start..end
}

/// Where words may be cut off before `most`: no word on the left hangs on one that goes. A place where a clause begins wins over
/// a nearer one where a phrase does.
fn boundary(tree: &Tree<'_>, first: usize, most: usize) -> usize {
    // Nor does a verb lose its whole object ("a stadium they formally ended / the war").
    let bereft = |at: usize| {
        tree.children(at - 1).iter().any(|&c| c >= at && tree.rel(c) == "obj")
            && tree.is_verb(at - 1)
            && !tree.children(at - 1).iter().any(|&c| c < at - 1 && tree.rel(c) == "obj")
    };
    let whole = |at: usize| !bereft(at) && (first..at).all(|t| t == first || tree.head(t).is_none_or(|head| head < at));
    let clause = |at: usize| {
        let mut top = at;
        // The constituent that begins here.
        while let Some(head) = tree.head(top).filter(|&head| head > top) {
            top = head;
        }
        matches!(tree.rel(top), "advcl" | "conj" | "acl" | "parataxis" | "ccomp") && tree.is_clause(top)
    };
    let places: Vec<usize> = (first + 6..=most).rev().filter(|&at| whole(at)).collect();
    let near = |at: &usize| *at + 12 >= most;
    places.iter().copied().find(|at| near(at) && clause(*at)).or_else(|| places.first().copied()).unwrap_or(most)
}

/// The span of a range of tokens.
pub(crate) fn span(tree: &Tree<'_>, tokens: &std::ops::Range<usize>) -> Span {
    tree.sentence.span_of(tokens.clone())
}
