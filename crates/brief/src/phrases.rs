//! One event as a sentence: subject, verb by type and status, object, place, day and occasion. Uses the words of the coverage
//! where they make a clean clause, and plain words of its own where they do not.

use demarche_record::{ActorKind, Event, Status};

use crate::clean;
use crate::dates;
use crate::document::Text;
use crate::names::{self, Names};
use crate::verbs::{self, Form};

/// A verb phrase taken from the words of the coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
struct VerbPhrase {
    base: String,
    rest: String,
    negated: bool,
    /// "is growing" rather than "grows".
    progressive: bool,
}

const MOST_WORDS: usize = 26;

/// The sentence that tells an event, with its full stop.
pub(crate) fn event(names: &mut Names<'_>, event: &Event) -> Text {
    let (clause, long) = clause(names, event);
    let quote = clause.runs.iter().any(|run| run.kind == crate::document::RunKind::Quote);
    let said = clause.to_string();
    let when = event.when.as_ref().filter(|_| !tells_time(&said)).and_then(|when| day_of(event, when));
    let place = event
        .place
        .as_deref()
        .filter(|place| !contains(&said, place))
        .map(|place| towards(event, &names::at_place(place)));
    let occasion = event
        .occasion
        .as_deref()
        .filter(|occasion| !contains(&said, occasion))
        .map(|o| format!("at {}", names::the_occasion(o)));
    let circumstances: Vec<String> = if place
        .as_deref()
        .is_some_and(|p| event.occasion.as_deref().is_some_and(|o| contains(o, p.rsplit(' ').next().unwrap_or(""))))
    {
        [occasion, when].into_iter().flatten().collect()
    } else {
        [place, occasion, when].into_iter().flatten().collect()
    };
    let mut text = Text::default();
    if long || quote {
        let mut front = circumstances;
        front.reverse();
        if let Some(first) = front.first_mut() {
            *first = names::capital(first);
        }
        if !front.is_empty() {
            text = text.plain(front.join(", ")).plain(", ");
        }
        text = text.then(clause);
    } else {
        text = text.then(clause);
        match &circumstances[..] {
            [] => {}
            [one] => text = text.plain(format!(" {one}")),
            [first, second] => text = text.plain(format!(" {first} {second}")),
            [first, second, third, ..] => text = text.plain(format!(" {first}, {second}, {third}")),
        }
    }
    let own = |reporter: &&String| !event.mutual && event.sources.contains(reporter);
    if let Some(reporter) = event.reported_by.as_ref().filter(|reporter| !own(reporter)) {
        text = text.plain(format!(", by the account of {}", names.name(reporter)));
    }
    capitalised(text).stop()
}

/// What goes on is told from its beginning; everything else by its day.
fn day_of(event: &Event, when: &demarche_record::Interval) -> Option<String> {
    let lasting = event.status == Status::Ongoing && when.days().is_none_or(|days| days > 31);
    match when.earliest {
        Some(first) if lasting => {
            dates::since(&demarche_record::Interval { latest: None, earliest: Some(first), ..when.clone() })
        }
        _ => dates::when(when),
    }
}

/// One is invited to a place, not in it.
fn towards(event: &Event, place: &str) -> String {
    let moves = event.predicate.starts_with("invit") && !event.mutual;
    match place.split_once(' ') {
        Some((_, rest)) if moves => format!("to {rest}"),
        _ => place.to_owned(),
    }
}

