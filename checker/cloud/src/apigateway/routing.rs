//! Which resource and method of a definition take a request.
//!
//! Of the resources that have the request's method, or `ANY`, the most specific path wins: in each segment a literal
//! before a parameter before a greedy parameter. So a resource that lacks the method hides no other one; measured on AWS
//! by ministackorg/ministack#1423 and floci-io/floci#3399.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-set-up-simple-proxy.html>

use std::collections::BTreeMap;

use super::definition::{ApiDefinition, Method, Resource};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route<'definition> {
    pub(crate) resource: &'definition Resource,
    /// `ANY` where the resource has no method of the request's own.
    pub(crate) method_name: &'definition str,
    pub(crate) method: &'definition Method,
    /// Percent escapes stay as sent.
    pub(crate) path_parameters: BTreeMap<String, String>,
}

/// How well a segment of a request's path fits one of a resource's path; the better one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Greedy,
    Parameter,
    Literal,
}

impl ApiDefinition {
    /// The resource that takes a request, the name of its method (`ANY` where it has none of the request's own), and
    /// the method. `path` is what stands after the stage, as sent.
    #[must_use]
    pub fn method_for(&self, method: &str, path: &str) -> Option<(&Resource, &str, &Method)> {
        self.route(method, path).map(|route| (route.resource, route.method_name, route.method))
    }

    /// Finds the method for a request. `path` is what stands after the stage, as sent; a slash at its end counts
    /// nothing.
    pub(crate) fn route(&self, method: &str, path: &str) -> Option<Route<'_>> {
        let segments = segments(path);
        let fits = self.resources.iter().filter_map(|resource| {
            let methods = &resource.methods;
            let (method_name, method) = methods.get_key_value(method).or_else(|| methods.get_key_value("ANY"))?;
            let (fits, path_parameters) = fit(&resource.path, &segments)?;
            Some((fits, Route { resource, method_name, method, path_parameters }))
        });
        fits.max_by(|(one, _), (other, _)| one.cmp(other)).map(|(_, route)| route)
    }
}

/// The parameters of a path, as sent, for a resource's path (`/conversations/{id}`) that it fits; none where it does not.
#[must_use]
pub fn path_parameters(resource_path: &str, path: &str) -> BTreeMap<String, String> {
    fit(resource_path, &segments(path)).map(|(_, parameters)| parameters).unwrap_or_default()
}

fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path).trim_end_matches('/');
    if path.is_empty() { Vec::new() } else { path.split('/').collect() }
}

