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
folders = template["Globals"]["Function"]["CodeUri"]["Fn::If"][1:]
assert all(os.path.isdir(f) for f in folders), folders
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
check("each function has a role of its own", len({json.dumps(f["Properties"]["Role"]) for f in functions.values()}) == len(functions) == 9)
check("each function is published behind an alias", len(of_type("AWS::Lambda::Alias")) == 9)
check("no function has a URL", not of_type("AWS::Lambda::Url"))
check("every permission names whom it lets in, and from where", all(p["Properties"]["Principal"] == "apigateway.amazonaws.com" and "SourceArn" in p["Properties"] for p in of_type("AWS::Lambda::Permission").values()))
for name, role in roles.items():
    for statement in role["Properties"]["AssumeRolePolicyDocument"]["Statement"]:
        assert re.fullmatch(r"(lambda|states)\.amazonaws\.com", "".join(statement["Principal"]["Service"])), name
check("only Lambda and Step Functions take on the roles", True)
managed = {json.dumps(a) for r in roles.values() for a in r["Properties"].get("ManagedPolicyArns", [])}
check("managed policies are those for logs and traces", all(re.search(r"AWSLambdaBasicExecutionRole|AWSX[rR]ay(DaemonWriteAccess|WriteOnlyAccess)", m) for m in managed))


# What a stack comes to with the parameters of an imported and of a hosted drafting model.
def resolved(value, parameters):
    if isinstance(value, list):
        return [resolved(v, parameters) for v in value if v != {"Ref": "AWS::NoValue"}]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (name, of), = value.items()
        if name == "Ref":
            given = parameters.get(of, template["Parameters"].get(of, {}).get("Default", f"<{of}>"))
            return given.split(",") if template["Parameters"].get(of, {}).get("Type") == "CommaDelimitedList" else given
        if name == "Condition":
            return resolved(template["Conditions"][of], parameters)
        if name == "Fn::If":
            return resolved(of[1] if resolved(template["Conditions"][of[0]], parameters) else of[2], parameters)
        if name == "Fn::Equals":
            return str(resolved(of[0], parameters)) == str(resolved(of[1], parameters))
        if name == "Fn::Not":
            return not resolved(of[0], parameters)
        if name in ("Fn::And", "Fn::Or"):
            return (all if name == "Fn::And" else any)(resolved(v, parameters) for v in of)
        if name == "Fn::Join":
            return of[0].join(resolved(of[1], parameters))
    return {k: resolved(v, parameters) for k, v in value.items()}


for runtime, name, snapshot in (("dotnet10", "dotnet10", {"ApplyOn": "PublishedVersions"}), ("native", "provided.al2023", "<AWS::NoValue>")):
    built = [resolved(f["Properties"], {"Runtime": runtime}) for f in functions.values()]
    check(f"{runtime}: every function runs on {name}", all((f["Runtime"], f["SnapStart"]) == (name, snapshot) for f in built))

for drafter in ("imported", "hosted"):
    parameters = {p["ParameterKey"]: p["ParameterValue"] for p in json.load(open(f"test/conformance/parameters-{drafter}.json"))}
    statements = [s for r in roles.values() for p in resolved(r["Properties"], parameters).get("Policies", []) for s in p["PolicyDocument"]["Statement"] if isinstance(s, dict)]
    granted = {json.dumps(s["Resource"]) for s in statements if s.get("Sid") == "DraftModel"}
    arn = parameters["DraftModel"] if drafter == "imported" else [parameters["DraftModelArns"]]
    check(f"{drafter}: drafting is granted on exactly {parameters['DraftModel'].split('/')[-1]}", granted == {json.dumps(arn)})
    check(f"{drafter}: every statement names its resources", all("<" not in json.dumps(s["Resource"]) or "Sub" in json.dumps(s["Resource"]) for s in statements if s.get("Sid", "").endswith("Model")))
    settings = resolved(functions["ApiFunction"]["Properties"]["Environment"]["Variables"], parameters)
    check(f"{drafter}: the functions get the model and its prices", settings["RAGPRUNER_DRAFT_MODEL"] == parameters["DraftModel"] and all(
        str(settings[name]) == parameters.get(key, "0") for name, key in (
            ("RAGPRUNER_DRAFT_USD_PER_WINDOW", "DraftWindowPrice"), ("RAGPRUNER_DRAFT_INPUT_USD_PER_MILLION", "DraftInputPrice"))))
    for streaming, mode, version in (("disabled", "BUFFERED", "2015-03-31"), ("enabled", "STREAM", "2021-11-15")):
        api = resolved(resources["RestApi"]["Properties"]["Body"]["paths"]["/v1/answer"], {**parameters, "ResponseStreaming": streaming})
        check(f"{drafter}: streaming {streaming}", all(
            m["x-amazon-apigateway-integration"]["responseTransferMode"] == mode and version in json.dumps(m["x-amazon-apigateway-integration"]["uri"]) for m in api.values()))
    check(f"{drafter}: there is an alarm on costs", resolved({"Condition": "HasPrices"}, parameters))