/// Subject and predicate without circumstances, and whether it is so long that they should stand in front.
fn clause(names: &mut Names<'_>, event: &Event) -> (Text, bool) {
    let sources: Vec<&str> = event.sources.iter().map(String::as_str).collect();
    let targets: Vec<&str> = event.targets.iter().map(String::as_str).filter(|t| !sources.contains(t)).collect();
    let (say, known) = verbs::say(&event.predicate, event.kind);
    let joint = event.mutual && !(sources.is_empty() || targets.is_empty() && sources.len() < 2);
    let plain = known && matches!(event.kind, demarche_record::PloverType::Consult);
    if sources.is_empty() && targets.is_empty() {
        return (Text::of("The coverage reports: ").quote(&event.content), true);
    }
    let phrase = if plain { None } else { phrase(event, names, &targets) };
    if let Some(phrase) = phrase.filter(|phrase| !phrase.rest.is_empty()) {
        let shares = joint && !names_one_of(names, &phrase.rest, &targets);
        let subject: Vec<&str> = if shares { [&sources[..], &targets[..]].concat() } else { sources.clone() };
        // Nobody does it to himself: who is named after the verb is no subject of it.
        let subject: Vec<&str> = subject.into_iter().filter(|id| !is_named(names, &phrase.rest, id)).collect();
        if !subject.is_empty() {
            let plural = names.plural(&subject);
            let verb = if phrase.progressive && !phrase.negated && event.status == Status::Ongoing {
                format!("{} {}", if plural { "are" } else { "is" }, verbs::gerund(&phrase.base))
            } else {
                verbs::group(&phrase.base, event.status, plural, phrase.negated)
            };
            let who = names.list(&subject);
            let long = phrase.rest.split(' ').count() > 5;
            return (framed(event.status, &format!("{who} {verb} {}", phrase.rest)), long);
        }
    }
    let (quote, words) = words_of(event);
    // "Russia “would not continue negotiations”": the coverage's own verb says it better than a type can.
    let first = quote.split_whitespace().next().unwrap_or("").to_lowercase();
    let finite = matches!(
        first.as_str(),
        "would" | "will" | "could" | "may" | "might" | "must" | "should" | "cannot" | "had" | "has" | "did"
    );
    let told = matches!(event.status, Status::Occurred | Status::Ongoing)
        && !quote.contains(" been ")
        && !quote.contains(" be ");
    if finite && told && !sources.is_empty() && words > 3 {
        let who = names.list(&sources);
        return (Text::of(format!("{who} ")).quote(&quote), true);
    }
    let (subject, pattern): (Vec<&str>, &str) = if joint {
        ([&sources[..], &targets[..]].concat(), &say.mutual)
    } else if sources.is_empty() {
        (Vec::new(), &say.one)
    } else if targets.is_empty() {
        (sources.clone(), if event.mutual && names.plural(&sources) { &say.mutual } else { &say.alone })
    } else {
        (sources.clone(), &say.one)
    };
    let (base, rest) = pattern.split_once(' ').unwrap_or((pattern, ""));
    let plural = names.plural(&subject) && !subject.is_empty();
    let who = if subject.is_empty() { "somebody".to_owned() } else { names.list(&subject) };
    let verb = verbs::group(base, event.status, plural, false);
    let object = names.list(&targets);
    let rest = rest.replace("{t}", &object);
    let text = framed(event.status, format!("{who} {verb} {rest}").trim_end());
    // Plain words say too little of an event that is not a plain meeting: the coverage's own follow.
    let names_source = sources.iter().any(|id| quote.to_lowercase().starts_with(&names.full(id).to_lowercase()));
    let repeats = names_source && event.background;
    let says_more = !plain && !repeats && (3..=40).contains(&words);
    if says_more { (text.plain(": ").quote(&quote), true) } else { (text, false) }
}

/// The words of the coverage to be quoted, and their number: the content, or the evidence where that is too short to say
/// anything. Words cut off in the middle end with an ellipsis.
fn words_of(event: &Event) -> (String, usize) {
    let content = clean::trimmed(&event.content);
    let words = content.split_whitespace().count();
    if words < 3
        && let Some(fuller) = event
            .evidence
            .iter()
            .map(|one| clean::trimmed(&one.text))
            .find(|text| text.split_whitespace().count() <= 40)
    {
        let words = fuller.split_whitespace().count();
        return (fuller, words);
    }
    if words >= 18 && ends_inside(event) {
        return (format!("{} …", content.trim_end_matches([',', ' '])), words);
    }
    (content, words)
}

