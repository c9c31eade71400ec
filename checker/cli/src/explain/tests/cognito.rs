//! What is found in the words of Cognito, and of an authorizer that asks it.

use super::codes;

#[test]
fn what_cognito_says_of_a_sign_in_is_told_by_its_words() {
    let refused = |code: &str, words: &str| {
        codes(&format!("An error occurred ({code}) when calling the InitiateAuth operation: {words}"))
    };
    let not_authorized = |words: &str| refused("NotAuthorizedException", words);
    assert_eq!(not_authorized("Incorrect username or password."), ["Incorrect username or password"]);
    assert_eq!(not_authorized("Password attempts exceeded"), ["Password attempts exceeded"]);
    assert_eq!(not_authorized("User is disabled."), ["User is disabled"]);
    assert_eq!(not_authorized("Refresh Token has been revoked"), ["Refresh Token has been revoked"]);
    assert_eq!(not_authorized("Invalid Refresh Token"), ["Invalid Refresh Token"]);
    assert_eq!(not_authorized("Refresh Token has expired"), ["Refresh Token has expired"]);
    assert_eq!(
        not_authorized("Client 4f1d is configured with secret but SECRET_HASH was not received"),
        ["SECRET_HASH was not received"]
    );
    assert_eq!(
        not_authorized("Unable to verify secret hash for client 4f1d"),
        ["Unable to verify secret hash for client"]
    );
    assert_eq!(not_authorized("Invalid session for the user, session is expired."), ["Invalid session for the user"]);
    assert_eq!(refused("UserNotConfirmedException", "User is not confirmed."), ["UserNotConfirmedException"]);
    assert_eq!(refused("UserNotFoundException", "User does not exist."), ["UserNotFoundException"]);
    for words in ["USER_PASSWORD_AUTH flow not enabled for this client", "USER_SRP_AUTH is not enabled for the client."]
    {
        assert_eq!(refused("InvalidParameterException", words), ["flow not enabled for this client"]);
    }
    assert_eq!(
        refused("ResourceNotFoundException", "User pool client 4f1d does not exist."),
        ["User pool client does not exist"]
    );
    assert_eq!(
        refused("ResourceNotFoundException", "User pool eu-central-1_4f1dAb does not exist."),
        ["User pool does not exist"]
    );
    assert_eq!(refused("TooManyRequestsException", "Rate exceeded"), ["TooManyRequestsException of Cognito"]);
    assert_eq!(
        codes("(TooManyRequestsException) when calling the ListUsers operation: Rate exceeded"),
        ["TooManyRequestsException of ListUsers"]
    );
}

#[test]
fn what_cognito_says_of_a_sign_up_is_told_by_its_words() {
    let refused = |code: &str, words: &str| {
        codes(&format!("An error occurred ({code}) when calling the SignUp operation: {words}"))
    };
    assert_eq!(refused("UsernameExistsException", "User already exists"), ["UsernameExistsException"]);
    assert_eq!(
        refused("InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
        ["InvalidPasswordException"]
    );
    assert_eq!(
        codes(
            "(InvalidPasswordException) when calling the ConfirmForgotPassword operation: Password does not conform to policy: Password must have symbol characters"
        ),
        ["InvalidPasswordException"]
    );
    assert_eq!(refused("InvalidParameterException", "Username should be an email."), ["Username should be an email"]);
    assert_eq!(
        refused("NotAuthorizedException", "SignUp is not permitted for this user pool"),
        ["SignUp is not permitted for this user pool"]
    );
    assert_eq!(
        refused(
            "InvalidParameterException",
            "Attributes did not conform to the schema: email: The attribute email is required"
        ),
        ["Attributes did not conform to the schema"]
    );
    assert_eq!(
        refused(
            "LimitExceededException",
            "Exceeded daily email limit for the operation or the account. If a higher limit is required, please configure your user pool to use your own Amazon SES configuration for sending email."
        ),
        ["Exceeded daily email limit"]
    );
    assert_eq!(
        refused("LimitExceededException", "Attempt limit exceeded, please try after some time."),
        ["Attempt limit exceeded"]
    );
    let confirmed = |code: &str, words: &str| {
        codes(&format!("An error occurred ({code}) when calling the ConfirmSignUp operation: {words}"))
    };
    assert_eq!(
        confirmed("CodeMismatchException", "Invalid verification code provided, please try again."),
        ["CodeMismatchException"]
    );
    assert_eq!(
        confirmed("ExpiredCodeException", "Invalid code provided, please request a code again."),
        ["ExpiredCodeException"]
    );
    assert_eq!(
        confirmed("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
        ["User cannot be confirmed"]
    );
    assert_eq!(
        confirmed("AliasExistsException", "An account with the given email already exists."),
        ["AliasExistsException"]
    );
    assert_eq!(
        codes(
            "(InvalidParameterException) when calling the ForgotPassword operation: Cannot reset password for the user as there is no registered/verified email or phone_number"
        ),
        ["there is no registered/verified email or phone_number"]
    );
}

#[test]
fn a_token_that_opens_nothing_is_told_by_the_words_it_got() {
    let answer = |message: &str| {
        codes(&format!(
            "HTTP/1.1 401 Unauthorized\nx-amzn-errortype: UnauthorizedException\n\n{{\"message\":\"{message}\"}}"
        ))
    };
    assert_eq!(answer("Unauthorized"), ["Unauthorized"]);
    assert_eq!(answer("The incoming token has expired"), ["The incoming token has expired"]);
    let get_user =
        |words: &str| codes(&format!("(NotAuthorizedException) when calling the GetUser operation: {words}"));
    assert_eq!(get_user("Access Token has been revoked"), ["Access Token has been revoked"]);
    assert_eq!(get_user("Access Token has expired"), ["Access Token has expired"]);
    assert_eq!(get_user("Invalid Access Token"), ["Invalid Access Token"]);
    assert_eq!(codes("ExpiredToken: The provided token has expired."), ["expired token"]);
    assert_eq!(
        codes(
            "Errors found during import: Unable to create authorizer 'Cognito': ProviderARNs need to be valid Cognito Userpools. Invalid ARNs- eu-central-1_5oiouFslC"
        ),
        ["ProviderARNs need to be valid Cognito Userpools"]
    );
}

#[test]
fn who_may_not_list_users_or_call_a_method_reads_which_policy_lacks_what() {
    let denied = |action: &str, resource: &str| {
        codes(&format!(
            "AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/chat-lambda-users/chat-users-GET is not \
             authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
        ))
    };
    let pool = "arn:aws:cognito-idp:eu-central-1:111122223333:userpool/eu-central-1_4f1dAb";
    assert_eq!(denied("cognito-idp:ListUsers", pool), ["cognito-idp:ListUsers denied"]);
    assert_eq!(denied("cognito-idp:AdminGetUser", pool), ["because no identity-based policy allows"]);
    let method = "arn:aws:execute-api:eu-central-1:********3333:a1b2c3d4e5/dev/GET/users";
    assert_eq!(denied("execute-api:Invoke", method), ["execute-api:Invoke denied"]);
}
