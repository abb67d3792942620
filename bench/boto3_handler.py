"""What one would write by hand: retrieve, a draft from each context in threads, the three best by mean log probability,
one answer. No retries, no checks. Arguments: the local Bedrock's address, the question, how many requests. Needs boto3."""
import json
import math
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

url, question, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
DRAFT, FINAL = "local-draft", "local-final"
CONTEXTS, KEPT, AT_ONCE = 25, 3, 25
config = Config(retries={"total_max_attempts": 1}, max_pool_connections=AT_ONCE)
session = dict(region_name="us-east-1", aws_access_key_id="local", aws_secret_access_key="local", endpoint_url=url, config=config)
agent, runtime = boto3.client("bedrock-agent-runtime", **session), boto3.client("bedrock-runtime", **session)
threads = ThreadPoolExecutor(AT_ONCE)


def draft(text):
    prompt = (f"<|im_start|>system\nAnswer the question from the passage in a few words.<|im_end|>\n<|im_start|>user\n"
              f"Passage: {text}\n\nQuestion: {question}<|im_end|>\n<|im_start|>assistant\n")
    body = json.dumps({"prompt": prompt, "max_tokens": 24, "temperature": 0, "logprobs": 1})
    reply = json.loads(runtime.invoke_model(modelId=DRAFT, contentType="application/json", body=body)["body"].read())
    logprobs = [p for p in reply["choices"][0]["logprobs"]["token_logprobs"] if p is not None]
    return sum(logprobs) / len(logprobs) if logprobs else -math.inf


def handle():
    found = agent.retrieve(knowledgeBaseId="LOCALKB001", retrievalQuery={"text": question},
                           retrievalConfiguration={"vectorSearchConfiguration": {"numberOfResults": CONTEXTS}})["retrievalResults"]
    texts = [r["content"]["text"] for r in found]
    scores = list(threads.map(draft, texts))
    kept = sorted(sorted(range(len(texts)), key=lambda i: -scores[i])[:KEPT])
    passages = "\n\n".join(f"[{n}] {texts[i]}" for n, i in enumerate(kept, 1))
    reply = runtime.converse(modelId=FINAL, system=[{"text": "Answer from the passages and cite them."}],
                             messages=[{"role": "user", "content": [{"text": f"{passages}\n\nQuestion: {question}"}]}],
                             inferenceConfig={"maxTokens": 512, "temperature": 0})
    return len(texts), reply["output"]["message"]["content"][0]["text"]


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


for _ in range(count // 4):
    handle()
before, times = cpu(), []
for _ in range(count):
    start = time.perf_counter()
    contexts, answer = handle()
    times.append(1000 * (time.perf_counter() - start))
    assert contexts == CONTEXTS and answer
seconds = cpu() - before
times.sort()
print(f"requests per CPU second {count / seconds:.1f}, CPU ms {1000 * seconds / count:.2f}, wall ms p50 {statistics.median(times):.2f} "
      f"p99 {times[count * 99 // 100]:.2f}, resident MB {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000}")
