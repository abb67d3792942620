// What is on the page, as a command, a request, or a line of a test set.

import { at, h, show } from "./dom.js";
import { members, shortKeep } from "./policy.js";

const quoted = text => `'${text.replaceAll("'", `'\\''`)}'`;

/** The request as it could be sent by anybody: with what the page adds to show itself left out. */
export function bodyOf(state) {
  const body = { question: state.question, ...members(state.policy) };
  if (state.documents) body.documents = state.documents;
  else body.contexts = state.contexts;
  return body;
}

function askOf(state) {
  const ask = `ragpruner ask ${quoted(state.question)} --scorer ${state.policy.scorer} --keep ${shortKeep(state.policy)} --on-conflict ${state.policy.onConflict}`;
  return state.documents
    ? `${ask} --documents - <<'DOCUMENTS'\n${state.documents.map(d => JSON.stringify(d)).join("\n")}\nDOCUMENTS`
    : `${ask} --contexts ${state.contexts}${state.corpus ? ` --corpus ${quoted(state.corpus)}` : ""}`;
}

function testLine(state) {
  const cited = [...new Set((state.answer?.citations ?? []).map(c => c.contextId.split("#")[0]))];
  return JSON.stringify({ id: `page-${Date.now().toString(36)}`, question: state.question, answers: [], relevantContextIds: cited });
}

const forms = {
  ask: { name: "ask command", make: askOf },
  curl: { name: "curl", make: state => `curl ${location.origin}/v1/answer -H "content-type: application/json" -d ${quoted(JSON.stringify(bodyOf(state)))}` },
  json: { name: "JSON body", make: state => JSON.stringify(bodyOf(state), null, 2) },
  line: {
    name: "line for questions.jsonl", make: testLine,
    note: "Add to my test set: check relevantContextIds (what the answer cites) and write the accepted answers before you trust it.",
  },
};

export function copyButtons(state) {
  const box = h("textarea", { id: "copied", readonly: true, rows: "4", hidden: true, "aria-label": "What was copied" });
  const note = h("p", { role: "status", class: "label", id: "copy-note" });
  show(at("copy"), h("span", { class: "label" }, "Copy as "), Object.entries(forms).map(([id, form]) => h("button", {
    type: "button", class: "quiet", "data-copy": id,
    onclick: async () => {
      box.value = form.make(state());
      box.hidden = false;
      let copied = true;
      try {
        await navigator.clipboard.writeText(box.value);
      } catch {
        box.select();
        copied = false;
      }
      note.textContent = `${copied ? "Copied" : "Selected, copy it from here"}: ${form.name}. ${form.note ?? ""}`;
    },
  }, form.name)), note, box);
}
