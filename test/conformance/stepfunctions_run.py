"""Runs the state machines with moto's interpreter against handlers on the local cloud, and checks what comes out."""
import concurrent.futures
import contextlib
import json
import logging
import multiprocessing
import os
import pathlib
import runpy
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
RUNNER, PROGRAM = sys.argv[1:3]
ASSETS = pathlib.Path(os.environ["RAGPRUNER_TEST_ASSETS"])
# Every run of the interpreter is a process of its own, which finds moto imported: importing it takes longer than most runs.
INTERPRETERS = multiprocessing.get_context("forkserver")
INTERPRETERS.set_forkserver_preload(["boto3", "moto.server", "moto.moto_api.state_manager", "moto.s3.models", "moto.iam.models", "moto.stepfunctions.parser.models"])
QUESTION = "How long does a cold imported model take to answer?"
FUNCTIONS = {name: f"arn:aws:lambda:us-east-1:000000000000:function:{name}" for name in ["Retrieve", "Survey", "Draft", "Prune", "Generate", "Batch", "PruneContexts"]}


@contextlib.contextmanager
def cloud(faults=None, corpus=None, settings=(), work=None, environment=None):
    """The local cloud with a fault plan; yields its address and the file of its log records."""
    work = pathlib.Path(work or tempfile.mkdtemp())
    options = []
    if faults:
        (work / "faults.json").write_text(json.dumps({"seed": 1, "faults": faults}))
        options += ["--faults", str(work / "faults.json")]
    if corpus:
        options += ["--corpus", str(corpus)]
    for setting in settings:
        options += ["--setting", setting]
    with open(work / "up.json", "w") as out, open(work / "records.jsonl", "w") as records:
        process = subprocess.Popen(["dotnet", PROGRAM, "up", "--port", "0", "--json", "--log", "json", *options], stdout=out, stderr=records, env={**os.environ, **(environment or {})})
    try:
        until = time.monotonic() + 60
        while not (work / "up.json").stat().st_size:
            assert process.poll() is None and time.monotonic() < until, (work / "records.jsonl").read_text()
            time.sleep(0.05)
        yield json.loads((work / "up.json").read_text())["lambda"], work / "records.jsonl"
    finally:
        process.terminate()
        process.wait()


def run(machine, address, given, put=(), tenant=""):
    substitutes = [f"{name}Function={arn}" for name, arn in FUNCTIONS.items()] + [f"Tenant={tenant}", "QuestionsBucket=questions", "Partition=aws"]
    arguments = [f"statemachines/{machine}.asl.json", "--lambda", address, "--input", json.dumps(given), "--fast-retries", "--history", "--timeout", "300"]
    arguments += [a for s in substitutes for a in ("--substitute", s)] + [a for p in put for a in ("--put", p)]
    with tempfile.TemporaryDirectory() as work:
        result = pathlib.Path(work, "result.json")
        process = INTERPRETERS.Process(target=interpret, args=(RUNNER, arguments, result))
        process.start()
        process.join()
        text = result.read_text()
        assert text, f"the interpreter ended with {process.exitcode}: {result.with_suffix('.err').read_text()[-2000:]}"
        return json.loads(text)


def interpret(runner, arguments, result):
    # An execution has ended once all of it is known: moto's says SUCCEEDED a moment before it has its output, FAILED before the
    # error, and who asks in between gets neither.
    from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution, ExecutionStatus
    reflect, ended = BaseExecutionWorkerCommunication._reflect_execution_status, set()
    BaseExecutionWorkerCommunication._reflect_execution_status = lambda self: (reflect(self), ended.add(self.execution.exec_arn))
    Execution.status = property(lambda e: (e.exec_status if e.exec_arn in ended else ExecutionStatus.RUNNING).value)
    sys.argv = [runner, *arguments]
    sys.stdout, sys.stderr = open(result, "w", buffering=1), open(result.with_suffix(".err"), "w", buffering=1)
    runpy.run_path(runner, run_name="__main__")


def records(path, function):
    return [r for r in map(json.loads, path.read_text().splitlines()) if r.get("Function") == function]


def check(name, holds, shown=None):
    if not holds:
        print(f"FAIL: {name}: {json.dumps(shown)[:2000]}")
        sys.exit(1)
    print(f"pass: {name}")


