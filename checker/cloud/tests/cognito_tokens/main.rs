//! Signing in over real sockets: SRP and password, tokens and their keys, refresh and sign-out.

mod flows;
mod keys;
mod sign_out;
mod srp;
mod support;
mod tokens;
