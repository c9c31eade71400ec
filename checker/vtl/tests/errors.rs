//! What is no Velocity is refused in its author's words, with line and column.

use vtl::{Error, Limits, Map, Template, Value, Variables};

fn variables() -> Variables {
    let map = Value::from(serde_json::json!({"a": "b", "l": ["x"]}));
    Variables::new().with("s", "text").with("n", 5).with("m", map)
}

fn refused(template: &str) -> Error {
    match Template::parse(template).and_then(|parsed| parsed.render(&variables(), &Limits::default())) {
        Ok(text) => panic!("{template:?} gives {text:?}"),
        Err(error) => error,
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    for (template, message) in [
        // Blocks.
        ("a\nb\n  #if($s)\nc", "line 3, column 3: #if that is not closed by #end"),
        ("#foreach($i in $l)\n#if($i)\n#end", "line 1, column 1: #foreach that is not closed by #end"),
        ("#if($s)#else\n#foreach($i in $l)\n#end", "line 1, column 1: #if that is not closed by #end"),
        ("#macro(a)", "line 1, column 1: #macro that is not closed by #end"),
        ("#define($a)", "line 1, column 1: #define that is not closed by #end"),
        ("a\n#end", "line 2, column 1: #end without an #if, #foreach, #define or #macro that it could close"),
        ("#else", "line 1, column 1: #else without an #if before it"),
        ("#elseif($s)", "line 1, column 1: #elseif without an #if before it"),
        ("#if($s)#else#else#end", "line 1, column 13: #else after #else: only #end can follow"),
        (
            "#foreach($i in [1])#else#end",
            "line 1, column 20: #else in #foreach: it belongs to an #if, which is not open here",
        ),
        // Directives.
        ("#if", "line 1, column 1: after #if comes \"(\"; here stands the end of the template"),
        ("#if $s", "line 1, column 5: after #if comes \"(\"; here stands \"$\""),
        ("#if()#end", "line 1, column 5: a value is missing: here stands \")\""),
        (
            "#if($s = 1)#end",
            "line 1, column 8: \")\" of #if is missing: here stands \"=\"; two values are compared by ==",
        ),
        ("#if($s", "line 1, column 1: #if( that is not closed by )"),
        (
            "#if(s)#end",
            "line 1, column 5: a value is missing: here stands \"s\"; a variable starts with $, and a text stands in quotes",
        ),
        ("#set(x = 1)", "line 1, column 6: #set changes a reference, which starts with $; here stands \"x\""),
        ("#set($x == 1)", "line 1, column 9: #set gives a value by one =, not =="),
        ("#set($x 1)", "line 1, column 9: after the reference of #set comes \"=\"; here stands \"1\""),
        ("#set($x = )", "line 1, column 11: a value is missing: here stands \")\""),
        ("#set($x = 1", "line 1, column 1: #set( that is not closed by )"),
        (
            "#set(${x} = 1)",
            "line 1, column 6: the reference that #set changes is written plainly, as $name: Velocity changes nothing else",
        ),
        (
            "#set($x = null)",
            "line 1, column 11: a value is missing: here stands \"null\"; Velocity has no null: compare with a variable that was \
             never set, such as $null",
        ),
        (
            "#set($x = $n -1)",
            "line 1, column 14: Velocity reads a minus before a digit as part of the number; write \"- 1\"",
        ),
        ("#set\n($x = 1)", "line 1, column 1: between #set and ( may stand blanks, but no line break"),
        ("#foreach($i $l)#end", "line 1, column 13: in #foreach( $i in … ) the \"in\" is missing: here stands \"$\""),
        (
            "#foreach(i in $l)#end",
            "line 1, column 10: #foreach takes a variable, which starts with $; here stands \"i\"",
        ),
        ("#foreach($i.a in $l)#end", "line 1, column 10: #foreach takes a plain variable, such as $item"),
        ("#foreach $i", "line 1, column 10: after #foreach comes \"(\"; here stands \"$\""),
        ("#macro($a)#end", "line 1, column 8: #macro takes a name first, without $ or quotes; here stands \"$\""),
        ("#break($s)", "line 1, column 8: #break leaves $foreach or its parent, not $s"),
        ("#parse('a.vm')", "line 1, column 1: #parse reads another file, and here is none"),
        ("#evaluate('$s')", "line 1, column 1: #evaluate is not emulated here"),
        // References, texts, lists and maps.
        ("${s", "line 1, column 4: ${s is not closed by }; here stands the end of the template"),
        ("${s x}", "line 1, column 4: ${s is not closed by }; here stands \" \""),
        (
            "$s[",
            "line 1, column 4: an index: a whole number, a text in quotes or a reference is missing: here stands the end of the template",
        ),
        ("$m['a'", "line 1, column 3: [ that is not closed by ]; here stands the end of the template"),
        ("$s.concat('a'", "line 1, column 4: concat( that is not closed by )"),
        (
            "$s.substring($n + 1)",
            "line 1, column 17: an argument of substring() may not be computed, but here stands \"+\"; #set a variable first",
        ),
        ("$s.length( )", "line 1, column 12: between the parentheses of length() nothing may stand, not even a blank"),
        (
            "$s.concat(abc)",
            "line 1, column 11: an argument is missing: here stands \"abc\"; a variable starts with $, and a text stands in quotes",
        ),
        ("#set($x = \"a)", "line 1, column 11: a text that starts with \" and is not closed by \""),
        ("#set($x = [1, 2)", "line 1, column 16: \",\" or \"]\" is missing: here stands \")\""),
        (
            "#set($x = [1 + 2])",
            "line 1, column 14: what stands in [ ] may not be computed, but here stands \"+\"; #set a variable first",
        ),
        ("#set($x = {\"a\", 1})", "line 1, column 15: between key and value of a map stands \":\", but here \",\""),
        ("#set($x = [\"a\"..3])", "line 1, column 15: \",\" or \"]\" is missing: here stands \".\""),
        (
            "#set($x = [1..\"a\"])",
            "line 1, column 15: a range goes from one whole number to another, or from reference to reference",
        ),
        ("#set($x = ($n + 1)", "line 1, column 1: #set( that is not closed by )"),
        ("#[[ a", "line 1, column 1: a text that starts with #[[ and is not closed by ]]#"),
        ("ü #", "line 1, column 4: Velocity cannot read a template that ends in #; a line break after it is enough"),
        ("99 $", "line 1, column 5: Velocity cannot read a template that ends in $; a line break after it is enough"),
        // Within a text in quotes, too, even one that is not written as it is meant.
        (
            "\n#set($x = \"ü $m.get(1 2)\")",
            "line 2, column 23: after an argument of get() comes \",\" or \")\"; here stands \"2\"",
        ),
        (
            "\n #set($x = \"a\"\"b $m.get(1 2)\")",
            "line 2, column 12: after an argument of get() comes \",\" or \")\"; here stands \"2\"",
        ),
    ] {
        assert_eq!(refused(template).to_string(), message, "{template:?}");
    }
}

#[test]
fn what_fails_while_rendering_is_told_with_its_place() {
    for (template, message) in [
        (
            "\n  $s.substring(9)",
            "line 2, column 5: substring(9) of a text of 4 characters (Java's StringIndexOutOfBoundsException)",
        ),
        (
            "$s.charAt(-1)",
            "line 1, column 3: charAt(-1) of a text of 4 characters (Java's StringIndexOutOfBoundsException)",
        ),
        ("$m.l[3]", "line 1, column 5: there is no item 3 in a list of 1 (Java's IndexOutOfBoundsException)"),
        ("$m.l.get(1)", "line 1, column 5: there is no item 1 in a list of 1 (Java's IndexOutOfBoundsException)"),
        ("$n.parseInt('x')", "line 1, column 3: \"x\" is no Integer (Java's NumberFormatException)"),
        (
            "$s.replaceAll('x', '$')",
            "line 1, column 3: in a replacement a $ is followed by a group's number; write \\$ for a dollar sign (Java's IllegalArgumentException)",
        ),
        ("$s.replaceAll('t', '$1')", "line 1, column 3: the pattern has no group 1 (Java's IndexOutOfBoundsException)"),
        ("$s.matches('(?=a)')", "line 1, column 3: the pattern (?=a) looks ahead, which is not emulated here"),
        (
            "$s.matches('(a)\\1')",
            "line 1, column 3: the pattern (a)\\1 refers back to a group, which is not emulated here",
        ),
        (
            "$s.matches('a++')",
            "line 1, column 3: the pattern a++ has a possessive quantifier, which is not emulated here",
        ),
        ("$s.getClass()", "line 1, column 3: String.getClass() exists in Java but is not emulated here"),
        ("$s.format('%s', 1)", "line 1, column 3: String.format() exists in Java but is not emulated here"),
        ("#set($m.self = $m)", "line 1, column 8: a list or map would come to hold itself"),
        ("#set($x = [$m])#set($m['x'] = $x)", "line 1, column 23: a list or map would come to hold itself"),
        ("\n$m.l.add($m)", "line 2, column 5: a list or map would come to hold itself"),
        ("#set($x = {})#set($x[$m] = 1)", "line 1, column 21: a Map is no key of a map here"),
        (
            "$s.split('t').add('x')",
            "line 1, column 14: an array, such as split() gives, can not grow or shrink (Java's UnsupportedOperationException)",
        ),
        (
            "#foreach($i in $m.l)$m.l.add('y')#end",
            "line 1, column 16: the list or map is changed while #foreach goes through it: Java's ConcurrentModificationException",
        ),
        ("#macro(a)x#end#a(b)", "line 1, column 18: a word is no argument of macro a; a text stands in quotes"),
        ("#@nope()x#end", "line 1, column 1: there is no macro nope, so #@nope cannot be called"),
    ] {
        assert_eq!(refused(template).to_string(), message, "{template:?}");
    }
}

#[test]
fn a_map_that_a_list_holds_may_stand_in_it_twice() {
    let map = Map::new().with("a", 1);
    let variables = Variables::new().with("m", map).with("l", vtl::List::java(Vec::new()));
    let template = Template::parse("$l.add($m)$l.add($m) $l").unwrap();
    assert_eq!(template.render(&variables, &Limits::default()).unwrap(), "truetrue [{a=1}, {a=1}]");
}
