//! Runs the sentences that the rules of `knowledge/calendar/rules.toml` carry.

use demarche_record::Span;

use crate::expression::TimeExpression;
use crate::find::find_in;
use crate::rules::KNOWLEDGE;

/// The expressions of a bare text.
fn expressions(text: &str) -> Vec<TimeExpression> {
    find_in(&crate::plain::annotate(text, &[Span::new(0, text.len())]))
}

fn shown(text: &str, found: &[TimeExpression]) -> Vec<String> {
    found
        .iter()
        .map(|e| {
            let modifier = e.modifier.map(|m| format!("/{}", m.name())).unwrap_or_default();
            format!("[{}] {}{modifier} ({})", e.span.of(text), e.value, e.rule)
        })
        .collect()
}

#[test]
fn every_rule_finds_its_sentences_and_no_others() {
    let mut wrong = Vec::new();
    for rule in &KNOWLEDGE.rules {
        if rule.matches.is_empty() {
            wrong.push(format!("{}: a rule needs a sentence that it must match", rule.id));
        }
        for case in &rule.matches {
            let (marked, value) = case.split_once(" => ").unwrap_or_else(|| panic!("{}: no => in {case}", rule.id));
            let (open, close) = (marked.find('[').expect("["), marked.find(']').expect("]") - 1);
            let text = marked.replace(['[', ']'], "");
            let found = expressions(&text);
            let hit = found.iter().any(|e| {
                let modifier = e.modifier.map(|m| format!("/{}", m.name())).unwrap_or_default();
                e.span == Span::new(open, close) && format!("{}{modifier}", e.value) == value && e.rule == rule.id
            });
            if !hit {
                wrong.push(format!("{}: {case} -- found {:?}", rule.id, shown(&text, &found)));
            }
        }
        for text in &rule.never {
            let found = expressions(text);
            if found.iter().any(|e| e.rule == rule.id) {
                wrong.push(format!("{}: never {text} -- found {:?}", rule.id, shown(text, &found)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
