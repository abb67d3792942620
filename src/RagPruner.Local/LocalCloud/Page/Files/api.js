// The product's own HTTP contract (docs/http.md), and nothing else.

/** A failure as the API tells it. */
export class ApiFailure extends Error {
  constructor(body) {
    super(body.message);
    this.body = body;
  }
}

const headers = { "content-type": "application/json" };

async function send(path, body, accept, signal) {
  try {
    return await fetch(path, { method: "POST", headers: { ...headers, accept }, body: JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiFailure({ error: "unreachable", message: "Nothing answers at this address: is `up` still running?" });
  }
}

async function failureOf(response) {
  const text = await response.text();
  try {
    const body = JSON.parse(text);
    return new ApiFailure(body.error ? body : { error: `status ${response.status}`, message: body.message ?? "" });
  } catch {
    return new ApiFailure({ error: `status ${response.status}`, message: `The reply has the status ${response.status} and cannot be read.` });
  }
}

/** Judges; with `evidence` nothing is paid for. */
export async function prune(body, signal) {
  const response = await send("/v1/prune", body, "application/json", signal);
  if (!response.ok) throw await failureOf(response);
  return response.json();
}

/** Answers, and tells of each event as it comes; returns the last one's body. */
export async function answer(body, on, signal) {
  const response = await send("/v1/answer", body, "text/event-stream", signal);
  if (!response.ok) throw await failureOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let last = null;
  for (let rest = "", part; !(part = await reader.read()).done; ) {
    const events = (rest + part.value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const [, type, data] = event.match(/^event: (.*)\ndata: (.*)$/);
      const body = JSON.parse(data);
      if (type === "error") throw new ApiFailure(body);
      if (type === "answer") last = body;
      on[type]?.(body);
    }
  }
  if (!last) throw new ApiFailure({ error: "cut off", message: "The reply broke off before the answer." });
  return last;
}
