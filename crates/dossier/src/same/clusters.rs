//! From pairs to events.

use std::collections::BTreeMap;

use super::features::days_exclude;
use super::report::Report;

/// Groups reports into events: `pairs` are (index, index, log-odds) of those judged the same. Each group is in the order of the
/// indices, groups in the order of their first; a report in no pair is alone. The order of `pairs` does not matter.
///
/// A group is a connected component. Where a component holds two reports whose told days exclude each other, it is built
/// again from its surest pair on, and no step may bring such two together.
#[must_use]
pub fn clusters(reports: &[&Report], pairs: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let mut pairs: Vec<(usize, usize, f64)> = pairs
        .iter()
        .filter(|(a, b, odds)| a != b && *odds > 0.0)
        .map(|&(a, b, odds)| (a.min(b), a.max(b), odds))
        .collect();
    pairs.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let all = join(reports.len(), &pairs, |_, _| true);
    let mut result = Vec::new();
    for group in all {
        let clash = group.iter().any(|&a| group.iter().any(|&b| a < b && days_exclude(reports[a], reports[b])));
        if !clash {
            result.push(group);
            continue;
        }
        let place: BTreeMap<usize, usize> = group.iter().enumerate().map(|(new, &old)| (old, new)).collect();
        let inner: Vec<(usize, usize, f64)> =
            pairs.iter().filter_map(|&(a, b, odds)| Some((*place.get(&a)?, *place.get(&b)?, odds))).collect();
        let fits = |a: &[usize], b: &[usize]| {
            !a.iter().any(|&x| b.iter().any(|&y| days_exclude(reports[group[x]], reports[group[y]])))
        };
        let parts = join(group.len(), &inner, fits);
        result.extend(parts.into_iter().map(|part| part.into_iter().map(|new| group[new]).collect::<Vec<_>>()));
    }
    result.sort();
    result
}

