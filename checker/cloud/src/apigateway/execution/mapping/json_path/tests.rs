use serde_json::{Value, json};

use super::JsonPath;

/// The document of the library's own description. <https://github.com/json-path/JsonPath#path-examples>
fn store() -> Value {
    json!({
        "store": {
            "book": [
                {"category": "reference", "author": "Nigel Rees", "title": "Sayings of the Century", "price": 8.95},
                {"category": "fiction", "author": "Evelyn Waugh", "title": "Sword of Honour", "price": 12.99},
                {"category": "fiction", "author": "Herman Melville", "title": "Moby Dick", "isbn": "0-553-21311-3", "price": 8.99},
                {"category": "fiction", "author": "J. R. R. Tolkien", "title": "The Lord of the Rings", "isbn": "0-395-19395-8", "price": 22.99}
            ],
            "bicycle": {"color": "red", "price": 19.95}
        },
        "expensive": 10
    })
}

fn read(path: &str, document: &Value) -> Option<Value> {
    let path = JsonPath::parse(path).unwrap_or_else(|why| panic!("{path}: {why}"));
    path.read(document).expect("not too much")
}

#[test]
fn the_examples_of_the_library_give_what_it_says() {
    let store = store();
    let books = store["store"]["book"].as_array().expect("books").clone();
    let authors = json!(["Nigel Rees", "Evelyn Waugh", "Herman Melville", "J. R. R. Tolkien"]);
    for (path, expected) in [
        ("$.store.book[*].author", authors.clone()),
        ("$..author", authors),
        ("$.store.*", json!([books, store["store"]["bicycle"]])),
        ("$.store..price", json!([8.95, 12.99, 8.99, 22.99, 19.95])),
        ("$..book[2]", json!([books[2]])),
        ("$..book[-2]", json!([books[2]])),
        ("$..book[0,1]", json!([books[0], books[1]])),
        ("$..book[:2]", json!([books[0], books[1]])),
        ("$..book[1:2]", json!([books[1]])),
        ("$..book[-2:]", json!([books[2], books[3]])),
        ("$..book[2:]", json!([books[2], books[3]])),
        ("$..book[?(@.isbn)]", json!([books[2], books[3]])),
        ("$.store.book[?(@.price < 10)]", json!([books[0], books[2]])),
        ("$..book[?(@.price <= $['expensive'])]", json!([books[0], books[2]])),
        ("$..book[?(@.author =~ /.*REES/i)]", json!([books[0]])),
        ("$..book.length()", json!(1)),
        ("$.store.book.length()", json!(4)),
    ] {
        assert_eq!(read(path, &store), Some(expected), "{path}");
    }
    assert_eq!(read("$..*", &store).and_then(|all| all.as_array().map(Vec::len)), Some(28));
}

#[test]
fn a_path_to_one_place_gives_the_value_and_every_other_one_a_list() {
    let document = json!({"a": {"b": 1, "c": null}, "list": [1, 2, 3], "odd name": {"x.y": true}, "text": "öl"});
    for (path, expected) in [
        ("$", Some(document.clone())),
        ("$.a.b", Some(json!(1))),
        ("$['a']['b']", Some(json!(1))),
        ("$.a[\"b\"]", Some(json!(1))),
        ("$.['a'].b", Some(json!(1))),
        ("a.b", Some(json!(1))),
        ("$.a.c", Some(Value::Null)),
        ("$.a.missing", None),
        ("$.missing.b", None),
        ("$.list.name", None),
        ("$.list[0]", Some(json!(1))),
        ("$.list[-1]", Some(json!(3))),
        ("$.list[9]", None),
        ("$.list[-9]", None),
        ("$.list[*]", Some(json!([1, 2, 3]))),
        ("$.list[1:]", Some(json!([2, 3]))),
        ("$.list[:-1]", Some(json!([1, 2]))),
        ("$.list[5:9]", Some(json!([]))),
        ("$..missing", Some(json!([]))),
        ("$.a['b','c']", Some(json!([1, null]))),
        ("$['odd name']['x.y']", Some(json!(true))),
        ("$.odd", None),
        ("$.text.length()", Some(json!(2))),
        ("$.a.length()", Some(json!(2))),
        ("$.a.keys()", Some(json!(["b", "c"]))),
        ("$.list.sum()", Some(json!(6.0))),
        ("$.list.min()", Some(json!(1.0))),
        ("$.list.max()", Some(json!(3.0))),
        ("$.list.avg()", Some(json!(2.0))),
        ("$.list.first()", Some(json!(1))),
        ("$.list.last()", Some(json!(3))),
        ("$.list.index(-2)", Some(json!(2))),
        ("$.list.append(4)", Some(json!([1, 2, 3, 4]))),
        ("$.text.concat('!', $.list[0])", Some(json!("öl!1"))),
    ] {
        assert_eq!(read(path, &document), expected, "{path}");
    }
}

