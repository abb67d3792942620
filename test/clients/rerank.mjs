// cohere-ai and Vercel's ai with @ai-sdk/cohere, unchanged, against both gateways of the local cloud: node rerank.mjs URL
import assert from "node:assert/strict";
import { createCohere } from "@ai-sdk/cohere";
import { rerank } from "ai";
import { CohereClient, CohereClientV2, CohereError } from "cohere-ai";

const url = process.argv[2];
const token = "a-token-that-an-authorizer-would-read";
const query = "How long does a cold imported model take to answer?";
const documents = [
  "A cold imported model takes between 90 seconds and four minutes to answer its first request.",
  "Pricing is per five-minute window, for each copy of the model.",
  "The restaurant on pier four serves fish on Fridays.",
  "A warm imported model answers in 2.1 seconds.",
  "A cold imported model takes between 90 seconds and four minutes to answer its first request",
];

for (const base of [url, `${url}/http`]) {
  const path = new URL(base).pathname;
  // What the product says of the same documents in its own format.
  const pruned = await fetch(`${base}/v1/prune`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question: query, documents: documents.map((text, index) => ({ id: index, text })) }),
  }).then(reply => reply.json());
  const merged = pruned.contexts.filter(c => c.disposition === "merged");
  const own = pruned.contexts.filter(c => c.disposition !== "merged").flatMap(c => [c, ...merged.filter(m => m.mergedInto === c.id)]).map(c => Number(c.id));
  assert.equal(own.length, documents.length);
  // The order that they came in counts; the one that answers stays first, with its copy beside it.
  assert.deepEqual(own.slice(0, 2), [0, 4]);
  assert.notDeepEqual(own, [0, 4, 1, 2, 3]);

  const clients = {
    "cohere-ai v2": options => new CohereClientV2({ token, environment: base }).rerank({ model: "ragpruner", query, documents, ...options }).then(r => r.results),
    "cohere-ai v1": options => new CohereClient({ token, environment: base }).rerank({ model: "ragpruner", query, documents: documents.map(text => ({ text })), ...options }).then(r => r.results),
    "ai with @ai-sdk/cohere": options => rerank({ model: createCohere({ apiKey: token, baseURL: `${base}/v2` }).reranking("ragpruner"), query, documents, ...options })
      .then(r => r.ranking.map(({ originalIndex, score }) => ({ index: originalIndex, relevanceScore: score }))),
  };
  for (const [name, call] of Object.entries(clients)) {
    const all = await call({});
    assert.deepEqual(all.map(r => r.index), own, `${name}: the order is the product's own`);
    assert.ok(all.every((r, i) => r.relevanceScore >= 0 && r.relevanceScore <= 1 && (i === 0 || all[i - 1].relevanceScore >= r.relevanceScore)), name);
    const best = await call({ topN: 1 });
    assert.deepEqual(best.map(r => r.index), own.slice(0, 1), `${name}: topN`);
    console.log(`pass: ${name} at ${path}`);
  }

  const reply = await new CohereClientV2({ token, environment: base }).rerank({ model: "ragpruner", query, documents });
  assert.equal(reply.meta.apiVersion.version, "2");
  assert.ok(reply.meta.tokens.inputTokens > 0 && reply.meta.billedUnits.searchUnits === 1 && reply.meta.warnings[0].includes("for ranking only"));
  const texts = await new CohereClient({ token, environment: base }).rerank({ model: "ragpruner", query, documents, returnDocuments: true });
  assert.equal(texts.results[0].document.text, documents[own[0]]);
  await assert.rejects(
    new CohereClientV2({ token, environment: base, maxRetries: 0 }).rerank({ model: "ragpruner", query, documents: [] }),
    error => error instanceof CohereError && error.statusCode === 400 && error.body.message.startsWith("documents must be a list"));
  console.log(`pass: meta, texts and errors at ${path}`);
}
