#!/usr/bin/env python3
"""Writes Names.cs: every public type name that the two service packages have beyond those of the stand-ins.

The names come from botocore's service models, from which the .NET packages are generated too; botocore comes with boto3.
Run it after a change of the stand-ins, or with a newer botocore: python3 eng/compat/AwsNames/generate.py
"""
import pathlib
import re

import botocore.loaders

here = pathlib.Path(__file__).parent
services = {
    "bedrock-runtime": ("AWSSDK.BedrockRuntime", "Amazon.BedrockRuntime"),
    "bedrock-agent-runtime": ("AWSSDK.BedrockAgentRuntime", "Amazon.BedrockAgentRuntime"),
}
declared = re.compile(r"\b(?:class|interface|enum|struct|record)\s+(\w+)")


def names(model):
    """Enumerations, and everything else, as the .NET packages name them."""
    requests = {o["input"]["shape"]: f"{name}Request" for name, o in model["operations"].items() if "input" in o}
    responses = {o["output"]["shape"]: f"{name}Response" for name, o in model["operations"].items() if "output" in o}
    enums, structures = set(), set()
    for name, shape in model["shapes"].items():
        if shape["type"] == "string" and "enum" in shape:
            enums.add(name)
        elif shape["type"] == "structure" and not shape.get("document"):  # Those are Amazon.Runtime.Documents.Document.
            structures.update({requests.get(name, ""), responses.get(name, "")} - {""} or {name})
    return enums, structures


loader = botocore.loaders.Loader()
lines = [
    "// Written by generate.py: the names that the public packages have beyond those of the stand-ins. Sources here must compile",
    "// beside all of them, so that none becomes ambiguous where the public packages are used. The types are empty.",
]
count = 0
for service, (folder, namespace) in services.items():
    own = set()
    for file in (here.parent / folder).glob("*.cs"):
        own.update(declared.findall(file.read_text()))
    enums, structures = names(loader.load_service_model(service, "service-2"))
    for space, found in ((namespace, enums), (f"{namespace}.Model", structures)):
        left = sorted(n[0].upper() + n[1:] for n in found if n[0].upper() + n[1:] not in own)
        count += len(left)
        lines += ["", f"namespace {space}", "{"] + [f"    public sealed class {n};" + "\n" for n in left]
        lines[-1] = lines[-1].rstrip("\n")
        lines.append("}")
(here / "Names.cs").write_text("\n".join(lines) + "\n")
print(f"{count} names")
