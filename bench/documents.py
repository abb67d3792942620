"""Wall time of /v1/prune with 25 documents, drafts included: python3 bench/documents.py URL CORPUS QUESTION.

URL is that of `ragpruner up`; the corpus is a file of {id, text} a line, of which the first 25 are taken."""
import http.client
import json
import statistics
import sys
import time
import urllib.parse

url, corpus, question = sys.argv[1:4]
with open(corpus, encoding="utf-8") as file:
    texts = [json.loads(line)["text"] for line in file][:25]
body = json.dumps({"question": question, "documents": [{"text": text} for text in texts]})
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)


def once():
    start = time.perf_counter()
    connection.request("POST", "/v1/prune", body, {"Content-Type": "application/json"})
    reply = json.load(connection.getresponse())
    return time.perf_counter() - start, reply


for _ in range(20):
    once()
times, replies = zip(*(once() for _ in range(50)))
assert replies[0]["usage"]["calls"] == 25, replies[0]["usage"]
print(f"{len(body.encode())} bytes, 25 drafts: median {1000 * statistics.median(times):.1f} ms, {1000 * min(times):.1f} to {1000 * max(times):.1f}, of 50")
