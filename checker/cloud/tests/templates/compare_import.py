#!/usr/bin/env python3
"""Imports each API definition into this project's cloud and into LocalEmu and compares what both make of it.

The definitions are `accepted/api.yaml` here and those of the solutions, their right variants too. Functions in them are
resolved first, as AWS CloudFormation does, the same for both. Compared are the API, its resources with all of their methods,
integrations and responses, and its gateway responses; and what is said of the wrong definitions in `import_refused.json`. A
difference that `import_differences.toml` does not explain fails, and
so does an explanation of something that is no difference any more.

    cargo build --package checker
    python3.13 -m venv ENV && ENV/bin/pip install -r requirements-import.txt
    ENV/bin/python compare_import.py            compare
    ENV/bin/python compare_import.py --show     and print what each answered

Both clouds run on loopback, on free ports, as long as this program does.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

from samcli_yaml import load

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
REGION = "eu-central-1"
ACCOUNT = "111122223333"
CHECKER = Path(os.environ.get("CHECKER", ROOT / "target/debug/checker"))
LOCALEMU = Path(os.environ.get("LOCALEMU", Path(sys.executable).parent / "localemu"))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ours(folder, started):
    """`checker cloud`, and a client with the keys that it prints."""
    command = [CHECKER, "cloud", "--root", ROOT, "--port", str(free_port())]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    )
    started.append(process)
    exports = {}
    for line in process.stdout:
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").rstrip().partition("=")
            exports[name] = value
        if line.startswith("Serving until"):
            break
    return client(exports["AWS_ENDPOINT_URL"], exports["AWS_ACCESS_KEY_ID"], exports["AWS_SECRET_ACCESS_KEY"])


def theirs(folder, started):
    """LocalEmu, and a client."""
    port = free_port()
    environment = {**os.environ, "HOME": folder, "LOCALEMU_VOLUME_DIR": f"{folder}/volume", "DISABLE_EVENTS": "1"}
    with open(f"{folder}/localemu.log", "w") as log:
        process = subprocess.Popen(
            [LOCALEMU, "start", "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )
    started.append(process)
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f"localemu ended: {Path(folder, 'localemu.log').read_text()}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_localemu/health", timeout=5).close()
            return client(f"http://127.0.0.1:{port}", ACCOUNT, "test")
        except OSError:
            time.sleep(0.2)
    sys.exit("localemu does not answer")


def client(endpoint, key, secret):
    return boto3.client(
        "apigateway", endpoint_url=endpoint, region_name=REGION, aws_access_key_id=key, aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0}, proxies={}),
    )


def definitions():
    yield HERE / "accepted/api.yaml"
    for pattern in ("*/api.yaml", "*/right/*/api.yaml"):
        yield from sorted((ROOT / "solutions").glob(pattern))


def resolved(value):
    """What CloudFormation makes of its functions, for both clouds alike."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::Sub"}:
        text = value["Fn::Sub"]
        names = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT}
        for name, known in names.items():
            text = text.replace("${" + name + "}", known)
        return re.sub(r"\$\{(\w+)\.Arn\}", rf"arn:aws:lambda:{REGION}:{ACCOUNT}:function:\1", text)
    if set(value) == {"Fn::Join"}:
        separator, parts = value["Fn::Join"]
        return separator.join(resolved(part) for part in parts)
    if set(value) == {"Fn::GetAtt"} or set(value) == {"Ref"}:
        name = next(iter(value.values()))
        name = ".".join(name) if isinstance(name, list) else name
        return resolved({"Fn::Sub": "${" + name + "}"})
    return {str(key): resolved(item) for key, item in value.items()}


def imported(api, document):
    """What a cloud makes of a definition, ids made comparable: a resource's id is its path, a validator's its name."""
    made = api.import_rest_api(body=document)
    made.pop("ResponseMetadata")
    resources = api.get_resources(restApiId=made["id"], embed=["methods"], limit=500)["items"]
    paths = {resource["id"]: resource["path"] for resource in resources}
    gateway_responses = api.get_gateway_responses(restApiId=made["id"], limit=500)["items"]
    text = json.dumps(
        {
            "api": made,
            "resources": {resource["path"]: resource for resource in resources},
            "gatewayResponses": {response["responseType"]: response for response in gateway_responses},
        },
        default=lambda value: "a time",
    )
    validators = api.get_request_validators(restApiId=made["id"], limit=500)["items"]
    paths |= {validator["id"]: validator["name"] for validator in validators}
    for identifier, path in paths.items():
        text = text.replace(f'"{identifier}"', json.dumps(f"the id of {path}"))
    return json.loads(text.replace(f'"{made["id"]}"', '"the id of the API"'))


def differences(one, other, path=""):
    """Where two values differ: path, ours, theirs."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif one != other:
        yield path, one, other


def refusals(api_ours, api_theirs, explained, seen):
    """The wrong definitions, which must be refused here; other words there, or none, are a difference."""
    for name, document in json.loads((HERE / "import_refused.json").read_text()).items():
        said = []
        for api in (api_ours, api_theirs):
            try:
                api.import_rest_api(body=json.dumps(document))
                said.append("imported")
            except api.exceptions.ClientError as refused:
                said.append(refused.response["Error"]["Message"])
        if said[0] == "imported":
            yield f"{name}: imported here"
        yield from unexplained(f"refused/{name}", said[0], said[1], explained, seen)


def unexplained(path, one, other, explained, seen):
    if one == other:
        print(f"{path}\n    both: {json.dumps(one)}")
        return
    reason = next((reason for pattern, reason in explained.items() if re.fullmatch(pattern, path)), None)
    if reason is None:
        yield f"{path}: {json.dumps(one)} here, {json.dumps(other)} there"
        return
    seen.add(next(pattern for pattern in explained if re.fullmatch(pattern, path)))
    print(f"{path}\n    here:  {json.dumps(one)}\n    there: {json.dumps(other)}\n    {' '.join(reason.split())}")


def main():
    explained = tomllib.loads((HERE / "import_differences.toml").read_text())
    problems, seen, count = [], set(), 0
    with tempfile.TemporaryDirectory() as folder:
        started = []
        try:
            api_ours, api_theirs = ours(folder, started), theirs(folder, started)
            for path in definitions():
                count += 1
                document = json.dumps(resolved(load(path.read_text()))).encode()
                here, there = imported(api_ours, document), imported(api_theirs, document)
                name = str(path.relative_to(ROOT))
                methods = [f"{m} {p}" for p, r in sorted(here["resources"].items()) for m in r.get("resourceMethods", {})]
                print(f"{name}: {', '.join(sorted(here['resources']))}; {', '.join(methods)}")
                if "--show" in sys.argv:
                    print(json.dumps({"here": here, "there": there}, indent=1))
                for where, one, other in differences(here, there):
                    problems += [f"{name}: {said}" for said in unexplained(where, one, other, explained, seen)]
            problems += refusals(api_ours, api_theirs, explained, seen)
        finally:
            for process in started:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
    problems += [f"import_differences.toml: {pattern}: it is no difference" for pattern in explained if pattern not in seen]
    print(f"{count} definitions, {len(seen)} kinds of difference explained, {len(problems)} problems")
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
