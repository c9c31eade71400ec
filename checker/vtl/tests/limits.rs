//! Bounds: an error with a place, never a hang or a full memory.

use vtl::{Limits, List, Template, Value, Variables};

fn rendered(template: &str, limits: &Limits) -> Result<String, String> {
    let numbers = |count: i64| Value::from(List::java((0..count).map(Value::from).collect()));
    let variables = Variables::new().with("thousand", numbers(1_000)).with("more", numbers(1_001)).with("s", "text");
    Template::parse_with(template, limits)
        .and_then(|parsed| parsed.render(&variables, limits))
        .map_err(|error| error.to_string())
}

#[test]
fn a_template_has_at_most_300_kilobytes() {
    let limit = 300 * 1024;
    assert_eq!(rendered(&"a".repeat(limit), &Limits::default()).map(|text| text.len()), Ok(limit));
    let error = rendered(&"a".repeat(limit + 1), &Limits::default()).unwrap_err();
    assert_eq!(error, "line 1, column 1: a template may have 307200 bytes; this one has 307201");
}

#[test]
fn foreach_goes_at_most_a_thousand_rounds() {
    let count = |name: &str| format!("\n#foreach($i in ${name})x#end");
    assert_eq!(rendered(&count("thousand"), &Limits::default()).map(|text| text.len()), Ok(1_001));
    let error = rendered(&count("more"), &Limits::default()).unwrap_err();
    assert_eq!(error, "line 2, column 16: #foreach goes through 1001 items; API Gateway allows 1000 rounds");
}

#[test]
fn loops_in_loops_come_to_an_end() {
    let deep = "#foreach($a in $thousand)".repeat(9) + "x" + &"#end".repeat(9);
    let error = rendered(&deep, &Limits { steps: 1_000_000, ..Limits::default() }).unwrap_err();
    assert!(error.ends_with("the template does too much: it was stopped after 1000000 steps"), "{error}");
}

#[test]
fn a_text_that_doubles_in_each_round_stops() {
    let doubling = "#set($x = 'ab')#foreach($i in $thousand)#set($x = $x + $x)#end$x";
    assert_eq!(
        rendered(doubling, &Limits::default()).unwrap_err(),
        "line 1, column 51: a text of more than 10485760 bytes"
    );
    let by_lists = "#set($x = ['ab'])#foreach($i in $thousand)#set($x = [$x, $x])#end$x";
    let error = rendered(by_lists, &Limits::default()).unwrap_err();
    assert!(error.contains("cannot be written") || error.contains("more than"), "{error}");
}

#[test]
fn lists_nested_beyond_the_stack_are_dropped_and_refused_to_be_written() {
    let nest = "#set($x = [])#foreach($i in [1..200])#foreach($j in $thousand)#set($x = [$x])#end#end";
    assert_eq!(rendered(nest, &Limits::default()), Ok(String::new()));
    let error = rendered(&format!("{nest}$x"), &Limits::default()).unwrap_err();
    assert!(error.ends_with("lists and maps in one another, deeper than 256 levels, cannot be written"), "{error}");
    let error = rendered(&format!("{nest}#if($x == [$x])#end"), &Limits::default()).unwrap_err();
    assert!(error.ends_with("lists and maps nested too deep to be compared"), "{error}");
}

#[test]
fn what_stands_in_one_another_has_a_depth() {
    for (open, close) in [
        ("#if($s)", "#end"),
        ("#foreach($i in [1])", "#end"),
        ("#set($x = (", ""),
        ("#set($x = ![", ""),
        ("$s.concat(", ""),
        ("#macro(a)", "#end"),
    ] {
        let template = open.repeat(5_000) + &close.repeat(5_000);
        assert!(rendered(&template, &Limits::default()).is_err(), "{open}");
    }
    let parentheses = format!("#set($x = {}1{})$x", "(".repeat(10_000), ")".repeat(10_000));
    let error = rendered(&parentheses, &Limits::default()).unwrap_err();
    assert!(error.ends_with("may stand in one another 64 deep"), "{error}");
    let nots = format!("#if({}$s)x#end", "!".repeat(10_000));
    assert!(rendered(&nots, &Limits::default()).is_err());
}

#[test]
fn a_long_row_is_not_deep() {
    let sum = format!("#set($x = 0{})$x", " + 1".repeat(20_000));
    assert_eq!(rendered(&sum, &Limits::default()), Ok("20000".to_owned()));
    let chain = format!("$s{}", ".trim()".repeat(20_000));
    assert_eq!(rendered(&chain, &Limits::default()), Ok("text".to_owned()));
    let branches = format!("#if(false)a{}#else b#end", "#elseif(false)a".repeat(10_000));
    assert_eq!(rendered(&branches, &Limits::default()), Ok(" b".to_owned()));
}

#[test]
fn macros_and_defines_that_call_themselves_stop() {
    for template in [
        "#macro(a)#a()#end#a()",
        "#macro(a $x)#a($x)#end#a('b')",
        "#macro(a $x)$x#b($x)#end#macro(b $x)#a($x)#end#a(1)",
    ] {
        let error = rendered(template, &Limits::default()).unwrap_err();
        assert!(error.ends_with("stand in one another, 128 deep"), "{template}: {error}");
    }
}

#[test]
fn arguments_that_hold_the_arguments_of_the_caller_stop() {
    let nested = format!("#macro(a $x)$x#a({}$x{})#end#a(1)", "[".repeat(50), "]".repeat(50));
    let error = rendered(&nested, &Limits::default()).unwrap_err();
    assert!(error.ends_with("stand in one another, 128 deep"), "{error}");
    // What the parser takes, and no macro makes deeper, is evaluated.
    let (open, close) = ("[".repeat(60), "]".repeat(60));
    assert_eq!(rendered(&format!("#set($x = {open}{close})$x"), &Limits::default()), Ok(format!("{open}{close}")));
}

#[test]
fn a_range_is_not_made_before_it_is_counted() {
    let error = rendered("#set($x = [1..2000000000])", &Limits::default()).unwrap_err();
    assert!(error.contains("the template does too much"), "{error}");
}

#[test]
fn patterns_that_cost_too_much_are_refused() {
    let big = "#set($x = 'aaaaaaaaaaaaaaaa')#foreach($i in [1..8])#set($x = $x + $x)#end";
    let limits = Limits { steps: 1_000_000, ..Limits::default() };
    for pattern in ["(a{1,200}){1,200}b", "((a*)*)*b", "(a|a)*b", "((((a{100}){100}){100}){100})"] {
        // Some are searched for in time, some are refused; what matters is that each comes back.
        let _ = rendered(&format!("{big}$x.matches('{pattern}')"), &limits);
    }
    let error = rendered(&format!("{big}$x.matches('(a{{1,200}}){{1,200}}b')"), &limits).unwrap_err();
    assert!(error.contains("does too much") || error.contains("cannot be used"), "{error}");
}

#[test]
fn other_limits_can_be_given() {
    let limits = Limits { foreach_rounds: 2, output_bytes: 10, steps: 5_000, depth: 4, template_bytes: 60 };
    assert_eq!(rendered("#foreach($i in [1, 2])$i#end", &limits), Ok("12".to_owned()));
    assert!(rendered("#foreach($i in [1, 2, 3])$i#end", &limits).is_err());
    assert_eq!(rendered("0123456789", &limits), Ok("0123456789".to_owned()));
    assert_eq!(rendered("0123456789$s", &limits), Err("line 1, column 11: a text of more than 10 bytes".to_owned()));
    assert!(rendered(&" ".repeat(61), &limits).is_err());
}
