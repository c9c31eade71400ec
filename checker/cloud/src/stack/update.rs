//! Updates of a stack: from the resources of one template to those of the next.
//!
//! First the new template's resources are made or changed, in order; then what it no longer has is deleted, in the old
//! template's reverse order.
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html>

use http::StatusCode;
use serde_json::json;

use super::{
    CREATE_FAILED, Code, CreateFailed, Made, bucket, each_in_order, function, refused, rest_api, role, table, user_pool,
};
use crate::Cloud;
use crate::service_error::ServiceError;
use crate::template::view::{
    BucketPolicyProperties, BucketProperties, DeploymentProperties, FunctionProperties, ManagedPolicyProperties,
    PermissionProperties, PolicyProperties, RestApiProperties, RoleProperties, StageProperties, TableProperties,
    UserPoolClientProperties, UserPoolProperties,
};
use crate::template::{Node, Resource, Stack};

const UPDATE_FAILED: &str = "UPDATE_FAILED";

/// What an update does with a resource that both templates have.
enum Way {
    /// It is as it was.
    Nothing,
    /// It is changed where it stands, and keeps what is in it.
    Change,
    /// Another is made, and the old one is deleted at the end.
    Replace,
    /// Why `CloudFormation` refuses.
    Refuse(ServiceError),
}

impl Cloud {
    /// Brings a stack that stands from one template to the next, and returns what is refused: nothing where all is well.
    ///
    /// What both templates have, by its logical id, is changed where it stands: buckets keep their objects, tables their
    /// items, functions their logs and who may call them, APIs their ids and stages, user pools their users. What gets another name is made anew.
    /// What only the old template has is deleted, unless its `DeletionPolicy` keeps it; what cannot be deleted, such as a
    /// bucket with objects, stays, and the update is complete all the same, as on AWS.
    ///
    /// On AWS the first refusal ends the update, and it is rolled back. Here the others are tried all the same, as
    /// [`deploy`](Self::deploy) does. Types that the course never changes, such as a log group, are changed by no update:
    /// `NotImplemented` says so.
    #[must_use = "a stack that was refused is not as its template says"]
    pub fn update(&self, before: &Stack, after: &Stack, code: Code<'_>) -> Vec<CreateFailed> {
        let failures = each_in_order(after, |new, missing| match before.resource(&new.logical_id) {
            None => (CREATE_FAILED, self.create(new, missing, code)),
            Some(old) => match way(before, after, old, new) {
                Way::Nothing => (UPDATE_FAILED, Made::new()),
                Way::Change => (UPDATE_FAILED, self.change(old, new, missing, code)),
                Way::Replace => (CREATE_FAILED, self.create(new, missing, code)),
                Way::Refuse(error) => {
                    (UPDATE_FAILED, vec![refused("cloudformation:UpdateStack", &new.physical_id, &new.at, error)])
                }
            },
        });
        for old in before.resources.iter().rev() {
            let stays = after
                .resource(&old.logical_id)
                .is_some_and(|new| !matches!(way(before, after, old, new), Way::Replace));
            let retained = old.deletion_policy.as_deref().is_some_and(|policy| policy.starts_with("Retain"));
            if !stays && !retained {
                self.delete(old);
            }
        }
        failures
    }

    /// Changes a resource where it stands.
    fn change(&self, old: &Resource, new: &Resource, missing: &[&Resource], code: Code<'_>) -> Made {
        let (state, at) = (&self.state, &new.at);
        if let (Some(old), Some(new)) = (RoleProperties::new(old), RoleProperties::new(new)) {
            return role::update(self.iam(), &old, &new, missing, at);
        }
        if let (Some(old), Some(new)) = (ManagedPolicyProperties::new(old), ManagedPolicyProperties::new(new)) {
            return role::update_policy(self.iam(), &old, &new, at);
        }
        if let (Some(old), Some(new)) = (PolicyProperties::new(old), PolicyProperties::new(new)) {
            role::delete_inline(self.iam(), &old);
            return role::put_policy(self.iam(), &new);
        }
        if let Some(bucket) = BucketProperties::new(new) {
            return bucket::update(state, &bucket, at);
        }
        if let Some(policy) = BucketPolicyProperties::new(new) {
            return bucket::put_policy(state, &policy);
        }
        if let Some(function) = FunctionProperties::new(new) {
            return function::update(self, &function, code, at);
        }
        if let (Some(old), Some(new)) = (PermissionProperties::new(old), PermissionProperties::new(new)) {
            // The old function may be gone.
            let _ = self.remove_permission(&old.function_name, &old.statement_id);
            return function::add_permission(self, new, at);
        }
        if let Some(rest_api) = RestApiProperties::new(new) {
            return rest_api::update(state, &rest_api, at);
        }
        if let (Some(old), Some(new)) = (StageProperties::new(old), StageProperties::new(new)) {
            return rest_api::update_stage(state, &old, &new);
        }
        if let (Some(old), Some(new)) = (TableProperties::new(old), TableProperties::new(new)) {
            return table::update(state, &old, &new, at);
        }
        if let (Some(old), Some(new)) = (UserPoolProperties::new(old), UserPoolProperties::new(new)) {
            return user_pool::update(self.cognito(), &old, &new);
        }
        if let Some(client) = UserPoolClientProperties::new(new) {
            return user_pool::create_client(self.cognito(), &client);
        }
        let error = ServiceError::not_emulated(&format!("an update of {}", new.resource_type));
        vec![refused("cloudformation:UpdateStack", &new.physical_id, at, error)]
    }

