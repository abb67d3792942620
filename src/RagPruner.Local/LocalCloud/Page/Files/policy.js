// A policy: what contexts are ranked by, how many are kept, and what happens where sources contradict each other.

import { at, h, show } from "./dom.js";

/** A policy as members of a request. */
export function members(policy) {
  const keep = { rule: policy.rule };
  const parameter = policy.parameter;
  if (parameter) keep[parameter] = policy.value;
  if (policy.min !== null) keep.min = policy.min;
  return { scorer: policy.scorer, keep, onConflict: policy.onConflict };
}

/** The keep rule in the short form of the command line. */
export function shortKeep(policy) {
  return policy.rule + (policy.parameter ? `:${policy.value}` : "") + (policy.min === null ? "" : `,min=${policy.min}`);
}

export const nameOf = policy => `${policy.scorer}, ${shortKeep(policy)}`;

/** Everything is sent, in the retriever's order. */
export const everything = { scorer: "retrieval", rule: "top-k", parameter: "k", value: 100, min: null, onConflict: "flag" };

/** The controls of a policy. What they hold is what they show. */
export class PolicyControls {
  constructor(prefix, options, changed) {
    this.rules = options.keepRules;
    this.scorer = at(`${prefix}-scorer`);
    this.rule = at(`${prefix}-rule`);
    this.value = at(`${prefix}-value`);
    this.min = at(`${prefix}-min`);
    this.conflict = at(`${prefix}-conflict`);
    show(this.scorer, options.scorers.map(name => h("option", { value: name }, name)));
    show(this.rule, options.keepRules.map(rule => h("option", { value: rule.name }, rule.name)));
    this.scorer.value = options.scorer;
    this.rule.addEventListener("change", () => this.#useRule());
    this.rule.value = options.keepRules[0].name;
    this.#useRule();
    for (const control of [this.scorer, this.rule, this.value, this.min, this.conflict]) control?.addEventListener("change", () => changed?.());
  }

  get policy() {
    const rule = this.rules.find(r => r.name === this.rule.value);
    return {
      scorer: this.scorer.value, rule: rule.name, parameter: rule.parameter, value: Number(this.value.value),
      min: this.min && this.min.value !== "" ? Number(this.min.value) : null, onConflict: this.conflict?.value ?? "review",
    };
  }

  set policy(policy) {
    this.scorer.value = policy.scorer;
    this.rule.value = policy.rule;
    this.#useRule();
    if (policy.parameter) this.value.value = policy.value;
    if (this.min) this.min.value = policy.min ?? "";
    if (this.conflict) this.conflict.value = policy.onConflict;
  }

  #useRule() {
    const rule = this.rules.find(r => r.name === this.rule.value);
    const label = this.value.closest("label");
    label.hidden = !rule.parameter;
    label.firstElementChild.textContent = rule.parameter ?? "";
    this.value.step = rule.parameter === "cut" ? "any" : "1";
    if (rule.parameter) this.value.value = { k: 3, cut: 0, tokens: 400 }[rule.parameter] ?? 1;
  }
}