/// A proposed event is what somebody wants to happen; the verb stands in its base form.
fn framed(status: Status, clause: &str) -> Text {
    match status {
        Status::Proposed => Text::of(format!("it was proposed that {clause}")),
        _ => Text::of(clause),
    }
}

fn capitalised(mut text: Text) -> Text {
    if let Some(run) = text.runs.first_mut() {
        run.text = names::capital(&run.text);
    }
    text
}

/// The words of the event as a verb phrase, if they are clean.
fn phrase(event: &Event, names: &mut Names<'_>, targets: &[&str]) -> Option<VerbPhrase> {
    let content = clean::trimmed(&event.content);
    let base = event.predicate.to_lowercase();
    let base = base
        .split(' ')
        .next()
        .filter(|base| base.chars().all(|c| c.is_ascii_alphabetic()) && !matches!(*base, "" | "be" | "have" | "do"))?;
    let words: Vec<&str> = content.split(' ').collect();
    let mut lead: Vec<String> = Vec::new();
    let mut found = None;
    for (index, word) in words.iter().enumerate().take(7) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').to_lowercase();
        if let Some(form) = verbs::form_of(&bare, base) {
            found = Some((index, form, bare.len() == word.len()));
            break;
        }
        lead.push(bare);
    }
    let (at, form, whole) = found?;
    let auxiliary = |word: &str| {
        matches!(
            word,
            "had"
                | "has"
                | "have"
                | "having"
                | "will"
                | "would"
                | "shall"
                | "should"
                | "may"
                | "might"
                | "can"
                | "could"
                | "must"
                | "did"
                | "do"
                | "does"
                | "is"
                | "are"
                | "was"
                | "were"
                | "be"
                | "been"
                | "being"
                | "to"
                | "able"
                | "not"
                | "never"
                | "n't"
                | "cannot"
                | "didn't"
                | "wouldn't"
                | "won't"
                | "couldn't"
                | "expected"
                | "due"
                | "going"
                | "set"
                | "scheduled"
        )
    };
    if !whole || !lead.iter().all(|word| auxiliary(word) || verbs::is_adverb(word)) {
        return None;
    }
    let negated = lead.iter().any(|word| matches!(word.as_str(), "not" | "never" | "cannot") || word.ends_with("n't"));
    let passive = form == Form::Past
        && lead
            .iter()
            .rev()
            .find(|word| auxiliary(word))
            .is_some_and(|word| matches!(word.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being"));
    let progressive = form == Form::Gerund
        && lead.iter().any(|word| matches!(word.as_str(), "is" | "are" | "was" | "were" | "been" | "be"));
    let next = words.get(at + 1).map(|word| bare(word)).unwrap_or_default();
    let object = matches!(next.as_str(), "that" | "the" | "a" | "an" | "its" | "his" | "her" | "their")
        || words.get(at + 1).is_some_and(|word| word.starts_with(char::is_uppercase));
    let bare_noun = !(form == Form::Third && object)
        && matches!(form, Form::Base | Form::Third)
        && lead.iter().all(|word| !auxiliary(word))
        && event.status != Status::Ongoing;
    if passive || bare_noun {
        return None;
    }
    let rest = tidy(&words[at + 1..], event, words.len())?;
    let first = rest.split(' ').next().unwrap_or("").to_lowercase();
    if first == "by" {
        return None;
    }
    // "adopted with", "imposed since": the object went elsewhere, and what is left says nothing.
    if PHRASES.contains(&first.as_str()) && verbs::takes_object(base)
        || matches!(first.as_str(), "since" | "after" | "as") && verbs::takes_object(base)
    {
        return None;
    }
    // "undertook to do in the declaration": the deed is told elsewhere.
    let mut opening = rest.split(' ').map(bare);
    if opening.next().as_deref() == Some("to")
        && opening.next().as_deref() == Some("do")
        && opening.next().is_none_or(|word| PHRASES.contains(&word.as_str()) || matches!(word.as_str(), "so" | "as"))
    {
        return None;
    }
    let rest = resolve_object(&rest, &first, names, targets)?;
    Some(VerbPhrase { base: base.to_owned(), rest, negated: negated && event.status != Status::Denied, progressive })
}

/// Puts a name for a pronoun that stands for the other side; `None` where a pronoun stays that nobody could read.
fn resolve_object(rest: &str, first: &str, names: &mut Names<'_>, targets: &[&str]) -> Option<String> {
    let pronoun = |word: &str| matches!(word, "him" | "her" | "them");
    let one_person = matches!(targets, [one] if names.kind(one) == Some(ActorKind::Person));
    if pronoun(first) && !targets.is_empty() && (one_person || first == "them") {
        let tail = rest.split_once(' ').map_or("", |(_, tail)| tail).to_owned();
        if tail.split(' ').any(|word| pronoun(&word.to_lowercase())) {
            return None;
        }
        // The subject is named first, so that the short form is right for whoever was named before.
        let name = names.list(targets);
        return Some(format!("{name} {tail}").trim().to_owned());
    }
    let stays = rest.split(' ').any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        matches!(word.as_str(), "him" | "i" | "we" | "our" | "us" | "my" | "me" | "you" | "your" | "she" | "here")
            && !(word == "us" && rest.contains("US"))
    });
    (!stays).then(|| rest.to_owned())
}

