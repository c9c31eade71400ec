//! Lambda with real processes over real sockets.
//!
//! This program is three: the tests, the `bootstrap` of the functions that they invoke, and the supervisor of their
//! sandboxes. So it has a `main` of its own in place of the test harness's; `cargo test --test lambda NAME` runs those
//! whose names have NAME in them.

mod abandoned;
mod access;
mod bootstrap;
mod configuration;
mod crowd;
mod failures;
mod harness;
mod http_api;
mod invocations;
mod processes;
mod runtime_api;
mod scene;

use std::process::ExitCode;

use harness::{Test, tests};

fn main() -> ExitCode {
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return bootstrap::main();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == abandoned::OWNER) {
        return abandoned::own_a_cloud();
    }
    let tests: Vec<Test> = tests! {
        abandoned: nothing_outlives_an_owner_that_is_killed;
        access: a_role_that_lambda_may_not_assume_makes_no_function, a_functions_calls_are_judged_by_its_role;
        configuration: the_environment_is_lambdas_list_and_the_functions_own, a_function_exists_once,
            a_sandbox_has_folders_of_its_own;
        crowd: everybody_gets_an_answer_of_their_own_while_sandboxes_are_killed;
        failures: a_function_that_exits_is_told_with_its_status, a_function_that_loops_runs_out_of_time,
            a_function_that_sleeps_runs_out_of_time, a_function_that_allocates_without_end_is_killed,
            a_function_that_prints_without_end_fills_nothing,
            the_last_words_of_a_function_that_prints_much_are_kept_each_time, a_function_that_is_killed_is_told_with_the_signal,
            a_panic_before_the_first_event_is_tried_twice, an_error_before_the_first_event_goes_through,
            a_bootstrap_that_is_missing_is_told, a_functions_own_error_goes_through,
            an_answer_that_is_no_json_goes_through, a_bootstrap_that_speaks_no_http_runs_out_of_time,
            an_answer_that_is_too_large_is_an_error;
        http_api: a_function_is_invoked_by_every_form_of_its_name, an_error_and_the_end_of_the_log_stand_in_headers,
            events_and_dry_runs_answer_at_once, who_may_not_invoke_is_told_in_iams_words,
            too_many_at_once_are_refused_with_the_reason, a_functions_configuration_can_be_read;
        invocations: an_event_is_answered_and_the_sandbox_used_again, the_log_has_lambdas_lines_around_the_functions,
            an_event_that_nobody_waits_for_is_tried_three_times, a_dry_run_runs_nothing,
            what_is_no_event_is_refused, a_stand_in_answers_until_it_goes, reserved_concurrency_is_never_exceeded,
            the_trace_has_an_event_for_each_run, who_hangs_up_stops_no_function;
        processes: a_grandchild_in_a_session_of_its_own_ends_with_its_function, nothing_is_left_of_a_cloud_that_ends,
            a_function_cannot_write_to_its_supervisor,
            a_function_that_kills_its_supervisor_does_not_get_away;
        runtime_api: the_next_event_comes_with_all_headers, an_answer_for_another_request_is_refused,
            a_second_answer_is_refused, what_is_not_there_is_not_found, asking_again_gives_the_same_event;
    }
    .to_vec();
    harness::run(&tests, &arguments)
}
