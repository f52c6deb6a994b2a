//! One name for an issue across articles: by name or alias, and by head, where the articles are on the same parties. Two issues of
//! one name but of other parties ("the border" here and there) stay two and get names that tell them apart.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{ActorKind, Findings, Issue, JoinReason, NameJoin, slug};

/// The states that an article is about, by their codes.
pub(crate) type Cast = BTreeSet<String>;

/// A state named a quarter as often as the most named one is part of the story, up to three.
const SHARE: f64 = 0.25;
const MOST: usize = 3;

/// The states named most in one part, by themselves or by their people.
pub(crate) fn cast(part: &Findings) -> Cast {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for actor in &part.actors {
        if let Some(state) = actor.state.as_deref().filter(|state| !state.is_empty()) {
            *counts.entry(state).or_default() += actor.mentions.len();
        }
    }
    let most = counts.values().copied().max().unwrap_or(0);
    let mut ranked: Vec<(&str, usize)> =
        counts.into_iter().filter(|(_, count)| *count > 0 && *count as f64 >= SHARE * most as f64).collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    ranked.into_iter().take(MOST).map(|(state, _)| state.to_owned()).collect()
}

/// Whether two articles may speak of one issue: they share two states of their casts, or all where one has fewer.
fn same_parties(a: &Cast, b: &Cast) -> bool {
    a.intersection(b).count() >= 2.min(a.len()).min(b.len())
}

struct Joined {
    issue: Issue,
    /// Names with the sentences behind them.
    names: BTreeMap<String, (usize, usize)>,
    casts: Vec<Cast>,
    parts: BTreeSet<usize>,
}

/// Joins the issues of `whole`; `parts` gives the part of each, `casts` the cast of each part. Facts get the new names.
pub(crate) fn join(whole: &mut Findings, parts: &[usize], casts: &[Cast]) {
    let mut joined: Vec<Joined> = Vec::new();
    let mut renamed: BTreeMap<(usize, String), usize> = BTreeMap::new();
    for (order, issue) in std::mem::take(&mut whole.issues).into_iter().enumerate() {
        let part = parts.get(order).copied().unwrap_or(0);
        let cast = casts.get(part).cloned().unwrap_or_default();
        let place = joined.iter().position(|one| {
            !one.parts.contains(&part)
                && one.casts.iter().any(|other| same_parties(other, &cast))
                && shared(&one.issue, &issue).is_some()
        });
        let named = keys(&issue);
        let place = match place {
            Some(place) => {
                add(&mut joined[place], issue, order);
                place
            }
            None => {
                let names = BTreeMap::from([(issue.name.clone(), (issue.evidence.len(), order))]);
                joined.push(Joined { issue, names, casts: Vec::new(), parts: BTreeSet::new() });
                joined.len() - 1
            }
        };
        joined[place].casts.push(cast);
        joined[place].parts.insert(part);
        renamed.extend(named.into_iter().map(|name| ((part, name), place)));
    }
    let moved = join_heads(&mut joined);
    for place in renamed.values_mut() {
        *place = moved[*place];
    }
    name_apart(whole, &mut joined);
    let part_of = |id: &str| id.split('/').next().and_then(|part| part.parse::<usize>().ok());
    let rename = |id: &str, name: &mut String| {
        let place = part_of(id).and_then(|part| renamed.get(&(part, key(name))));
        if let Some(one) = place.and_then(|place| joined.get(*place)) {
            name.clone_from(&one.issue.name);
        }
    };
    whole.events.iter_mut().for_each(|fact| fact.issue.iter_mut().for_each(|name| rename(&fact.id, name)));
    whole.positions.iter_mut().for_each(|fact| fact.issue.iter_mut().for_each(|name| rename(&fact.id, name)));
    whole.shifts.iter_mut().for_each(|fact| fact.issue.iter_mut().for_each(|name| rename(&fact.id, name)));
    whole.issues = joined.into_iter().filter(|one| !one.parts.is_empty()).map(|one| one.issue).collect();
}

/// A name as it is compared: lower case, the last word in the singular.
fn key(name: &str) -> String {
    let name = name.to_lowercase();
    match name.strip_suffix("ies") {
        Some(stem) if stem.len() > 2 => format!("{stem}y"),
        _ if name.ends_with("ss") || name.len() < 5 => name,
        _ => name.strip_suffix('s').map_or(name.clone(), str::to_owned),
    }
}

fn keys(issue: &Issue) -> BTreeSet<String> {
    issue.aliases.iter().chain([&issue.name]).map(|name| key(name)).collect()
}

/// A name that two issues share: the main name of one at least, or else two names.
fn shared(a: &Issue, b: &Issue) -> Option<String> {
    let (mine, theirs) = (keys(a), keys(b));
    let common: Vec<&String> = mine.intersection(&theirs).collect();
    let main = common.iter().find(|name| ***name == key(&a.name) || ***name == key(&b.name));
    main.or(common.first().filter(|_| common.len() > 1)).map(|name| (*name).clone())
}

fn add(one: &mut Joined, issue: Issue, order: usize) {
    let common = shared(&one.issue, &issue);
    record_join(&mut one.issue, &issue, JoinReason::SameWords, common.as_deref());
    let entry = one.names.entry(issue.name.clone()).or_insert((0, order));
    entry.0 += issue.evidence.len();
    take(one, issue);
}

