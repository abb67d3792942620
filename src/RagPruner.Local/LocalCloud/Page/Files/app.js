// The page: asks, shows the pipeline at work, and judges again what is there.

import { answer, ApiFailure, prune } from "./api.js";
import { Comparison } from "./compare.js";
import { showConflicts } from "./conflicts.js";
import { ContextList } from "./contexts.js";
import { bodyOf, copyButtons } from "./copy.js";
import { documentsOf } from "./documents.js";
import { at, h, show } from "./dom.js";
import { Tip } from "./draft.js";
import { Evaluation } from "./evaluation.js";
import { members, PolicyControls } from "./policy.js";
import { counted, degraded, failure, number, partial, usd, whole } from "./words.js";

const shown = ["contexts", "texts", "tokens", "why", "progress"];

const options = await (await fetch("/page/options.json")).json();
const tip = new Tip(at("tip"));
const controls = new PolicyControls("policy", options, judgeAgain);
const list = new ContextList(at("contexts"), at("rail"), tip, moveCut);

// What the page shows; `evidence` is what was paid for, and is never changed by judging again.
let run = null;
let answering = null;
let judging = null;

const compared = new Comparison(options, () => ({ question: run?.question, policy: controls.policy, evidence: run?.evidence, draftUsd: run?.draftUsd ?? 0 }));
new Evaluation(options, openRecorded, question => { select("ask"); ask(question); });

at("models").textContent = `${options.models} · knowledge base: ${options.corpus} · ${options.prices}`;
at("contexts-count").value = options.contexts;
controls.policy = { ...controls.policy, onConflict: "review" };
show(at("samples"), options.samples.map(sample => h("button", {
  type: "button", class: "chip", title: sample.shows,
  onclick: () => {
    at("documents").value = sample.documents ? sample.documents.map(d => JSON.stringify(d)).join("\n") : "";
    at("own").open = Boolean(sample.documents);
    ask(sample.question);
  },
}, sample.question)));
at("samples-part").hidden = options.samples.length === 0;
copyButtons(() => ({ question: run?.question ?? at("question").value, policy: controls.policy, documents: run?.documents, contexts: Number(at("contexts-count").value), corpus: options.corpusPath, answer: run?.answer }));

at("ask-form").addEventListener("submit", event => {
  event.preventDefault();
  ask(at("question").value);
});
at("stop").addEventListener("click", () => answering?.abort());
at("again").addEventListener("click", answerAgain);

async function ask(question) {
  at("question").value = question;
  let documents = null;
  try {
    documents = documentsOf(at("documents").value);
  } catch (error) {
    problem(error.message);
    return;
  }
  const policy = controls.policy;
  run = { question, documents };
  at("samples-part").open = false;
  const body = { ...bodyOf({ question, documents, policy, contexts: Number(at("contexts-count").value) }), include: shown };
  compared.clear();
  clearAnswer();
  at("results").hidden = false;
  at("conflicts").hidden = true;
  for (const id of ["saved", "notes", "usage"]) show(at(id));
  show(at("contexts"));
  await stream(body, {
    retrieved: data => { list.showRetrieved(data.contexts); progress(`${counted(data.contexts.length, "context")} found; drafting`, 0, data.contexts.length); },
    draft: data => { list.showDraft(data); progress(`${data.done} of ${counted(data.total, "draft")}`, data.done, data.total); },
    contexts: data => { run.draftUsd = data.usage.costUsd; settle(data); progress("Verdicts stand; answering", 1, 1); },
  });
}

// Answers from what is there; the drafts are not paid for again.
async function answerAgain() {
  clearAnswer();
  await stream({ question: run.question, ...members(controls.policy), evidence: run.evidence, include: shown }, {});
}

function clearAnswer(text) {
  at("again-part").hidden = true;
  show(at("answer-text"), text);
  show(at("citations"));
}

async function stream(body, on) {
  answering?.abort();
  judging?.abort();
  const mine = (answering = new AbortController());
  const policy = controls.policy;
  problem(null);
  busy(true);
  let text = "";
  try {
    const reply = await answer(body, {
      ...on,
      delta: data => { text += data.text; at("answer-text").textContent = text; },
    }, mine.signal);
    run.evidence ??= reply.contexts;
    run.answer = reply.answer;
    run.answeredBy = JSON.stringify(members(policy));
    showAnswer(reply);
    // Only a policy that was changed meanwhile has anything new to say.
    if (run.answeredBy !== JSON.stringify(members(controls.policy))) await judgeAgain();
  } catch (error) {
    if (answering !== mine) return;
    problem(error.name === "AbortError" ? "Stopped." : error instanceof ApiFailure ? failure(error.body) : `The page failed: ${error.message}`);
  } finally {
    if (answering === mine) busy(false);
  }
}

async function judgeAgain() {
  if (!run?.evidence) return;
  judging?.abort();
  const mine = (judging = new AbortController());
  const policy = controls.policy;
  try {
    const judged = await prune({ question: run.question, ...members(policy), evidence: run.evidence, include: shown.filter(i => i !== "progress") }, mine.signal);
    if (judging !== mine) return;
    problem(null);
    settle(judged);
    const isOther = run.answeredBy !== JSON.stringify(members(policy));
    at("again-part").hidden = !isOther;
    at("answer").classList.toggle("stale", isOther);
    show(at("again-cost"), `${run.answeredBy ? "The answer is by the policy before. A new one" : "It was not answered yet. An answer"} is one call of the final model that reads about ${whole(judged.prompt.keptTokens)} tokens of contexts (${usd(judged.prompt.keptUsd)} and what it writes); the drafts are there.`);
    list.stay();
  } catch (error) {
    if (error.name === "AbortError") return;
    if (!(error instanceof ApiFailure)) throw error;
    problem(failure(error.body), h("button", { type: "button", class: "quiet", onclick: () => ask(run.question) }, "Ask anew with this scorer: every context is drafted from again"));
  }
}

