#!/usr/bin/env python3
"""Writes the tables of what AWS knows, `../src/template/schema/*`, from two permissively licensed Python packages.

    python3 -m venv venv && venv/bin/pip install -r requirements.txt && venv/bin/python generate.py

* cfn-lint (MIT-0): the CloudFormation registry's resource schemas that it ships;
* aws-sam-translator (Apache-2.0): the properties of the SAM types, of their events, of `Globals`, the SAM policy
  templates and the names of AWS's managed policies.

Descriptions are left out, and so is every keyword that the checker does not read.
"""

import json
from importlib.metadata import version
from pathlib import Path

import cfnlint
from samtranslator.internal.managed_policies import get_bundled_managed_policy_map
from samtranslator.model import sam_resources
from samtranslator.model.eventsources import cloudwatchlogs, pull, push, scheduler
from samtranslator.plugins.globals.globals import Globals
from samtranslator.policy_template_processor.processor import PolicyTemplatesProcessor

HERE = Path(__file__).parent
OUT = HERE.parent / "src" / "template" / "schema"

TYPES = """
AWS::IAM::Role AWS::IAM::ManagedPolicy AWS::IAM::Policy
AWS::Lambda::Function AWS::Lambda::Permission AWS::Lambda::Version AWS::Lambda::Alias
AWS::S3::Bucket AWS::S3::BucketPolicy AWS::Logs::LogGroup
AWS::ApiGateway::RestApi AWS::ApiGateway::Resource AWS::ApiGateway::Method AWS::ApiGateway::Deployment
AWS::ApiGateway::Stage AWS::ApiGateway::Model AWS::ApiGateway::RequestValidator AWS::ApiGateway::GatewayResponse
AWS::ApiGateway::Authorizer AWS::ApiGateway::Account AWS::ApiGateway::ApiKey AWS::ApiGateway::UsagePlan
AWS::ApiGateway::UsagePlanKey
AWS::DynamoDB::Table AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy
AWS::Cognito::UserPool AWS::Cognito::UserPoolClient AWS::Cognito::UserPoolDomain AWS::Events::Rule
AWS::Scheduler::Schedule
""".split()

# Limits that the schemas leave out, from
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
LIMITS = {"AWS::Lambda::Function": {"Timeout": {"maximum": 900}}}
# The names of environment variables, whole:
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-config
VARIABLE = "[a-zA-Z][a-zA-Z0-9_]+"

KEPT = [
    "type", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
]


def shape(schema):
    """The part of a JSON Schema that the checker reads."""
    out = {key: schema[key] for key in KEPT if key in schema}
    if "$ref" in schema:
        out["ref"] = schema["$ref"].removeprefix("#/definitions/")
    if "properties" in schema:
        out["properties"] = {name: shape(value) for name, value in schema["properties"].items()}
    if isinstance(schema.get("items"), dict):
        out["items"] = shape(schema["items"])
    # Free names: the shape of each value is the first pattern's.
    for value in list(schema.get("patternProperties", {}).values())[:1]:
        out["values"] = shape(value)
    # CloudFormation takes no other properties, whatever a schema forgets to say.
    if "properties" in schema and "patternProperties" not in schema and schema.get("additionalProperties") is not True:
        out["closed"] = True
    for key, name in (("anyOf", "anyRequired"), ("oneOf", "oneRequired")):
        branches = schema.get(key, [])
        if branches and all(list(branch) == ["required"] for branch in branches):
            out[name] = [branch["required"] for branch in branches]
    return out


def schemas():
    for file in (Path(cfnlint.__file__).parent / "data/schemas/resources").glob("*.json"):
        schema = json.loads(file.read_text())
        yield schema["typeName"], schema


KINDS = {"string": "text", "object": {}, "array": [], "integer": 1, "boolean": True}


