//! User pools and app clients of a stack.

use super::{Made, refused};
use crate::ServiceError;
use crate::cognito::{UserPools, invalid_parameter};
use crate::template::view::{UserPoolClientProperties, UserPoolProperties};

/// The property that a refusal of a pool is about, by a word of the message.
const OF_POOL: [(&str, &str); 5] = [
    ("passwordPolicy", "Policies"),
    ("aliasAttributes", "AliasAttributes"),
    ("schema attribute", "Schema"),
    ("custom", "Schema"),
    ("AttributeDataType", "Schema"),
];
/// The property that a refusal of a client is about, by a word of the message.
const OF_CLIENT: [(&str, &str); 5] = [
    ("xplicitAuthFlows", "ExplicitAuthFlows"),
    ("token validity", "AccessTokenValidity"),
    ("read attributes", "ReadAttributes"),
    ("write attributes", "WriteAttributes"),
    ("User pool", "UserPoolId"),
];

fn property<'a>(of: &[(&str, &'a str)], error: &ServiceError) -> &'a str {
    of.iter().find(|(word, _)| error.message.contains(word)).map_or("", |(_, property)| property)
}

/// `AWS::Cognito::UserPool`.
pub(super) fn create(pools: &UserPools, pool: &UserPoolProperties) -> Made {
    let created = pools.create_pool(&pool.id, &pool.request);
    let told = |error: ServiceError| {
        let at = pool.place(property(&OF_POOL, &error));
        refused("cognito-idp:CreateUserPool", &pool.name, at, error)
    };
    created.err().map(told).into_iter().collect()
}

/// What no update of a pool changes.
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cognito-userpool.html>
const FIXED: [&str; 3] = ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration"];

/// The pool as another template wants it, with its users.
pub(super) fn update(pools: &UserPools, old: &UserPoolProperties, new: &UserPoolProperties) -> Made {
    let differs = |name: &&&str| old.request.get(**name) != new.request.get(**name);
    if let Some(fixed) = FIXED.iter().find(differs) {
        // The words of public logs.
        let message = format!("Invalid request provided: Updates are not allowed for property - {fixed}.");
        let error = invalid_parameter(message).with_hint("on AWS only a new pool can have another value");
        return vec![refused("cognito-idp:UpdateUserPool", &new.name, new.place(fixed), error)];
    }
    create(pools, new)
}

/// `AWS::Cognito::UserPoolClient`.
pub(super) fn create_client(pools: &UserPools, client: &UserPoolClientProperties) -> Made {
    let created = pools.create_client(&client.id, &client.request);
    let told = |error: ServiceError| {
        let at = client.place(property(&OF_CLIENT, &error));
        refused("cognito-idp:CreateUserPoolClient", &client.name, at, error)
    };
    created.err().map(told).into_iter().collect()
}