def answers():
    with cloud() as (address, log):
        result = run("answer", address, {"question": QUESTION, "contexts": 10, "scorer": "mean-logprob", "keep": {"rule": "top-k", "k": 3}})
        output = result.get("output", {})
        check("the basic recipe succeeds", result["status"] == "SUCCEEDED" and output["status"] == "complete", result)
        scored = [c for c in output["contexts"] if c["reason"] != "draft_abstained"]
        best = sorted(scored, key=lambda c: (-c["evidence"]["meanLogprob"], c["rank"]))[:3]
        check("it keeps the three best by mean log probability", [c["id"] for c in best] == [c["id"] for c in output["contexts"] if c["disposition"] == "kept"], output)
        check("N drafts, then one answer", len(records(log, "Draft")) == 10 and len(records(log, "Generate")) == 1 and output["usage"]["calls"] == 12, output["usage"])

        result = run("answer", address, {"question": QUESTION, "scorer": "retrieval"})
        check("a scorer without drafts makes none", result["status"] == "SUCCEEDED" and "MapStateEntered" not in result["history"], result)
        result = run("answer", address, {"question": QUESTION, "filter": {"equals": {"key": "no-such-key", "value": "x"}}})
        check("no context: an honest answer, and nothing generated", result["output"]["status"] == "no_context" and result["output"]["answer"]["action"] == "fallback" and len(records(log, "Generate")) == 2, result)
        result = run("answer", address, {"question": ""})
        check("a wrong request fails at once under its name", result["status"] == "FAILED" and result["error"] == "PrunerInvalidInput" and result["history"].count("LambdaFunctionScheduled") == 1, result)
        result = run("answer", address, {"question": QUESTION}, tenant="t1")
        check("another tenant than the configured one is refused", result["error"] == "PrunerForbidden", result)
        result = run("examples/prune-task", address, {"question": QUESTION})
        check("the one-task example hands on the kept contexts", [c["disposition"] for c in result["output"]] == ["kept"] * 3 and all(c["text"] for c in result["output"]), result)

        # Documents of the caller's own: nothing is retrieved, and one process comes to the same.
        given = {"question": QUESTION, "contexts": 4, "documents": [{"id": f"d{i}", "text": f"A cold imported model of size {i} takes {i} minutes to answer.", "score": i} for i in range(1, 8)]}
        functions = boto3.client("lambda", endpoint_url=address, region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local")
        invoke = lambda name, payload: json.loads(functions.invoke(FunctionName=name, Payload=json.dumps(payload))["Payload"].read())
        result = run("answer", address, given)
        direct = invoke("Answer", given)
        check("documents run through the machine as through one function", result["status"] == "SUCCEEDED" and result["output"]["contexts"] == direct["contexts"] and result["output"]["answer"] == direct["answer"], result)
        check("every document is listed once, those over the limit too", sorted(c["id"] for c in direct["contexts"]) == [f"d{i}" for i in range(1, 8)] and [c["id"] for c in direct["contexts"] if c["reason"] == "over_limit"] == ["d3", "d2", "d1"], direct)
        check("boto3 invokes PruneContexts with documents", sum(c["disposition"] == "kept" and bool(c["text"]) for c in invoke("PruneContexts", given)["contexts"]) == 3)
        refused = invoke("Retrieve", {"request": {"question": QUESTION, "documents": [{"text": f"{i} " + "cold model " * 1200} for i in range(18)]}})
        check("documents that no state can carry are refused", refused["errorType"] == "PrunerInvalidInput" and "room for" in refused["errorMessage"], refused)

        # Sources that contradict each other: the same in the machine as in one process, whatever is done about it.
        price = lambda i, text: {"id": f"p{i}", "text": f"Page {i}: a day ticket for the Larchmont cable car costs {text}.", "source": f"page {i}"}
        for handling in ["flag", "drop", "review"]:
            given = {"question": "How much does a day ticket for the Larchmont cable car cost?", "scorer": "consensus", "onConflict": handling, "documents": [price(1, "28 euros"), price(2, "18 euros"), price(3, "eighteen euros")]}
            result, direct = run("answer", address, given), invoke("Answer", given)
            check(f"conflicts, {handling}: the same in the machine as in one process", result["status"] == "SUCCEEDED" and all(result["output"].get(k) == direct[k] for k in ["conflicts", "contexts", "answer", "degraded"]), [result, direct])
            groups = direct["conflicts"]["groups"]
            check(f"conflicts, {handling}: who says what", [g["contexts"] for g in groups] == [["p2", "p3"], ["p1"]] and [g["holds"] for g in groups] == [True, False], direct)
            check(f"conflicts, {handling}: what is done", (handling == "drop") == any(c["reason"] == "contradicted" for c in direct["contexts"]) and direct["answer"]["action"] == ("review" if handling == "review" else "answer"), direct)

        # What takes calls about all contexts together: each in the plan, in the ledger, and with one process's scores.
        def plain(body):
            return [{k: v for k, v in c.items() if k != "evidence"} for c in body["contexts"]]
        # (The imported model lists five alternatives, so that eight contexts are compared in two windows.)
        for scorer, surveys, calls in [("question-gain", 1, 1), ("listwise", 1, 4), ("scent", 1, 1), ("pair", 1, 4)]:
            given = {"question": QUESTION, "contexts": 8, "scorer": scorer}
            before = len(records(log, "Survey"))
            result, direct = run("answer", address, given), invoke("Answer", given)
            check(f"{scorer} runs through the machine with the scores of one process", result["status"] == "SUCCEEDED" and plain(result["output"]) == plain(direct), [result, direct])
            taken = (0 if scorer == "listwise" else 8) + calls + 2
            check(f"{scorer}: {taken} calls, here and there", len(records(log, "Survey")) - before == surveys and result["output"]["usage"]["calls"] == direct["usage"]["calls"] == taken, result["output"]["usage"])
            tokens = lambda body: (body["usage"]["inputTokens"], body["usage"]["outputTokens"])
            check(f"{scorer}: the same tokens, here and there", tokens(result["output"]) == tokens(direct), [result["output"]["usage"], direct["usage"]])
        result = run("answer", address, {"question": QUESTION, "scorer": "listwise", "contexts": 8})
        check("contexts that are only compared are not drafted from", "MapStateEntered" not in result["history"], result)

        # Prune twice on the same input: the state as the machine passes it.
        state = pathlib.Path("events/prune.json").read_bytes()
        prune = lambda: urllib.request.urlopen(urllib.request.Request(f"{address}/2015-03-31/functions/Prune/invocations", data=state)).read()
        check("Prune gives the same bytes again", prune() == prune())


def troubles():
    with cloud([{"operation": "InvokeModel", "kind": "cold", "seconds": 3}]) as (address, log):
        result = run("answer", address, {"question": QUESTION})
        failed = [r for r in records(log, "Draft") if "error" in r]
        check("a cold model: the canary alone waits for it", result["status"] == "SUCCEEDED" and failed and {r["error"] for r in failed} == {"PrunerModelNotReady"} and len(failed) < 5, result)

    with cloud([{"operation": "InvokeModel", "kind": "throttle-window", "seconds": 1, "everySeconds": 4}]) as (address, log):
        result = run("answer", address, {"question": QUESTION})
        check("throttled drafts are tried again", result["status"] == "SUCCEEDED" and any(r.get("error") == "PrunerThrottled" for r in records(log, "Draft")), result)

    with cloud([{"operation": "InvokeModel", "kind": "error", "error": "ModelErrorException", "rate": 0.35}, {"operation": "InvokeModel", "kind": "malformed", "rate": 0.4}]) as (address, log):
        result = run("answer", address, {"question": QUESTION, "scorer": "mean-logprob"})
        unscored = [c["reason"] for c in result["output"]["contexts"] if c["disposition"] == "unscored"]
        check("drafts that fail for good leave their contexts unscored", result["output"]["status"] == "partial" and unscored and set(unscored) <= {"draft_bad_response", "draft_upstream_failed"}, result)

    with cloud([{"operation": "InvokeModel", "kind": "latency", "milliseconds": 5000}]) as (address, log):
        result = run("answer", address, {"question": QUESTION, "contexts": 3, "deadlineMs": 1500})
        check("past the deadline the execution fails under that name", result["status"] == "FAILED" and result["error"] == "PrunerDeadlineExceeded", result)

    with cloud([{"operation": "InvokeModel", "kind": "throttle-window", "seconds": 1, "everySeconds": 4}]) as (address, log):
        result = run("answer", address, {"question": QUESTION, "scorer": "listwise"})
        check("a throttled comparison is tried again", result["status"] == "SUCCEEDED" and result["output"]["status"] == "complete", result)


def files():
    work = pathlib.Path(tempfile.mkdtemp())
    questions = [json.loads(line) for line in (ASSETS / "data/xquad-en/questions.jsonl").read_text().splitlines()][:500]
    questions = [{"id": q["id"], "question": q["question"]} for q in questions]
    # Five valid JSON objects that are invalid questions.
    for at, wrong in zip([3, 99, 250, 251, 499], [{"question": ""}, {"question": 7}, {"contexts": 99}, {"model": "mine"}, {"question": "x" * 1001}]):
        questions[at] = {**questions[at], **wrong}
    (work / "questions.jsonl").write_text("\n".join(json.dumps(q) for q in questions))
    with cloud(corpus=ASSETS / "data/xquad-en/corpus.jsonl") as (address, log):
        start = time.monotonic()
        result = run("batch", address, {"key": "in.jsonl"}, put=[f"questions/in.jsonl={work / 'questions.jsonl'}"])
        check("500 questions run through the batch machine", result["status"] == "SUCCEEDED", result)
        items = [i for batch in result["output"] for i in batch]
        check("every item has exactly one result by its id", sorted(i["id"] for i in items) == sorted(q["id"] for q in questions), items[:2])
        errors = {i["id"]: i["error"]["error"] for i in items if "error" in i}
        check("the five poison items are errors, and nobody else is", errors == {questions[at]["id"]: "PrunerInvalidInput" for at in [3, 99, 250, 251, 499]}, errors)
        print(f"({time.monotonic() - start:.0f} s)")

    with cloud([{"operation": "InvokeModel", "kind": "cold", "seconds": 2}]) as (address, log):
        (work / "cold.jsonl").write_text("\n".join(json.dumps({"id": f"{i}", "question": QUESTION}) for i in range(3)))
        result = run("batch", address, {"key": "cold.jsonl"}, put=[f"questions/cold.jsonl={work / 'cold.jsonl'}"])
        check("a batch waits for a cold model and loses nothing", [i.get("brief", {}).get("status") for i in result["output"][0]] == ["complete"] * 3, result)

    with cloud([{"operation": "Retrieve", "kind": "error", "error": "AccessDeniedException"}]) as (address, log):
        result = run("batch", address, {"key": "cold.jsonl"}, put=[f"questions/cold.jsonl={work / 'cold.jsonl'}"])
        check("what fails for good still has a result for each item", [i["error"]["error"] for i in result["output"][0]] == ["PrunerMisconfigured"] * 3, result)


def a_job_started_again():
    # The runner hands no input on into batches, so the function is invoked as the map would do it.
    keys = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "region_name": "us-east-1"}
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    s3_url = "http://{}:{}".format(*server.get_host_and_port())
    s3 = boto3.client("s3", endpoint_url=s3_url, **keys)
    s3.create_bucket(Bucket="questions")
    batch = {"BatchInput": {"brief": True, "job": "conformance"}, "Items": [{"id": f"{i}", "question": QUESTION} for i in range(3)] + [{"id": "3", "question": ""}]}
    environment = {"AWS_ENDPOINT_URL_S3": s3_url, "AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": "us-east-1"}
    with cloud(settings=["RAGPRUNER_FINISHED_ITEMS_BUCKET=questions"], environment=environment) as (address, log):
        functions = boto3.client("lambda", endpoint_url=address, **keys)
        first, second = (json.loads(functions.invoke(FunctionName="Batch", Payload=json.dumps(batch))["Payload"].read()) for _ in range(2))
        kept = [o["Key"] for o in s3.list_objects_v2(Bucket="questions")["Contents"]]
        check("what is finished of a job is an object in moto's S3", len(kept) == 1 and kept[0].startswith("finished/conformance/"), kept)
        check("the job started again gives the same results", [i.get("brief") for i in first] == [i.get("brief") for i in second], second)
        check("and does only what failed", len(records(log, "Batch")) == 5, records(log, "Batch"))
    server.stop()


if __name__ == "__main__":
    # Each interpreter is a process that computes alone, and some of them wait for most of their time.
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for part in [pool.submit(part) for part in (files, answers, troubles, a_job_started_again)]:
            part.result()
