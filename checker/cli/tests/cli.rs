//! The command line, with bad input first: one clear message and the right exit code. No lab is built here.

mod course;

use std::net::TcpListener;

use course::Course;

#[test]
fn an_unknown_lab_names_the_labs() {
    let called = Course::new().checker(&["check", "9"]);
    assert_eq!(
        called.stopped(2),
        "error: there is no lab `9`; the labs are: 1 (s3-hosting), 2 (bucket-policy), 3 (iam-role), 4 (proxy-lambda), 5 (dynamodb), 6 (models), 7 (cognito)"
    );
}

#[test]
fn an_unknown_part_names_the_parts() {
    let called = Course::new().checker(&["check", "1", "--part", "key"]);
    assert_eq!(
        called.stopped(2),
        "error: there is no part `key`; the parts are: keys, content-type, public-objects, website"
    );
}

#[test]
fn an_unknown_option_is_wrong_usage() {
    let called = Course::new().checker(&["check", "--solution"]);
    assert!(called.stopped(2).contains("--solutions"), "{}", called.stderr);
}

#[test]
fn outside_a_course_the_checker_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Course::new().command(&["list"]);
    let called = course::called(command.current_dir(folder.path()).output().unwrap());
    assert!(
        called.stopped(2).ends_with("is not inside the course's folder; go there, or name it with --root DIR"),
        "{}",
        called.stderr
    );
}

#[test]
fn a_lab_that_is_not_there_says_how_to_make_it() {
    let called = Course::new().checker(&["check", "1"]);
    assert!(called.stopped(2).ends_with("is not there: `cargo checker reset 1` makes it"), "{}", called.stderr);
}

#[test]
fn without_cargo_the_checker_says_where_rust_is_to_be_had() {
    let course = Course::new();
    assert_eq!(course.checker(&["reset", "1"]).code, 0);
    let mut command = course.command(&["check", "1"]);
    let called = course::called(command.env("PATH", "").output().unwrap());
    assert_eq!(
        called.stopped(3),
        "error: cargo is not on the PATH: install Rust from https://rustup.rs, then open a new terminal"
    );
}

/// A policy is no code: its checks need neither a compiler nor a program that compiles.
#[test]
fn a_policy_is_checked_without_building() {
    let course = Course::new();
    assert_eq!(course.checker(&["reset", "2"]).code, 0);
    course.write("labs/02-bucket-policy/src/apply.rs", "this is no Rust\n");
    let check = || {
        let mut command = course.command(&["check", "2", "--part", "statement"]);
        course::called(command.env("PATH", "").output().unwrap())
    };
    let called = check();
    assert_eq!(called.code, 1, "{}", called.stderr);
    assert!(called.stdout.contains("policy.json:6:17: `Effect` is \"Allow\" or \"Deny\""), "{}", called.stdout);

    course.write("labs/02-bucket-policy/policy.json", &course.read("solutions/02-bucket-policy/policy.json"));
    let called = check();
    assert_eq!(called.code, 0, "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("Part statement of lab 2 passed · 9 of 9 points"), "{}", called.stdout);
}

#[test]
fn files_that_no_editor_for_code_writes_are_named() {
    let course = Course::new();
    assert_eq!(course.checker(&["reset", "2"]).code, 0);
    let policy = course.path("labs/02-bucket-policy/policy.json");
    let message = || course.checker(&["check", "2", "--part", "statement"]).stdout;
    std::fs::write(&policy, b"\xff\xfe{\0}\0").unwrap();
    assert!(message().contains("UTF-16"), "{}", message());
    std::fs::remove_file(&policy).unwrap();
    assert!(message().contains("policy.json is not there."), "{}", message());
    course.write("labs/02-bucket-policy/bucket.txt", "\n");
    assert!(message().contains("bucket.txt holds no name that a bucket can have: it is empty."), "{}", message());
}

#[test]
fn a_folder_that_cannot_be_written_is_a_fault() {
    let course = Course::new();
    assert_eq!(course.checker(&["reset", "1"]).code, 0);
    // A file where the folder of copies belongs stops root too, whom permissions do not.
    course.write(".checker/build", "in the way");
    let called = course.checker(&["check", "1"]);
    assert!(called.stopped(3).starts_with("error: cannot write "), "{}", called.stderr);
}

#[test]
fn progress_that_cannot_be_kept_is_a_fault_of_the_hint() {
    let course = Course::new();
    course.write(".checker", "in the way");
    let called = course.checker(&["hint", "1"]);
    assert!(called.stopped(3).contains(".checker"), "{}", called.stderr);
}

#[test]
fn a_port_that_is_taken_is_a_fault() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let called = Course::new().checker(&["cloud", "--port", &port]);
    assert_eq!(
        called.stopped(3),
        format!("error: port {port} is taken by another program; choose another with --port")
    );
}

