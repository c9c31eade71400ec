"""Lab 4's solution behind an API Gateway that is not ours: the same program, the same api.yaml, the same HTTP checks.

The emulator is ministack (PyPI), pinned in requirements-ministack.txt; it runs the program by itself, without Docker.

    cargo build --package proxy-lambda-solution
    python -m venv target/tools/ministack
    target/tools/ministack/bin/pip install -r checker/cloud/tests/peers/requirements-ministack.txt
    target/tools/ministack/bin/python checker/cloud/tests/peers/ministack.py

Prints the report of `checker check 4 --endpoint`, and ends with its exit code.
"""

import io
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile

import botocore.session
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[4]
LAB = ROOT / "solutions/04-proxy-lambda"
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug"
REGION = "eu-central-1"
STAGE = "dev"
BUCKET = "chat-data-of-a-peer"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program():
    """The function's zip file, with the program that Cargo built."""
    built = TARGET / "proxy-lambda-solution"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("bootstrap")
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, built.read_bytes())
    return packed.getvalue()


def build(api, function_arn):
    """Makes what api.yaml says call by call: the emulator's import knows neither x-amazon-apigateway-any-method nor the
    responses of an integration. Returns the API's id."""

    def resolved(text):
        text = text.replace("${AWS::Region}", REGION).replace("${AWS::Partition}", "aws")
        return re.sub(r"\$\{[A-Za-z]+\.Arn\}", function_arn, text)

    document = yaml.safe_load((LAB / "api.yaml").read_text())
    made = api.create_rest_api(name=document["info"]["title"])["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    for path, item in document["paths"].items():
        parent = root
        for part in path.strip("/").split("/"):
            parent = api.create_resource(restApiId=made, parentId=parent, pathPart=part)["id"]
        for verb, operation in item.items():
            if verb == "parameters":
                continue
            method = "ANY" if verb == "x-amazon-apigateway-any-method" else verb.upper()
            where = {"restApiId": made, "resourceId": parent, "httpMethod": method}
            api.put_method(**where, authorizationType="NONE")
            integration = operation["x-amazon-apigateway-integration"]
            uri = integration.get("uri", {}).get("Fn::Sub", "")
            wanted = {"type": integration["type"].upper(), "integrationHttpMethod": integration.get("httpMethod")}
            wanted |= {"uri": resolved(uri) or None, "requestTemplates": integration.get("requestTemplates")}
            api.put_integration(**where, **{key: value for key, value in wanted.items() if value})
            for status, response in operation["responses"].items():
                headers = response.get("headers", {})
                declared = {f"method.response.header.{name}": False for name in headers}
                api.put_method_response(**where, statusCode=status, responseParameters=declared)
            for pattern, response in integration.get("responses", {}).items():
                chosen = {} if pattern == "default" else {"selectionPattern": pattern}
                values = response.get("responseParameters", {})
                status = response["statusCode"]
                api.put_integration_response(**where, statusCode=status, responseParameters=values, **chosen)
    for kind, response in document["x-amazon-apigateway-gateway-responses"].items():
        api.put_gateway_response(
            restApiId=made, responseType=kind, responseParameters=response.get("responseParameters", {})
        )
    return made


def ready(port, emulator):
    """Waits until the emulator answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and emulator.poll() is None:
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=2)
        except OSError:
            time.sleep(0.2)
    raise SystemExit("ministack did not answer within 60 s")


def deploy(endpoint):
    """Everything that lab 4's template makes, by the services' own APIs. Returns the API's id."""
    session = botocore.session.get_session()

    def client(service):
        return session.create_client(
            service,
            region_name=REGION,
            endpoint_url=endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    s3, iam, lambdas, api = client("s3"), client("iam"), client("lambda"), client("apigateway")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    data = ROOT / "site/data"
    for file in sorted(data.rglob("*.json")):
        s3.put_object(Bucket=BUCKET, Key=f"data/{file.relative_to(data).as_posix()}", Body=file.read_bytes())
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
    role = iam.create_role(RoleName="chat-lambda-data", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    function = lambdas.create_function(
        FunctionName="Chat-API-proxy",
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=role,
        Code={"ZipFile": program()},
        Timeout=10,
        # The emulator does not tell a function where it is.
        Environment={"Variables": {"DATA_BUCKET": BUCKET, "AWS_ENDPOINT_URL": endpoint}},
    )["FunctionArn"]
    made = build(api, function)
    lambdas.add_permission(
        FunctionName="Chat-API-proxy",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:{REGION}:000000000000:{made}/*/*/*",
    )
    api.create_deployment(restApiId=made, stageName=STAGE)
    return made


def main():
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "MINISTACK_REGION": REGION,
            "TMPDIR": folder,
        }
        log = open(pathlib.Path(folder) / "ministack.log", "w+")
        emulator = subprocess.Popen([sys.executable, "-m", "ministack"], env=environment, stdout=log, stderr=log)
        try:
            ready(port, emulator)
            api = deploy(f"http://127.0.0.1:{port}")
            endpoint = f"http://127.0.0.1:{port}/_aws/execute-api/{api}/{STAGE}"
            checker = [str(TARGET / "checker"), "--root", str(ROOT), "check", "4", "--endpoint", endpoint]
            return subprocess.run(checker + sys.argv[1:]).returncode
        finally:
            emulator.terminate()
            emulator.wait()
            log.seek(0)
            problems = [line for line in log if " ERROR " in line]
            print("".join(problems[:20]), file=sys.stderr, end="")


if __name__ == "__main__":
    sys.exit(main())
