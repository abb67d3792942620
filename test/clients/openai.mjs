// The openai client, unchanged, against `ragpruner-neural serve`: node openai.mjs URL MODEL
import assert from "node:assert/strict";
import OpenAI, { BadRequestError, NotFoundError } from "openai";

const [baseURL, model] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
const messages = [
  { role: "system", content: "You answer questions about a passage. Give only the short answer, copied from the passage." },
  { role: "user", content: "Passage: The night ferry leaves at 22:15.\n\nQuestion: When does the night ferry leave?" },
];
const begun = [...messages, { role: "assistant", content: 'The answer is "' }];
const greedy = { model, temperature: 0, max_tokens: 12 };

assert.ok((await client.models.list()).data.some(m => m.id === model));
console.log("pass: models");

const chat = await client.chat.completions.create({ ...greedy, messages: begun, stop: ['"', "\n"], logprobs: true, top_logprobs: 3, continue_final_message: true, add_generation_prompt: false, prompt_logprobs: 1 });
assert.match(chat.choices[0].message.content, /22:15/);
assert.equal(chat.choices[0].finish_reason, "stop");
for (const token of chat.choices[0].logprobs.content) {
  assert.ok(token.logprob <= 0);
  assert.equal(token.top_logprobs.length, 3);
  assert.equal(Buffer.from(token.bytes).toString(), token.token);
}
assert.equal(chat.prompt_logprobs.length, chat.usage.prompt_tokens);
assert.equal(chat.prompt_logprobs[0], null);
const [[, second]] = Object.entries(chat.prompt_logprobs[1]);
assert.ok(second.logprob < 0 && typeof second.decoded_token === "string");
console.log("pass: a chat completion with logprobs, top_logprobs, prompt_logprobs and a begun turn");

const whole = await client.chat.completions.create({ ...greedy, messages });
let streamed = "", usage;
for await (const chunk of await client.chat.completions.create({ ...greedy, messages, stream: true, stream_options: { include_usage: true } })) {
  streamed += chunk.choices[0]?.delta.content ?? "";
  usage = chunk.usage ?? usage;
}
assert.equal(streamed, whole.choices[0].message.content);
assert.deepEqual(usage, whole.usage);
console.log("pass: the same, streamed");

const echo = await client.completions.create({ model, prompt: "The night ferry leaves at 22:15.", max_tokens: 0, echo: true, logprobs: 1 });
assert.equal(echo.choices[0].text, "The night ferry leaves at 22:15.");
assert.equal(echo.choices[0].logprobs.tokens.join(""), echo.choices[0].text);
assert.equal(echo.choices[0].logprobs.token_logprobs[0], null);
assert.ok(echo.choices[0].logprobs.token_logprobs.slice(1).every(p => p < 0));
console.log("pass: completions with echo");

const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
for (const encoding_format of [undefined, "float"]) {
  const { data } = await client.embeddings.create({ model: "all-MiniLM-L6-v2", encoding_format, input: ["How do I get my money back?", "Refunds are paid within ten days.", "Dogs travel free of charge."] });
  assert.ok(cosine(data[0].embedding, data[1].embedding) > cosine(data[0].embedding, data[2].embedding));
}
console.log("pass: embeddings");

await assert.rejects(client.chat.completions.create({ model, messages: [] }), e => e instanceof BadRequestError && e.param === "messages");
await assert.rejects(client.chat.completions.create({ model: "gpt-9", messages }), NotFoundError);
await assert.rejects(client.completions.create({ model, prompt: "x ".repeat(9000) }), e => e instanceof BadRequestError && e.code === "context_length_exceeded");
console.log("pass: errors");
