// A recording of evidence, or a result of `eval`: which questions two policies win and lose against each other.

import { prune } from "./api.js";
import { at, h, show } from "./dom.js";
import { members, nameOf, PolicyControls } from "./policy.js";
import { counted, failure } from "./words.js";

const atOnce = 4;

export class Evaluation {
  #recorded = [];
  #questions = new Map();
  #result = null;
  #stop = null;

  /** @param open shows a recorded question with its evidence; @param ask puts a question into the first tab. */
  constructor(options, open, ask) {
    Object.assign(this, { open, ask });
    this.first = new PolicyControls("eval-a", options, () => this.#judge());
    this.second = new PolicyControls("eval-b", options, () => this.#judge());
    this.first.policy = { scorer: "retrieval", rule: "top-k", parameter: "k", value: 3, min: null, onConflict: "flag" };
    at("eval-file").addEventListener("change", event => this.#read([...event.target.files]));
    at("eval-first").addEventListener("change", () => this.#showResult());
    at("eval-second").addEventListener("change", () => this.#showResult());
    at("eval-samples").hidden = !options.hasSamples;
    at("eval-samples").addEventListener("click", async () => this.#take([
      ["baseline.json", await (await fetch("/page/baseline.json")).text()], ["questions.jsonl", await (await fetch("/page/questions.jsonl")).text()]]));
  }

  async #read(files) {
    this.#take(await Promise.all(files.map(async file => [file.name, await file.text()])));
  }

  async #take(files) {
    this.#stop?.abort();
    show(at("eval-problem"));
    show(at("eval-list"));
    show(at("eval-summary"));
    try {
      for (const [name, text] of files) this.#takeOne(name, text);
    } catch (error) {
      show(at("eval-problem"), error.message);
      return;
    }
    at("eval-policies").hidden = this.#recorded.length === 0;
    at("eval-result").hidden = this.#result === null;
    if (this.#result) this.#showResult();
    if (this.#recorded.length) await this.#judge();
  }

  #takeOne(name, text) {
    const whole = tryParse(text);
    if (whole?.ragprunerResult) {
      this.#recorded = [];
      this.#result = whole;
      for (const [select, chosen] of [[at("eval-first"), 0], [at("eval-second"), 1]]) {
        show(select, whole.policies.map((policy, i) => h("option", { value: String(i) }, policy)));
        select.value = String(Math.min(chosen, whole.policies.length - 1));
      }
      return;
    }
    const lines = text.split("\n").map((line, i) => [i + 1, line]).filter(([, line]) => line.trim());
    const parsed = lines.map(([at, line]) => {
      const value = tryParse(line);
      if (value === null || typeof value !== "object") throw new Error(`${name}, line ${at}: this is neither a recording, a result nor a list of questions.`);
      return [at, value];
    });
    if (parsed.length && parsed.every(([, line]) => Array.isArray(line.contexts))) {
      this.#result = null;
      // Of a question that was recorded again, the last line counts.
      this.#recorded = [...new Map(parsed.map(([, line]) => [line.questionId, line])).values()].map(fromRecording);
    } else if (parsed.length && parsed.every(([, line]) => typeof line.question === "string")) {
      for (const [, line] of parsed) this.#questions.set(String(line.id), line.question);
    } else {
      throw new Error(`${name}: this is neither a recording (eval --record), a result (eval --result) nor a list of questions.`);
    }
  }

  #showResult() {
    const [first, second] = [at("eval-first"), at("eval-second")].map(select => Number(select.value));
    const rows = Object.entries(this.#result.questions).map(([id, letters]) => ({ id, first: letters[first], second: letters[second], question: this.#questions.get(id) }));
    this.#list(rows, this.#result.judgesAnswers ? "answered right" : "sent what holds the answer");
  }

  async #judge() {
    if (this.#recorded.length === 0) return;
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    const policies = [this.first.policy, this.second.policy];
    const rows = this.#recorded.map(r => ({ id: r.id, question: r.question, recorded: r, first: "-", second: "-" }));
    let done = 0;
    let next = 0;
    const work = async () => {
      while (next < rows.length && !stop.signal.aborted) {
        const row = rows[next++];
        for (const [i, policy] of policies.entries()) {
          row[i === 0 ? "first" : "second"] = await this.#outcome(row.recorded, policy, stop.signal).catch(error => {
            if (!error.body) throw error;
            row.problem = failure(error.body);
            return "-";
          });
        }
        show(at("eval-summary"), `${++done} of ${counted(rows.length, "question")} judged.`);
      }
    };
    try {
      await Promise.all(Array.from({ length: atOnce }, work));
    } catch (error) {
      if (error.name === "AbortError") return;
      throw error;
    }
    if (!stop.signal.aborted) this.#list(rows, `sent what holds the answer (${nameOf(policies[0])} against ${nameOf(policies[1])})`);
  }