/// Joins the groups of each pair in turn where `fits` allows.
fn join(count: usize, pairs: &[(usize, usize, f64)], fits: impl Fn(&[usize], &[usize]) -> bool) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..count).collect();
    let mut groups: Vec<Vec<usize>> = (0..count).map(|index| vec![index]).collect();
    for &(a, b, _) in pairs {
        let (into, from) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
        if into == from || !fits(&groups[into], &groups[from]) {
            continue;
        }
        let moved = std::mem::take(&mut groups[from]);
        for &index in &moved {
            group_of[index] = into;
        }
        groups[into].extend(moved);
        groups[into].sort_unstable();
    }
    groups.retain(|group| !group.is_empty());
    groups.sort();
    groups
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeSet;

    use demarche_record::{Interval, PloverType, Status};
    use proptest::prelude::*;

    use super::super::{ReportActor, same_event};
    use super::*;

    pub fn meeting(article: &str, source: &str, target: &str, day: &str, status: Status) -> Report {
        let actor = |id: &str| ReportActor {
            id: id.to_owned(),
            state: id.rsplit(':').next().unwrap_or(id).to_uppercase(),
            name: id.rsplit(':').next().unwrap_or(id).to_owned(),
        };
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
        let day: jiff::civil::Date = day.parse().unwrap();
        Report {
            article: article.to_owned(),
            kind: PloverType::Consult,
            predicate: "meet".to_owned(),
            mutual: true,
            sources: vec![actor(source)],
            targets: vec![actor(target)],
            when: Some(Interval::day(day)),
            day_is_told: true,
            published: Some(day),
            status,
            background: false,
            content: words("talks fisher"),
            sentence: words("talks fisher quotas"),
        }
    }

    fn one(a: &Report, b: &Report) -> bool {
        assert_eq!(same_event(a, b), same_event(b, a), "the order of a pair does not matter");
        same_event(a, b).is_some_and(|same| same.log_odds > 0.0)
    }

    #[test]
    fn one_meeting_told_twice_is_one_event() {
        let a = meeting("a", "person:x", "person:y", "1995-11-21", Status::Occurred);
        assert!(one(&a, &meeting("b", "person:x", "person:y", "1995-11-21", Status::Occurred)));
        assert!(one(&a, &meeting("b", "person:y", "person:x", "1995-11-21", Status::Occurred)), "mutual");
        assert!(one(&a, &meeting("b", "person:x", "person:y", "1995-11-21", Status::Planned)), "planned, then held");
        assert!(
            one(&a, &meeting("b", "state:x", "person:y", "1995-11-21", Status::Occurred)),
            "a leader stands for his state"
        );
    }

    #[test]
    fn other_days_people_or_types_are_other_events() {
        let a = meeting("a", "person:x", "person:y", "1995-11-21", Status::Occurred);
        assert!(!one(&a, &meeting("b", "person:x", "person:z", "1995-11-21", Status::Occurred)));
        assert!(!one(&a, &meeting("b", "person:x", "person:y", "1996-11-28", Status::Occurred)));
        let mut agreed = meeting("b", "person:x", "person:y", "1995-11-21", Status::Occurred);
        agreed.kind = PloverType::Agree;
        agreed.predicate = "agree".to_owned();
        assert!(!one(&a, &agreed));
    }

    #[test]
    fn a_chain_never_joins_days_that_exclude_each_other() {
        let monday = meeting("a", "person:x", "person:y", "1995-11-20", Status::Occurred);
        let friday = meeting("b", "person:x", "person:y", "1995-11-24", Status::Occurred);
        let mut vague = meeting("c", "person:x", "person:y", "1995-11-24", Status::Occurred);
        vague.day_is_told = false;
        let reports = [&monday, &vague, &friday];
        let groups = clusters(&reports, &[(0, 1, 1.0), (1, 2, 2.0)]);
        assert_eq!(groups, [vec![0], vec![1, 2]]);
    }

    proptest! {
        #[test]
        fn the_order_of_reports_and_pairs_does_not_matter(
            days in prop::collection::vec(1_i8..29, 2..12),
            told in prop::collection::vec(any::<bool>(), 12),
            links in prop::collection::vec((0_usize..12, 0_usize..12, 1_u8..9), 0..30),
            turn in any::<prop::sample::Index>(),
        ) {
            let reports: Vec<Report> = days.iter().enumerate().map(|(index, day)| {
                let mut report = meeting(&format!("{index}"), "person:x", "person:y", &format!("1995-11-{day:02}"), Status::Occurred);
                report.day_is_told = told[index];
                report
            }).collect();
            let count = reports.len();
            // Odds that differ pair by pair: ties are broken by index, which a rotation changes.
            let links: BTreeMap<(usize, usize), f64> = links.into_iter()
                .map(|(a, b, odds)| { let (a, b) = (a % count, b % count); ((a.min(b), a.max(b)), f64::from(odds) + (a.min(b) * 12 + a.max(b)) as f64 / 1000.0) })
                .collect();
            let pairs: Vec<_> = links.iter().map(|(&(a, b), &odds)| (a, b, odds)).collect();
            let straight: Vec<&Report> = reports.iter().collect();
            let by = turn.index(count);
            let place = |index: usize| (index + by) % count;
            let mut turned = straight.clone();
            for (index, report) in straight.iter().enumerate() {
                turned[place(index)] = report;
            }
            let mut moved: Vec<_> = pairs.iter().map(|&(a, b, odds)| (place(b), place(a), odds)).collect();
            moved.reverse();
            let named = |order: &[&Report], groups: Vec<Vec<usize>>| -> BTreeSet<BTreeSet<String>> {
                groups.into_iter().map(|group| group.into_iter().map(|index| order[index].article.clone()).collect()).collect()
            };
            prop_assert_eq!(named(&straight, clusters(&straight, &pairs)), named(&turned, clusters(&turned, &moved)));
        }
    }
}