#[test]
fn an_endpoint_that_is_no_address_is_wrong_usage() {
    let called = Course::new().checker(&["check", "1", "--endpoint", "chat"]);
    assert!(called.stopped(2).ends_with("not `chat`"), "{}", called.stderr);
}

#[test]
fn an_endpoint_that_does_not_answer_is_a_fault_and_costs_no_points() {
    let closed = { TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap() };
    let called = Course::new().checker(&["check", "1", "--endpoint", &format!("http://{closed}"), "--json"]);
    assert_eq!(called.code, 3, "{}", called.stderr);
    let report: serde_json::Value = serde_json::from_str(&called.stdout).unwrap();
    let statuses: Vec<_> =
        report["labs"][0]["checks"].as_array().unwrap().iter().map(|check| check["status"].as_str().unwrap()).collect();
    assert!(statuses.contains(&"fault") && !statuses.contains(&"failed"), "{statuses:?}");
    assert!(called.stderr.contains("This is not your lab's failure and costs no points."), "{}", called.stderr);
}

#[test]
fn a_target_is_chosen_once() {
    let course = Course::new();
    let endpoint = ["--dynamodb-endpoint", "http://127.0.0.1:1"];
    for others in [["--dynamodb", "local"], ["--dynamodb-image", "mine:1"]] {
        for command in [["check", "1"], ["cloud", "1"], ["watch", "1"]] {
            let called = course.checker(&[&command[..], &others, &endpoint].concat());
            assert_eq!(
                called.stopped(2),
                "error: --dynamodb-endpoint names a DynamoDB Local that runs already, so it goes without --dynamodb and \
                 --dynamodb-image"
            );
        }
    }
    for others in [["--dynamodb", "local"], ["--dynamodb-image", "mine:1"], endpoint] {
        let called = course.checker(&[&["check", "1", "--endpoint", "http://127.0.0.1:1"][..], &others].concat());
        assert!(called.stopped(2).starts_with("error: --endpoint checks what you deployed"), "{}", called.stderr);
    }
    let aws = course.checker(&["check", "1", "--dynamodb-endpoint", "https://dynamodb.eu-central-1.amazonaws.com"]);
    assert!(aws.stopped(2).contains("is AWS's own"), "{}", aws.stderr);
    assert!(
        course.checker(&["check", "--parity", "--endpoint", "http://127.0.0.1:1"]).stopped(2).contains("name the lab")
    );
}

#[test]
fn without_a_docker_engine_the_checker_says_what_else_to_do() {
    let course = Course::new();
    let mut command = course.command(&["check", "1", "--dynamodb", "local"]);
    let called = course::called(command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().unwrap());
    let said = called.stopped(3);
    assert!(said.starts_with("error: ") && said.lines().count() == 1, "{said}");
    assert!(said.contains("--dynamodb-endpoint URL"), "{said}");
    if cfg!(feature = "testcontainers") {
        assert!(said.contains("no Docker engine answers") && said.contains("start Docker"), "{said}");
    } else {
        assert!(said.contains("built without testcontainers") && said.contains("--features testcontainers"), "{said}");
    }
}

