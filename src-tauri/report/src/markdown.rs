//! The template's Markdown as blocks: headings, paragraphs, lists, a lead sentence, and places for components.

use crate::templates::Rendered;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd, TextMergeStream};

/// Text with its emphasis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Inline {
    pub text: String,
    pub strong: bool,
    pub emphasis: bool,
    pub code: bool,
}

/// A block of the document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    /// A block quote: the lead of a chapter.
    Lead(Vec<Inline>),
    Item {
        mark: String,
        depth: usize,
        text: Vec<Inline>,
    },
    Rule,
    /// A fenced block: the component's words, and the lines inside it.
    Component {
        words: Vec<String>,
        body: String,
    },
}

/// Reads the filled template.
pub(crate) fn blocks(source: &Rendered) -> Vec<Block> {
    let mut reader = Reader {
        source,
        blocks: Vec::new(),
        text: Vec::new(),
        now: Inline::default(),
        lists: Vec::new(),
        quote: 0,
        item: false,
        fence: None,
    };
    for event in TextMergeStream::new(Parser::new(&source.markdown)) {
        reader.event(event);
    }
    reader.blocks
}

struct Reader<'a> {
    source: &'a Rendered,
    blocks: Vec<Block>,
    text: Vec<Inline>,
    now: Inline,
    /// Next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    quote: usize,
    /// Whether the next text begins an item.
    item: bool,
    fence: Option<Vec<String>>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, false),
            Event::Code(text) => self.push(&text, true),
            Event::Html(text) | Event::InlineHtml(text) => self.push(&text, false),
            Event::SoftBreak => self.push(" ", false),
            Event::HardBreak => self.push("\n", false),
            Event::Rule => self.blocks.push(Block::Rule),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Strong => self.now.strong = true,
            Tag::Emphasis => self.now.emphasis = true,
            Tag::BlockQuote(_) => self.quote += 1,
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.item = true,
            Tag::CodeBlock(kind) => {
                let words = match &kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().map(|w| self.source.fill(w)).collect(),
                    CodeBlockKind::Indented => Vec::new(),
                };
                self.fence = Some(words);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.now.strong = false,
            TagEnd::Emphasis => self.now.emphasis = false,
            TagEnd::BlockQuote(_) => self.quote = self.quote.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::Item | TagEnd::HtmlBlock => {
                self.flush();
                self.item = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Heading(level) => {
                let text = std::mem::take(&mut self.text);
                let level = match level {
                    HeadingLevel::H1 => 1,
                    HeadingLevel::H2 => 2,
                    _ => 3,
                };
                self.blocks.push(Block::Heading(level, text));
            }
            TagEnd::CodeBlock => {
                let body: String = std::mem::take(&mut self.text).into_iter().map(|i| i.text).collect();
                self.blocks.push(Block::Component { words: self.fence.take().unwrap_or_default(), body });
            }
            _ => {}
        }
    }

    /// Ends a paragraph or the first paragraph of an item.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.iter().all(|i| i.text.trim().is_empty()) {
            return;
        }
        let depth = self.lists.len().saturating_sub(1);
        let block = match self.lists.last_mut() {
            Some(number) if self.item => {
                self.item = false;
                let mark = match number {
                    Some(n) => {
                        *n += 1;
                        format!("{}.", *n - 1)
                    }
                    None => "•".to_owned(),
                };
                Block::Item { mark, depth, text }
            }
            Some(_) => Block::Item { mark: String::new(), depth, text },
            None if self.quote > 0 => Block::Lead(text),
            None => Block::Paragraph(text),
        };
        self.blocks.push(block);
    }

    fn push(&mut self, text: &str, code: bool) {
        let text = self.source.fill(text);
        self.text.push(Inline { text, code, ..self.now.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates::Templates;
    use std::collections::BTreeMap;

    fn read(template: &str, name: &str) -> Vec<Block> {
        let templates = Templates::embedded().with("t.j2", template);
        blocks(&templates.render("t.j2", &BTreeMap::from([("name", name)])).unwrap())
    }

    fn words(text: &str) -> Vec<Inline> {
        vec![Inline { text: text.to_owned(), ..Inline::default() }]
    }

    #[test]
    fn headings_lists_leads_and_components() {
        let found = read("# One\n\n> lead\n\npara\n\n- a\n- b\n\n1. c\n\n```table gaps\n```\n", "");
        assert_eq!(
            found,
            [
                Block::Heading(1, words("One")),
                Block::Lead(words("lead")),
                Block::Paragraph(words("para")),
                Block::Item { mark: "•".into(), depth: 0, text: words("a") },
                Block::Item { mark: "•".into(), depth: 0, text: words("b") },
                Block::Item { mark: "1.".into(), depth: 0, text: words("c") },
                Block::Component { words: vec!["table".into(), "gaps".into()], body: String::new() },
            ]
        );
    }

    #[test]
    fn a_value_cannot_become_markdown() {
        let name = "{{ 7*7 }} # Heading\n\n# x\n```cover\n```\n- item **b**";
        assert_eq!(read("{{ name }}", name), [Block::Paragraph(words(name))]);
        assert_eq!(read("# {{ name }}", name), [Block::Heading(1, words(name))]);
        assert_eq!(
            read("```bar {{ name }}\n```", "a b"),
            [Block::Component { words: vec!["bar".into(), "a b".into()], body: String::new() }]
        );
    }
}
