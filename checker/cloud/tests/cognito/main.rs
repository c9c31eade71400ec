//! User pools over real sockets: what a browser sends unsigned, and what an administrator signs.

mod admin;
mod cors;
mod forgot_password;
mod list_users;
mod lock_out;
mod own_account;
mod refusals;
mod scene;
mod sign_up;
mod stack;