#[test]
fn starters_are_written_checked_and_never_overwrite_an_edit() {
    let course = Course::new();
    assert_eq!(course.checker(&["starters", "--check"]).code, 1);
    assert_eq!(course.checker(&["starters"]).code, 0);
    assert_eq!(course.checker(&["starters", "--check"]).code, 0);
    let file = "labs/01-s3-hosting/src/keys.rs";
    let starter = course.read(file);
    for word in ["STARTER", "ANCHOR", "BucketLocationConstraint::from"] {
        assert!(!starter.contains(word), "{word} in a starter");
    }
    assert!(starter.contains("TODO"));

    course.write(file, "// mine\n");
    let called = course.checker(&["starters"]);
    assert!(called.stopped(2).ends_with(file), "{}", called.stderr);
    assert_eq!(course.read(file), "// mine\n");
    assert_eq!(course.checker(&["starters", "--check"]).code, 1);
}

#[test]
fn starters_follow_the_solution_where_nobody_edited() {
    let course = Course::new();
    assert_eq!(course.checker(&["starters"]).code, 0);
    let solution = "solutions/01-s3-hosting/src/files.rs";
    course.write(solution, &(course.read(solution) + "// more\n"));
    assert_eq!(course.checker(&["starters"]).code, 0);
    assert!(course.read("labs/01-s3-hosting/src/files.rs").ends_with("// more\n"));
}

#[test]
fn reset_keeps_what_was_there_aside() {
    let course = Course::new();
    assert_eq!(course.checker(&["reset", "1"]).code, 0);
    let file = "labs/01-s3-hosting/src/keys.rs";
    course.write(file, "// mine\n");
    assert_eq!(course.checker(&["reset", "1"]).stopped(2), "error: there is no one to ask: add --yes");
    assert_eq!(course.read(file), "// mine\n");
    assert_eq!(course.checker(&["reset", "1", "--yes"]).code, 0);
    assert!(course.read(file).contains("TODO"));
    assert_eq!(course.read(".checker/reset/01-s3-hosting-1/src/keys.rs"), "// mine\n");
}

#[test]
fn hints_say_one_more_each_time() {
    let course = Course::new();
    let levels = |called: course::Called| {
        called.stdout.lines().filter(|line| line.starts_with(|char: char| char.is_ascii_digit())).count()
    };
    assert_eq!(levels(course.checker(&["hint", "1", "keys"])), 1);
    assert_eq!(levels(course.checker(&["hint", "1", "s3-hosting/keys"])), 2);
    assert_eq!(levels(course.checker(&["hint", "1", "keys"])), 3);
    assert_eq!(levels(course.checker(&["hint", "1", "keys"])), 3);
    assert!(course.checker(&["hint", "1", "kees"]).stopped(2).contains("lab 1 has no check `kees`"));
}