/// What follows the verb: without its own day, not too long, whole at the end; `None` where it cannot be made clean.
fn tidy(words: &[&str], event: &Event, all: usize) -> Option<String> {
    let mut kept: Vec<&str> = words.to_vec();
    // What a semicolon sets beside the clause is another one, also where the day before it goes.
    let semicolon = kept.iter().position(|word| word.ends_with(';'));
    if let Some(end) = semicolon {
        kept.truncate(end + 1);
        if let Some(last) = kept.last_mut() {
            *last = last.trim_end_matches(';');
        }
    }
    if event.when.is_some() {
        strip_time(&mut kept);
    }
    let cut = |word: &str| matches!(word, "–" | "—" | "-" | "--" | ";");
    if let Some(end) = kept.iter().position(|word| cut(word)) {
        kept.truncate(end);
    }
    let truncated = all >= 18 && ends_inside(event);
    if kept.len() > MOST_WORDS || truncated {
        let most = kept.len().min(MOST_WORDS);
        // Where a clause begins; only where there is none, where a phrase does.
        let clause = |index: usize| {
            index > 3 && (kept[index - 1].ends_with(',') || CLAUSES.contains(&bare(kept[index]).as_str()))
        };
        let phrase = |index: usize| index > 3 && PHRASES.contains(&bare(kept[index]).as_str());
        let end =
            (1..most).rev().find(|&index| clause(index)).or_else(|| (1..most).rev().find(|&index| phrase(index)))?;
        kept.truncate(end);
    }
    let loose = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        word.is_empty()
            || matches!(
                word.as_str(),
                "the"
                    | "a"
                    | "an"
                    | "of"
                    | "to"
                    | "in"
                    | "on"
                    | "at"
                    | "for"
                    | "with"
                    | "and"
                    | "or"
                    | "but"
                    | "that"
                    | "which"
                    | "who"
                    | "as"
                    | "by"
                    | "from"
                    | "its"
                    | "his"
                    | "her"
                    | "their"
                    | "into"
                    | "between"
                    | "over"
                    | "about"
                    | "than"
                    | "if"
                    | "when"
                    | "while"
                    | "after"
                    | "before"
                    | "because"
                    | "is"
                    | "was"
                    | "would"
                    | "will"
                    | "said"
                    | "says"
                    | "added"
                    | "he"
                    | "they"
                    | "it"
            )
    };
    // "vowed to veto it" stays whole.
    let object = |kept: &[&str]| kept.len() >= 3 && kept[kept.len() - 1] == "it" && bare(kept[kept.len() - 3]) == "to";
    while kept.last().is_some_and(|word| loose(word)) && !object(&kept) {
        kept.pop();
    }
    let rest = kept.join(" ");
    let rest = rest.trim_end_matches([',', ';', ':', '.', ' ', '–', '—']).trim_start_matches([',', ' ']).to_owned();
    let balanced = |open: char, close: char| rest.matches(open).count() == rest.matches(close).count();
    let straight = rest.matches('"').count().is_multiple_of(2);
    (straight && balanced('“', '”') && balanced('(', ')') && balanced('[', ']')).then_some(rest)
}

