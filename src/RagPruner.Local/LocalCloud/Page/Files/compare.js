// Two policies and "everything", on the evidence that is there: what each sends, what it answers, what it costs.

import { answer } from "./api.js";
import { at, h, show } from "./dom.js";
import { everything, members, nameOf, PolicyControls } from "./policy.js";
import { failure, usd, whole } from "./words.js";

export class Comparison {
  /** @param state gives question, policy, evidence, and what the drafts cost. */
  constructor(options, state) {
    this.state = state;
    this.other = new PolicyControls("other", options);
    this.other.policy = { scorer: "retrieval", rule: "top-k", parameter: "k", value: 3, min: null, onConflict: "flag" };
    at("compare-run").addEventListener("click", () => this.#run());
  }

  /** Another question: what was compared is of the one before. */
  clear() {
    show(at("compared"));
  }

  async #run() {
    const { question, policy, evidence, draftUsd } = this.state();
    if (!evidence) return;
    const policies = [
      { name: `This: ${nameOf(policy)}`, policy, drafts: draftUsd },
      { name: `Other: ${nameOf(this.other.policy)}`, policy: this.other.policy, drafts: this.other.policy.scorer === "retrieval" ? 0 : draftUsd },
      { name: "Everything", policy: everything, drafts: 0 },
    ];
    at("compare-run").disabled = true;
    show(at("compared"), h("p", { role: "status" }, "Answering three times …"));
    const results = await Promise.all(policies.map(async p => {
      const body = { question, ...members(p.policy), evidence };
      try {
        let judged = null;
        const answered = await answer(body, { contexts: data => { judged = data; } });
        return { ...p, judged, answered };
      } catch (error) {
        if (!error.body) throw error;
        return { ...p, error: failure(error.body) };
      }
    }));
    at("compare-run").disabled = false;
    const row = (name, of) => h("tr", {}, h("th", { scope: "row" }, name), results.map(r => h("td", {}, r.error ? "–" : of(r))));
    show(at("compared"), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Comparison" }, h("table", {},
      h("thead", {}, h("tr", {}, h("td", {}), results.map(r => h("th", { scope: "col" }, r.name)))),
      h("tbody", {},
        h("tr", {}, h("th", { scope: "row" }, "Answer"), results.map(r => h("td", { class: "text" }, r.error ? h("span", { class: "problem" }, r.error) : r.answered.answer.text))),
        row("Contexts sent", r => `${r.judged.contexts.filter(c => c.disposition === "kept").length} of ${r.judged.contexts.length}`),
        row("Their tokens", r => whole(r.judged.prompt.keptTokens)),
        row("Drafts", r => usd(r.drafts)),
        row("Answer", r => usd(r.answered.usage.costUsd)),
        row("Together", r => usd(r.drafts + r.answered.usage.costUsd))))),
    h("p", { class: "label" }, "The drafts are those that were paid for already; a policy that ranks by the retriever alone would not have needed them."));
  }
}