#[test]
fn the_list_shows_labs_parts_and_points() {
    let course = Course::new();
    insta::assert_snapshot!(course.checker(&["list"]).stdout, @r"
    1 · A website on S3   0 of 29 points   labs/01-s3-hosting
      · keys              0 of 11   A bucket and its keys
      · content-type      0 of  6   Content types
      · public-objects    0 of  6   Public objects
      · website           0 of  6   The website
    2 · A bucket policy   0 of 26 points   labs/02-bucket-policy
      · statement         0 of  9   A statement
      · apply             0 of  7   From ACLs to the policy
      · later-file        0 of  4   A file uploaded later
      · refusals          0 of  6   What stays refused
    3 · A role for a function   0 of 24 points   labs/03-iam-role
      · assume            0 of  7   A role that Lambda may assume
      · read              0 of  5   A function that reads
      · least-privilege   0 of  6   Just the right permissions
      · events            0 of  6   Other events, and what is missing
    4 · An API in front of the function   0 of 43 points   labs/04-proxy-lambda
      · function          0 of 18   A function that answers HTTP
      · proxy             0 of  8   Every path to the function
      · cors              0 of  9   What a browser wants to see
      · site              0 of  8   The site on the API
    5 · The data in DynamoDB   0 of 87 points   labs/05-dynamodb
      · tables            0 of 10   Tables, keys and an index
      · load              0 of 13   Loading the data
      · conversation      0 of 17   One conversation
      · list              0 of 14   The list by the index
      · post              0 of 26   A new message
      · capacity          0 of  7   Capacity and cost
    6 · Out of proxy mode   0 of 89 points   labs/06-models
      · first-method      0 of 13   One method leaves the proxy
      · by-id             0 of 11   A second method, by analogy
      · response-models   0 of  7   Models of the answers
      · post              0 of 21   A validated message
      · errors            0 of 15   Errors become statuses
      · independent       0 of 22   On your own
    7 · Users and who they are   0 of 85 points   labs/07-cognito
      · pool              0 of 17   A user pool
      · authorizer        0 of 14   Only who is signed in
      · claims            0 of 11   Who asks
      · membership        0 of 16   Who takes part
      · users             0 of 20   Who else is there
      · together          0 of  7   The whole app

    next: labs/01-s3-hosting/src/keys.rs, then cargo checker check 1 --part keys
    ");
}

#[test]
fn progress_is_shown() {
    let course = Course::new();
    course
        .write(".checker/progress.json", r#"{"labs":{"01-s3-hosting":{"passed":["s3-hosting/bucket","gone/check"]}}}"#);
    assert!(course.checker(&["list"]).stdout.contains("2 of 29 points"));
}

#[test]
fn without_a_command_the_checker_watches_and_that_wants_a_terminal() {
    let called = Course::new().checker(&[]);
    assert_eq!(called.stopped(2), "error: watch wants a terminal; `cargo checker check` wants none");
}

#[test]
fn the_solution_is_shown_after_the_lab_is_passed() {
    let course = Course::new();
    assert!(course.checker(&["solution", "1"]).stopped(2).contains("lab 1 is not passed yet"));
    let shown = course.checker(&["solution", "1", "--yes"]).stdout;
    assert!(shown.contains("──── src/keys.rs") && shown.contains("BucketLocationConstraint::from(region)"), "{shown}");
    assert!(!shown.contains("ANCHOR") && !shown.contains("STARTER"), "{shown}");
    assert!(!shown.contains("src/main.rs"), "what is given is not shown");
}

#[test]
fn an_error_that_is_pasted_is_explained() {
    let course = Course::new();
    let explained = course.checker(&["explain", "An error occurred (BucketAlreadyExists) when calling CreateBucket"]);
    assert_eq!(explained.code, 0);
    assert!(explained.stdout.starts_with("BucketAlreadyExists\n  why   Another account has"), "{}", explained.stdout);
    assert_eq!(course.checker(&["explain", "segmentation fault"]).code, 1);
}

#[test]
fn the_doctor_says_what_is_missing() {
    let course = Course::new();
    assert_eq!(course.checker(&["doctor"]).code, 0, "{}", course.checker(&["doctor"]).stdout);
    let mut command = course.command(&["doctor"]);
    let called = course::called(command.env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().unwrap());
    assert_eq!(called.code, 0, "nothing else needs Docker: {}", called.stdout);
    let missing = if cfg!(feature = "testcontainers") { "no Docker engine answers" } else { "without testcontainers" };
    assert!(called.stdout.contains(missing) && called.stdout.contains("--dynamodb local"), "{}", called.stdout);
    let mut command = course.command(&["doctor"]);
    let called = course::called(command.env("PATH", "").env("AWS_PROFILE", "secret-name").output().unwrap());
    assert_eq!(called.code, 3);
    assert!(called.stdout.contains("✗ rustc is not on the PATH"), "{}", called.stdout);
    assert!(called.stdout.contains("AWS_PROFILE") && !called.stdout.contains("secret-name"), "{}", called.stdout);
}

#[test]
fn whether_somebody_may_do_something_is_answered_with_the_deciding_statement() {
    let course = Course::new();
    let ask = |who, action| {
        let resource = "arn:aws:s3:::chat-site/index.html";
        course.checker(&["can", who, action, resource, "--lab", "2", "--solutions"]).stdout
    };
    let read = ask("anonymous", "s3:GetObject");
    assert!(read.starts_with("allowed") && read.contains("policy.json:"), "{read}");
    assert!(ask("anonymous", "s3:PutObject").starts_with("denied: no resource-based policy allows it"));
    let unknown = course.checker(&["can", "nobody", "s3:GetObject", "arn:aws:s3:::chat-site/x", "--solutions"]);
    assert!(unknown.stopped(2).contains("nobody is called `nobody`"), "{}", unknown.stderr);
}
