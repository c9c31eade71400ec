"""airspeed: each line of the input is {"template": "…", "variables": {…}}, each line of the output {"text": "…"} or {"error": "…"}."""

import json
import sys

import airspeed

for line in sys.stdin:
    line = json.loads(line)
    try:
        answer = {"text": airspeed.Template(line["template"]).merge(line["variables"])}
    except RecursionError:
        answer = {"error": "RecursionError"}
    except Exception as error:  # whatever it throws is its answer
        answer = {"error": f"{type(error).__name__}: {error}".split("\n")[0]}
    print(json.dumps(answer), flush=True)
