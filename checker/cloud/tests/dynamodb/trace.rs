//! What the trace keeps of a request.

use super::support::{CONVERSATIONS, INDEX, put_participant, s, start_with_tables};

#[tokio::test]
async fn an_event_shows_operation_table_index_and_how_it_was_asked() {
    let (cloud, client) = start_with_tables().await;
    put_participant(&client, "1", "Ada").await;
    let query = client
        .query()
        .table_name(CONVERSATIONS)
        .index_name(INDEX)
        .key_condition_expression("Username = :me")
        .expression_attribute_values(":me", s("Ada"))
        .limit(5);
    query.send().await.expect("a page");
    let event = cloud.trace().pop().expect("a request");
    assert_eq!((event.service, event.operation.as_deref(), event.status), ("dynamodb", Some("Query"), 200));
    assert_eq!(event.decision.as_deref(), Some("allowed by statement 1 (line 1) of AdministratorAccess"));
    let request = event.table_request.expect("of a table");
    assert_eq!((request.tables, request.index.as_deref()), (vec![CONVERSATIONS.to_owned()], Some(INDEX)));
    assert_eq!(request.parameters["KeyConditionExpression"], "Username = :me");
    assert_eq!((request.returned, request.scanned, request.has_more), (Some(1), Some(1), false));
    assert!((request.capacity_units - 0.5).abs() < f64::EPSILON);
}
