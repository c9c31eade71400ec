//! What the host of templates gives and sees: values, objects, traces.

use std::cell::RefCell;
use std::rc::Rc;

use serde_json::json;
use vtl::{Limits, List, Map, Object, Template, Value, Variables};

fn render(template: &str, variables: &Variables) -> Result<String, String> {
    let parsed = Template::parse(template).map_err(|error| error.to_string())?;
    parsed.render(variables, &Limits::default()).map_err(|error| error.to_string())
}

/// Notes what it is asked, and answers a little.
#[derive(Default)]
struct Recorder {
    calls: RefCell<Vec<String>>,
}

impl Object for Recorder {
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        self.calls.borrow_mut().push(format!("get {name}"));
        Ok((name == "known").then(|| "value".into()))
    }

    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        self.calls.borrow_mut().push(format!("{method} {arguments:?}"));
        match method {
            "fail" => Err("no such path".to_owned()),
            "echo" => Ok(arguments.first().cloned()),
            _ => Ok(None),
        }
    }

    fn set_property(&self, name: &str, value: Value) -> Result<bool, String> {
        self.calls.borrow_mut().push(format!("set {name} {value:?}"));
        Ok(true)
    }

    fn items(&self) -> Option<Vec<Value>> {
        Some(vec![1.into(), 2.into()])
    }
}

#[test]
fn an_object_is_asked_for_properties_methods_and_items() {
    let recorder = Rc::new(Recorder::default());
    let variables = Variables::new().with("o", Value::Object(recorder.clone()));
    let template = "$o|$o.known|$o.unknown|$o['known']|$o.echo('a')|$o.other(1, $missing)|$o.echo([1]).size()|\
                    #foreach($i in $o)$i#end#set($o.x = $o.known)#if($o)|true#end";
    assert_eq!(render(template, &variables).unwrap(), "|value||value|a||1|12|true");
    assert_eq!(
        *recorder.calls.borrow(),
        [
            "get known",
            "get unknown",
            "get known",
            "echo [\"a\"]",
            "other [1, \"\"]",
            "echo [[1]]",
            "get known",
            "set x \"value\"",
        ]
    );
    assert_eq!(render("a\n $o.fail('$.x')", &variables).unwrap_err(), "line 2, column 4: no such path");
}

#[test]
fn json_goes_in_and_comes_out_again() {
    let json = json!({"list": [1, -2.5, true, null, "t"], "map": {"a": {}}, "big": 18_446_744_073_709_551_615_u64});
    let value = Value::from(json.clone());
    assert_eq!(value.to_json().unwrap(), json);
    assert_eq!(value.to_text().unwrap(), r#"{list=[1,-2.5,true,null,"t"], map={a={}}, big=18446744073709551615}"#);
    assert!(Value::from(f64::NAN).to_json().is_err());
    assert!(Value::Integer(i128::MAX).to_json().is_err());
    assert_eq!(Value::Null.to_text(), None);
}

#[test]
fn who_made_a_list_decides_how_it_is_written() {
    let items = || vec![Value::from("a/b"), Value::Null, Value::from(Map::new().with("k", 1.0))];
    let variables = Variables::new()
        .with("json", List::json(items()))
        .with("java", List::java(items()))
        .with("both", Map::new().with("json", List::json(items())));
    assert_eq!(
        render("$json $java $both", &variables).unwrap(),
        r#"["a\/b",null,{"k":1.0}] [a/b, null, {k=1.0}] {json=["a\/b",null,{"k":1.0}]}"#
    );
}

#[test]
fn lists_and_maps_are_shared_but_variables_are_not() {
    let (map, list) = (Map::new().with("k", "old"), List::java(vec![1.into()]));
    let variables = Variables::new().with("m", map.clone()).with("l", list.clone()).with("s", "old");
    let template = "#set($m.k = 'new')#set($m['n'] = [])#set($done = $m.n.add('deep'))#set($l[0] = 2)#set($done = $l.add(3))\
                    #set($s = 'new')$s";
    assert_eq!(render(template, &variables).unwrap(), "new");
    assert_eq!(Value::from(map).to_text().unwrap(), "{k=new, n=[deep]}");
    assert_eq!(Value::from(list).to_text().unwrap(), "[2, 3]");
    assert_eq!(variables.get("s").and_then(Value::as_text), Some("old"));
    assert_eq!(render("$s", &variables).unwrap(), "old");
}

#[test]
fn a_trace_tells_what_each_reference_gave_and_wrote_up_to_an_error() {
    let template = Template::parse(
        "#if($a == 1)\n#foreach($x in $l)$x #end#end\"$!{none.x}\" \\$a #set($b = \"<$a>\")$b $a.y[0] $l[9]",
    )
    .unwrap();
    let variables = Variables::new().with("a", 1).with("l", Value::from(json!(["p", "q"])));
    let mut seen = Vec::new();
    let error = template
        .render_traced(&variables, &Limits::default(), &mut |reference| {
            let written = reference.written.unwrap_or("-");
            seen.push(format!("{} {} {:?} {written}", reference.position, reference.text, reference.value));
        })
        .unwrap_err();
    assert_eq!(
        seen,
        [
            "line 1, column 5 $a 1 -",
            "line 2, column 16 $l [\"p\",\"q\"] -",
            "line 2, column 19 $x \"p\" p",
            "line 2, column 19 $x \"q\" q",
            "line 2, column 31 $!{none.x} null ",
            "line 2, column 44 $a 1 -",
            "line 2, column 59 $a 1 1",
            "line 2, column 64 $b \"<1>\" <1>",
            "line 2, column 67 $a.y[0] null ",
        ]
    );
    assert_eq!(
        error.to_string(),
        "line 2, column 77: there is no item 9 in a list of 2 (Java's IndexOutOfBoundsException)"
    );
}

#[test]
fn a_template_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Template>();
    shared::<vtl::Error>();
}
