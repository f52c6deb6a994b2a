//! Splitting an issue by hand: a name that was joined to it becomes an issue of its own again, with its namings and its facts.

use std::collections::BTreeSet;

use demarche_record::{Evidence, Findings, Issue};

/// Makes `alias` an issue of its own again. The namings in its words move to it, and with them the events, positions and shifts
/// whose sentences hold such a naming and none of the others. Returns whether there was such an issue with such an alias;
/// nothing is changed where there was not. Compare afresh afterwards ([`compare`](super::compare)).
pub fn split_issue(findings: &mut Findings, issue: &str, alias: &str) -> bool {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let Some(whole) = findings.issues.iter_mut().find(|one| same(&one.name, issue)) else { return false };
    let Some(at) = whole.aliases.iter().position(|one| same(one, alias)) else { return false };
    let name = whole.aliases.remove(at);
    let (moved, kept): (Vec<Evidence>, Vec<Evidence>) =
        std::mem::take(&mut whole.evidence).into_iter().partition(|one| same(&one.text, alias));
    whole.evidence = kept;
    whole.joined.retain(|join| !join.names.iter().any(|one| same(one, alias)));
    let sentences = |evidence: &[Evidence]| -> BTreeSet<(String, usize)> {
        evidence.iter().map(|one| (one.article.clone(), one.sentence.start)).collect()
    };
    let (mine, others) = (sentences(&moved), sentences(&whole.evidence));
    let old = whole.name.clone();
    let goes = |of: &mut Option<String>, evidence: &[Evidence]| {
        let here = sentences(evidence);
        if of.as_deref() == Some(old.as_str()) && !here.is_disjoint(&mine) && here.is_disjoint(&others) {
            *of = Some(name.clone());
        }
    };
    findings.events.iter_mut().for_each(|fact| goes(&mut fact.issue, &fact.evidence));
    findings.positions.iter_mut().for_each(|fact| goes(&mut fact.issue, &fact.evidence));
    findings.shifts.iter_mut().for_each(|fact| goes(&mut fact.issue, &fact.evidence));
    let id = format!("issue:{}", crate::merge::slug(&name));
    findings.issues.push(Issue { id, name, aliases: Vec::new(), joined: Vec::new(), evidence: moved });
    true
}
