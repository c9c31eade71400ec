//! The live page as a browser asks for it, over real sockets.

mod api;
mod client;
mod events;
mod page;
mod test_method;
