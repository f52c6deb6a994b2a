//! Lemmas: a lexicon of forms seen in the treebanks, and edit scripts for the others; see `models/FORMAT.md`.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::Error;
use crate::annotation::Upos;

/// Scripts that are tried beside the best one.
const TRIED: usize = 4;
/// How far below the best score a script may lie to be tried.
const MARGIN: f32 = 3.0;

/// The scripts in the order of the labels, and the lexicon.
#[derive(Debug)]
pub(crate) struct Lemmas {
    scripts: Vec<LemmaScript>,
    known: FxHashMap<(&'static str, Upos), &'static str>,
    real: FxHashSet<(&'static str, Upos)>,
}

impl Lemmas {
    /// From the labels of the head and the lines of `lemmas.tsv`: lower-case form, class, lemma.
    pub(crate) fn new(labels: &[String], lexicon: &'static str) -> Result<Self, Error> {
        let scripts = labels.iter().map(|script| LemmaScript::parse(script)).collect::<Option<Vec<_>>>();
        let scripts = scripts
            .ok_or_else(|| Error::new("models/labels.json has a lemma script of no known form; restore the file"))?;
        let mut lemmas = Self { scripts, known: FxHashMap::default(), real: FxHashSet::default() };
        for line in lexicon.lines() {
            let mut columns = line.split('\t');
            let row = (|| Some((columns.next()?, Upos::from_name(columns.next()?)?, columns.next()?)))();
            let (form, upos, lemma) = row.ok_or_else(|| {
                Error::new(format!("models/lemmas.tsv has the broken line `{line}`; restore the file"))
            })?;
            lemmas.known.insert((form, upos), lemma);
            lemmas.real.insert((lemma, upos));
        }
        Ok(lemmas)
    }

    /// The lemma of a form of a class, with the scores of the scripts.
    pub(crate) fn lemma(&self, form: &str, upos: Upos, scores: &[f32]) -> String {
        let lower = form.to_lowercase();
        if upos != Upos::Propn
            && let Some(lemma) = self.known.get(&(lower.as_str(), upos))
        {
            return (*lemma).to_owned();
        }
        let mut best: Vec<usize> = Vec::with_capacity(TRIED + 1);
        for (script, &score) in scores.iter().enumerate() {
            let at = best.partition_point(|&other: &usize| scores[other] >= score);
            if at < TRIED {
                best.insert(at, script);
                best.truncate(TRIED);
            }
        }
        let Some(&first) = best.first() else { return lower };
        if !matches!(upos, Upos::Propn | Upos::X | Upos::Punct | Upos::Sym | Upos::Num) {
            for &script in &best {
                if scores[first] - scores[script] <= MARGIN && matches!(self.scripts[script], LemmaScript::Edit(..)) {
                    let lemma = self.scripts[script].apply(form);
                    if self.real.contains(&(lemma.as_str(), upos)) {
                        return lemma;
                    }
                }
            }
        }
        self.scripts[first].apply(form)
    }
}

/// A lemma script of `models/FORMAT.md`, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LemmaScript {
    /// The lemma is this text.
    Text(String),
    /// Case (`k`, `l`, `t`), characters to take away, suffix to add.
    Edit(char, usize, String),
}

impl LemmaScript {
    /// `None` for a script of no known form.
    pub(crate) fn parse(script: &str) -> Option<Self> {
        if let Some(text) = script.strip_prefix('@') {
            return Some(Self::Text(text.to_owned()));
        }
        let (head, suffix) = script.split_once(':')?;
        let case = head.chars().next().filter(|c| matches!(c, 'k' | 'l' | 't'))?;
        Some(Self::Edit(case, head[1..].parse().ok()?, suffix.to_owned()))
    }

    /// The lemma of a form.
    pub(crate) fn apply(&self, form: &str) -> String {
        let (case, cut, suffix) = match self {
            Self::Text(text) => return text.clone(),
            Self::Edit(case, cut, suffix) => (*case, *cut, suffix),
        };
        let mut base = match case {
            'l' => form.to_lowercase(),
            't' => {
                let mut chars = form.chars();
                let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
                first + &chars.as_str().to_lowercase()
            }
            _ => form.to_owned(),
        };
        if cut > 0 {
            match base.char_indices().rev().nth(cut - 1) {
                Some((at, _)) if at > 0 => base.truncate(at),
                _ => return base,
            }
        }
        base + suffix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lemma_scripts_apply() {
        for (script, form, lemma) in [
            ("l3:y", "Countries", "country"),
            ("k0:", "Abe", "Abe"),
            ("l0:", "The", "the"),
            ("@be", "'s", "be"),
            ("l9:x", "was", "was"),
            ("t0:", "ABE", "Abe"),
            ("k1:", "é", "é"),
        ] {
            assert_eq!(LemmaScript::parse(script).unwrap().apply(form), lemma);
        }
        assert_eq!(LemmaScript::parse("q1:"), None);
        assert_eq!(LemmaScript::parse(""), None);
    }

    #[test]
    fn the_lexicon_goes_before_the_scripts() {
        let labels = ["l0:".to_owned(), "l1:".to_owned(), "l2:".to_owned()];
        let lemmas = Lemmas::new(&labels, "met\tVERB\tmeet\ntalk\tNOUN\ttalk").unwrap();
        for (form, upos, scores, lemma) in [
            ("met", Upos::Verb, [0.0, 0.0, 9.0], "meet"),
            ("Talks", Upos::Noun, [2.0, 1.0, 0.0], "talk"),
            ("Talks", Upos::Noun, [9.0, 1.0, 0.0], "talks"),
            ("Met", Upos::Propn, [2.0, 1.0, 0.0], "met"),
        ] {
            assert_eq!(lemmas.lemma(form, upos, &scores), lemma);
        }
        assert!(Lemmas::new(&labels, "met\tVERB").is_err());
    }
}
