//! How long reading and rendering mapping templates takes.
//!
//! `cargo bench --package vtl` prints the median of many rounds. It measures; it asserts nothing.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;
use vtl::{Limits, Template, Value, Variables};

const ROUNDS: usize = 201;

fn main() {
    let small = "{\"id\": \"$id\", \"username\": \"Student\", \"message\": \"$text.replaceAll(\"\\\\'\",\"'\")\"}";
    let list =
        "[#foreach($user in $users){\"name\": \"$user.name\", \"n\": $foreach.count}#if($foreach.hasNext),#end\n#end]";
    let branchy = "#foreach($user in $users)#if($user.name.startsWith(\"user-1\") && $foreach.index % 2 == 0)\
                   #set($key = $user.name.toUpperCase())$key #elseif($user.age > 50)old #{else}- #end#end";
    let large = format!("{}{}", "{\"key\": \"some text of a template\"}\n".repeat(8_000), "$id");
    println!("{:<46} {:>12} {:>12}", "", "read", "render");
    measure("three fields", small);
    measure("#foreach over 1,000 maps", list);
    measure("#if, #set and methods, 1,000 times", branchy);
    measure("280 KB of text and one reference", &large);
}

fn variables() -> Variables {
    let users: Vec<_> = (0..1_000).map(|n| json!({"name": format!("user-{n}"), "age": n % 90})).collect();
    Variables::new().with("id", "7f3c").with("text", "it\\'s text").with("users", Value::from(json!(users)))
}

fn measure(name: &str, source: &str) {
    let variables = variables();
    let template = Template::parse(source).expect("a template");
    let read = median(|| {
        black_box(Template::parse(black_box(source)).expect("a template"));
    });
    let render = median(|| {
        black_box(template.render(black_box(&variables), &Limits::default()).expect("a text"));
    });
    println!("{name:<46} {:>9.1} µs {:>9.1} µs", micros(read), micros(render));
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
