//! The text of an XML element, as little of XML as the formats of the field need. Knows no element by name.

/// A text with the five characters that mean something to XML as references.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// What stands inside the first element of that name from a place on, and the place after it.
pub fn element<'a>(document: &'a str, name: &str, from: usize) -> Option<(&'a str, usize)> {
    let rest = document.get(from..)?;
    let open = rest
        .match_indices(&format!("<{name}"))
        .map(|(at, _)| at)
        .find(|&at| rest[at + 1 + name.len()..].starts_with(|c: char| c == '>' || c.is_whitespace()))?;
    let start = open + rest[open..].find('>')? + 1;
    let close = format!("</{name}>");
    let end = start + rest[start..].find(&close)?;
    Some((&rest[start..end], from + end + close.len()))
}

/// The text of an element: as it stands in the document without tags, and with its references read.
pub struct Text {
    /// As it stands, without tags.
    pub raw: String,
    /// With its references read.
    pub plain: String,
    /// For each start of a character in `plain` its place in `raw`, in the order of the text.
    places: Vec<(usize, usize)>,
}

impl Text {
    /// Reads what stands inside an element.
    pub fn of(inside: &str) -> Self {
        let mut text = Self { raw: String::new(), plain: String::new(), places: Vec::new() };
        let mut rest = inside;
        while let Some(c) = rest.chars().next() {
            if let Some(cut) = skipped(rest) {
                rest = &rest[cut..];
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let end = data.find("]]>").unwrap_or(data.len());
                for c in data[..end].chars() {
                    text.push(&escaped(c.encode_utf8(&mut [0; 4])), c);
                }
                rest = data.get(end + 3..).unwrap_or("");
            } else if let Some((c, length)) = reference(rest) {
                text.push(&rest[..length], c);
                rest = &rest[length..];
            } else {
                // A bare "&" or "<" is an error of the document that must not become one of the output.
                let raw = if matches!(c, '&' | '<') { escaped(&c.to_string()) } else { c.to_string() };
                text.push(&raw, c);
                rest = &rest[c.len_utf8()..];
            }
        }
        text
    }

    fn push(&mut self, raw: &str, c: char) {
        self.places.push((self.plain.len(), self.raw.len()));
        self.plain.push(c);
        self.raw.push_str(raw);
    }

    /// The place in `raw` of a place in `plain`.
    pub fn raw_at(&self, plain: usize) -> usize {
        let index = self.places.partition_point(|(at, _)| *at < plain);
        self.places.get(index).map_or(self.raw.len(), |(_, raw)| *raw)
    }
}

/// The length of the tag or comment that opens here.
fn skipped(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('<')?;
    if after.starts_with("!--") {
        return Some(rest.find("-->").map_or(rest.len(), |end| end + 3));
    }
    let name = after.strip_prefix('/').unwrap_or(after);
    let opens = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') || after.starts_with('?');
    if opens { rest.find('>').map(|end| end + 1) } else { None }
}

/// The character that a reference ("&amp;", "&#8217;") stands for, and its length.
fn reference(rest: &str) -> Option<(char, usize)> {
    let end = rest.strip_prefix('&')?.bytes().take(10).position(|b| b == b';')? + 1;
    let c = match rest.get(1..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        name => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_markup_is_escaped() {
        let text = Text::of("AT&T < 5 <b>now</b><![CDATA[a<b]]><!-- x -->&QL;");
        assert_eq!(text.raw, "AT&amp;T &lt; 5 nowa&lt;b&amp;QL;");
        assert_eq!(text.plain, "AT&T < 5 nowa<b&QL;");
        assert_eq!(text.raw_at(text.plain.find("now").unwrap()), text.raw.find("now").unwrap());
    }

    #[test]
    fn elements_are_found_by_their_whole_name() {
        let document = "<texts/><text a=\"1\">x</text><text>y</text>";
        let (first, next) = element(document, "text", 0).unwrap();
        assert_eq!((first, element(document, "text", next).unwrap().0), ("x", "y"));
        assert!(element(document, "title", 0).is_none());
    }
}
