//! Models: schemas with names.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Model.html>. What is refused is refused in recorded words:
//! `LocalStack`'s `test_model_validation`, `test_update_model`, `test_put_method_model`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::http::{Answer, Call, accepted, created, ok};
use super::no_api;
use super::patch::PatchOperation;
use super::resources::definition_of;
use crate::apigateway::ApiGateway;
use crate::apigateway::definition::schema::{self, Flaw, Target};
use crate::apigateway::definition::{ApiDefinition, Method, Model};
use crate::identity::AccountId;
use crate::service_error::ServiceError;
use crate::template::names::Names;
use crate::template::{Node, Position};

/// What stands for the place of a schema that no file holds.
const SCHEMA: &str = "schema";
/// What is said of a schema that is not there.
const NO_SCHEMA: &str = "Model schema must have at least 1 property or array items defined";

/// What `CreateModel` is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct NewModel {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) content_type: Option<String>,
}

pub(super) fn list(call: &Call<'_>, api_id: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(|| no_api(&call.state.account, api_id))?;
    Ok(call.page(definition.models.values().map(view).collect()))
}

pub(super) fn get(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    let definition = definition_of(call, api_id).ok_or_else(|| unknown(name))?;
    let mut view = view(definition.models.get(name).ok_or_else(|| unknown(name))?);
    if call.query("flatten").as_deref() == Some("true") {
        view["schema"] = flattened(&definition, name).into();
    }
    Ok(ok(view))
}

pub(super) fn create(call: &Call<'_>, api_id: &str) -> Answer {
    let new: NewModel = call.members()?;
    Ok(created(view(&call.state.apigateway.create_model(&call.state.account, api_id, new)?)))
}

pub(super) fn update(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    let operations = PatchOperation::of(call)?;
    let apis = &call.state.apigateway;
    if !apis.read().get(api_id).is_some_and(|api| api.definition.models.contains_key(name)) {
        return Err(unknown(name));
    }
    apis.change(&call.state.account, api_id, |api| {
        let mut model = api.definition.models.get(name).cloned().ok_or_else(|| unknown(name))?;
        for operation in operations {
            operation.check_replaces(&["/description", "/schema"])?;
            if operation.path == "/schema" {
                model.schema = checked_schema(&api.definition, api_id, operation.value)?;
                // The documentation's way to have items counted.
                model.imported = false;
            } else {
                model.description = operation.value;
            }
        }
        Arc::make_mut(&mut api.definition).models.insert(name.to_owned(), model.clone());
        Ok(ok(view(&model)))
    })
}

pub(super) fn delete(call: &Call<'_>, api_id: &str, name: &str) -> Answer {
    let apis = &call.state.apigateway;
    if !apis.read().get(api_id).is_some_and(|api| api.definition.models.contains_key(name)) {
        return Err(unknown(name));
    }
    apis.change(&call.state.account, api_id, |api| {
        if let Some(place) = used_in(&api.definition, api_id, name) {
            let message = format!("Cannot delete model '{name}', is referenced in {place}");
            return Err(ServiceError::conflict(message));
        }
        Arc::make_mut(&mut api.definition).models.remove(name);
        Ok(accepted())
    })
}

/// `GetModelTemplate`: a mapping template that takes a body as the model describes it.
/// <https://docs.aws.amazon.com/apigateway/latest/api/API_GetModelTemplate.html>; the form of what AWS makes is known for
/// objects alone, and is not emulated.
pub(super) fn template() -> Answer {
    Err(ServiceError::not_emulated("GetModelTemplate of API Gateway"))
}

impl ApiGateway {
    /// `CreateModel`.
    pub(crate) fn create_model(&self, account: &AccountId, api_id: &str, new: NewModel) -> Result<Model, ServiceError> {
        self.change(account, api_id, |api| {
            if new.name.is_empty() {
                return Err(ServiceError::bad_request("Model name must be non-empty"));
            }
            schema::check_name(&new.name)
                .map_err(|(message, hint)| ServiceError::bad_request(message).with_hint(hint))?;
            if api.definition.models.contains_key(&new.name) {
                return Err(ServiceError::conflict("Model name already exists for this REST API"));
            }
            let model = Model {
                id: Names::new(api_id, 0).id(&new.name, "model", 6),
                content_type: new.content_type.unwrap_or_else(|| "application/json".to_owned()),
                description: new.description,
                schema: checked_schema(&api.definition, api_id, new.schema)?,
                imported: false,
                name: new.name,
            };
            Arc::make_mut(&mut api.definition).models.insert(model.name.clone(), model.clone());
            Ok(model)
        })
    }
}

