"""A way to run functions for LocalEmu, which runs none without Docker: it hands each event to Lambda of another cloud.

LocalEmu finds it as a plugin of its kind `localemu.lambda.runtime_executor`, see on_localemu.py.
"""

import os
import urllib.parse
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from localemu.services.lambda_.invocation.lambda_models import InvocationResult
from localemu.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localemu.services.lambda_.invocation.runtime_executor import RuntimeExecutor


class Elsewhere(RuntimeExecutor):
    """The function of the same name in the cloud that FUNCTIONS_ENDPOINT names."""

    def start(self, env_vars):
        pass

    def stop(self):
        pass

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return os.environ["FUNCTIONS_ENDPOINT"]

    def invoke(self, payload, function_timeout=None):
        name = urllib.parse.quote(self.function_version.id.function_name)
        url = f"{os.environ['FUNCTIONS_ENDPOINT']}/2015-03-31/functions/{name}/invocations"
        request = AWSRequest("POST", url, data=payload["payload"].encode())
        keys = Credentials(os.environ["FUNCTIONS_KEY"], os.environ["FUNCTIONS_SECRET"])
        SigV4Auth(keys, "lambda", os.environ["FUNCTIONS_REGION"]).add_auth(request)
        sent = urllib.request.Request(url, data=request.data, headers=dict(request.headers), method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(sent, timeout=30) as answer:
            failed = answer.headers.get("X-Amz-Function-Error") is not None
            return InvocationResult(payload["invoke-id"], answer.read(), failed, logs="", executed_version="$LATEST")

    def get_logs(self):
        return ""

    @classmethod
    def prepare_version(cls, function_version):
        pass

    @classmethod
    def cleanup_version(cls, function_version):
        pass


class ElsewherePlugin(RuntimeExecutorPlugin):
    name = "elsewhere"

    def load(self, *args, **kwargs):
        return Elsewhere
