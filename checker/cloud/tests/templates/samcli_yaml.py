"""YAML as the SAM CLI reads it: short forms of functions made long, timestamps as text."""

import json

import yaml


def _function(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


class _Loader(yaml.SafeLoader):
    pass


_Loader.add_multi_constructor("!", _function)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


def load(text):
    """The template as Python values."""
    try:
        return json.loads(text)
    except ValueError:
        return yaml.load(text, _Loader)
