//! The operations of the API, each in the file of what it is about.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html>

mod admin;
mod forgot_password;
mod list_users;
mod own_account;
mod pools;
mod sign_in;
mod sign_out;
mod sign_up;

use serde_json::Value;

use super::UserPools;
use crate::ServiceError;

/// An operation that is emulated.
pub(super) struct Operation {
    /// Its name: `SignUp`.
    pub(super) name: &'static str,
    pub(super) access: Access,
    pub(super) run: fn(&UserPools, &Value) -> Result<Value, ServiceError>,
}

/// Who may ask.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever knows a client's id or has a token: signatures are not looked at.
    Public,
    /// Whom IAM allows it on the pool's ARN.
    Iam,
}

const fn public(name: &'static str, run: fn(&UserPools, &Value) -> Result<Value, ServiceError>) -> Operation {
    Operation { name, access: Access::Public, run }
}

const fn signed(name: &'static str, run: fn(&UserPools, &Value) -> Result<Value, ServiceError>) -> Operation {
    Operation { name, access: Access::Iam, run }
}

const ALL: &[Operation] = &[
    public("SignUp", sign_up::sign_up),
    public("ConfirmSignUp", sign_up::confirm_sign_up),
    public("ResendConfirmationCode", sign_up::resend_confirmation_code),
    public("ForgotPassword", forgot_password::forgot_password),
    public("ConfirmForgotPassword", forgot_password::confirm_forgot_password),
    public("InitiateAuth", sign_in::initiate_auth),
    public("RespondToAuthChallenge", sign_in::respond_to_auth_challenge),
    public("GetTokensFromRefreshToken", sign_in::get_tokens_from_refresh_token),
    public("GlobalSignOut", sign_out::global_sign_out),
    public("RevokeToken", sign_out::revoke_token),
    signed("AdminInitiateAuth", sign_in::admin_initiate_auth),
    signed("AdminRespondToAuthChallenge", sign_in::admin_respond_to_auth_challenge),
    signed("AdminUserGlobalSignOut", sign_out::admin_user_global_sign_out),
    public("GetUser", own_account::get_user),
    public("ChangePassword", own_account::change_password),
    public("UpdateUserAttributes", own_account::update_user_attributes),
    public("GetUserAttributeVerificationCode", own_account::get_user_attribute_verification_code),
    public("VerifyUserAttribute", own_account::verify_user_attribute),
    public("DeleteUser", own_account::delete_user),
    signed("AdminCreateUser", admin::admin_create_user),
    signed("AdminConfirmSignUp", admin::admin_confirm_sign_up),
    signed("AdminSetUserPassword", admin::admin_set_user_password),
    signed("AdminResetUserPassword", admin::admin_reset_user_password),
    signed("AdminGetUser", admin::admin_get_user),
    signed("AdminDeleteUser", admin::admin_delete_user),
    signed("AdminDisableUser", admin::admin_disable_user),
    signed("AdminEnableUser", admin::admin_enable_user),
    signed("AdminUpdateUserAttributes", admin::admin_update_user_attributes),
    signed("ListUsers", list_users::list_users),
    signed("CreateUserPool", pools::create_user_pool),
    signed("DescribeUserPool", pools::describe_user_pool),
    signed("DeleteUserPool", pools::delete_user_pool),
    signed("ListUserPools", pools::list_user_pools),
    signed("CreateUserPoolClient", pools::create_user_pool_client),
    signed("DescribeUserPoolClient", pools::describe_user_pool_client),
    signed("UpdateUserPoolClient", pools::update_user_pool_client),
    signed("DeleteUserPoolClient", pools::delete_user_pool_client),
    signed("ListUserPoolClients", pools::list_user_pool_clients),
];

/// The emulated operation of this name.
pub(super) fn named(name: &str) -> Option<&'static Operation> {
    ALL.iter().find(|operation| operation.name == name)
}