def probed(property_types):
    """Which kinds of value the translator takes for each property: it has validators, no schema."""
    properties, required = {}, []
    for name, declared in property_types.items():
        if name.startswith("__"):
            continue
        if declared.required:
            required.append(name)
        kinds = []
        for kind, value in KINDS.items():
            if declared.validate is None or declared.validate(value, should_raise=False):
                kinds.append(kind)
        # None: an enumeration, of texts.
        properties[name] = {} if len(kinds) == len(KINDS) else {"type": kinds or ["string"]}
    out = {"closed": True, "properties": properties}
    if required:
        out["required"] = required
    return out


def events():
    for module in (push, pull, cloudwatchlogs, scheduler):
        for thing in vars(module).values():
            name = getattr(thing, "resource_type", None)
            if isinstance(thing, type) and name and thing.__module__ == module.__name__:
                yield name, probed(thing.property_types)


def line(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True) + "\n"


def main():
    known, tables, sources = [], {}, {}
    for name, schema in schemas():
        known.append(name)
        if name in TYPES:
            table = shape(schema)
            table["definitions"] = {key: shape(value) for key, value in schema.get("definitions", {}).items()}
            table["attributes"] = sorted(
                path.removeprefix("/properties/").replace("/", ".") for path in schema.get("readOnlyProperties", [])
            )
            # What AWS fills in is never written.
            for attribute in table["attributes"]:
                table["properties"].pop(attribute, None)
            for property_name, limits in LIMITS.get(name, {}).items():
                table["properties"][property_name].update(limits)
            if name == "AWS::Lambda::Function":
                table["definitions"]["Environment"]["properties"]["Variables"]["keys"] = VARIABLE
            tables[name] = table
    missing = set(TYPES) - set(tables)
    assert not missing, missing

    for thing in vars(sam_resources).values():
        name = getattr(thing, "resource_type", None)
        if isinstance(thing, type) and isinstance(name, str) and name.startswith("AWS::Serverless::"):
            known.append(name)
            if name in ("AWS::Serverless::Function", "AWS::Serverless::Api", "AWS::Serverless::SimpleTable"):
                tables[name] = probed(thing.property_types)
                tables[name]["referable"] = thing.referable_properties
    known.append("AWS::Serverless::Application")
    assert "AWS::Serverless::Function" in tables

    (OUT / "types.txt").write_text("".join(f"{name}\n" for name in sorted(set(known))))
    (OUT / "resources.jsonl").write_text("".join(line({"name": name, **tables[name]}) for name in sorted(tables)))
    templates = PolicyTemplatesProcessor._read_json(PolicyTemplatesProcessor.DEFAULT_POLICY_TEMPLATES_FILE)["Templates"]
    (OUT / "sam.json").write_text(
        line(
            {
                "events": dict(sorted(events())),
                "globals": {
                    name.removeprefix("AWS::Serverless::"): sorted(properties)
                    for name, properties in Globals.supported_properties.items()
                },
            }
        )
    )
    (OUT / "policy_templates.jsonl").write_text(
        "".join(
            line({"name": name, "parameters": sorted(value["Parameters"]), "definition": value["Definition"]})
            for name, value in sorted(templates.items())
        )
    )
    policies = get_bundled_managed_policy_map("aws")
    (OUT / "managed_policies.txt").write_text(
        "".join(f"{arn.removeprefix('arn:aws:iam::aws:policy/')}\n" for arn in sorted(policies.values()))
    )
    (OUT / "SOURCES.md").write_text(
        "Generated by `checker/cloud/schema/generate.py`; do not edit.\n\n"
        "| file | source | licence |\n|---|---|---|\n"
        f"| `types.txt`, `resources.jsonl` (AWS's own types) | cfn-lint {version('cfn-lint')} | MIT-0 |\n"
        "| `types.txt`, `resources.jsonl` (`AWS::Serverless::…`), `sam.json`, `policy_templates.jsonl`, "
        f"`managed_policies.txt` | aws-sam-translator {version('aws-sam-translator')} | Apache-2.0 |\n"
    )


main()
