"""Translates the SAM template to CloudFormation, and checks on the outcome what SAM adds by itself."""
import json
import os
import re

import yaml
from samtranslator.parser.parser import Parser
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
text = open("template.yaml").read()
assert not [e for e in yaml.parse(text) if isinstance(e, yaml.AliasEvent)], "CloudFormation refuses YAML aliases"
template = yaml_parse(text)
# What `sam package` does: local paths become objects in S3.
template["Globals"]["Function"]["CodeUri"] = "s3://bucket/code"
for resource in template["Resources"].values():
    if "DefinitionUri" in resource.get("Properties", {}):
        resource["Properties"]["DefinitionUri"] = "s3://bucket/definition"


class NoManagedPolicies:
    def load(self):
        return {}


output = transform(template, {}, NoManagedPolicies())
resources = output["Resources"]
print(f"pass: SAM translator, {len(resources)} resources")


def check(name, holds):
    assert holds, name
    print(f"pass: {name}")


of_type = lambda kind: {n: r for n, r in resources.items() if r["Type"] == kind}
functions, roles = of_type("AWS::Lambda::Function"), of_type("AWS::IAM::Role")
check("each function has a role of its own", len({json.dumps(f["Properties"]["Role"]) for f in functions.values()}) == len(functions) == 8)
check("each function is published behind an alias, with a snapshot", len(of_type("AWS::Lambda::Alias")) == 8 and all(f["Properties"]["SnapStart"] == {"ApplyOn": "PublishedVersions"} for f in functions.values()))
check("no function has a URL", not of_type("AWS::Lambda::Url"))
check("every permission names whom it lets in, and from where", all(p["Properties"]["Principal"] == "apigateway.amazonaws.com" and "SourceArn" in p["Properties"] for p in of_type("AWS::Lambda::Permission").values()))
for name, role in roles.items():
    for statement in role["Properties"]["AssumeRolePolicyDocument"]["Statement"]:
        assert re.fullmatch(r"(lambda|states)\.amazonaws\.com", "".join(statement["Principal"]["Service"])), name
check("only Lambda and Step Functions take on the roles", True)
managed = {json.dumps(a) for r in roles.values() for a in r["Properties"].get("ManagedPolicyArns", [])}
check("managed policies are those for logs and traces", all(re.search(r"AWSLambdaBasicExecutionRole|AWSX[rR]ay(DaemonWriteAccess|WriteOnlyAccess)", m) for m in managed))
