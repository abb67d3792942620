"""boto3, unchanged, against the local Bedrock: every operation, streams, errors. Usage: bedrock_boto3.py URL FAULTY_URL"""
import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

URL, FAULTY = sys.argv[1:3]
ARN = "arn:aws:bedrock:us-east-1:123456789012:imported-model/local-draft"
PROMPT = ("<|im_start|>user\n<context f00d>\nThe night ferry leaves at 22:15 from pier four.\n</context f00d>\n\n"
          "Question: When does the night ferry leave?<|im_end|>\n<|im_start|>assistant\nThe answer is \"")
checks = 0


def client(name, url=URL):
    return boto3.client(name, endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        raise SystemExit(f"FAILED: {what}")


def fails(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        check(error.response["Error"]["Code"] == code, f"{code}, got {error.response['Error']['Code']}")
        check(error.response["ResponseMetadata"]["HTTPStatusCode"] == status, f"{code} has status {status}")
        check(error.response["ResponseMetadata"]["RequestId"], "an error has a request id")
    else:
        raise SystemExit(f"FAILED: expected {code}")


runtime, agent = client("bedrock-runtime"), client("bedrock-agent-runtime")


def invoke(model="local-draft", **body):
    return json.loads(runtime.invoke_model(modelId=model, body=json.dumps(body))["body"].read())


# InvokeModel in its three formats, by id and by ARN.
native = invoke(prompt=PROMPT, max_gen_len=16, return_logprobs=True)
check("22:15" in native["generation"], "a native draft")
check(len(native["logprobs"]) == native["generation_token_count"], "one log probability a token")
check(all(len(t) == 1 and next(iter(t.values())) <= 0 for t in native["logprobs"]), "native log probabilities by token id")
check(invoke(prompt=PROMPT, max_gen_len=16)["logprobs"] is None, "no log probabilities unless asked for")
completion = invoke(ARN, prompt=PROMPT, max_tokens=16, logprobs=3, prompt_logprobs=1, stop=["\""])
choice = completion["choices"][0]
check(completion["object"] == "text_completion" and "22:15" in choice["text"], "a completion")
check("".join(choice["logprobs"]["tokens"]) == choice["text"], "tokens spell the text")
check(len(choice["logprobs"]["token_logprobs"]) == len(choice["logprobs"]["tokens"]), "as many log probabilities as tokens")
prompt = choice["prompt_logprobs"]
check(prompt[0] is None, "the first prompt token has no log probability")
decoded = "".join(next(iter(t.values()))["decoded_token"] for t in prompt[1:])
check(PROMPT.endswith(decoded), "prompt tokens spell the prompt")
chat = invoke(messages=[{"role": "user", "content": PROMPT}], max_tokens=16, logprobs=True, top_logprobs=2, prompt_logprobs=1)
check(chat["object"] == "chat.completion" and chat["choices"][0]["message"]["role"] == "assistant", "a chat completion")
check(len(chat["choices"][0]["logprobs"]["content"][0]["top_logprobs"]) <= 2 and chat["prompt_logprobs"][0] is None, "chat log probabilities")

# Streams.
events = list(runtime.invoke_model_with_response_stream(modelId="local-draft", body=json.dumps({"prompt": PROMPT, "max_gen_len": 16}))["body"])
check("22:15" in "".join(json.loads(e["chunk"]["bytes"]).get("generation", "") for e in events), "a streamed draft")
message = [{"role": "user", "content": [{"text": "<context f00d> [1]\nThe night ferry leaves at 22:15.\n</context f00d>\n\nQuestion: When does the night ferry leave?"}]}]
answer = runtime.converse(modelId="local-final", messages=message, system=[{"text": "Answer."}], inferenceConfig={"maxTokens": 100})
text = answer["output"]["message"]["content"][0]["text"]
check(text == "The night ferry leaves at 22:15. [1]" and answer["stopReason"] == "end_turn", "Converse")
check(answer["usage"]["totalTokens"] == answer["usage"]["inputTokens"] + answer["usage"]["outputTokens"], "usage adds up")
stream = list(runtime.converse_stream(modelId="local-final", messages=message)["stream"])
check("".join(e["contentBlockDelta"]["delta"]["text"] for e in stream if "contentBlockDelta" in e) == text, "ConverseStream spells the same")
check([next(iter(e)) for e in stream if "contentBlockDelta" not in e] == ["messageStart", "contentBlockStop", "messageStop", "metadata"], "ConverseStream's events")
blocked = runtime.converse(modelId="local-final", messages=[{"role": "user", "content": [{"text": "guardrail-blocks-this"}]}],
                           guardrailConfig={"guardrailIdentifier": "local", "guardrailVersion": "1"})
check(blocked["stopReason"] == "guardrail_intervened", "a guardrail intervenes")

# Retrieve and Rerank.
page = agent.retrieve(knowledgeBaseId="LOCALKB001", retrievalQuery={"text": "cold imported model"},
                      retrievalConfiguration={"vectorSearchConfiguration": {"numberOfResults": 3}})
check(len(page["retrievalResults"]) == 3 and page["nextToken"], "a page of three and a token for more")
scores = [r["score"] for r in page["retrievalResults"]]
check(scores == sorted(scores, reverse=True), "scores fall")
check(page["retrievalResults"][0]["location"]["type"] == "S3", "a location")
rest = agent.retrieve(knowledgeBaseId="LOCALKB001", retrievalQuery={"text": "cold imported model"}, nextToken=page["nextToken"],
                      retrievalConfiguration={"vectorSearchConfiguration": {"numberOfResults": 3}})
check(rest["retrievalResults"][0]["content"]["text"] != page["retrievalResults"][0]["content"]["text"], "the next page is another")
none = agent.retrieve(knowledgeBaseId="LOCALKB001", retrievalQuery={"text": "cold"},
                      retrievalConfiguration={"vectorSearchConfiguration": {"filter": {"equals": {"key": "tenant", "value": "t1"}}}})
check(none["retrievalResults"] == [], "a filter that nothing meets")
rerank = {"queries": [{"type": "TEXT", "textQuery": {"text": "When does the ferry leave?"}}],
          "sources": [{"type": "INLINE", "inlineDocumentSource": {"type": "TEXT", "textDocument": {"text": t}}} for t in ("Dogs travel free.", "The ferry leaves at nine.")],
          "rerankingConfiguration": {"type": "BEDROCK_RERANKING_MODEL", "bedrockRerankingConfiguration": {
              "modelConfiguration": {"modelArn": "arn:aws:bedrock:us-west-2::foundation-model/cohere.rerank-v3-5:0"}}}}
check(agent.rerank(**rerank)["results"][0]["index"] == 1, "Rerank puts the relevant one first")

# Hosted models: log probabilities by Converse with both members, and not without; caches; a store that ignores operators.
hosted = {"modelId": "local-hosted", "messages": [{"role": "user", "content": [{"text": PROMPT}]}], "inferenceConfig": {"maxTokens": 16, "temperature": 0}}
asked = {"additionalModelRequestFields": {"logprobs": True, "top_logprobs": 20}, "additionalModelResponseFieldPaths": ["/choices/0/logprobs"]}
tokens = runtime.converse(**hosted, **asked)["additionalModelResponseFields"]["choices"][0]["logprobs"]["content"]
check(tokens and all(t["logprob"] <= 0 for t in tokens), "Converse returns log probabilities of a hosted model")
check("additionalModelResponseFields" not in runtime.converse(**hosted, additionalModelRequestFields=asked["additionalModelRequestFields"]), "and none without the pointer")
check("additionalModelResponseFields" not in runtime.converse(**{**hosted, "modelId": "local-plain"}, **asked), "a model that returns none")
fails("ValidationException", 400, runtime.converse, **hosted, **{**asked, "additionalModelRequestFields": {"logprobs": True, "top_logprobs": 21}})
fails("ValidationException", 400, runtime.converse, **{**hosted, "modelId": "local-final"}, **asked)
cached = [{"role": "user", "content": [{"text": "The ferry leaves at nine. " * 300}, {"cachePoint": {"type": "default"}}, {"text": "When does the ferry leave?"}]}]
usages = [runtime.converse(modelId="local-final", messages=cached)["usage"] for _ in range(2)]
check(usages[0]["cacheWriteInputTokens"] > 1024 and usages[1]["cacheReadInputTokens"] == usages[0]["cacheWriteInputTokens"], "a cached beginning is written, then read")
path = {"vectorSearchConfiguration": {"filter": {"startsWith": {"key": "path", "value": "/nowhere"}}}}
question = {"text": "cold imported model"}
check(not agent.retrieve(knowledgeBaseId="LOCALKB001", retrievalQuery=question, retrievalConfiguration=path)["retrievalResults"], "a store that evaluates startsWith")
check(agent.retrieve(knowledgeBaseId="LOCALKB003", retrievalQuery=question, retrievalConfiguration=path)["retrievalResults"], "a store that ignores it")
fails("ValidationException", 400, agent.retrieve, knowledgeBaseId="LOCALKB002", retrievalQuery=question, retrievalConfiguration=path)

# Errors: type, status, request id.
fails("ValidationException", 400, runtime.invoke_model, modelId="no-such-model", body="{}")
fails("ResourceNotFoundException", 404, runtime.invoke_model, modelId=ARN.replace("local-draft", "other"), body="{}")
fails("ValidationException", 400, runtime.invoke_model, modelId="local-draft", body="{")
fails("ValidationException", 400, runtime.invoke_model, modelId="local-draft", body="{}")
fails("ValidationException", 400, runtime.invoke_model, modelId="local-draft", body=json.dumps({"prompt": "x", "max_gen_len": 0}))
fails("ValidationException", 400, runtime.converse, modelId="local-final", messages=[{"role": "assistant", "content": [{"text": "x"}]}])
fails("ResourceNotFoundException", 404, agent.retrieve, knowledgeBaseId="OTHERKB001", retrievalQuery={"text": "x"})
fails("ValidationException", 400, agent.retrieve, knowledgeBaseId="LOCALKB001", retrievalQuery={"text": "x"},
      retrievalConfiguration={"vectorSearchConfiguration": {"filter": {"andAll": [{"equals": {"key": "a", "value": 1}}, {"andAll": [
          {"equals": {"key": "a", "value": 1}}, {"orAll": [{"equals": {"key": "a", "value": 1}}, {"equals": {"key": "b", "value": 1}}]}]}]}}})
fails("ThrottlingException", 429, client("bedrock-agent-runtime", FAULTY).rerank, **rerank)
print(f"boto3: {checks} checks pass")
