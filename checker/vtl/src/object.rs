//! What the host of a template gives it beside plain values.

use crate::Value;

/// A value of the host with methods and properties of its own, such as API Gateway's `$input` and `$util`.
///
/// A method that a template calls may change the object (interior mutability); the object lives as long as one rendering
/// or longer, as the host likes. An argument that does not exist is the empty text, as everywhere in an expression. Errors are sentences for the template's author; the place is added to them.
///
/// ```
/// use std::rc::Rc;
/// use vtl::{Limits, Object, Template, Value, Variables};
///
/// struct Clock;
///
/// impl Object for Clock {
///     fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
///         match (method, arguments) {
///             ("hour", []) => Ok(Some(Value::from(7))),
///             ("hour", _) => Err("$clock.hour() takes no arguments".to_owned()),
///             _ => Ok(None),
///         }
///     }
/// }
///
/// let variables = Variables::new().with("clock", Value::object(Clock));
/// let template = Template::parse("it is $clock.hour() o'clock$clock.minute()").unwrap();
/// assert_eq!(template.render(&variables, &Limits::default()).unwrap(), "it is 7 o'clock");
/// ```
pub trait Object {
    /// `$object.name`, and `$object["name"]`. `None`: there is no such property, and the reference is null.
    ///
    /// # Errors
    ///
    /// Whatever stops the template.
    fn property(&self, name: &str) -> Result<Option<Value>, String> {
        let _ = name;
        Ok(None)
    }

    /// `$object.method(arguments)`. `None`: there is no such method, and the reference is null.
    ///
    /// # Errors
    ///
    /// Whatever stops the template.
    fn call(&self, method: &str, arguments: &[Value]) -> Result<Option<Value>, String> {
        let _ = (method, arguments);
        Ok(None)
    }

    /// `#set($object.name = value)`. `false`: the object has no such property, and nothing happens.
    ///
    /// # Errors
    ///
    /// Whatever stops the template.
    fn set_property(&self, name: &str, value: Value) -> Result<bool, String> {
        let _ = (name, value);
        Ok(false)
    }

    /// What a reference to the object itself writes; `None` writes nothing, as for `$input` in API Gateway.
    fn text(&self) -> Option<String> {
        None
    }

    /// Whether `#if` takes a reference to the object itself.
    fn is_true(&self) -> bool {
        true
    }

    /// What `#foreach` goes through; `None`: nothing.
    fn items(&self) -> Option<Vec<Value>> {
        None
    }
}