/// The two models that a new API has, word by word.
/// <https://docs.aws.amazon.com/cli/latest/reference/apigateway/get-models.html>
pub(crate) fn of_a_new_api(api_id: &str) -> BTreeMap<String, Model> {
    let error = "{\n  \"$schema\" : \"http://json-schema.org/draft-04/schema#\",\n  \"title\" : \"Error Schema\",\n  \"type\" : \
                 \"object\",\n  \"properties\" : {\n    \"message\" : { \"type\" : \"string\" }\n  }\n}";
    let empty = "{\n  \"$schema\": \"http://json-schema.org/draft-04/schema#\",\n  \"title\" : \"Empty Schema\",\n  \"type\" : \
                 \"object\"\n}";
    let model = |name: &str, what: &str, schema: &str| {
        let model = Model {
            id: Names::new(api_id, 0).id(name, "model", 6),
            name: name.to_owned(),
            content_type: "application/json".to_owned(),
            description: Some(format!("This is a default {what} schema model")),
            schema: schema.to_owned(),
            imported: false,
        };
        (name.to_owned(), model)
    };
    [model("Empty", "empty", empty), model("Error", "error", error)].into()
}

/// The text of a schema, where it is one.
fn checked_schema(definition: &ApiDefinition, api_id: &str, schema: Option<String>) -> Result<String, ServiceError> {
    let text = schema.filter(|text| !text.trim().is_empty()).ok_or_else(|| ServiceError::bad_request(NO_SCHEMA))?;
    let refuse = |flaws: &[Flaw]| {
        let (message, hint) = schema::refusal(flaws.iter().map(|flaw| (None, flaw))).unwrap_or_default();
        ServiceError::bad_request(message).with_hint(hint)
    };
    let json: Value = serde_json::from_str(&text)
        .map_err(|fault| refuse(&[Flaw::NoSchema("no JSON")]).with_hint(format!("the schema is no JSON: {fault}")))?;
    let node = Node::from_json(&Position::start(SCHEMA), &json);
    let target = |text| {
        let own = |text: &str| text.starts_with('#').then_some(Target::Itself);
        schema::canonical(text, api_id).map(Target::Model).or_else(|| own(text)).unwrap_or(Target::Foreign)
    };
    let names: Vec<&str> = definition.models.keys().map(String::as_str).collect();
    let mut flaws = Vec::new();
    schema::check(&node, &target, &names, &mut flaws);
    let flaws: Vec<Flaw> = flaws.into_iter().map(|(_, flaw)| flaw).collect();
    if flaws.is_empty() { Ok(text) } else { Err(refuse(&flaws)) }
}

/// Where a model is used: the words after "is referenced in". Those of another model were not recorded.
fn used_in(definition: &ApiDefinition, api_id: &str, name: &str) -> Option<String> {
    let uses = |models: &BTreeMap<String, String>| models.values().any(|model| model == name);
    let in_method = |method: &Method| {
        let by_answer = || method.responses.values().any(|response| uses(&response.models));
        if uses(&method.request_models) { Some("request") } else { by_answer().then_some("response") }
    };
    // Of several, the one of the resource that was made last.
    let methods = definition.resources.iter().rev().flat_map(|resource| {
        resource.methods.iter().map(move |(verb, method)| (format!("{}/{verb}", resource.path), method))
    });
    let found = methods.filter_map(|(place, method)| Some(format!("method {}: {place}", in_method(method)?)));
    let url = format!("\"{}\"", schema::canonical_url(api_id, name));
    let by_model = || {
        let model = definition.models.values().find(|model| model.name != name && model.schema.contains(&url));
        model.map(|model| format!("model: {}", model.name))
    };
    found.into_iter().next().or_else(by_model)
}

/// The schema with those that it refers to under `definitions`.
fn flattened(definition: &ApiDefinition, name: &str) -> String {
    let mut wanted = vec![name.to_owned()];
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    while let Some(next) = wanted.pop() {
        let Some(model) = definition.models.get(&next).filter(|_| !schemas.contains_key(&next)) else { continue };
        let mut schema: Value = serde_json::from_str(&model.schema).unwrap_or_default();
        localise(&mut schema, &mut wanted);
        schemas.insert(next, schema);
    }
    let mut own = schemas.remove(name).unwrap_or_default();
    if !schemas.is_empty() {
        own["definitions"] = json!(schemas);
    }
    own.to_string()
}

/// Turns each canonical reference into one to `definitions`, and notes what it is to.
fn localise(schema: &mut Value, wanted: &mut Vec<String>) {
    match schema {
        Value::Object(entries) => {
            if let Some(Value::String(target)) = entries.get_mut("$ref")
                && let Some((_, name)) = target.split_once("/models/")
            {
                let name = name.to_owned();
                *target = format!("#/definitions/{name}");
                wanted.push(name);
            }
            entries.values_mut().for_each(|value| localise(value, wanted));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| localise(value, wanted)),
        _ => {}
    }
}

/// A model that is not there, or whose API is not.
fn unknown(name: &str) -> ServiceError {
    ServiceError::not_found(format!("Invalid model name specified: {name}"))
}

fn view(model: &Model) -> Value {
    let mut view = json!({
        "id": model.id,
        "name": model.name,
        "contentType": model.content_type,
        "schema": model.schema,
    });
    if let Some(description) = &model.description {
        view["description"] = description.as_str().into();
    }
    view
}
