// AWS's own clients, unchanged, against the local Bedrock: hosted drafting by Converse, and managed retrieval.
import assert from "node:assert/strict";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { BedrockAgentRuntimeClient, RetrieveCommand } from "@aws-sdk/client-bedrock-agent-runtime";

const settings = { endpoint: process.argv[2], region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" }, maxAttempts: 1 };
const runtime = new BedrockRuntimeClient(settings);
const agent = new BedrockAgentRuntimeClient(settings);
const question = "How long does a cold imported model take to answer?";
const pass = name => console.log(`pass: ${name}`);

const draft = extra => new ConverseCommand({
  modelId: "local-hosted",
  messages: [
    { role: "user", content: [{ text: `<context f00d>\nThe ferry leaves at nine.\n</context f00d>\n\nQuestion: When does the ferry leave?` }] },
    { role: "assistant", content: [{ text: "The answer is \"" }] },
  ],
  inferenceConfig: { maxTokens: 24, temperature: 0, stopSequences: ["\""] },
  ...extra,
});
const both = {
  additionalModelRequestFields: { logprobs: true, top_logprobs: 20, prompt_logprobs: 1 },
  additionalModelResponseFieldPaths: ["/choices/0/logprobs"],
};

const drafted = await runtime.send(draft(both));
const tokens = drafted.additionalModelResponseFields.choices[0].logprobs.content;
assert.match(drafted.output.message.content[0].text, /nine/);
assert.ok(tokens.length > 0 && tokens.every(t => t.logprob <= 0 && t.top_logprobs.length > 0));
assert.equal(JSON.stringify(drafted).includes("prompt_logprobs"), false);
pass("Converse returns log probabilities and alternatives of a draft that it was given the beginning of");

const silent = await runtime.send(draft({ additionalModelRequestFields: both.additionalModelRequestFields }));
assert.equal(silent.additionalModelResponseFields, undefined);
pass("without the pointer nothing comes back");

await assert.rejects(
  runtime.send(draft({ ...both, additionalModelRequestFields: { logprobs: true, top_logprobs: 21 } })),
  e => e.name === "ValidationException" && /0 to 20/.test(e.message));
pass("21 alternatives are refused in words");

const plain = await runtime.send(new ConverseCommand({ modelId: "local-plain", messages: [{ role: "user", content: [{ text: "When?" }] }], ...both }));
assert.equal(plain.additionalModelResponseFields, undefined);
pass("a model without log probabilities answers without");

const stream = await runtime.send(new ConverseStreamCommand(draft(both).input));
let ending;
for await (const event of stream.stream) ending = event.messageStop ?? ending;
assert.ok(ending.additionalModelResponseFields.choices[0].logprobs.content.length > 0);
pass("ConverseStream has them at its end");

const invoked = JSON.parse(new TextDecoder().decode((await runtime.send(new InvokeModelCommand({
  modelId: "local-hosted",
  contentType: "application/json",
  body: JSON.stringify({ messages: [{ role: "user", content: question }], max_tokens: 8, logprobs: true, top_logprobs: 1 }),
}))).body));
assert.ok(invoked.choices[0].logprobs.content.length > 0);
pass("InvokeModel takes the chat form");

const conversation = () => runtime.send(new ConverseCommand({
  modelId: "local-final",
  messages: [{ role: "user", content: [{ text: "The ferry leaves at nine. ".repeat(300) }, { cachePoint: { type: "default" } }, { text: question }] }],
}));
const [first, second] = [(await conversation()).usage, (await conversation()).usage];
assert.ok(first.cacheWriteInputTokens > 1024 && first.cacheReadInputTokens === 0);
assert.ok(second.cacheReadInputTokens === first.cacheWriteInputTokens && second.cacheWriteInputTokens === 0);
pass("a cached beginning is written once and read from then on");

const retrieve = (knowledgeBaseId, retrievalConfiguration) =>
  agent.send(new RetrieveCommand({ knowledgeBaseId, retrievalQuery: { text: question }, retrievalConfiguration }));
const ids = reply => reply.retrievalResults.map(r => r.metadata["x-amz-bedrock-kb-chunk-id"]);
const managed = search => retrieve("LOCALKB002", { managedSearchConfiguration: { numberOfResults: 8, ...search } });
const custom = search => retrieve("LOCALKB001", { vectorSearchConfiguration: { numberOfResults: 8, ...search } });
assert.deepEqual(ids(await managed({ rerankingModelType: "NONE" })), ids(await custom({})));
pass("managed retrieval without reranking is the custom one's");
assert.deepEqual(ids(await managed({})), ids(await managed({ rerankingModelType: "MANAGED" })));
assert.notDeepEqual(ids(await managed({})), ids(await custom({})));
pass("it reranks unless told not to");
const reranker = { type: "BEDROCK_RERANKING_MODEL", bedrockRerankingConfiguration: { modelConfiguration: { modelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.rerank-v1:0" } } };
assert.deepEqual(ids(await managed({ rerankingModelType: "CUSTOM", rerankingConfiguration: reranker })), ids(await managed({})));
pass("it takes a reranking model of one's own");

const refused = (what, promise, words) => assert.rejects(promise, e => e.name === "ValidationException" && words.test(e.message)).then(() => pass(what));
await refused("the custom form is refused there", retrieve("LOCALKB002", { vectorSearchConfiguration: {} }), /not supported/);
await refused("the managed form is refused elsewhere", retrieve("LOCALKB001", { managedSearchConfiguration: {} }), /not supported/);
await refused("startsWith is refused there", managed({ filter: { startsWith: { key: "path", value: "/a" } } }), /do not support/);
assert.equal((await retrieve("LOCALKB003", { vectorSearchConfiguration: { filter: { startsWith: { key: "path", value: "/a" } } } })).retrievalResults.length, 5);
pass("another store ignores it without a word");