/// Whether the content of an event stops where its evidence goes on.
fn ends_inside(event: &Event) -> bool {
    event.evidence.iter().any(|evidence| {
        evidence.text.find(event.content.trim()).is_some_and(|at| {
            let tail = evidence.text[at + event.content.trim().len()..].trim_start();
            tail.starts_with(char::is_alphanumeric)
        })
    })
}

/// Words that open a clause, and words that open a phrase.
const CLAUSES: [&str; 17] = [
    "which",
    "who",
    "while",
    "because",
    "given",
    "after",
    "before",
    "as",
    "when",
    "although",
    "but",
    "despite",
    "that",
    "and",
    "whereas",
    "until",
    "including",
];
const PHRASES: [&str; 10] = ["with", "in", "at", "of", "for", "on", "from", "to", "by", "between"];

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const SPANS: [&str; 10] = ["week", "weekend", "month", "year", "summer", "autumn", "fall", "winter", "spring", "day"];
const MONTHS: [&str; 22] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "aug",
    "sept",
    "sep",
    "oct",
    "nov",
    "dec",
];

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&bare(word).as_str()) && word.starts_with(char::is_uppercase)
}

/// Takes the day of the event itself out of the phrase: right after the verb, before any clause below it, or at the very end
/// of a phrase without one.
fn strip_time(words: &mut Vec<&str>) {
    let nested = words
        .iter()
        .enumerate()
        .position(|(index, word)| match bare(word).as_str() {
            "that" | "whether" | "if" | "not" => true,
            // "to sign" opens a clause, "to Oldport" and "to the city" do not.
            "to" => words.get(index + 1).is_some_and(|next| {
                next.starts_with(char::is_lowercase)
                    && !matches!(bare(next).as_str(), "the" | "a" | "an" | "his" | "her" | "its" | "their")
            }),
            _ => false,
        })
        .unwrap_or(words.len());
    let mut at = 0;
    while at < nested.min(words.len()) {
        let length = time_length(&words[at..]);
        // "as late as Monday" needs its day.
        let compared = at > 0 && bare(words[at - 1]) == "as";
        // "in Oldport in May, which was to speed up the talks" needs the comma that the day carries.
        let before_relative =
            words.get(at + length).is_some_and(|next| matches!(bare(next).as_str(), "which" | "who" | "where"));
        if length > 0 && at + length <= words.len() && !compared && !before_relative {
            words.drain(at..at + length);
            return;
        }
        at += 1;
    }
}

