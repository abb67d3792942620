// A draft as words, tinted by how sure the model was of each; what else it considered is told on hover and on focus.

import { h } from "./dom.js";
import { percent } from "./words.js";

// Below this a word could as well have been another one.
const weakBelow = Math.log(0.5);

/** Words of a draft: tokens joined where no space stands between them. A word with a missing token is missing. */
export function wordsOf(tokens) {
  const words = [];
  for (const token of tokens.filter(t => !t.isEnd)) {
    const last = words[words.length - 1];
    if (last && !/^\s/u.test(token.text) && !/\s$/u.test(last.text)) {
      last.text += token.text;
      last.logprob = last.logprob === null || token.logprob === null ? null : last.logprob + token.logprob;
    } else {
      words.push({ text: token.text, logprob: token.logprob, top: token.top ?? [], first: token.text });
    }
  }
  return words;
}

/** Neighbours that are weak together are one span. */
export function spansOf(words) {
  const spans = [];
  for (const word of words) {
    const kind = word.logprob === null ? "missing" : word.logprob < weakBelow ? "weak" : "sure";
    const last = spans[spans.length - 1];
    if (last?.kind === kind) last.words.push(word);
    else spans.push({ kind, words: [word] });
  }
  return spans;
}

function told(word) {
  if (word.logprob === null) return `${word.text.trim()}: no log probability came for it`;
  const others = word.top.filter(t => t.text !== word.first && t.text.trim() !== "" && t.logprob !== null).slice(0, 3);
  const considered = others.length ? `; also considered: ${others.map(t => `${t.text.trim()} ${Math.exp(t.logprob).toFixed(2)}`).join(", ")}` : "";
  return `${word.text.trim()}: ${percent(word.logprob)} % sure${considered}`;
}

/** The draft of a context. One stop for the keyboard; arrows go from word to word. */
export function draftOf(evidence, tip) {
  const tokens = evidence?.measured?.tokens;
  if (!tokens) {
    return evidence?.draft
      ? h("p", { class: "draft" }, h("span", { class: "label" }, "Draft "), h("span", { class: "word missing", title: "The model gave no log probabilities." }, evidence.draft))
      : null;
  }
  const words = [];
  const spans = spansOf(wordsOf(tokens)).map(span => h("span", { class: `span ${span.kind}` }, span.words.map(word => {
    const button = h("button", {
      type: "button", class: `word ${span.kind}`, tabindex: words.length ? "-1" : "0", "--p": word.logprob === null ? null : Math.exp(word.logprob).toFixed(3),
      "aria-label": told(word),
      onfocus: event => tip.open(event.currentTarget, told(word)), onblur: () => tip.close(),
      onmouseenter: event => tip.open(event.currentTarget, told(word)), onmouseleave: () => tip.close(),
    }, word.text);
    words.push(button);
    return button;
  })));
  return h("p", {
    class: "draft", role: "group", "aria-label": "Draft, word by word",
    onkeydown: event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = words[words.indexOf(event.target) + step];
      if (!step || !next) return;
      event.preventDefault();
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    },
  }, h("span", { class: "label" }, "Draft "), spans);
}

/** The one tooltip of the page. Escape closes it. */
export class Tip {
  constructor(element) {
    this.element = element;
    document.addEventListener("keydown", event => event.key === "Escape" && this.close());
  }

  open(target, text) {
    this.element.textContent = text;
    this.element.hidden = false;
    const box = target.getBoundingClientRect();
    const width = this.element.offsetWidth;
    this.element.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    this.element.style.top = `${box.bottom + 6 + scrollY}px`;
  }

  close() {
    this.element.hidden = true;
  }
}