  // Right is whoever sends a context that holds the answer, or sends nothing where none does.
  async #outcome(recorded, policy, signal) {
    const { contexts } = await prune({ question: recorded.question, ...members(policy), evidence: recorded.evidence }, signal);
    const kept = contexts.filter(c => c.disposition === "kept");
    const holds = kept.some(c => recorded.relevant.has(c.id) || recorded.standsFor(c.id));
    return (recorded.relevant.size === 0 ? kept.length === 0 : holds) ? "r" : "w";
  }

  #list(rows, what) {
    const result = row => (row.problem ? "failed" : row.first === "-" || row.second === "-" ? "not judged"
      : row.first === row.second ? (row.first === "r" ? "both right" : "both wrong") : row.second === "r" ? "won" : "lost");
    const listed = rows.map(row => ({ ...row, result: result(row) }));
    const of = name => listed.filter(row => row.result === name).length;
    show(at("eval-summary"), `${what}: by the second policy ${of("won")} won and ${of("lost")} lost of ${rows.length}; ${of("both right")} right by both, ${of("both wrong")} by neither.`);
    const order = ["lost", "won", "failed", "both wrong", "both right", "not judged"];
    listed.sort((a, b) => order.indexOf(a.result) - order.indexOf(b.result) || a.id.localeCompare(b.id));
    show(at("eval-list"), listed.map(row => h("li", { class: `outcome ${row.result.replace(" ", "-")}`, "data-result": row.result },
      h("span", { class: "verdict" }, row.result), " ", h("strong", {}, row.id), " ", row.question ?? "", row.problem ? ` ${row.problem}` : "", " ",
      row.recorded ? h("button", { type: "button", class: "quiet", "aria-label": `Look at ${row.id}`, onclick: () => this.open(row.recorded, this.second.policy) }, "Look")
        : row.question ? h("button", { type: "button", class: "quiet", "aria-label": `Ask ${row.id}`, onclick: () => this.ask(row.question) }, "Ask") : null)));
  }
}

function tryParse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A line of a recording as the contract has evidence. */
export function fromRecording(line) {
  const relevant = new Set(line.relevantContextIds ?? line.contexts.filter(c => c.relevant).map(c => c.contextId));
  // A file's name stands for its chunks, and a copy for what it was merged into.
  const isRelevant = id => relevant.has(id) || relevant.has(id.split("#")[0]);
  const stands = new Set(line.contexts.filter(c => c.mergedInto && isRelevant(c.contextId)).map(c => c.mergedInto));
  return {
    id: line.questionId, question: line.question, relevant, standsFor: id => isRelevant(id) || stands.has(id),
    evidence: line.contexts.map(c => ({
      id: c.contextId, rank: c.rank, retrievalScore: c.retrievalScore ?? null, score: null, uri: null, text: c.text ?? "",
      disposition: c.mergedInto ? "merged" : c.unscoredReason ? "unscored" : "pruned", reason: c.mergedInto ? "duplicate" : c.unscoredReason ?? "below_top_k",
      ...(c.mergedInto ? { mergedInto: c.mergedInto } : {}), ...(c.source ? { source: c.source } : {}), ...(c.trust !== undefined && c.trust !== null ? { trust: c.trust } : {}),
      evidence: evidenceOf(c, line.scent),
    })),
  };
}

function evidenceOf(context, scent) {
  const draft = context.draft;
  if (!draft && !context.questionLogprobs && !context.labels && !context.scentLogprobs && context.logprobYes === undefined) return null;
  const measured = {};
  if (draft?.some(t => t.logprob !== null && t.logprob !== undefined))
    measured.tokens = draft.map(t => ({ text: t.token ?? "", logprob: t.logprob ?? null, ...(t.end ? { isEnd: true } : {}) }));
  for (const name of ["questionLogprobs", "questionPriorLogprobs", "closedBookLogprobs", "labels", "scentLogprobs", "pair"])
    if (context[name] !== undefined && context[name] !== null) measured[name] = context[name];
  if (typeof context.logprobYes === "number" && typeof context.logprobNo === "number") Object.assign(measured, { yesLogprob: context.logprobYes, noLogprob: context.logprobNo });
  if (scent) measured.scent = scent;
  return {
    meanLogprob: null, questionLogprob: null, draftTokens: context.draftTokens ?? draft?.length ?? 0,
    draft: (draft ?? []).filter(t => !t.end).map(t => t.token ?? "").join("").trim(), measured,
  };
}
