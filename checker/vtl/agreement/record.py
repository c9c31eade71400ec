#!/usr/bin/env python3
"""Renders the corpus by others and writes what they give to recorded.json, which `cargo test --package vtl --test agreement`
compares with what is rendered here. Installs them below the folder that is given: airspeed and amplify-velocity-template at
pinned versions, Apache Velocity 1.7 from Debian's packages.

    python record.py TOOLS
"""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
# Debian's packages of Apache Velocity 1.7, of what it needs, and of the JSON parser that API Gateway's JSONPath stands on.
DEBIAN = ["velocity", "libcommons-lang-java", "libcommons-collections3-java", "libjson-smart-java", "libasm-java"]
JARS = ["velocity-1.7", "commons-lang", "commons-collections3", "json-smart", "accessors-smart", "asm"]


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, **options)


def fresh(marker, wanted):
    """Whether what was installed before is what is wanted."""
    return marker.exists() and marker.read_text() == wanted


def velocity(tools):
    java = Path("/usr/share/java")
    if not all((java / f"{jar}.jar").exists() for jar in JARS):
        # Only unpacked: the machine stays as it is.
        packages = tools / "velocity"
        java = packages / "usr/share/java"
        if not java.exists():
            packages.mkdir(parents=True, exist_ok=True)
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            run("apt-get", "download", "-qq", *DEBIAN, cwd=packages, **quiet)
            for package in packages.glob("*.deb"):
                run("dpkg", "-x", package, packages)
    path = ":".join(str(java / f"{jar}.jar") for jar in JARS)
    # Java compiles the one file itself.
    return ["java", "-cp", path, HERE / "Velocity.java"]


def airspeed(tools):
    folder, wanted = tools / "airspeed", (HERE / "requirements.txt").read_text()
    if not fresh(folder / "requirements.txt", wanted):
        shutil.rmtree(folder, ignore_errors=True)
        run(sys.executable, "-m", "venv", folder)
        run(folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt")
        (folder / "requirements.txt").write_text(wanted)
    return [folder / "bin/python", HERE / "airspeed_lines.py"]


def amplify(tools):
    folder, wanted = tools / "amplify", (HERE / "package-lock.json").read_text()
    if not fresh(folder / "installed", wanted):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in ["package.json", "package-lock.json"]:
            shutil.copy(HERE / name, folder)
        run("npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", cwd=folder)
        (folder / "installed").write_text(wanted)
    shutil.copy(HERE / "amplify.js", folder)
    return ["node", folder / "amplify.js"]


def whole(text):
    """JavaScript cuts characters in halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def main():
    tools = Path(sys.argv[1]).resolve()
    corpus = tomllib.loads((HERE / "corpus.toml").read_text())
    variables = json.loads(corpus.pop("variables"))
    templates = [template for group in corpus.values() for template in group["templates"]]
    if len(set(templates)) != len(templates):
        sys.exit("a template stands twice in corpus.toml")
    lines = "".join(json.dumps({"template": template, "variables": variables}) + "\n" for template in templates)
    recorded = {template: {} for template in templates}
    for name, install in [("velocity", velocity), ("airspeed", airspeed), ("amplify", amplify)]:
        answers = run(*install(tools), input=lines, stdout=subprocess.PIPE, encoding="utf-8").stdout.splitlines()
        if len(answers) != len(templates):
            sys.exit(f"{name} answered {len(answers)} of {len(templates)} templates")
        for template, answer in zip(templates, map(json.loads, answers)):
            # Why they refuse is worded by each in its own way.
            recorded[template][name] = whole(answer["text"]) if "text" in answer else None
    (HERE / "recorded.json").write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n")
    print(f"{len(templates)} templates recorded of {', '.join(next(iter(recorded.values())))}")


if __name__ == "__main__":
    main()
