//! What Cognito says of users, passwords, codes and clients, and what API Gateway and browsers say of its tokens.
//!
//! The codes are those of <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/Welcome.html>, with
//! each operation's errors. The texts stand in no page of AWS: they are those of public logs and bug reports.

use super::Explanation;

pub(super) const TABLE: &[Explanation] = &[
    // Signing in.
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
        code: "Incorrect username or password",
        words: &["Incorrect username or password"],
        cause: "The password is wrong; or there is no such user, and the client has PreventUserExistenceErrors: ENABLED, so that nobody can find out which names there are.",
        remedy: "Look the user up as whoever runs the pool: aws cognito-idp list-users --user-pool-id ID. Upper and lower case of a name differ where the pool's UsernameConfiguration says so.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#amazon-cognito-user-pools-authentication-flow
        code: "Password attempts exceeded",
        words: &["Password attempts exceeded"],
        cause: "Five wrong passwords one after the other shut the user out: for a second at first, for twice as long with each further one, up to about 15 minutes. The right password is refused as well meanwhile.",
        remedy: "Wait, without trying. After that time the count begins anew with a right password.",
        read: "07-cognito.md#cognito-errors",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
        code: "User is disabled",
        words: &["User is disabled"],
        cause: "Whoever runs the pool has disabled the user: the password may be right.",
        remedy: "aws cognito-idp admin-enable-user --user-pool-id ID --username NAME.",
        read: "07-cognito.md#cognito-errors",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
        code: "UserNotConfirmedException",
        words: &["User is not confirmed"],
        cause: "The user has signed up and not sent the code back that came by e-mail.",
        remedy: "confirm-sign-up with the code; resend-confirmation-code sends another. Offline the codes stand in the outbox of the live page of `cargo checker cloud 7`.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
        code: "flow not enabled for this client",
        words: &["not enabled for th", "client"],
        cause: "The sign-in asks for a flow that the app client does not list in ExplicitAuthFlows. USER_PASSWORD_AUTH sends the password itself; the chat's client has it not, on purpose.",
        remedy: "The site signs in by SRP: ALLOW_USER_SRP_AUTH, and ALLOW_REFRESH_TOKEN_AUTH for new tokens. For a try in the command line make a client of your own, or give this one the flow as long as you try.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
        code: "SECRET_HASH was not received",
        words: &["SECRET_HASH was not received"],
        cause: "The app client has a secret, so each request must prove that it knows it. A page in a browser cannot: whatever it knows, its visitors know.",
        remedy: "Make a client with GenerateSecret: false. A secret cannot be taken from a client that has one.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
        code: "Unable to verify secret hash for client",
        words: &["Unable to verify secret hash"],
        cause: "The SECRET_HASH is not that of this client and user: another secret, another name than the one that signs up, or a hash that was not encoded in Base64.",
        remedy: "It is Base64 of HMAC-SHA256, with the secret as the key, over user name and client id one after the other. A page in a browser needs a client without a secret.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
        code: "Invalid session for the user",
        words: &["Invalid session for the user"],
        cause: "The answer to a challenge comes too late, or for the second time, or with the Session of another. A session lasts three minutes unless AuthSessionValidity says otherwise, and is good for one answer.",
        remedy: "Begin the sign-in again, with InitiateAuth.",
        read: "07-cognito.md#pool",
    },
    // Signing up, and codes.
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html
        code: "UsernameExistsException",
        words: &["User already exists"],
        cause: "Somebody has this name already, confirmed or not. Signing up tells so even where PreventUserExistenceErrors is ENABLED: a name can be given once.",
        remedy: "Choose another name, or sign in. Who has lost the code asks for a new one: resend-confirmation-code.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
        code: "AliasExistsException",
        words: &["An account with the", "already exists"],
        cause: "The pool lets users sign in with an address (AliasAttributes or UsernameAttributes), and another user has confirmed this one.",
        remedy: "The chat's pool has neither: there two users may have one address.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
        code: "UserNotFoundException",
        words: &["User does not exist"],
        cause: "There is no user of this name, and the one who asks may know it: an operation of the pool's owner, or a client with PreventUserExistenceErrors: LEGACY, which is what a template gets that does not set it.",
        remedy: "Compare the name. In an app client write PreventUserExistenceErrors: ENABLED, or strangers can try out names.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
        code: "CodeMismatchException",
        words: &["Invalid verification code provided"],
        cause: "The code is not the one that was sent last: a new code makes the old one worthless. To a forgotten password's new one Cognito answers so for a name that is nobody's, too, where PreventUserExistenceErrors is ENABLED.",
        remedy: "Use the newest letter. Offline they stand in the outbox of the live page, the newest first.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, validity of codes
        code: "ExpiredCodeException",
        words: &["please request a code again"],
        cause: "The code's time is over: 24 hours for a sign-up, one hour for a forgotten password. Or none was asked for.",
        remedy: "Ask for a new one: resend-confirmation-code, or forgot-password.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html
        code: "User cannot be confirmed",
        words: &["User cannot be confirmed"],
        cause: "The user is confirmed already: the status after \"Current status is\" says so.",
        remedy: "Sign in.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
        code: "InvalidPasswordException",
        words: &["Password d", "conform", "policy"],
        cause: "The password lacks what the pool's PasswordPolicy asks for. What is missing stands after \"policy\"; only the first thing is named.",
        remedy: "The chat's pool wants eight characters and, among them, a small letter, a capital, a digit and a sign.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
        code: "Attributes did not conform to the schema",
        words: &["Attributes did not conform to the schema"],
        cause: "An attribute that the pool requires is missing, or one has another form than the pool's Schema says. Its name stands after the colon.",
        remedy: "sign-up … --user-attributes Name=email,Value=amina@example.com. Which attributes are required is said when a pool is made, and cannot be changed later.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
        code: "there is no registered/verified email or phone_number",
        words: &["no registered/verified email"],
        cause: "A forgotten password is set by a code that goes to a *verified* address, and the user has none: not confirmed yet, or the pool has no AutoVerifiedAttributes, so that confirming verifies nothing.",
        remedy: "AutoVerifiedAttributes: [email] in the template. It does nothing for users who are there already: admin-update-user-attributes sets email_verified.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
        code: "Exceeded daily email limit",
        words: &["Exceeded daily email limit"],
        cause: "Cognito's own sender has 50 e-mails a day for the whole AWS account, all user pools together, and this cannot be raised. One class on one account is there quickly.",
        remedy: "Wait for the next day; let the pool's owner make users without a letter (admin-create-user --message-action SUPPRESS, then admin-set-user-password --permanent); or send by Amazon SES: EmailConfiguration with EmailSendingAccount: DEVELOPER.",
        read: "07-cognito.md#cost-and-clean-up",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html
        code: "Attempt limit exceeded",
        words: &["Attempt limit exceeded"],
        cause: "Too many codes were asked for, or tried, for one user within a short time.",
        remedy: "Wait, then ask once.",
        read: "07-cognito.md#cognito-errors",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
        code: "TooManyRequestsException of Cognito",
        words: &["TooManyRequestsException", "Auth"],
        cause: "More sign-ins a second than the account's quota, all its pools together, or more than ten a second for one user.",
        remedy: "Try again, later each time. Do not sign in for each request: a token is good for an hour.",
        read: "07-cognito.md#cognito-errors",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
        code: "TooManyRequestsException of ListUsers",
        words: &["TooManyRequestsException", "ListUsers"],
        cause: "More calls of ListUsers a second than the account's quota, 30 by default. A function that lists all users on each request gets there with few visitors.",
        remedy: "Try again, later each time; keep the list for some seconds.",
        read: "07-cognito.md#users",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html#user-pool-settings-aliases
        code: "Username should be an email",
        words: &["Username should be"],
        cause: "The pool has UsernameAttributes: its users' names are their addresses or telephone numbers.",
        remedy: "Take UsernameAttributes out: the chat shows names. It cannot be changed in a pool that is there, so the pool is made anew, without its users.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html
        code: "Auto verification not turned on",
        words: &["Auto verification not turned on"],
        cause: "The pool has no AutoVerifiedAttributes, so it sends no codes, and nobody can confirm by themselves.",
        remedy: "AutoVerifiedAttributes: [email] in the template.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html
        code: "SignUp is not permitted for this user pool",
        words: &["SignUp is not permitted"],
        cause: "The pool has AdminCreateUserConfig with AllowAdminCreateUserOnly: true. Only its owner makes users.",
        remedy: "Take that out, or make users with admin-create-user.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
        code: "Username/client id combination not found",
        words: &["Username/client id combination not found"],
        cause: "The pool of this client has no user of this name: a misspelt name, or the client of another pool.",
        remedy: "Compare the name, and the client's id with the stack's output UserPoolClientId. A cloud that was started again has no users.",
        read: "07-cognito.md#pool",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
        code: "Temporary password has expired",
        words: &["Temporary password has expired"],
        cause: "The pool's owner made the user, who did not sign in within the days of a temporary password: seven, unless the policy says otherwise.",
        remedy: "admin-set-user-password --permanent, or admin-create-user --message-action RESEND.",
        read: "07-cognito.md#cognito-errors",
    },
    // Which pool, which client.
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
        code: "User pool client does not exist",
        words: &["User pool client", "does not exist"],
        cause: "No app client has this id: the id of another stack or region, or the stack was made anew, and with it the client.",
        remedy: "Compare it with the stack's output UserPoolClientId, and upload config.js again from the output SiteConfig.",
        read: "07-cognito.md#together",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html
        code: "User pool does not exist",
        words: &["User pool ", "_", "does not exist"],
        cause: "No pool of this account and region has this id. An id begins with its region, eu-central-1_…; the request went to another one, or the stack was made anew.",
        remedy: "Compare it with the stack's output UserPoolId, and the region with the part before the underscore.",
        read: "07-cognito.md#together",
    },
    // Tokens.
    Explanation {
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
        code: "Unauthorized",
        words: &["Unauthorized"],
        cause: "The authorizer let the request not in: no token, one that is no ID token of this pool (an access token looks the same from outside), one whose signature does not fit, or one of another pool. API Gateway does not say which.",
        remedy: "Offline the request's row on the live page of `cargo checker cloud 7` says why. Look into the token: token_use must be id, iss must end in the pool's id, exp must be in the future.",
        read: "07-cognito.md#authorizer",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
        code: "The incoming token has expired",
        words: &["The incoming token has expired"],
        cause: "The ID token is right in all else, and its time is over: an hour after it was given out, unless the app client says otherwise.",
        remedy: "Get a new one with the refresh token: REFRESH_TOKEN_AUTH. The site does that by itself; in the command line sign in again.",
        read: "07-cognito.md#authorizer",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
        code: "Refresh Token has been revoked",
        words: &["Refresh Token has been revoked"],
        cause: "The user signed out everywhere, or the token was revoked: RevokeToken, GlobalSignOut.",
        remedy: "Sign in again. An ID token that was given out before still opens the API until it expires.",
        read: "07-cognito.md#tokens",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
        code: "Invalid Refresh Token",
        words: &["Invalid Refresh Token"],
        cause: "It is no refresh token of this client: of another client or pool, or an ID or access token in its place.",
        remedy: "Sign in again with the client that is asked.",
        read: "07-cognito.md#tokens",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-refresh-token.html
        code: "Refresh Token has expired",
        words: &["Refresh Token has expired"],
        cause: "The sign-in is longer ago than RefreshTokenValidity of the app client: 30 days unless it says otherwise.",
        remedy: "Sign in again.",
        read: "07-cognito.md#tokens",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
        code: "Access Token has been revoked",
        words: &["Access Token has been revoked"],
        cause: "The user signed out everywhere, or the refresh token that it came from was revoked. Cognito itself looks at that; API Gateway's authorizer does not.",
        remedy: "Sign in again.",
        read: "07-cognito.md#tokens",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
        code: "Access Token has expired",
        words: &["Access Token has expired"],
        cause: "An operation of Cognito wants a valid access token, and this one's time is over.",
        remedy: "Get a new one with the refresh token, or sign in again.",
        read: "07-cognito.md#tokens",
    },
    Explanation {
        // https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html
        code: "Invalid Access Token",
        words: &["Invalid Access Token"],
        cause: "It is no access token of a pool of this region: often the ID token, which GetUser, ChangePassword and their like do not take.",
        remedy: "Send AccessToken of the sign-in's AuthenticationResult. To the API goes IdToken.",
        read: "07-cognito.md#tokens",
    },
    // The API around them.
    Explanation {
        // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
        code: "ProviderARNs need to be valid Cognito Userpools",
        words: &["ProviderARNs need to be valid"],
        cause: "providerARNs of an authorizer names no user pool by its ARN. What stands after \"Invalid ARNs-\" is often the pool's id, which is what Ref gives.",
        remedy: "In api.yaml, where short forms do not work, write Fn::GetAtt: [ChatUserPool, Arn].",
        read: "07-cognito.md#authorizer",
    },
    Explanation {
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html
        code: "cognito-idp:ListUsers denied",
        words: &["cognito-idp:ListUsers", "not authorized to perform"],
        cause: "The function's role may not list this pool's users: the policy is missing, is attached to another role, or names another pool.",
        remedy: "Action cognito-idp:ListUsers, Resource the pool's ARN: !GetAtt ChatUserPool.Arn. The pool's id is no ARN.",
        read: "07-cognito.md#users",
    },
    Explanation {
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-iam-policy-examples-for-api-execution.html
        code: "execute-api:Invoke denied",
        words: &["execute-api:Invoke", "not authorized to perform"],
        cause: "A method with the authorization AWS_IAM was called with a good signature, by somebody whose policies do not allow it.",
        remedy: "Action execute-api:Invoke, Resource arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH.",
        read: "07-cognito.md#kinds",
    },
    Explanation {
        // https://fetch.spec.whatwg.org/#cors-preflight-fetch
        code: "Request header field authorization is not allowed by Access-Control-Allow-Headers",
        words: &["header", "authorization", "allow", "Access-Control-Allow-Headers"],
        cause: "The page sends its token in the header Authorization, so the browser asks first, and the answer to OPTIONS does not list it. The request itself was never sent.",
        remedy: "'Content-Type,Authorization' in Access-Control-Allow-Headers of each OPTIONS method. * does not stand for Authorization.",
        read: "07-cognito.md#authorizer",
    },
    Explanation {
        // https://fetch.spec.whatwg.org/#cors-preflight-fetch
        code: "preflight: It does not have HTTP ok status",
        words: &["preflight", "does not have HTTP ok status"],
        cause: "The browser asked with OPTIONS, without any token, and was answered 401 or 403: the authorizer stands before OPTIONS too, or the resource has no such method.",
        remedy: "security: [] at each OPTIONS method. curl -i -X OPTIONS shows which of the two it is.",
        read: "07-cognito.md#authorizer",
    },
];