function moveCut(count, score) {
  const policy = controls.policy;
  controls.policy = policy.rule === "threshold"
    ? { ...policy, value: Math.floor(score * 1000) / 1000 }
    : { ...policy, rule: "top-k", parameter: "k", value: count, min: null };
  judgeAgain();
}

// Verdicts: by the pipeline, or judged again.
function settle(judged) {
  const policy = controls.policy;
  list.show(judged.contexts, policy.rule === "threshold" ? policy.value : null);
  const kept = judged.contexts.filter(c => c.disposition === "kept");
  const { keptTokens, allTokens, keptUsd, allUsd } = judged.prompt;
  show(at("saved"),
    figure(`${kept.length} of ${judged.contexts.length}`, "contexts sent"),
    figure(`${whole(keptTokens)} of ${whole(allTokens)}`, "their tokens"),
    figure(`${usd(keptUsd)} of ${usd(allUsd)}`, "to read them"),
    figure(usd(allUsd - keptUsd - (run.draftUsd ?? 0)), run.draftUsd ? `saved, after ${usd(run.draftUsd)} for drafts` : "saved"),
    judged.profile?.confidence != null ? figure(number(judged.profile.confidence), `confidence: ${judged.profile.action}`) : null,
    judged.profile ? figure(judged.profile.coverage === null ? "none" : number(judged.profile.coverage), "coverage promised") : null);
  show(at("notes"), judged.degraded.map(code => h("li", {}, degraded(code))), judged.status === "partial" ? h("li", {}, partial) : null);
  showConflicts(at("conflicts"), judged.conflicts, new Set(kept.map(c => c.id)));
}

const figure = (value, what) => h("div", {}, h("dt", {}, what), h("dd", {}, value));

function showAnswer(reply) {
  at("answer-text").textContent = reply.answer.text;
  at("answer").classList.remove("stale");
  show(at("citations"),
    reply.answer.citations.map((citation, i) => h("li", {}, h("button", { type: "button", class: "quiet", onclick: () => goTo(citation.contextId) }, `[${i + 1}] ${citation.contextId}`))),
    (reply.answer.lowConfidence ?? []).map(span => h("li", { class: "label" }, `Unsure: “${reply.answer.text.slice(span.start, span.start + span.length)}” (mean log probability ${number(span.meanLogprob)})`)),
    reply.answer.action === "answer" ? null : h("li", {}, { review: "Somebody should look at this answer before it is used.", clarify: "Better to ask back what is meant.", fallback: "Nothing here answers it." }[reply.answer.action]),
    (reply.answer.flags ?? []).map(flag => h("li", { class: "label" }, { foreign_url: "A link that stands in no kept context was removed.", uncited_source: "A citation of something that was not sent was removed.", truncated: "The limit of tokens ended it." }[flag] ?? flag)));
  const ms = reply.usage.milliseconds;
  show(at("usage"), `${counted(reply.usage.calls, "call")}, ${whole(reply.usage.inputTokens)} tokens in, ${whole(reply.usage.outputTokens)} out, ${usd(reply.usage.costUsd)}, ${whole(Math.round(ms.total))} ms.`);
}

function goTo(id) {
  const row = [...at("contexts").children].find(li => li.dataset.id === id);
  row?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  row?.focus();
}

// A question of a recording: its evidence is there, its answer is not.
async function openRecorded(recorded, policy) {
  select("ask");
  answering?.abort();
  answering = null;
  busy(false);
  at("question").value = recorded.question;
  at("documents").value = "";
  run = { question: recorded.question, documents: null, evidence: recorded.evidence, draftUsd: 0 };
  controls.policy = policy;
  compared.clear();
  at("results").hidden = false;
  clearAnswer("Not answered yet.");
  show(at("usage"));
  await judgeAgain();
  at("question").focus();
}

function busy(isBusy) {
  at("stop").hidden = !isBusy;
  at("progress").hidden = !isBusy;
  at("results").setAttribute("aria-busy", String(isBusy));
  if (isBusy) progress("Retrieving", 0, 1);
}

function progress(text, done, total) {
  at("progress-text").textContent = `${text} …`;
  at("progress-bar").max = total || 1;
  at("progress-bar").value = done;
}

function problem(text, ...more) {
  at("problem").hidden = text === null;
  show(at("problem"), text, ...more.flatMap(m => [" ", m]));
}

// Two tabs, by the pattern that the keyboard expects.
const tabs = [...document.querySelectorAll("[role=tab]")];
function select(name) {
  for (const tab of tabs) {
    const isIt = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(isIt));
    tab.tabIndex = isIt ? 0 : -1;
    at(tab.getAttribute("aria-controls")).hidden = !isIt;
  }
}
for (const tab of tabs) {
  tab.addEventListener("click", () => select(tab.id.slice(4)));
  tab.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    select(next.id.slice(4));
    next.focus();
  });
}
document.documentElement.dataset.ready = "true";
