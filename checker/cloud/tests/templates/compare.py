#!/usr/bin/env python3
"""Gives every template to aws-sam-translator and cfn-lint and compares: refused by one of them, or accepted by both.

What this project's own tests prove is in the folder's name: `accepted` and `warned` are accepted, `refused` is refused
(`main.rs`), and so are the templates of the solutions. The resources that SAM
makes of an accepted template must be those that are made here. A difference that `differences.toml` does not list fails, and so
does a listed one that is no difference any more. Nothing is fetched: both packages bring their data.

    python compare.py            compare
    python compare.py --show     and print what each says
"""

import json
import logging
import os
import re
import sys
import tomllib
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from cfnlint.api import ManualArgs, lint  # noqa: E402
from samtranslator.model.exceptions import InvalidDocumentException  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402

from samcli_yaml import load  # noqa: E402

logging.disable(logging.WARNING)  # the translator's unsent metrics
HERE = Path(__file__).parent
ROOT = HERE.parents[3]


class NoManagedPolicies:
    """Stands for IAM: no names beyond those that the translator brings."""

    def load(self):
        return {}


def local_paths_as_uploaded(template):
    """What `sam package` does before the transform: local code becomes a place in S3."""
    sections = [r for r in (template.get("Resources") or {}).values() if isinstance(r, dict)]
    for resource in sections:
        properties = resource.get("Properties")
        if not isinstance(properties, dict) or resource.get("Type") != "AWS::Serverless::Function":
            continue
        uri = properties.get("CodeUri")
        if isinstance(uri, str) and not uri.startswith("s3://"):
            properties["CodeUri"] = "s3://bucket/key"


def translator(path):
    """What aws-sam-translator refuses, or None; and what it makes of the template."""
    try:
        template = load(path.read_text())
        if not isinstance(template, dict):
            return "no map", None
        if "AWS::Serverless-2016-10-31" not in str(template.get("Transform")):
            return None, None
        local_paths_as_uploaded(template)
        declared = template.get("Parameters") or {}
        values = {n: (d or {}).get("Default", "value") for n, d in declared.items() if isinstance(d, dict)}
        return None, transform(template, values, NoManagedPolicies())
    except InvalidDocumentException as problem:
        causes = getattr(problem, "causes", None) or [problem]
        return "; ".join(cause.message for cause in causes), None
    except Exception as problem:  # the transform breaks on some templates instead of refusing them
        return f"{type(problem).__name__}: {problem}", None


def cfn_lint(text):
    """cfn-lint's errors (not its warnings), or None."""
    matches = lint(text, config=ManualArgs(regions=["eu-central-1"]))
    errors = [f"{match.rule.id} {match.message}" for match in matches if match.rule.id.startswith("E")]
    return "; ".join(errors) or None


def resources_here():
    """By template, the logical ids and types that it becomes here: the recorded table of `main.rs`."""
    tables, current = {}, set()
    for line in (HERE / "snapshots/templates__resources.snap").read_text().splitlines():
        if line.startswith("  ") and " = " in line and "→" not in line:
            logical_id, kind, *_ = line.split()
            current.add((comparable(logical_id), kind))
        else:
            current = tables.setdefault(line, set())
    return tables


def comparable(logical_id):
    """A deployment's id ends with a digest of its definition, which is another here."""
    return re.sub(r"(Deployment)[0-9a-f]{10}$", r"\1", logical_id)


def templates():
    for folder in ("accepted", "warned", "refused"):
        for path in sorted((HERE / folder).iterdir()):
            if not path.name.endswith("api.yaml"):
                yield f"{folder}/{path.name}", path, folder != "refused"
    for pattern in ("*/template.*", "*/right/*/template.*"):
        for path in sorted((ROOT / "solutions").glob(pattern)):
            yield str(path.relative_to(ROOT)), path, True


def main():
    listed = tomllib.loads((HERE / "differences.toml").read_text())
    problems, seen, count, here = [], set(), 0, resources_here()
    for name, path, ours in templates():
        count += 1
        if count % 25 == 0:
            print(f"{count} templates compared", flush=True)
        refused, transformed = translator(path)
        # CloudFormation sees what SAM makes of it; cfn-lint checks SAM's own types only in part.
        said = {"aws-sam-translator": refused, "cfn-lint": cfn_lint(path.read_text())}
        if transformed is not None:
            if path.parent.name == "accepted":
                made = {(comparable(key), value["Type"]) for key, value in transformed["Resources"].items()}
                if made != here[path.name]:
                    problems.append(f"{name}: SAM makes other resources: {made ^ here[path.name]}")
            said["cfn-lint after the transform"] = cfn_lint(json.dumps(transformed))
        theirs = not any(said.values())
        if "--show" in sys.argv:
            print(name, "accepted" if ours else "refused", said)
        if ours == theirs:
            continue
        seen.add(name)
        if name not in listed:
            problems.append(f"{name}: {'accepted' if ours else 'refused'} here, but {said}")
    problems += [f"{name}: listed in differences.toml, but it is none" for name in sorted(set(listed) - seen)]
    print(f"{count} templates, {len(seen)} differences, {len(problems)} of them not as listed")
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


main()
