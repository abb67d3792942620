// The contexts as rows: where each was retrieved and where it stands now, its text, its draft, its score and the cut.

import { h, s, show } from "./dom.js";
import { draftOf } from "./draft.js";
import { number, whole } from "./words.js";

const verdicts = { kept: "kept", pruned: "pruned", merged: "merged", unscored: "no score", waiting: "…" };

export class ContextList {
  #contexts = [];
  // While the cut is dragged: where the list's top was when it was taken up.
  #grabbedTop = null;

  /** @param cutMoved is told how many of the scored contexts stand above the cut. */
  constructor(list, rail, tip, cutMoved) {
    Object.assign(this, { list, rail, tip, cutMoved });
    new ResizeObserver(() => this.#drawRail()).observe(list);
    list.addEventListener("toggle", () => this.#drawRail(), true);
    list.addEventListener("pointerdown", event => {
      if (!event.target.closest(".cut")) return;
      event.preventDefault();
      this.#grabbedTop = this.#top();
      list.setPointerCapture(event.pointerId);
    });
    list.addEventListener("pointermove", event => this.#isDragging() && this.#moveTo(this.#countAt(event.clientY)));
    for (const end of ["pointerup", "pointercancel"]) list.addEventListener(end, () => { this.#grabbedTop = null; });
  }

  /** Under a pointer that drags the rows stay where they are, whatever came or went above them. */
  stay() {
    if (this.#isDragging()) scrollBy({ top: this.#top() - this.#grabbedTop, behavior: "instant" });
  }

  /** What was retrieved, before anything is known of it. */
  showRetrieved(contexts) {
    this.show(contexts.map(c => ({ ...c, disposition: "waiting", score: null, evidence: null, why: "waits for its draft" })), null);
  }

  /** A draft that has come. */
  showDraft({ id, evidence }) {
    this.show(this.#contexts.map(c => (c.id === id ? { ...c, evidence, why: evidence ? "drafted" : "its draft failed" } : c)), null);
  }

  /** @param cut the score at which the rule cuts, where it names one. */
  show(contexts, cut) {
    const hadFocus = document.activeElement?.closest(".cut") !== null && this.list.contains(document.activeElement);
    const opened = new Set([...this.list.querySelectorAll("details[open]")].map(d => d.closest("li").dataset.id));
    this.#contexts = contexts;
    this.#scored = contexts.filter(c => c.score !== null);
    const scores = this.#scored.map(c => c.score);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    const place = score => (high > low ? ((score - low) / (high - low)) * 92 + 8 : 100);
    const kept = this.#kept();
    const line = cut ?? (kept > 0 && kept <= scores.length ? scores[kept - 1] : null);
    const cutAt = line === null || scores.length === 0 ? null : Math.max(0, Math.min(100, place(line)));
    show(this.list, contexts.map((context, i) => this.#row(context, i, place, cutAt, i === Math.max(kept, 1) - 1, opened)));
    if (hadFocus) this.list.querySelector(".cut")?.focus({ preventScroll: this.#isDragging() });
    this.#drawRail();
  }

  #scored = [];

  #top() {
    return this.list.getBoundingClientRect().top;
  }

  #isDragging() {
    return this.#grabbedTop !== null;
  }

  #kept() {
    return this.#scored.filter(c => c.disposition === "kept").length;
  }

  #row(context, index, place, cutAt, carriesCut, opened) {
    const settled = context.disposition !== "waiting";
    const text = context.text ?? "";
    const isScored = context.score !== null;
    return h("li", { class: `row ${context.disposition}`, "data-id": context.id, "data-rank": context.rank, tabindex: "-1" },
      h("div", { class: "place" }, h("span", { class: "sr" }, "Retrieved at place "), String(context.rank),
        settled && [h("span", { "aria-hidden": "true" }, " → "), h("span", { class: "sr" }, ", now "), isScored ? String(index + 1) : "–", h("span", { class: "sr" }, isScored ? "" : "not ranked")]),
      h("div", { class: "body" },
        h("p", { class: "head" }, h("span", { class: `verdict ${context.disposition}` }, verdicts[context.disposition]), " ",
          h("strong", { class: "id" }, context.title ?? context.id), context.title ? h("span", { class: "label" }, ` ${context.id}`) : null, " – ",
          h("span", { class: "why" }, context.why ?? context.reason)),
        text ? h("details", { class: "text", open: opened.has(context.id) }, h("summary", {}, h("span", { class: "snippet" }, snippet(text)), h("span", { class: "opened" }, "The whole text")), h("p", { class: "whole" }, text)) : null,
        draftOf(context.evidence, this.tip)),
      h("div", { class: "score" },
        h("span", { class: isScored ? "figure" : "figure missing" }, number(context.score)),
        h("div", { class: isScored ? "bar" : "bar missing", "aria-hidden": "true" },
          isScored ? h("div", { class: "fill", "--at": `${place(context.score)}%` }) : null,
          cutAt !== null && isScored ? h("div", { class: "tick", "--at": `${cutAt}%` }) : null),
        context.tokens ? h("span", { class: "label" }, `${whole(context.tokens)} tokens`) : null),
      carriesCut && settled && this.#scored.length > 0 ? this.#cut() : null);
  }

  #cut() {
    const kept = this.#kept();
    return h("div", {
      class: kept === 0 ? "cut top" : "cut", role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": "Cut: what stands above it is sent",
      "aria-valuenow": String(kept), "aria-valuemin": "0", "aria-valuemax": String(this.#scored.length), "aria-valuetext": `${kept} of ${this.#scored.length} kept`,
      onkeydown: event => {
        const to = { ArrowDown: kept + 1, ArrowUp: kept - 1, Home: 1, End: this.#scored.length }[event.key];
        if (to === undefined) return;
        event.preventDefault();
        this.#moveTo(to);
      },
    }, h("span", { "aria-hidden": "true" }, "cut · drag"));
  }

  #countAt(y) {
    const rows = [...this.list.children].slice(0, this.#scored.length);
    // Where the page has nothing left to scroll, the list may have moved all the same.
    const moved = this.#top() - this.#grabbedTop;
    return rows.filter(row => row.getBoundingClientRect().top - moved + row.offsetHeight / 2 < y).length;
  }

  #moveTo(count) {
    const to = Math.max(1, Math.min(this.#scored.length, count));
    if (to !== this.#kept()) this.cutMoved(to, this.#scored[to - 1].score);
  }

  // From the place that the retriever gave to the place of now.
  #drawRail() {
    const rows = [...this.list.children];
    const top = this.#top();
    const middle = row => row.getBoundingClientRect().top - top + Math.min(28, row.offsetHeight / 2);
    this.rail.setAttribute("height", String(this.list.offsetHeight));
    show(this.rail, rows.flatMap((row, i) => {
      const rank = Number(row.dataset.rank);
      const [from, to] = [rows[Math.min(rank, rows.length) - 1], row].map(middle);
      const kind = `${row.classList.contains("kept") ? "kept" : "gone"}${rank - 1 === i ? "" : " moved"}`;
      return [
        s("path", { class: kind, d: `M 20 ${from} C 42 ${from} 34 ${to} 56 ${to}` }),
        s("text", { x: "4", y: String(from + 4), class: kind }, String(rank)),
      ];
    }));
  }
}

// The headings that a chunk begins with say less than its id does.
function snippet(text) {
  const lines = text.split("\n").map(line => line.trim()).filter(line => line);
  return (lines.length > 1 && !/[.!?:|]$/u.test(lines[0]) ? lines.slice(1) : lines).join(" ");
}