    /// Deletes a resource; one that refuses stays.
    fn delete(&self, old: &Resource) {
        let state = &self.state;
        if let Some(role) = RoleProperties::new(old) {
            role::delete(self.iam(), &role.name);
        } else if let Some(policy) = ManagedPolicyProperties::new(old) {
            role::delete_policy(self.iam(), &policy);
        } else if let Some(policy) = PolicyProperties::new(old) {
            role::delete_inline(self.iam(), &policy);
        } else if let Some(bucket) = BucketProperties::new(old) {
            bucket::delete(state, &bucket.name);
        } else if let Some(policy) = BucketPolicyProperties::new(old) {
            bucket::delete_policy(state, &policy.bucket);
        } else if let Some(function) = FunctionProperties::new(old) {
            self.end_function(&function.name);
        } else if let Some(permission) = PermissionProperties::new(old) {
            let _ = self.remove_permission(&permission.function_name, &permission.statement_id);
        } else if let Some(rest_api) = RestApiProperties::new(old) {
            state.apigateway.write().remove(&rest_api.id);
        } else if let Some(deployment) = DeploymentProperties::new(old) {
            let _ = state.apigateway.delete_deployment(&state.account, &deployment.rest_api_id, &deployment.id);
        } else if let Some(stage) = StageProperties::new(old) {
            rest_api::delete_stage(state, &stage);
        } else if let Some(table) = TableProperties::new(old) {
            table::delete(state, &table.name);
        } else if let Some(client) = UserPoolClientProperties::new(old) {
            let _ = self.cognito().call("DeleteUserPoolClient", &client.named());
        } else if let Some(pool) = UserPoolProperties::new(old) {
            let _ = self.cognito().call("DeleteUserPool", &json!({"UserPoolId": pool.id}));
        }
    }
}

/// What becomes of a resource that both templates have. A function is always changed: its code may be another.
fn way(before: &Stack, after: &Stack, old: &Resource, new: &Resource) -> Way {
    let refuse = |message: String| Way::Refuse(ServiceError::new("ValidationError", StatusCode::BAD_REQUEST, message));
    if old.resource_type != new.resource_type {
        return refuse(format!(
            "Update of resource type is not permitted. The new template modifies resource type of the following \
             resources: [{}]",
            new.logical_id
        ));
    }
    if let Some(table) = before.refused_replacements(after).into_iter().find(|table| table.logical_id == new.logical_id)
    {
        return refuse(custom_named(&table.name));
    }
    // A role or a policy in another path, or a policy with other words about it, is another one.
    let another_arn = old.arn() != new.arn();
    let other_words = new.resource_type == "AWS::IAM::ManagedPolicy" && differ(old, new, "Description");
    if old.physical_id != new.physical_id || another_arn || other_words {
        let name = |arn: &str| arn.rsplit('/').next().unwrap_or_default().to_owned();
        let is_named = matches!(new.resource_type.as_str(), "AWS::IAM::Role" | "AWS::IAM::ManagedPolicy");
        if is_named && name(&old.physical_id) == name(&new.physical_id) {
            return refuse(custom_named(&name(&new.physical_id)));
        }
        return Way::Replace;
    }
    if new.resource_type != "AWS::Lambda::Function" && old.properties.to_json() == new.properties.to_json() {
        return Way::Nothing;
    }
    // Its id follows from its name in the template, which SAM makes of the API's definition.
    if new.resource_type == "AWS::ApiGateway::Deployment" {
        return Way::Nothing;
    }
    Way::Change
}

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html>
fn custom_named(name: &str) -> String {
    format!(
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {name} and update the \
         stack again."
    )
}

fn differ(old: &Resource, new: &Resource, property: &str) -> bool {
    let value = |resource: &Resource| resource.properties.get(property).and_then(Node::scalar);
    value(old) != value(new)
}
