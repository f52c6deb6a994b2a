//! The pattern language of `knowledge/calendar/rules.toml`: compiled once, matched over atoms by backtracking.
//!
//! A pattern is a row of items: `word` or `word|word` (compared in lower case); `<class>` or `<name:class>` (a word of the
//! class, kept under the name); `( ... | ... )` for alternatives; `( ... )=name:value` keeps a value for the group; `?` after an
//! item makes it optional; `@name` stands for a pattern of the table `[parts]`.

use std::collections::BTreeMap;

use crate::atoms::Atom;
use crate::words::{ClassId, Words};

/// What a match kept: name and value, in the order of the text.
pub(crate) type Kept = Vec<(String, String)>;

#[derive(Clone, Debug)]
enum Node {
    Literal(Vec<String>),
    Class { class: ClassId, name: String },
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Optional(Box<Node>),
    Keep { node: Box<Node>, name: String, value: String },
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    node: Node,
}

/// What an atom may be for a pattern to start at it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Firsts {
    pub literals: Vec<String>,
    pub classes: Vec<ClassId>,
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// In plain words, on unknown classes and parts, and on brackets that do not close.
    pub(crate) fn compile(text: &str, words: &Words, parts: &BTreeMap<String, String>) -> Result<Self, String> {
        let mut text = text.to_owned();
        for _ in 0..16 {
            let Some(at) = text.find('@') else { break };
            let name: String = text[at + 1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let part = parts.get(&name).ok_or_else(|| format!("no part is called @{name}"))?;
            text = format!("{} ( {part} ){}", &text[..at], &text[at + 1 + name.len()..]);
        }
        let spaced = text.replace('(', " ( ").replace(')', " ) ");
        let items: Vec<&str> = spaced.split_whitespace().collect();
        let mut at = 0;
        let node = alternatives(&items, &mut at, words)?;
        if at < items.len() {
            return Err(format!("a bracket closes that was never opened: {text}"));
        }
        Ok(Self { node })
    }

    /// The ends of every match that starts at `start`, with what each kept.
    pub(crate) fn matches(&self, atoms: &[Atom], start: usize) -> Vec<(usize, Kept)> {
        let mut found = Vec::new();
        step(&self.node, atoms, start, Vec::new(), &mut |end, kept| found.push((end, kept)));
        found
    }

    /// Whether some match starts at `start`.
    pub(crate) fn starts_at(&self, atoms: &[Atom], start: usize) -> bool {
        self.matches(atoms, start).iter().any(|(end, _)| *end > start)
    }

    /// Whether some match ends at `end`.
    pub(crate) fn ends_at(&self, atoms: &[Atom], end: usize) -> bool {
        (end.saturating_sub(6)..end).any(|start| self.matches(atoms, start).iter().any(|(e, _)| *e == end))
    }

    pub(crate) fn firsts(&self) -> Firsts {
        let mut firsts = Firsts::default();
        collect_firsts(&self.node, &mut firsts);
        firsts
    }
}

/// Gathers what may come first; returns whether the node may match nothing.
fn collect_firsts(node: &Node, firsts: &mut Firsts) -> bool {
    match node {
        Node::Literal(words) => {
            firsts.literals.extend(words.iter().cloned());
            false
        }
        Node::Class { class, .. } => {
            firsts.classes.push(*class);
            false
        }
        Node::Sequence(items) => items.iter().all(|item| collect_firsts(item, firsts)),
        Node::Either(items) => items.iter().map(|item| collect_firsts(item, firsts)).fold(false, |a, b| a | b),
        Node::Optional(item) => {
            collect_firsts(item, firsts);
            true
        }
        Node::Keep { node, .. } => collect_firsts(node, firsts),
    }
}

fn alternatives(items: &[&str], at: &mut usize, words: &Words) -> Result<Node, String> {
    let mut branches = Vec::new();
    let mut row = Vec::new();
    while let Some(&item) = items.get(*at) {
        if item.starts_with(')') {
            break;
        }
        *at += 1;
        if item == "|" {
            branches.push(Node::Sequence(std::mem::take(&mut row)));
            continue;
        }
        if item == "(" {
            let inside = alternatives(items, at, words)?;
            if items.get(*at) != Some(&")") {
                return Err("a bracket is never closed".to_owned());
            }
            *at += 1;
            let mut node = inside;
            // What follows the bracket directly: "?" and "=name:value", in either order.
            while let Some(&tail) = items.get(*at) {
                if tail == "?" {
                    node = Node::Optional(Box::new(node));
                } else if let Some(keep) = tail.strip_prefix('=') {
                    let (keep, optional) = keep.strip_suffix('?').map_or((keep, false), |k| (k, true));
                    let (name, value) = keep.split_once(':').ok_or_else(|| format!("={keep} has no colon"))?;
                    node = Node::Keep { node: Box::new(node), name: name.to_owned(), value: value.to_owned() };
                    if optional {
                        node = Node::Optional(Box::new(node));
                    }
                } else {
                    break;
                }
                *at += 1;
            }
            row.push(node);
            continue;
        }
        let (item, optional) = match item.strip_suffix('?') {
            Some(bare) if !bare.is_empty() => (bare, true),
            _ => (item, false),
        };
        let node = if let Some(class) = item.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            let (name, class) = class.split_once(':').unwrap_or((class, class));
            let id = words.class(class).ok_or_else(|| format!("no class is called <{class}>"))?;
            Node::Class { class: id, name: name.to_owned() }
        } else {
            Node::Literal(item.split('|').map(str::to_owned).collect())
        };
        row.push(if optional { Node::Optional(Box::new(node)) } else { node });
    }
    branches.push(Node::Sequence(row));
    Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Either(branches) })
}

fn step(node: &Node, atoms: &[Atom], at: usize, kept: Kept, then: &mut dyn FnMut(usize, Kept)) {
    match node {
        Node::Literal(words) => {
            if atoms.get(at).is_some_and(|atom| words.contains(&atom.low)) {
                then(at + 1, kept);
            }
        }
        Node::Class { class, name } => {
            if let Some(value) = atoms.get(at).and_then(|atom| atom.value(*class)) {
                let mut kept = kept;
                kept.push((name.clone(), value.to_owned()));
                then(at + 1, kept);
            }
        }
        Node::Sequence(items) => match items.split_first() {
            None => then(at, kept),
            Some((first, rest)) => {
                let mut middle = Vec::new();
                step(first, atoms, at, kept, &mut |end, kept| middle.push((end, kept)));
                for (end, kept) in middle {
                    sequence(rest, atoms, end, kept, then);
                }
            }
        },
        Node::Either(branches) => {
            for branch in branches {
                step(branch, atoms, at, kept.clone(), then);
            }
        }
        Node::Optional(inner) => {
            step(inner, atoms, at, kept.clone(), then);
            then(at, kept);
        }
        Node::Keep { node, name, value } => {
            step(node, atoms, at, kept, &mut |end, mut kept| {
                kept.push((name.clone(), value.clone()));
                then(end, kept);
            });
        }
    }
}

fn sequence(items: &[Node], atoms: &[Atom], at: usize, kept: Kept, then: &mut dyn FnMut(usize, Kept)) {
    match items.split_first() {
        None => then(at, kept),
        Some((first, rest)) => {
            let mut middle = Vec::new();
            step(first, atoms, at, kept, &mut |end, kept| middle.push((end, kept)));
            for (end, kept) in middle {
                sequence(rest, atoms, end, kept, then);
            }
        }
    }
}