fn fit(resource_path: &str, asked: &[&str]) -> Option<(Vec<Fit>, BTreeMap<String, String>)> {
    let own = segments(resource_path);
    let mut fits = Vec::new();
    let mut parameters = BTreeMap::new();
    for (index, part) in own.iter().enumerate() {
        let name = part.strip_prefix('{').and_then(|name| name.strip_suffix('}'));
        let value = asked.get(index)?;
        match name {
            Some(name) if name.ends_with('+') => {
                let name = name.trim_end_matches('+');
                parameters.insert(name.to_owned(), asked[index..].join("/"));
                fits.push(Fit::Greedy);
                return Some((fits, parameters));
            }
            Some(name) => {
                if value.is_empty() {
                    return None;
                }
                parameters.insert(name.to_owned(), (*value).to_owned());
                fits.push(Fit::Parameter);
            }
            None if part == value => fits.push(Fit::Literal),
            None => return None,
        }
    }
    (own.len() == asked.len()).then_some((fits, parameters))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definition(methods: &[(&str, &str)]) -> ApiDefinition {
        let mut resources: BTreeMap<&str, Resource> = BTreeMap::new();
        for (path, method) in methods {
            let resource = resources.entry(path).or_insert_with(|| Resource {
                id: "abc123".to_owned(),
                parent_id: None,
                path: (*path).to_owned(),
                methods: BTreeMap::new(),
            });
            if !method.is_empty() {
                resource.methods.insert((*method).to_owned(), Method::default());
            }
        }
        ApiDefinition { resources: resources.into_values().collect(), ..ApiDefinition::default() }
    }

    /// `METHOD /path name=value`, or nothing.
    fn found(definition: &ApiDefinition, method: &str, path: &str) -> Option<String> {
        let route = definition.route(method, path)?;
        let parameters: Vec<String> =
            route.path_parameters.iter().map(|(name, value)| format!(" {name}={value}")).collect();
        Some(format!("{} {}{}", route.method_name, route.resource.path, parameters.concat()))
    }

    #[test]
    fn a_literal_comes_before_a_parameter_before_a_greedy_one() {
        let definition = definition(&[
            ("/", "GET"),
            ("/{proxy+}", "ANY"),
            ("/conversations", "GET"),
            ("/conversations/{id}", "GET"),
            ("/conversations/new", "GET"),
            ("/conversations/{id}/messages", "GET"),
        ]);
        for (path, expected) in [
            ("/", "GET /"),
            ("/conversations", "GET /conversations"),
            ("/conversations/", "GET /conversations"),
            ("/conversations/1", "GET /conversations/{id} id=1"),
            ("/conversations/new", "GET /conversations/new"),
            ("/conversations/new/messages", "GET /conversations/{id}/messages id=new"),
            ("/conversations/1/2/3", "ANY /{proxy+} proxy=conversations/1/2/3"),
            ("/users", "ANY /{proxy+} proxy=users"),
        ] {
            assert_eq!(found(&definition, "GET", path).as_deref(), Some(expected), "{path}");
        }
    }

    #[test]
    fn a_method_of_its_own_comes_before_any() {
        let definition = definition(&[("/{proxy+}", "ANY"), ("/{proxy+}", "OPTIONS")]);
        assert_eq!(found(&definition, "OPTIONS", "/a").as_deref(), Some("OPTIONS /{proxy+} proxy=a"));
        assert_eq!(found(&definition, "HEAD", "/a").as_deref(), Some("ANY /{proxy+} proxy=a"));
    }

    #[test]
    fn what_no_path_or_method_takes_is_not_found() {
        let definition = definition(&[("/a", "GET"), ("/b/{id}", "GET"), ("/c/{proxy+}", "ANY")]);
        for (method, path) in [("GET", "/"), ("POST", "/a"), ("GET", "/b"), ("GET", "/b/1/2"), ("GET", "/c")] {
            assert_eq!(found(&definition, method, path), None, "{method} {path}");
        }
    }

    /// The tree that ministackorg/ministack#1423 measured on AWS.
    #[test]
    fn a_resource_without_the_method_hides_no_other() {
        let definition = definition(&[
            ("/{proxy+}", "ANY"),
            ("/jobs", ""),
            ("/jobs/{operation_type}", "GET"),
            ("/cors_only", "OPTIONS"),
        ]);
        for (method, path, expected) in [
            ("GET", "/jobs/reboot", "GET /jobs/{operation_type} operation_type=reboot"),
            ("GET", "/jobs", "ANY /{proxy+} proxy=jobs"),
            ("POST", "/jobs", "ANY /{proxy+} proxy=jobs"),
            ("POST", "/jobs/reboot", "ANY /{proxy+} proxy=jobs/reboot"),
            ("GET", "/cors_only", "ANY /{proxy+} proxy=cors_only"),
        ] {
            assert_eq!(found(&definition, method, path).as_deref(), Some(expected), "{method} {path}");
        }
    }

    #[test]
    fn the_slash_at_the_end_is_cut_from_the_parameter_and_those_inside_are_kept() {
        let definition = definition(&[("/{proxy+}", "ANY")]);
        assert_eq!(found(&definition, "GET", "/proxy-value/").as_deref(), Some("ANY /{proxy+} proxy=proxy-value"));
        assert_eq!(found(&definition, "GET", "/a//b").as_deref(), Some("ANY /{proxy+} proxy=a//b"));
    }

    #[test]
    fn percent_escapes_stay_as_sent() {
        let definition = definition(&[("/users/{id}", "GET")]);
        let expected = "GET /users/{id} id=test%2Balias@gmail.com";
        assert_eq!(found(&definition, "GET", "/users/test%2Balias@gmail.com").as_deref(), Some(expected));
    }

    #[test]
    fn a_parameter_is_never_empty() {
        let definition = definition(&[("/a/{id}/b", "GET"), ("/{proxy+}", "GET")]);
        assert_eq!(found(&definition, "GET", "/a//b").as_deref(), Some("GET /{proxy+} proxy=a//b"));
    }
}
