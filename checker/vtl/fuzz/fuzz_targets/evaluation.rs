//! Templates made of pieces that fit, so that most of them get as far as being evaluated.

#![no_main]

mod values;

use arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use vtl::{Limits, Template};

const ROOTS: [&str; 16] = ["s", "n", "big", "d", "t", "f", "e", "nul", "l", "m", "o", "x", "y", "foreach", "velocityCount", "z"];
const PROPERTIES: [&str; 12] =
    ["a", "c", "d", "k", "empty", "index", "count", "hasNext", "parent", "topmost", "key", "value"];
const METHODS: [&str; 62] = [
    "length", "isEmpty", "toString", "trim", "toLowerCase", "toUpperCase", "charAt", "substring", "contains", "startsWith",
    "endsWith", "indexOf", "lastIndexOf", "concat", "equals", "equalsIgnoreCase", "compareTo", "replace", "replaceAll",
    "replaceFirst", "matches", "split", "toCharArray", "valueOf", "hashCode", "size", "get", "set", "add", "addAll", "remove",
    "clear", "subList", "iterator", "toArray", "put", "putAll", "putIfAbsent", "containsKey", "containsValue", "keySet",
    "values", "entrySet", "getOrDefault", "getKey", "getValue", "intValue", "longValue", "doubleValue", "parseInt", "max", "min",
    "hasNext", "next", "none", "fail", "containsAll", "toJSONString", "appendElement", "codePointAt", "booleanValue", "isNaN",
];
const LITERALS: [&str; 34] = [
    "0", "1", "-1", "3", "2147483647", "9223372036854775807", "-170141183460469231731687303715884105728", "1.5", "-0.0",
    "1e308", ".5", "\"\"", "'a'", "\"x$s\"", "\"$l#if($t)y#end\"", "'[a-z]+'", "'(t)(e)'", "'$1'", "'\\\\'", "'.*'",
    "'a{3}{3}{3}'", "'x*'", "'\\Q.\\E'", "'[\\d]'", "'(?i)T'", "true", "false", "[]", "{}", "[1..3]", "[3..$n]", "[$l,$m]",
    "{\"a\":$l}", "'ü'",
];

struct Writer<'u, 'd> {
    u: &'u mut Unstructured<'d>,
    out: String,
}

impl Writer<'_, '_> {
    fn pick(&mut self, words: &[&str]) -> Result<()> {
        let word = self.u.choose(words)?;
        self.out.push_str(word);
        Ok(())
    }

    fn reference(&mut self, depth: u8) -> Result<()> {
        let formal = self.u.ratio(1, 4)?;
        self.out.push_str(if formal { "${" } else { "$" });
        self.pick(&ROOTS)?;
        for _ in 0..self.u.int_in_range(0..=3)? {
            match self.u.int_in_range(0..=3)? {
                0 => {
                    self.out.push('.');
                    self.pick(&PROPERTIES)?;
                }
                1 if depth > 0 => {
                    self.out.push('[');
                    if self.u.ratio(1, 2)? { self.pick(&["0", "1", "-1", "'a'", "9"])? } else { self.reference(depth - 1)? }
                    self.out.push(']');
                }
                _ => {
                    self.out.push('.');
                    self.pick(&METHODS)?;
                    self.out.push('(');
                    for argument in 0..self.u.int_in_range(0..=2)? {
                        self.out.push_str(if argument > 0 { "," } else { "" });
                        self.parameter(depth.saturating_sub(1))?;
                    }
                    self.out.push(')');
                }
            }
        }
        self.out.push_str(if formal { "}" } else { "" });
        Ok(())
    }

    fn parameter(&mut self, depth: u8) -> Result<()> {
        if depth == 0 || self.u.ratio(1, 2)? { self.pick(&LITERALS) } else { self.reference(depth - 1) }
    }

    fn expression(&mut self, depth: u8) -> Result<()> {
        self.parameter(depth)?;
        for _ in 0..self.u.int_in_range(0..=2)? {
            self.pick(&[" + ", " - ", " * ", " / ", " % ", " == ", " != ", " < ", " >= ", " && ", " || ", " and ", " lt "])?;
            self.parameter(depth)?;
        }
        Ok(())
    }

    fn block(&mut self, depth: u8) -> Result<()> {
        for _ in 0..self.u.int_in_range(0..=4)? {
            match self.u.int_in_range(0..=if depth > 0 { 9 } else { 4 })? {
                0 => self.pick(&["text", "\n", " ", "\\", "\\\\", "#", "$", "##c\n", "#*c*#", "#[[$s]]#", "#stop", "#break"])?,
                1 | 2 => self.reference(2)?,
                3 | 4 => {
                    self.pick(&["#set($x = ", "#set($y = ", "#set($x.a = ", "#set($l[0] = ", "#set($m.c = ", "#set($m['k'] = "])?;
                    self.expression(2)?;
                    self.out.push(')');
                }
                5 => {
                    self.out.push_str("#if(");
                    self.expression(2)?;
                    self.out.push(')');
                    self.block(depth - 1)?;
                    self.out.push_str("#{else}");
                    self.block(depth - 1)?;
                    self.out.push_str("#{end}");
                }
                6 | 7 => {
                    self.pick(&["#foreach($x in ", "#foreach($y in ", "#foreach($l in "])?;
                    self.parameter(2)?;
                    self.out.push(')');
                    self.block(depth - 1)?;
                    self.out.push_str("#{end}");
                }
                8 => {
                    self.pick(&["#macro(w $x)", "#macro(v)", "#define($z)", "#@w('b')"])?;
                    self.block(depth - 1)?;
                    self.out.push_str("#{end}");
                }
                _ => self.pick(&["#w('a')", "#w($l)", "#v()", "$z", "#w($x)", "#u('b')"])?,
            }
        }
        Ok(())
    }
}

fuzz_target!(|data: &[u8]| {
    let mut unstructured = Unstructured::new(data);
    let mut writer = Writer { u: &mut unstructured, out: String::new() };
    // Too few bytes are no finding: what was written till then is a template too.
    let _ = writer.block(4);
    let limits = Limits { steps: 2_000_000, output_bytes: 200_000, ..Limits::default() };
    if let Ok(template) = Template::parse_with(&writer.out, &limits) {
        let first = template.render(&values::variables(), &limits);
        // The same again gives the same.
        assert_eq!(first, template.render(&values::variables(), &limits));
        if let Ok(out) = first {
            assert!(out.len() <= limits.output_bytes);
        }
    }
});
