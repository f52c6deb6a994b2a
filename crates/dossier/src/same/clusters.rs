//! From pairs to events.
//!
//! Reports are taken in the order of their publication (undated ones last), and each joins the event of the earlier report that it is surest
//! to be the same as, where that event admits it; else it begins an event, as its anchor. Where it is the same as reports of further events,
//! these become one with its own, if the event of the earlier anchor admits all their reports. What an event is hangs on its reports alone
//! and not on the order in which they arrived, and a report only ever depends on earlier ones: one that comes last in the order of
//! publication touches the events of reports like it, however large the record is.

use jiff::civil::Date;

use super::features::{between, bounds};
use super::report::Report;

/// Days between the publication of the first report of an event and that of another beyond which both must tell of the same days.
const REACH: i32 = 90;
/// Days that are told more widely than this say nothing of whether two reports mean the same ones.
const WIDEST: i32 = 31;

/// Where a report comes among others: whether the day of publication is unknown, that day, and whether its own day is inferred.
pub(crate) type Order = (bool, Option<Date>, bool);

/// What an event must know of a report before it admits it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stand {
    /// Last possible day of publication.
    pub published: Option<Date>,
    /// First and last day of the event, where both are known.
    pub days: Option<(Date, Date)>,
    /// Whether the words of the sentence say when.
    pub day_is_told: bool,
}

impl Stand {
    pub fn of(report: &Report) -> Self {
        Self { published: report.published, days: bounds(report.when.as_ref()), day_is_told: report.day_is_told }
    }

    /// The days, where they are told to within a month.
    fn narrow(&self) -> Option<(Date, Date)> {
        self.days.filter(|(first, last)| between(*first, *last) < WIDEST)
    }

    /// The order in which reports are taken: by publication, undated ones last; of one day, those first that tell when it was.
    pub fn order(&self) -> Order {
        (self.published.is_none(), self.published, !self.day_is_told)
    }
}

/// What an event has admitted so far.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Admission {
    anchor: Stand,
    /// Of the days that its reports tell to within a month: the latest first one, and the earliest last one.
    told: Option<(Date, Date)>,
}

impl Admission {
    /// An event that begins with a report.
    pub fn of(anchor: Stand) -> Self {
        let told = anchor.narrow().filter(|_| anchor.day_is_told);
        Self { anchor, told }
    }

    /// Whether the reports may join.
    pub fn admits(&self, reports: &[&Stand]) -> bool {
        reports.iter().all(|report| self.admits_one(report))
    }

    /// No report of the event may tell days that exclude its own, and it was published in the season of the anchor or means the same
    /// days. The latter keeps a chain of reports, each like the one before, from running on for years.
    fn admits_one(&self, report: &Stand) -> bool {
        let own = report.narrow();
        let excluded = match (self.told, own.filter(|_| report.day_is_told)) {
            (Some((latest_first, earliest_last)), Some((first, last))) => latest_first > last || earliest_last < first,
            _ => false,
        };
        let near = match (self.anchor.published, report.published) {
            (Some(a), Some(b)) => between(a, b) <= REACH,
            _ => true,
        };
        let same_days = || match (self.anchor.narrow(), own) {
            (Some(a), Some(b)) => a.0 <= b.1 && b.0 <= a.1,
            _ => false,
        };
        !excluded && (near || same_days())
    }

    /// Takes a report in.
    pub fn take(&mut self, report: &Stand) {
        if let Some((first, last)) = report.narrow().filter(|_| report.day_is_told) {
            self.told = Some(self.told.map_or((first, last), |(a, b)| (a.max(first), b.min(last))));
        }
    }
}

/// Groups reports into events: `pairs` are (index, index, log-odds) of those judged the same. Each group is in the order of the
/// indices, groups in the order of their first; a report in no pair is alone. The order of `pairs` does not matter; reports of one day
/// are taken in the order of the indices.
#[must_use]
pub fn clusters(reports: &[&Report], pairs: &[(usize, usize, f64)]) -> Vec<Vec<usize>> {
    let stands: Vec<Option<Stand>> = reports.iter().map(|report| Some(Stand::of(report))).collect();
    clusters_apart(&stands, pairs, &|_, _| false)
}

