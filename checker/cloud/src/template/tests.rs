//! The way from text to stack.
