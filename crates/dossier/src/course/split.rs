//! What people say of the names of issues: a name that was joined to an issue becomes an issue of its own again, with its namings and its
//! facts; two issues become one.

use std::collections::BTreeSet;

use demarche_record::{Evidence, Findings, Issue, JoinReason, NameJoin, slug};

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Whether an issue goes by a name.
fn goes_by(issue: &Issue, name: &str) -> bool {
    issue.aliases.iter().chain([&issue.name]).any(|one| same(one, name))
}

/// Keeps two names apart: where one issue goes by both, the one that is not its main name becomes an issue of its own
/// ([`split_issue`]). Returns whether there was such an issue.
pub fn keep_issues_apart(findings: &mut Findings, one: &str, other: &str) -> bool {
    let Some(whole) = findings.issues.iter().find(|issue| goes_by(issue, one) && goes_by(issue, other)) else {
        return false;
    };
    let (name, alias) = (whole.name.clone(), if same(&whole.name, other) { one } else { other });
    !same(one, other) && split_issue(findings, &name, alias)
}

/// Makes the two issues that go by these names one, under the name that has more namings behind it (of two with equally many, the
/// first): with all names, namings and facts of both. Returns whether there were two; nothing is changed where there were not. Compare
/// afresh afterwards ([`compare`](super::compare)).
pub fn merge_issues(findings: &mut Findings, one: &str, other: &str) -> bool {
    let place = |name: &str| {
        let main = findings.issues.iter().position(|issue| same(&issue.name, name));
        main.or_else(|| findings.issues.iter().position(|issue| goes_by(issue, name)))
    };
    let (Some(a), Some(b)) = (place(one), place(other)) else { return false };
    if a == b {
        return false;
    }
    let weight = |at: usize| findings.issues[at].evidence.len();
    let (keep, goes) = if weight(b) > weight(a) { (b, a) } else { (a, b) };
    let gone = findings.issues.remove(goes);
    let whole = &mut findings.issues[keep - usize::from(goes < keep)];
    let evidence = whole.evidence.first().into_iter().chain(gone.evidence.first()).cloned().collect();
    whole.joined.push(NameJoin {
        names: [whole.name.clone(), gone.name.clone()],
        because: JoinReason::ByHand,
        evidence,
    });
    whole.joined.extend(gone.joined);
    whole.evidence.extend(gone.evidence);
    for name in std::iter::once(gone.name.clone()).chain(gone.aliases) {
        if !goes_by(whole, &name) {
            whole.aliases.push(name);
        }
    }
    let name = whole.name.clone();
    let rename = |of: &mut Option<String>| {
        if of.as_deref() == Some(gone.name.as_str()) {
            *of = Some(name.clone());
        }
    };
    findings.events.iter_mut().for_each(|fact| rename(&mut fact.issue));
    findings.positions.iter_mut().for_each(|fact| rename(&mut fact.issue));
    findings.shifts.iter_mut().for_each(|fact| rename(&mut fact.issue));
    true
}

/// Makes `alias` an issue of its own again. The namings in its words move to it, and with them the events, positions and shifts
/// whose sentences hold such a naming and none of the others. Returns whether there was such an issue with such an alias;
/// nothing is changed where there was not. Compare afresh afterwards ([`compare`](super::compare)).
pub fn split_issue(findings: &mut Findings, issue: &str, alias: &str) -> bool {
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
    let id = format!("issue:{}", slug(&name));
    findings.issues.push(Issue { id, name, aliases: Vec::new(), joined: Vec::new(), evidence: moved });
    true
}