/// The same, where `apart` says of two reports that they must not be in one event. A report of which nothing is known (`None`) is alone.
pub(crate) fn clusters_apart(
    stands: &[Option<Stand>],
    pairs: &[(usize, usize, f64)],
    apart: &dyn Fn(usize, usize) -> bool,
) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..stands.len()).collect();
    order.sort_by_key(|&index| (stands[index].as_ref().map(Stand::order), index));
    let mut turn = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, &index)| turn[index] = at);
    let mut earlier: Vec<Vec<(usize, f64)>> = vec![Vec::new(); stands.len()];
    for &(a, b, odds) in pairs.iter().filter(|(a, b, odds)| a != b && *odds > 0.0) {
        let (first, second) = if turn[a] < turn[b] { (a, b) } else { (b, a) };
        earlier[second].push((first, odds));
    }
    let mut group_of: Vec<usize> = vec![usize::MAX; stands.len()];
    // In the order of their anchors, since each is made when its anchor is taken.
    let mut groups: Vec<(Option<Admission>, Vec<usize>)> = Vec::new();
    for index in order {
        let mut candidates = std::mem::take(&mut earlier[index]);
        candidates.sort_by(|x, y| y.1.total_cmp(&x.1).then(turn[x.0].cmp(&turn[y.0])));
        groups.push((stands[index].clone().map(Admission::of), vec![index]));
        let mut place = groups.len() - 1;
        for (other, _) in candidates {
            let (first, second) = (place.min(group_of[other]), place.max(group_of[other]));
            let members = std::mem::take(&mut groups[second].1);
            let known: Option<Vec<&Stand>> = members.iter().map(|&one| stands[one].as_ref()).collect();
            let fits = first != second
                && (groups[first].0.as_ref().zip(known.as_ref())).is_some_and(|(one, known)| one.admits(known))
                && !members.iter().any(|&one| groups[first].1.iter().any(|&other| apart(one, other)));
            if !fits {
                groups[second].1 = members;
                continue;
            }
            if let (Some(admission), Some(known)) = (&mut groups[first].0, known) {
                known.into_iter().for_each(|stand| admission.take(stand));
            }
            members.iter().for_each(|&one| group_of[one] = first);
            groups[first].1.extend(members);
            place = first;
        }
        group_of[index] = place;
    }
    groups.retain(|(_, members)| !members.is_empty());
    let mut groups: Vec<Vec<usize>> = groups.into_iter().map(|(_, members)| members).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort();
    groups
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::{BTreeMap, BTreeSet};

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

    #[test]
    fn a_chain_of_vague_reports_ends_and_a_day_told_again_after_years_does_not() {
        let days = ["1995-01-02", "1995-03-01", "1995-05-01", "1995-07-01"];
        let mut vague: Vec<Report> =
            days.iter().map(|day| meeting(day, "person:x", "person:y", day, Status::Occurred)).collect();
        vague.iter_mut().for_each(|report| report.day_is_told = false);
        let reports: Vec<&Report> = vague.iter().collect();
        let chain = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)];
        assert_eq!(clusters(&reports, &chain), [vec![0, 1], vec![2, 3]]);
        let mut told = meeting("years after", "person:x", "person:y", "1995-01-02", Status::Occurred);
        told.published = "2005-01-02".parse().ok();
        let first = meeting("that day", "person:x", "person:y", "1995-01-02", Status::Occurred);
        assert_eq!(clusters(&[&told, &first], &[(0, 1, 1.0)]), [vec![0, 1]]);
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
                // No two on one day: ties are broken by index, which a rotation changes.
                report.published = format!("1995-11-{:02}", index + 1).parse().ok();
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
