//! Directives and comments: everything that starts with `#`.

use super::{Nodes, Opening, Parser};
use crate::Error;
use crate::syntax::{Block, Expression, ExpressionKind, Foreach, Macro, MacroCall, Node, Reference};

/// Velocity's own directives, which a backslash escapes.
pub(super) fn is_directive(name: &str) -> bool {
    const NAMES: [&str; 14] = [
        "if", "elseif", "else", "end", "set", "stop", "foreach", "break", "define", "macro", "literal", "include",
        "parse", "evaluate",
    ];
    NAMES.contains(&name)
}

impl<'s> Parser<'s> {
    /// `#set (` stands here.
    pub(super) fn set_follows(&self) -> bool {
        let rest = self.rest();
        ["#set", "#{set}"]
            .iter()
            .any(|set| rest.strip_prefix(set).is_some_and(|after| after.trim_start_matches(' ').starts_with('(')))
    }

    /// Takes `#word` or `#{word}`: the word.
    pub(super) fn directive_word(&mut self) -> Option<&'s str> {
        let start = self.at;
        let name = self.word_after_hash();
        if name.is_none() {
            self.at = start;
        }
        name
    }

    fn word_after_hash(&mut self) -> Option<&'s str> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '@');
        if !self.take("#") {
            return None;
        }
        let braced = self.take("{");
        self.peek().filter(|c| c.is_ascii_alphabetic() || *c == '_' || *c == '@' && !braced)?;
        let name = self.take_while(is_word);
        (!braced || self.take("}")).then_some(name)
    }

    /// The word of the directive that stands here, without taking it.
    pub(super) fn directive_name(&mut self) -> Option<&'s str> {
        let start = self.at;
        let name = self.directive_word();
        self.at = start;
        name
    }

    /// What a `#` starts. `true`: it ends the block, and was left standing.
    pub(super) fn hash(&mut self, opening: Option<Opening>, nodes: &mut Nodes) -> Result<bool, Error> {
        let start = self.at;
        if self.take("##") {
            self.take_while(|character| !matches!(character, '\n' | '\r'));
            if !self.take("\r\n") && !self.take("\n") {
                self.take("\r");
            }
            return Ok(false);
        }
        for (open, close) in [("#*", "*#"), ("#[[", "]]#")] {
            if self.take(open) {
                let Some(length) = self.rest().find(close) else {
                    if open == "#*" {
                        // Velocity does not mind: the rest is comment.
                        self.at = self.end;
                        return Ok(false);
                    }
                    return Err(
                        self.error_at(start, format!("a text that starts with {open} and is not closed by {close}"))
                    );
                };
                if open == "#[[" {
                    nodes.text(self.rest().get(..length).unwrap_or_default());
                }
                self.at += length + close.len();
                return Ok(false);
            }
        }
        let Some(name) = self.directive_word() else {
            self.at += 1;
            nodes.text("#");
            self.must_not_end("#")?;
            return Ok(false);
        };
        match name {
            "end" | "else" | "elseif" => {
                let fits = opening.is_some_and(|opening| name == "end" || opening.has_branches);
                if fits {
                    self.at = start;
                    return Ok(true);
                }
                return Err(self.error_at(start, stray(name, opening)));
            }
            "set" => {
                self.at = start;
                if self.set_follows() {
                    nodes.push(self.set()?);
                } else if self.at_parenthesis(name) {
                    return Err(self.error_at(start, "between #set and ( may stand blanks, but no line break"));
                } else {
                    self.at = start + 1;
                    nodes.text("#");
                }
            }
            "if" => nodes.push(self.if_(start)?),
            "stop" => nodes.push(Node::Stop),
            "break" => nodes.push(self.break_()?),
            "macro" => self.macro_(start)?,
            "foreach" => nodes.push(self.foreach(start)?),
            "define" => nodes.push(self.define(start)?),
            "literal" => {
                let text = self.literal(start)?;
                nodes.text(text);
            }
            "include" | "parse" => {
                return Err(self.error_at(start, format!("#{name} reads another file, and here is none")));
            }
            "evaluate" => return Err(self.error_at(start, "#evaluate is not emulated here")),
            _ => nodes.push(self.macro_call(name, start)?),
        }
        Ok(false)
    }

    /// `(` stands behind the word that stands here.
    fn at_parenthesis(&mut self, name: &str) -> bool {
        self.directive_name() == Some(name) && {
            let start = self.at;
            self.directive_word();
            let follows = self.parenthesis_follows();
            self.at = start;
            follows
        }
    }

    /// Velocity 1.7 cannot read a template that ends in a bare `$` or `#`.
    pub(super) fn must_not_end(&self, sign: &str) -> Result<(), Error> {
        if self.in_string || !matches!(self.rest(), "" | "!") {
            return Ok(());
        }
        Err(self.error(format!("Velocity cannot read a template that ends in {sign}; a line break after it is enough")))
    }

    fn parenthesis_follows(&self) -> bool {
        self.rest().trim_start_matches([' ', '\t', '\n', '\r']).starts_with('(')
    }

    fn open(&mut self, directive: &str, start: usize) -> Result<(), Error> {
        self.skip_space();
        if self.take("(") {
            return Ok(());
        }
        let message = format!("after {directive} comes \"(\"; here stands {}", self.found());
        Err(if self.peek().is_none() { self.error_at(start, message) } else { self.error(message) })
    }

    /// The closing parenthesis of a directive, and the end of its line.
    fn close_directive(&mut self, directive: &str, start: usize) -> Result<(), Error> {
        self.skip_space();
        if !self.take(")") {
            if self.peek().is_none() {
                return Err(self.error_at(start, format!("{directive}( that is not closed by )")));
            }
            let found = self.found();
            let advice = match self.peek() {
                Some('=') => "; two values are compared by ==",
                _ => "",
            };
            return Err(self.error(format!("\")\" of {directive} is missing: here stands {found}{advice}")));
        }
        self.skip_line_end();
        Ok(())
    }

    /// A block and its `#end`.
    fn block_and_end(&mut self, name: &'static str, start: usize) -> Result<Block, Error> {
        let block = self.block(Some(Opening { name, at: start, has_branches: false }))?;
        self.end_();
        Ok(block)
    }

    fn end_(&mut self) {
        self.directive_word();
        self.skip_line_end();
    }

    fn set(&mut self) -> Result<Node, Error> {
        let start = self.at;
        self.directive_word();
        self.open("#set", start)?;
        self.skip_space();
        if self.starts("$!") || self.starts("${") {
            return Err(self
                .error("the reference that #set changes is written plainly, as $name: Velocity changes nothing else"));
        }
        let Some(target) = self.reference()? else {
            let message = format!("#set changes a reference, which starts with $; here stands {}", self.found());
            return Err(self.error(message));
        };
        self.skip_space();
        if self.starts("==") {
            return Err(self.error("#set gives a value by one =, not =="));
        }
        if !self.take("=") {
            return Err(self.error(format!("after the reference of #set comes \"=\"; here stands {}", self.found())));
        }
        let value = self.expression()?;
        self.close_directive("#set", start)?;
        Ok(Node::Set { target, value })
    }

    fn if_(&mut self, start: usize) -> Result<Node, Error> {
        let mut branches = Vec::new();
        let mut name = "#if";
        let mut at = start;
        loop {
            self.open(name, at)?;
            let condition = self.expression()?;
            self.close_directive(name, at)?;
            let block = self.block(Some(Opening { name: "#if", at: start, has_branches: true }))?;
            branches.push((condition, block));
            at = self.at;
            match self.directive_word() {
                Some("elseif") => name = "#elseif",
                Some("else") => {
                    self.skip_line_end();
                    let otherwise = self.block_and_end("#if", start)?;
                    return Ok(Node::If { branches, otherwise });
                }
                _ => {
                    self.skip_line_end();
                    return Ok(Node::If { branches, otherwise: Block::default() });
                }
            }
        }
    }

    fn variable(&mut self, directive: &str) -> Result<Reference, Error> {
        self.skip_space();
        let at = self.at;
        match self.reference()? {
            Some(reference) if reference.parts.is_empty() => Ok(reference),
            Some(_) => Err(self.error_at(at, format!("{directive} takes a plain variable, such as $item"))),
            None => {
                let message =
                    format!("{directive} takes a variable, which starts with $; here stands {}", self.found());
                Err(self.error(message))
            }
        }
    }

    fn foreach(&mut self, start: usize) -> Result<Node, Error> {
        self.open("#foreach", start)?;
        let variable = self.variable("#foreach")?;
        self.skip_space();
        if !self.word("in") {
            let message =
                format!("in #foreach( ${} in … ) the \"in\" is missing: here stands {}", variable.root, self.found());
            return Err(self.error(message));
        }
        let over = self.parameter("what #foreach goes over")?;
        self.close_directive("#foreach", start)?;
        let body = self.block_and_end("#foreach", start)?;
        let span = over.span;
        Ok(Node::Foreach(Box::new(Foreach { variable: variable.root, over, body, span })))
    }

    fn define(&mut self, start: usize) -> Result<Node, Error> {
        self.open("#define", start)?;
        let name = self.variable("#define")?.root;
        self.close_directive("#define", start)?;
        Ok(Node::Define { name, body: self.block_and_end("#define", start)? })
    }

    fn literal(&mut self, start: usize) -> Result<&'s str, Error> {
        self.open("#literal", start)?;
        self.close_directive("#literal", start)?;
        let from = self.at;
        self.block(Some(Opening { name: "#literal", at: start, has_branches: false }))?;
        let text = self.since(from);
        self.end_();
        Ok(text)
    }

    fn break_(&mut self) -> Result<Node, Error> {
        let start = self.at;
        if !self.parenthesis_follows() {
            return Ok(Node::Break { levels: 1 });
        }
        self.open("#break", start)?;
        self.skip_space();
        let mut levels = 1;
        let at = self.at;
        if let Some(reference) = self.reference()? {
            levels += reference.parts.len();
            let text = self.since(at);
            let plain = text.replace(['!', '{', '}'], "");
            if plain != format!("$foreach{}", ".parent".repeat(levels - 1)) {
                let message = format!("#break leaves $foreach or its parent, not {text}");
                return Err(self.error_at(at, message));
            }
        }
        self.close_directive("#break", start)?;
        Ok(Node::Break { levels })
    }

    fn macro_(&mut self, start: usize) -> Result<(), Error> {
        self.open("#macro", start)?;
        self.skip_space();
        if !self.peek().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
            let message = format!("#macro takes a name first, without $ or quotes; here stands {}", self.found());
            return Err(self.error(message));
        }
        let name = self.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@'));
        let mut parameters = Vec::new();
        loop {
            self.separator();
            if !self.starts("$") {
                break;
            }
            parameters.push(self.variable("#macro")?.root);
        }
        self.close_directive("#macro", start)?;
        // Known from here on, so that its own body can call and escape it.
        let body = self.block_and_end("#macro", start)?;
        // The first macro of a name stays: Velocity replaces none.
        self.macros.entry(name.into()).or_insert(Macro { parameters, body });
        Ok(())
    }

    /// Arguments of macros may be parted by commas, blanks or both.
    fn separator(&mut self) {
        self.skip_space();
        if self.take(",") {
            self.skip_space();
        }
    }

    fn macro_call(&mut self, name: &str, start: usize) -> Result<Node, Error> {
        let (name, with_body) = name.strip_prefix('@').map_or((name, false), |name| (name, true));
        let mut arguments = Vec::new();
        let parenthesis = self.parenthesis_follows();
        if parenthesis {
            self.skip_space();
            self.at += 1;
            self.deeper(|parser| {
                loop {
                    parser.separator();
                    let at = parser.at;
                    if let Some(value) = parser.value()? {
                        arguments.push(value);
                    } else if parser.peek().is_some_and(|c| c.is_ascii_alphabetic() || c == '_') {
                        parser.take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '@'));
                        arguments.push(Expression { kind: ExpressionKind::Word, span: parser.span(at) });
                    } else {
                        return Ok(());
                    }
                }
            })?;
            self.close_directive(&format!("#{name}"), start)?;
        }
        let span = self.span(start);
        let body = if with_body && parenthesis { Some(self.block_and_end("#@", start)?) } else { None };
        Ok(Node::Call(Box::new(MacroCall { name: name.into(), arguments, body, span })))
    }
}

fn stray(name: &str, opening: Option<Opening>) -> String {
    match (name, opening) {
        ("end", _) => "#end without an #if, #foreach, #define or #macro that it could close".to_owned(),
        (_, Some(Opening { name: "#if", .. })) => format!("#{name} after #else: only #end can follow"),
        (_, Some(Opening { name: open, .. })) => {
            format!("#{name} in {open}: it belongs to an #if, which is not open here")
        }
        (_, None) => format!("#{name} without an #if before it"),
    }
}