#[test]
fn filters_compare_numbers_texts_and_lists() {
    let document = json!({"items": [
        {"n": 1, "s": "a", "tags": ["x", "y"], "on": true},
        {"n": 2.0, "s": "b", "tags": [], "on": false},
        {"n": 3, "s": "it's", "nothing": null}
    ]});
    for (filter, expected) in [
        ("@.n == 2", json!([2.0])),
        ("@.n != 2", json!([1, 3])),
        ("@.n >= 2 && @.n < 3", json!([2.0])),
        ("@.n == 1 || @.n == 3", json!([1, 3])),
        ("@.n > 1 && (@.s == 'b' || @.s == \"a\")", json!([2.0])),
        ("!(@.n == 1)", json!([2.0, 3])),
        ("!@.tags", json!([3])),
        ("@.s == 'it\\'s'", json!([3])),
        ("@.s in ['a', 'b']", json!([1, 2.0])),
        ("@.s nin ['a', 'b']", json!([3])),
        ("@.tags size 2", json!([1])),
        ("@.tags empty true", json!([2.0])),
        ("@.tags contains 'x'", json!([1])),
        ("@.tags subsetof ['x','y','z']", json!([1, 2.0])),
        ("@.tags anyof ['y']", json!([1])),
        ("@.on == true", json!([1])),
        ("@.nothing == null", json!([3])),
        ("@.nothing", json!([3])),
        ("@['n'] == 3", json!([3])),
        ("@.n < 'a'", json!([])),
        ("@.tags.length() == 2", json!([1])),
    ] {
        assert_eq!(read(&format!("$.items[?({filter})].n"), &document), Some(expected), "{filter}");
    }
}

#[test]
fn what_is_no_path_is_told() {
    for (path, why) in [
        ("", "empty"),
        ("$.", "ends too early"),
        ("$[", "ends too early"),
        ("$['a", "ends too early"),
        ("$.a b", "was not expected at character 4"),
        ("$.a.unknown()", "no function"),
        ("$[?(@.a == )]", "was not expected"),
        ("$[?(@.a =~ 'x')]", "between slashes"),
        ("$[x]", "was not expected"),
    ] {
        let told = JsonPath::parse(path).expect_err(path);
        assert!(told.contains(why), "{path}: {told}");
    }
    let deep = format!("$[?({}@.a{})]", "(".repeat(500), ")".repeat(500));
    assert!(JsonPath::parse(&deep).is_err());
}

#[test]
fn no_path_makes_more_of_a_body_than_it_may() {
    let deep = (0..120).fold(json!(1), |inner, _| json!([inner]));
    let wide: Value = (0..2_000).map(|_| json!([1, 2, 3])).collect();
    for path in ["$..*..*..*", "$..[?(@..*)]..*", "$..*"] {
        let path = JsonPath::parse(path).expect("a path");
        // An answer or a refusal, but soon.
        let _ = (path.read(&deep), path.read(&wide));
    }
    let many = JsonPath::parse("$[*,*]").map(|_| ());
    assert!(many.is_err());
    let square: Value = (0..2_000).map(Value::from).collect();
    let square = json!({"a": square});
    let told = JsonPath::parse("$.a[?($.a[?(@ > 5)])]").expect("a path").read(&square);
    assert!(told.expect_err("too much").contains("more than"));
}

/// Any text is a path or a refusal, and any path an answer or a refusal.
#[test]
fn no_text_makes_a_path_panic() {
    const PARTS: [&str; 40] = [
        "$", "@", ".", "..", "[", "]", "*", "?(", "(", ")", "'a'", "\"b\"", "a", "é", "0", "-1", ":", ",", "==", "!=",
        "<=", "=~", "/x/", "/x", "&&", "||", "!", " in ", "['x']", "length()", ".sum()", ".concat(", "\\", "'", "\"",
        "😀", " ", "true", "null", "1.5",
    ];
    let document = json!({"a": [1, {"a": "x", "b": [2, 3]}], "b": {"é": null}, "": "😀"});
    let mut random = fastrand::Rng::with_seed(7);
    let mut read = 0;
    for _ in 0..30_000 {
        let text: String = (0..random.usize(1..9)).map(|_| PARTS[random.usize(..PARTS.len())]).collect();
        if let Ok(path) = JsonPath::parse(&text) {
            read += usize::from(path.read(&document).is_ok());
        }
    }
    assert!(read > 300, "{read} paths of the texts were paths");
}