/// Takes the names and the namings of another issue; the name with the most sentences behind it is the name of both.
fn take(one: &mut Joined, other: Issue) {
    let mut names = vec![one.issue.name.clone()];
    names.append(&mut one.issue.aliases);
    names.push(other.name);
    names.extend(other.aliases);
    one.issue.joined.extend(other.joined);
    one.issue.evidence.extend(other.evidence);
    if let Some((name, _)) =
        one.names.iter().max_by(|a, b| a.1.0.cmp(&b.1.0).then(b.1.1.cmp(&a.1.1)).then_with(|| b.0.cmp(a.0)))
    {
        one.issue.name.clone_from(name);
    }
    one.issue.id = format!("issue:{}", slug(&one.issue.name));
    let mut seen = BTreeSet::from([one.issue.name.to_lowercase()]);
    one.issue.aliases = names.into_iter().filter(|name| seen.insert(name.to_lowercase())).collect();
}

fn record_join(one: &mut Issue, other: &Issue, because: JoinReason, common: Option<&str>) {
    if one.name.to_lowercase() == other.name.to_lowercase() {
        return;
    }
    let place = |issue: &Issue| {
        let named = |text: &str| common.is_some_and(|name| key(text) == name);
        issue.evidence.iter().find(|e| named(&e.text)).or(issue.evidence.first()).cloned()
    };
    let evidence = place(one).into_iter().chain(place(other)).collect();
    one.joined.push(NameJoin { names: [one.name.clone(), other.name.clone()], because, evidence });
}

/// A name of one word that is the last word of exactly one longer name of the same parties is that one: "treaty" and "peace
/// treaty". Returns where each issue has gone.
fn join_heads(joined: &mut [Joined]) -> Vec<usize> {
    let mut moved: Vec<usize> = (0..joined.len()).collect();
    for at in 0..joined.len() {
        let name = joined[at].issue.name.clone();
        if name.contains(' ') || joined[at].parts.is_empty() {
            continue;
        }
        let longer: Vec<usize> = (0..joined.len())
            .filter(|&other| other != at && !joined[other].parts.is_empty())
            .filter(|&other| {
                let long = &joined[other].issue.name;
                long.contains(' ')
                    && long.rsplit(' ').next().is_some_and(|last| key(last) == key(&name))
                    && joined[other].casts.iter().any(|a| joined[at].casts.iter().any(|b| same_parties(a, b)))
            })
            .collect();
        let &[only] = &longer[..] else { continue };
        // One article that has both knows better.
        if !joined[only].parts.is_disjoint(&joined[at].parts) {
            continue;
        }
        let (names, casts, parts) = (
            std::mem::take(&mut joined[at].names),
            std::mem::take(&mut joined[at].casts),
            std::mem::take(&mut joined[at].parts),
        );
        let issue = joined[at].issue.clone();
        record_join(&mut joined[only].issue, &issue, JoinReason::Head, None);
        joined[only].casts.extend(casts);
        joined[only].parts.extend(parts);
        // The longer name says more and stays.
        let most = names.values().map(|(count, _)| count).sum::<usize>() + 1;
        let long = joined[only].issue.name.clone();
        joined[only].names.entry(long).and_modify(|entry| entry.0 += most);
        take(&mut joined[only], issue);
        moved[at] = only;
    }
    moved
}

/// Issues of one name get the names of their parties behind it, all but the one with the most namings.
fn name_apart(whole: &Findings, joined: &mut [Joined]) {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, one) in joined.iter().enumerate().filter(|(_, one)| !one.parts.is_empty()) {
        by_name.entry(one.issue.name.to_lowercase()).or_default().push(at);
    }
    let state_name = |state: &str| {
        let named = whole.actors.iter().filter(|a| a.kind == ActorKind::State && a.state.as_deref() == Some(state));
        named
            .map(|actor| actor.name.clone())
            .max_by_key(|name| (name.len(), name.clone()))
            .unwrap_or_else(|| state.to_owned())
    };
    let mut taken: BTreeSet<String> = by_name.keys().cloned().collect();
    for places in by_name.into_values().filter(|places| places.len() > 1) {
        let most = places.iter().copied().max_by_key(|&at| (joined[at].issue.evidence.len(), std::cmp::Reverse(at)));
        for at in places.into_iter().filter(|at| Some(*at) != most) {
            let parties: Vec<String> =
                joined[at].casts.first().into_iter().flatten().map(|state| state_name(state)).collect();
            let plain = joined[at].issue.name.clone();
            let base = if parties.is_empty() { plain.clone() } else { format!("{plain} ({})", parties.join(", ")) };
            let mut name = base.clone();
            let mut count = 1;
            while !taken.insert(name.to_lowercase()) {
                count += 1;
                name = format!("{base} {count}");
            }
            joined[at].issue.id = format!("issue:{}", slug(&name));
            joined[at].issue.name = name;
            if !joined[at].issue.aliases.contains(&plain) {
                joined[at].issue.aliases.push(plain);
            }
        }
    }
}
