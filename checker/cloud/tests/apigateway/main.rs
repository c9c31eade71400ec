//! API Gateway's data plane over real sockets, with a function that is a real process.
//!
//! This program is three: the tests, the `bootstrap` of the function behind the API, and the supervisor of its
//! sandboxes. So it has a `main` of its own, as the test program of Lambda has; `cargo test --test apigateway NAME` runs
//! those whose names have NAME in them.

mod access;
mod authorizer;
#[allow(dead_code)]
#[path = "../lambda/bootstrap.rs"]
mod bootstrap;
mod client;
mod crowd;
mod custom;
mod events;
mod failures;
mod function;
mod gateway_responses;
#[path = "../lambda/harness.rs"]
mod harness;
mod hostile;
mod limits;
mod log;
mod mapped;
mod mapping_templates;
mod mock;
mod responses;
mod routes;
mod scene;
mod signed;
mod testing;
mod users;
mod validation;

use std::process::ExitCode;

use harness::{Test, tests};

fn main() -> ExitCode {
    if let Some(code) = cloud::lambda::sandbox_process() {
        return code;
    }
    if std::env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        return function::main();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let tests: Vec<Test> = tests! {
        access: a_signed_call_tells_the_function_who_signed,
            a_policy_opens_one_method_of_one_stage,
            a_key_of_a_plan_of_the_stage_gets_in_and_is_told,
            every_other_key_is_403_forbidden_and_the_trace_says_why;
        authorizer: an_id_token_counts_bare_and_as_a_bearer_token,
            templates_have_each_claim_as_a_text_and_claims_alone_are_null,
            a_proxy_event_carries_the_claims,
            without_scopes_an_id_token_is_wanted_and_with_them_an_access_token_with_one,
            an_expired_token_has_words_of_its_own_also_while_its_result_is_kept,
            a_result_is_kept_for_its_time_though_the_client_is_deleted,
            another_pools_token_is_refused_and_a_pool_that_is_not_there_is_500,
            the_expression_is_compared_with_all_of_the_audience,
            the_token_comes_in_the_header_of_the_identity_source,
            a_preflight_that_wants_a_token_is_401,
            a_refused_caller_stands_in_the_log_and_reaches_nothing,
            gateway_responses_know_the_claims_and_mappings_too,
            a_test_runs_without_the_authorizer_and_without_claims;
        crowd: of_2000_requests_from_16_clients_none_is_lost_and_none_mixed_up,
            one_connection_carries_many_requests_each_with_its_own_spelling;
        custom: without_templates_the_body_is_the_event_and_the_answer_goes_out_as_it_is,
            a_function_that_failed_is_200_with_its_error_unless_a_pattern_takes_it,
            patterns_select_by_the_whole_error_message_of_a_function_that_failed,
            a_pattern_must_match_all_of_the_message,
            without_a_matching_and_a_default_response_it_is_500,
            a_response_that_the_method_does_not_declare_is_500,
            a_pattern_that_cannot_be_matched_here_says_so,
            response_parameters_come_from_literals_headers_the_body_and_the_context,
            a_status_204_has_no_body_though_the_function_answers_null,
            base64_is_decoded_where_the_response_is_converted_to_binary,
            what_is_no_json_never_reaches_the_function,
            an_event_is_queued_where_the_invocation_type_is_mapped,
            headers_of_api_gateways_own_cannot_be_mapped_onto_the_integration_request,
            a_function_that_is_slower_than_the_integration_is_504,
            without_a_permission_it_is_500,
            credentials_and_other_services_say_that_they_are_not_emulated;
        events: the_event_has_all_keys_of_version_1_0,
            what_is_absent_is_null,
            header_names_keep_the_clients_spelling,
            api_gateway_adds_headers_of_its_own,
            a_trace_that_the_caller_began_goes_on,
            query_values_are_decoded_and_the_last_of_a_repeated_key_counts,
            a_trailing_slash_is_cut_from_the_parameter_only,
            double_slashes_inside_are_kept_and_those_after_the_stage_are_one,
            percent_escapes_stay_as_sent_in_path_and_parameter,
            a_body_is_text_unless_its_media_type_is_binary,
            an_edge_api_shows_cloudfronts_headers;
        failures: a_functions_error_is_502_and_told_in_the_log,
            a_function_that_runs_out_of_its_own_time_is_502,
            a_function_that_is_slower_than_the_integration_is_504_and_goes_on,
            without_a_permission_it_is_500_and_the_log_says_so,
            an_integration_method_other_than_post_is_500,
            a_function_that_is_not_there_is_500,
            a_function_without_free_slots_is_500,
            stage_variables_name_the_function,
            a_function_that_is_killed_is_502_for_its_caller_and_200_for_the_next,
            other_integrations_say_that_they_are_not_emulated;
        gateway_responses: errors_lack_cors_headers_unless_the_definition_adds_them,
            status_template_and_parameters_can_be_changed,
            a_status_of_default_4xx_is_that_of_all_4xx;
        hostile: none_of_them_gets_in,
            whoever_may_gets_in_by_the_same_doors,
            a_token_goes_on_counting_after_its_user_signed_out;
        limits: a_body_over_10_mb_is_413_in_plain_text,
            an_event_over_6_mb_is_413_request_too_long,
            an_answer_over_6_mb_is_502,
            headers_over_10240_bytes_are_431;
        log: a_proxys_lines_come_in_aws_order,
            a_mocks_lines_have_no_endpoint,
            a_line_is_cut_after_1024_bytes_and_has_the_requests_id,
            the_trace_has_the_way_and_then_nothing_secret;
        mapped: the_template_is_chosen_by_the_content_type_without_its_parameters,
            passthrough_behaviors_let_a_body_without_a_template_on_or_answer_415,
            what_the_template_gives_is_the_functions_event,
            an_empty_template_reaches_the_function_as_an_empty_object,
            a_map_where_json_is_needed_is_400_in_lambdas_words,
            a_body_that_begins_like_json_and_is_none_is_400_where_the_template_reads_it,
            a_template_that_fails_is_500_and_the_step_shows_the_place,
            a_response_template_makes_the_body_and_its_content_type,
            a_response_template_that_fails_is_500,
            a_response_template_overrides_status_and_headers,
            a_request_template_overrides_headers_of_the_integration_request,
            a_status_override_in_the_request_template_of_a_mock_wins,
            a_request_override_is_seen_by_the_response_template_of_a_mock,
            the_execution_log_of_a_test_has_aws_lines_in_aws_order;
        mapping_templates: maps_are_written_as_in_java_and_lists_as_json,
            what_is_missing_is_written_as_nothing_and_equals_null_and_the_empty_text,
            an_empty_body_counts_as_an_empty_object,
            bodies_that_are_no_json_are_texts_unless_they_begin_like_it,
            parameters_are_looked_for_in_path_query_and_header_in_this_order,
            stage_variables_are_read_in_three_forms,
            escape_java_script_makes_an_apostrophe_that_json_does_not_know,
            util_encodes_decodes_and_parses,
            the_examples_of_the_reference_render_as_documented,
            escaped_json_without_quotes_is_no_json_whatever_the_reference_says,
            maps_of_a_template_can_be_set_and_changed,
            a_loop_makes_a_list_without_a_comma_at_its_end,
            a_template_has_at_most_300_kb_and_a_loop_1000_rounds;
        mock: a_preflight_is_answered_without_a_function,
            a_status_without_quotation_marks_is_accepted,
            a_template_without_a_status_is_500,
            where_every_media_type_is_binary_the_template_is_not_read_unless_it_is_told_to_be_text,
            the_template_knows_parameters_and_context,
            the_request_template_is_velocity,
            without_a_response_for_the_status_it_is_500,
            a_body_of_another_media_type_is_passed_through_unless_forbidden;
        responses: status_headers_and_body_reach_the_caller,
            without_a_status_it_is_200_and_without_a_body_empty,
            one_header_in_both_maps_has_the_list_first,
            what_is_no_answer_is_502_and_the_log_calls_it_malformed,
            headers_of_api_gateways_own_are_remapped,
            base64_goes_out_as_it_is_without_binary_media_types,
            cors_headers_are_the_functions_own_affair,
            a_head_has_no_body;
        routes: no_route_a_wrong_verb_and_a_wrong_stage_are_403_missing_authentication_token,
            an_authorization_that_is_no_signature_is_complained_about_where_nothing_is_found,
            an_api_that_is_not_there_is_403_forbidden,
            an_apis_host_reaches_it_on_the_common_port,
            another_stage_serves_the_same_deployment,
            a_get_of_one_resource_is_no_get_of_its_children;
        testing: a_test_reaches_the_function_and_returns_the_log,
            a_test_of_mock_is_what_the_preflight_would_be,
            what_is_not_there_is_not_found,
            a_test_fails_as_a_request_does;
        validation: a_missing_or_blank_parameter_is_400_and_all_are_named_in_order,
            parameters_come_before_the_body,
            a_body_that_does_not_fit_is_400_and_says_no_more,
            a_body_that_is_no_json_or_none_at_all_does_not_fit,
            the_log_says_what_does_not_fit,
            the_trace_says_what_does_not_fit_and_where,
            the_media_type_chooses_the_model_and_without_one_nothing_is_looked_at,
            without_a_validator_or_a_model_nothing_is_validated,
            a_gateway_response_can_tell_what_does_not_fit,
            a_test_validates_too;
    }
    .to_vec();
    harness::run(&tests, &arguments)
}