/// How many words of a time expression stand at the start ("on Nov. 23", "earlier this week", "Monday evening").
fn time_length(words: &[&str]) -> usize {
    let word = |index: usize| words.get(index).map(|word| bare(word)).unwrap_or_default();
    let mut at = 0;
    let start = word(0);
    // "two weeks ago".
    let counted = number_word(&start) || !start.is_empty() && start.chars().all(|c| c.is_ascii_digit());
    let unit = word(1);
    if counted && SPANS.contains(&unit.trim_end_matches('s')) && word(2) == "ago" {
        return 3;
    }
    if matches!(start.as_str(), "on" | "in" | "by" | "earlier" | "late" | "early" | "later") {
        at += 1;
        if matches!(word(1).as_str(), "early" | "late" | "mid") {
            at += 1;
        }
    }
    if matches!(word(at).as_str(), "last" | "this" | "next" | "past" | "that" | "the") {
        at += 1;
        if matches!(word(at).as_str(), "past" | "previous" | "same" | "following") {
            at += 1;
        }
    }
    let here = word(at);
    let number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let body = if DAYS.contains(&here.as_str()) {
        1 + usize::from(matches!(word(at + 1).as_str(), "morning" | "afternoon" | "evening" | "night"))
    } else if matches!(here.as_str(), "today" | "yesterday" | "tomorrow" | "tonight")
        || (at > 0 && SPANS.contains(&here.as_str()))
    {
        1
    } else if words.get(at).is_some_and(|word| is_month(word)) && (at > 0 || number(&word(at + 1))) {
        1 + usize::from(number(&word(at + 1)))
            + usize::from(number(&word(at + 1)) && word(at + 2).len() == 4 && number(&word(at + 2)))
    } else if at > 0 && number(&here) && words.get(at + 1).is_some_and(|word| is_month(word)) {
        2 + usize::from(word(at + 2).len() == 4 && number(&word(at + 2)))
    } else if start == "in" && here.len() == 4 && number(&here) {
        1
    } else {
        0
    };
    if body == 0 { 0 } else { at + body }
}

fn number_word(word: &str) -> bool {
    matches!(
        word,
        "a" | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "few"
            | "several"
    )
}

/// Whether the words already tell a day, month or year.
fn tells_time(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let verb_end =
        words.iter().position(|word| matches!(bare(word).as_str(), "to" | "that" | "whether")).unwrap_or(words.len());
    (0..verb_end).any(|at| time_length(&words[at..]) > 1)
}

fn contains(text: &str, part: &str) -> bool {
    let part = clean::trimmed(part).to_lowercase();
    let part = part.trim_start_matches("the ");
    !part.is_empty() && text.to_lowercase().contains(part)
}

/// Whether the words right after the verb name a person ("with President Moon Jae-in", "to Mr Trump").
fn is_named(names: &Names<'_>, rest: &str, id: &str) -> bool {
    if names.kind(id) != Some(ActorKind::Person) {
        return false;
    }
    let rest = rest.to_lowercase();
    let rest = ["with ", "to "].iter().find_map(|opening| rest.strip_prefix(opening)).unwrap_or("");
    let full = names.full(id).to_lowercase();
    let family = full.rsplit(' ').next().unwrap_or("").to_owned();
    !family.is_empty() && (leads(rest, &full) || leads(rest, &family))
}

/// Whether the words name one of the actors, by name, office, people or "counterpart".
fn names_one_of(names: &Names<'_>, text: &str, ids: &[&str]) -> bool {
    let text = text.to_lowercase();
    let general = ["counterpart", "each other", "one another"];
    let with = text.starts_with("with ");
    with || general.iter().any(|word| text.contains(word)) || {
        // Only the part before a clause below: "agreed to arrange a meeting between A and B" has both for its subject.
        // "spoke to X by telephone" names X; "to arrange a meeting between A and B" does not.
        let spoken = text
            .strip_prefix("to ")
            .filter(|rest| ids.iter().any(|id| names.words(id).iter().any(|word| leads(rest, word))));
        if spoken.is_some() {
            return true;
        }
        let near = text.split(" to ").next().unwrap_or("").split(" that ").next().unwrap_or("");
        let near = if near.starts_with("to ") || near.starts_with("that ") { "" } else { near };
        ids.iter().any(|id| names.words(id).iter().any(|word| near.contains(word.as_str())))
    }
}

/// Whether a text begins with a name, a title before it allowed ("Mr Trump by telephone").
fn leads(text: &str, name: &str) -> bool {
    text.find(name).is_some_and(|at| {
        let before = text[..at].split_whitespace();
        before.clone().count() <= 2
            && before.clone().all(|word| {
                word.ends_with('.')
                    || matches!(
                        word,
                        "mr" | "mrs"
                            | "ms"
                            | "dr"
                            | "president"
                            | "premier"
                            | "prime"
                            | "minister"
                            | "the"
                            | "chancellor"
                    )
            })
    })
}

#[cfg(test)]
pub(crate) mod tests;
