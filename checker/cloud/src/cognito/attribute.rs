//! The attributes that a pool's users can have.

/// The type of an attribute's value; every value is sent as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// Any text.
    String,
    /// Digits.
    Number,
    /// A time.
    DateTime,
    /// `true` or `false`.
    Boolean,
}

/// One attribute of a pool's schema.
///
/// <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeSchema {
    /// Its name: `email`, `custom:team`.
    pub name: String,
    /// Its type.
    pub kind: AttributeKind,
    /// Whether it can be changed once it is set.
    pub mutable: bool,
    /// Whether each user must have it.
    pub required: bool,
    /// The shortest and the longest text, or the smallest and the largest number.
    pub bounds: (Option<i64>, Option<i64>),
}
