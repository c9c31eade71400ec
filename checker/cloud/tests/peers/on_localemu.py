"""Lab 6's api.yaml on an API Gateway that is not ours: the same functions, the same requests, and what each answers.

The emulator is LocalEmu (PyPI), pinned in ../templates/requirements-import.txt. It runs no function without Docker, so it
hands events to the functions of `checker cloud 6 --solutions`, which stands beside it (localemu_functions.py); all that an
API Gateway does is each one's own.

    cargo build --package checker
    python3.13 -m venv ENV && ENV/bin/pip install -r checker/cloud/tests/templates/requirements-import.txt
    ENV/bin/python checker/cloud/tests/peers/on_localemu.py

Prints a table request × answer. A difference that localemu_differences.toml does not explain fails, and so does an
explanation of what is no difference any more.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "templates"))
from compare_import import ACCOUNT, CHECKER, LOCALEMU, REGION, ROOT, free_port  # noqa: E402
from samcli_yaml import load  # noqa: E402

LAB = ROOT / "solutions/06-models"
STAGE = "dev"
FUNCTIONS = {
    "ChatConversationsGet": "chat-conversations-GET",
    "ChatConversationsPost": "chat-conversations-POST",
    "ChatMessagesGet": "chat-messages-GET",
    "ChatMessagesPost": "chat-messages-POST",
}
JSON = {"Content-Type": "application/json"}
KNOWN = "/conversations/lunch-club"

# Name, method, path, headers, body.
REQUESTS = [
    ("list", "GET", "/conversations", {}, None),
    ("conversation", "GET", KNOWN, {}, None),
    ("unknown", "GET", "/conversations/nobody", {}, None),
    ("unknown-quoted", "GET", "/conversations/no%22body%22", {}, None),
    ("unknown-apostrophe", "GET", "/conversations/nobody's", {}, None),
    ("unknown-backslash", "GET", "/conversations/no%5Cbody", {}, None),
    ("unknown-umlaut", "GET", "/conversations/n%C3%B6body", {}, None),
    ("other-path", "GET", "/elsewhere", {}, None),
    ("other-method", "DELETE", KNOWN, {}, None),
    ("preflight", "OPTIONS", KNOWN, {"Origin": "http://x", "Access-Control-Request-Method": "POST"}, None),
    ("preflight-list", "OPTIONS", "/conversations", {"Origin": "http://x"}, None),
    ("post", "POST", KNOWN, JSON, '"Hello"'),
    ("post-awkward", "POST", KNOWN, JSON, json.dumps("it's \"quoted\" \\ $input.body #set\n\U0001F600 ${x}")),
    ("post-charset", "POST", KNOWN, {"Content-Type": "application/json; charset=utf-8"}, '"Hello"'),
    ("post-unknown", "POST", "/conversations/nobody", JSON, '"Hello"'),
    ("post-number", "POST", KNOWN, JSON, "5"),
    ("post-object", "POST", KNOWN, JSON, '{"message":"x"}'),
    ("post-empty-text", "POST", KNOWN, JSON, '""'),
    ("post-empty-body", "POST", KNOWN, JSON, ""),
    ("post-no-json", "POST", KNOWN, JSON, "Hello"),
    ("post-plain", "POST", KNOWN, {"Content-Type": "text/plain"}, '"Hello"'),
    ("post-too-large", "POST", KNOWN, JSON, json.dumps("x" * 420_000)),
    ("create", "POST", "/conversations", JSON, '["Amina","O\'Neil","a\\"b"]'),
    ("create-nobody", "POST", "/conversations", JSON, "[]"),
    ("create-text", "POST", "/conversations", JSON, '"Amina"'),
    ("create-number", "POST", "/conversations", JSON, "[1]"),
    ("create-empty-name", "POST", "/conversations", JSON, '["Amina",""]'),
    ("create-plain", "POST", "/conversations", {"Content-Type": "text/plain"}, '["Amina"]'),
]


def ours(folder, started):
    """`checker cloud 6 --solutions`: its address, keys, and the address of its API."""
    command = [CHECKER, "--root", ROOT, "cloud", "6", "--solutions", "--port", str(free_port())]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, start_new_session=True
    )
    started.append(process)
    exports, api = {}, None
    for line in process.stdout:
        if line.startswith("api "):
            api = line.split()[1]
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").rstrip().partition("=")
            exports[name] = value
        if line.startswith("Serving until"):
            return exports, api
    sys.exit("checker cloud ended")


def theirs(folder, started, exports):
    """LocalEmu with the functions of the cloud beside it: the address of the API."""
    port, plugin = free_port(), Path(folder, "plugin")
    # How Python packages announce plugins.
    info = plugin / "localemu_functions-1.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: localemu-functions\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[localemu.lambda.runtime_executor]\nelsewhere = localemu_functions:ElsewherePlugin\n"
    )
    environment = {
        **os.environ,
        "HOME": folder,
        "LOCALEMU_VOLUME_DIR": f"{folder}/volume",
        "DISABLE_EVENTS": "1",
        "PYTHONPATH": f"{HERE}{os.pathsep}{plugin}",
        "LAMBDA_RUNTIME_EXECUTOR": "elsewhere",
        "FUNCTIONS_ENDPOINT": exports["AWS_ENDPOINT_URL"],
        "FUNCTIONS_KEY": exports["AWS_ACCESS_KEY_ID"],
        "FUNCTIONS_SECRET": exports["AWS_SECRET_ACCESS_KEY"],
        "FUNCTIONS_REGION": REGION,
    }
    with open(f"{folder}/localemu.log", "w") as log:
        process = subprocess.Popen(
            [LOCALEMU, "start", "--host", "127.0.0.1", "--port", str(port)],
            cwd=folder, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
        )
    started.append(process)
    endpoint = f"http://127.0.0.1:{port}"
    for _ in range(300):
        if process.poll() is not None:
            sys.exit(f"localemu ended: {Path(folder, 'localemu.log').read_text()}")
        try:
            urllib.request.urlopen(f"{endpoint}/_localemu/health", timeout=5).close()
            break
        except OSError:
            time.sleep(0.2)

    def client(service):
        return boto3.client(
            service, endpoint_url=endpoint, region_name=REGION, aws_access_key_id=ACCOUNT,
            aws_secret_access_key="test", config=Config(retries={"max_attempts": 0}, proxies={}),
        )

    lambdas, api = client("lambda"), client("apigateway")
    allowed = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    role = client("iam").create_role(RoleName="any", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    # No program: the functions are elsewhere.
    empty = b"PK\x05\x06" + bytes(18)
    for name in FUNCTIONS.values():
        lambdas.create_function(
            FunctionName=name, Runtime="provided.al2023", Handler="bootstrap", Role=role, Code={"ZipFile": empty},
        )
        lambdas.get_waiter("function_active_v2").wait(FunctionName=name)
        lambdas.add_permission(
            FunctionName=name, StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
        )
    document = resolved(load((LAB / "api.yaml").read_text()))
    made = api.import_rest_api(body=json.dumps(document))["id"]
    api.create_deployment(restApiId=made, stageName=STAGE)
    return f"{endpoint}/_aws/execute-api/{made}/{STAGE}"


def resolved(value):
    """What CloudFormation makes of Fn::Sub."""
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::Sub"}:
        arn = lambda found: f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTIONS[found[1]]}"
        return re.sub(r"\$\{(\w+)\.Arn\}", arn, value["Fn::Sub"].replace("${AWS::Region}", REGION))
    return {str(key): resolved(item) for key, item in value.items()}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


def answered(stage, method, path, headers, body):
    """Status, headers that the contract is about, body; what differs from run to run is named, not shown."""
    data = None if body is None else body.encode()
    request = urllib.request.Request(stage + path, data=data, headers=headers, method=method)
    if data is not None and not headers:
        request.add_header("Content-Type", "")
    try:
        answer = OPENER.open(request, timeout=30)
    except urllib.error.HTTPError as refused:
        answer = refused
    with answer:
        text = answer.read().decode(errors="replace")
        wanted = ["Content-Type", "x-amzn-ErrorType"]
        wanted += [f"Access-Control-Allow-{name}" for name in ("Origin", "Methods", "Headers")]
        shown = {name: answer.headers[name] for name in wanted if answer.headers[name] is not None}
    text = re.sub(r'"[0-9a-f]{8}-[0-9a-f-]{27}"', '"a UUID"', text)
    try:
        text = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True)
    except ValueError:
        pass
    return {"status": answer.status, "headers": shown, "body": text if len(text) < 400 else f"{len(text)} characters"}


def differences(one, other, path):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}/{key}")
    elif one != other:
        yield path, one, other


def main():
    explained = tomllib.loads((HERE / "localemu_differences.toml").read_text())
    started, seen, wrong = [], set(), []
    with tempfile.TemporaryDirectory() as folder:
        try:
            exports, here = ours(folder, started)
            there = theirs(folder, started, exports)
            for name, *request in REQUESTS:
                one, other = answered(here, *request), answered(there, *request)
                found = list(differences(one, other, name))
                print(f"{name:<20} {one['status']} {one['body'][:100]}{'' if found else '   the same there'}")
                for path, mine, others in found:
                    pattern = next((pattern for pattern in explained if re.fullmatch(pattern, path)), None)
                    print(f"    {path}\n        here:  {json.dumps(mine)}\n        there: {json.dumps(others)}")
                    if pattern is None:
                        wrong.append(path)
                    else:
                        seen.add(pattern)
                        print(f"        {' '.join(explained[pattern].split())}")
        finally:
            for process in started:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGTERM)
                    process.wait(30)
    stale = [f"explained, and no difference: {pattern}" for pattern in explained if pattern not in seen]
    wrong = [f"not explained: {path}" for path in wrong]
    print("\n".join(wrong + stale) or f"{len(REQUESTS)} requests, {len(explained)} explained differences")
    return 1 if wrong or stale else 0


if __name__ == "__main__":
    sys.exit(main())
