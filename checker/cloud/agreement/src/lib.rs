//! User pools asked by others: the crate `aws-cognito-srp` signs in, the crate `jsonwebtoken` verifies the tokens with the
//! published keys. Neither shares code with the pools: SRP, signatures and the reading of tokens are their own.

#![forbid(unsafe_code)]

#[cfg(test)]
mod sign_in;
#[cfg(test)]
mod tokens;

#[cfg(test)]
mod pool {
    use aws_cognito_srp::{SrpClient, User};
    use cloud::cognito::UserPools;
    use cloud::{Config, ServiceError};
    use serde_json::{Value, json};

    /// A pool with a client, and no sockets.
    pub(crate) struct Pool {
        pub(crate) pools: UserPools,
        pub(crate) id: String,
        pub(crate) client_id: String,
        pub(crate) client_secret: Option<String>,
    }

    impl Pool {
        pub(crate) fn new(with_secret: bool) -> Self {
            let pools = UserPools::new(&Config::default());
            let text = |answer: &Value, member: &str| answer[member].as_str().map(str::to_owned);
            let pool = pools.call("CreateUserPool", &json!({"PoolName": "chat"})).expect("a pool");
            let id = text(&pool["UserPool"], "Id").expect("an id");
            let client = json!({"UserPoolId": id, "ClientName": "site", "GenerateSecret": with_secret});
            let client = pools.call("CreateUserPoolClient", &client).expect("a client");
            let client = &client["UserPoolClient"];
            let client_id = text(client, "ClientId").expect("an id");
            Self { pools, id, client_id, client_secret: text(client, "ClientSecret") }
        }

        pub(crate) fn add_user(&self, name: &str, password: &str) {
            let mut user = json!({"UserPoolId": self.id, "Username": name, "MessageAction": "SUPPRESS"});
            self.pools.call("AdminCreateUser", &user).expect("a user");
            user["Password"] = json!(password);
            user["Permanent"] = json!(true);
            self.pools.call("AdminSetUserPassword", &user).expect("a password");
        }

        /// As the crate's documentation shows it.
        pub(crate) fn sign_in(&self, name: &str, password: &str) -> Result<Value, ServiceError> {
            let user = User::new(&self.id, name, password);
            let client = SrpClient::new(user, &self.client_id, self.client_secret.as_deref());
            let begin = client.get_auth_parameters();
            let mut parameters = json!({"USERNAME": begin.username, "SRP_A": begin.a});
            let hash = client.get_secret_hash();
            if let Some(hash) = &hash {
                parameters["SECRET_HASH"] = json!(hash);
            }
            let request =
                json!({"AuthFlow": "USER_SRP_AUTH", "ClientId": self.client_id, "AuthParameters": parameters});
            let answer = self.pools.call("InitiateAuth", &request)?;
            let challenge = |name: &str| answer["ChallengeParameters"][name].as_str().expect("a parameter");
            let proof = client.verify(
                challenge("SECRET_BLOCK"),
                challenge("USER_ID_FOR_SRP"),
                challenge("SALT"),
                challenge("SRP_B"),
            );
            let proof = proof.expect("a proof");
            let mut responses = json!({
                "USERNAME": challenge("USER_ID_FOR_SRP"),
                "PASSWORD_CLAIM_SECRET_BLOCK": proof.password_claim_secret_block,
                "PASSWORD_CLAIM_SIGNATURE": proof.password_claim_signature,
                "TIMESTAMP": proof.timestamp,
            });
            if let Some(hash) = hash {
                responses["SECRET_HASH"] = json!(hash);
            }
            let request = json!({
                "ChallengeName": "PASSWORD_VERIFIER", "ClientId": self.client_id, "ChallengeResponses": responses,
            });
            let answer = self.pools.call("RespondToAuthChallenge", &request)?;
            Ok(answer["AuthenticationResult"].clone())
        }
    }
}
