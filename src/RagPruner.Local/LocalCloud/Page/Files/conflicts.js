// Answers that cannot all be true: who says each, which hold together, and which contradict which.

import { h, s, show } from "./dom.js";
import { counted } from "./words.js";

export function showConflicts(panel, conflicts, kept) {
  const groups = conflicts?.groups ?? [];
  panel.hidden = groups.length === 0 && !conflicts?.single_source;
  if (panel.hidden) return;
  const sent = groups.filter(g => g.contexts.some(id => kept.has(id)));
  const cards = groups.map(group => h("li", { class: `group${group.holds ? " holds" : ""}${group.contexts.some(id => kept.has(id)) ? " sent" : ""}` },
    h("strong", {}, group.answer), " ",
    h("span", { class: "label" }, `${group.holds ? "holds" : "does not hold"} · ${counted(group.sources.length, "source")}, weight ${group.weight}`),
    h("ul", { class: "sources" }, group.sources.map(source => h("li", {}, source))),
    h("p", { class: "sr" }, `Contradicts: ${group.contradicts.map(i => groups[i].answer).join(", ")}`)));
  const lines = s("svg", { class: "lines", "aria-hidden": "true" });
  const graph = h("div", { class: "graph" }, lines,
    h("div", {}, h("h3", {}, "Holds together"), h("ul", { class: "groups" }, cards.filter((_, i) => groups[i].holds))),
    h("div", {}, h("h3", {}, "Stands against it"), h("ul", { class: "groups" }, cards.filter((_, i) => !groups[i].holds))));
  show(panel, h("h2", {}, "Sources that contradict each other"),
    conflicts.single_source ? h("p", {}, "What is sent rests on one source.") : null,
    groups.length === 0 ? null
      : sent.length === 0 ? h("details", { ontoggle: draw }, h("summary", {}, "Only pruned contexts contradict each other: none of it is sent."), graph)
        : [h("p", {}, sent.length > 1 ? "What is sent holds answers that cannot all be true." : "What is sent says one thing, and other contexts say another."), graph]);

  function draw() {
    const frame = graph.getBoundingClientRect();
    show(lines, groups.flatMap((group, i) => group.contradicts.filter(j => j > i).map(j => {
      const [a, b] = [cards[i], cards[j]].map(card => card.getBoundingClientRect());
      const across = Math.abs(a.left - b.left) > 8;
      const x1 = (across ? a.right : a.left) - frame.left, x2 = b.left - frame.left;
      const [y1, y2] = [a, b].map(box => box.top + box.height / 2 - frame.top);
      const bend = across ? [x1 + 30, x2 - 30] : [x1 - 14, x2 - 14];
      return s("path", { class: "against", d: `M ${x1} ${y1} C ${bend[0]} ${y1} ${bend[1]} ${y2} ${x2} ${y2}` });
    })));
  }

  new ResizeObserver(draw).observe(graph);
}
