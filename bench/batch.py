"""Cost per item of the Batch function: python3 bench/batch.py URL [ITEMS...].

URL is that of `ragpruner up`. Jobs of 100, 1,000 and 10,000 items, in batches of 10 as statemachines/batch.asl.json makes
them, one batch after the other: wall time and length of the results per item. The questions are those of the samples."""
import http.client
import json
import sys
import time
import urllib.parse

url, sizes = sys.argv[1], [int(n) for n in sys.argv[2:]] or [100, 1000, 10000]
with open("samples/questions.jsonl", encoding="utf-8") as file:
    questions = [json.loads(line)["question"] for line in file]
connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc)


def batch(first, count):
    items = [{"id": f"q-{i}", "question": questions[i % len(questions)]} for i in range(first, first + count)]
    body = json.dumps({"BatchInput": {"brief": True}, "Items": items})
    connection.request("POST", "/2015-03-31/functions/Batch/invocations", body)
    reply = connection.getresponse().read()
    results = json.loads(reply)
    assert [r["id"] for r in results] == [i["id"] for i in items] and all("error" not in r for r in results), results
    return len(reply)


batch(0, 10)
for size in sizes:
    start = time.perf_counter()
    length = sum(batch(first, min(10, size - first)) for first in range(0, size, 10))
    print(f"{size} items: {1000 * (time.perf_counter() - start) / size:.1f} ms and {length / size:.0f} bytes an item")
