"""How long a model's call goes on after the client of a streamed answer has hung up: python3 bench/hang-up.py PROGRAM.

PROGRAM is RagPruner.Local.dll. Between client and model are the gateway, the function and the local Bedrock of `ragpruner up`;
the model is a socket in here that never answers, and sees when its own caller hangs up."""
import json
import queue
import socket
import statistics
import subprocess
import sys
import threading
import time

ended = queue.Queue()
model = socket.create_server(("127.0.0.1", 0))


def serve(connection):
    # A request that is not answered; what ends the reading is the caller.
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass
    ended.put(time.perf_counter())
    connection.close()


def accept():
    while True:
        threading.Thread(target=serve, args=(model.accept()[0],), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
up = subprocess.Popen(
    ["dotnet", sys.argv[1], "up", "--port", "0", "--json", "--model-url", f"http://127.0.0.1:{model.getsockname()[1]}/v1", "--model", "silent"],
    stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    port = int(json.loads(up.stdout.readline())["lambda"].rsplit(":", 1)[1])
    body = json.dumps({"question": "How long does a cold imported model take to answer?", "scorer": "retrieval"}).encode()
    request = b"POST /v1/answer HTTP/1.1\r\nhost: local\r\ncontent-type: application/json\r\naccept: text/event-stream\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)

    def once():
        client = socket.create_connection(("127.0.0.1", port))
        client.sendall(request)
        come = b""
        while b"event: contexts" not in come:
            come += client.recv(65536)
        time.sleep(0.2)  # the call to the model is under way by then
        hung_up = time.perf_counter()
        client.close()
        return 1000 * (ended.get(timeout=30) - hung_up)

    for _ in range(5):
        once()
    times = [once() for _ in range(50)]
    print(f"from the client's hanging up to the end of the model's call: median {statistics.median(times):.1f} ms, at most {max(times):.1f}, of 50")
finally:
    up.terminate()
    up.wait()
