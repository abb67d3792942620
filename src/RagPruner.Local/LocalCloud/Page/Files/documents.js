// Documents as they are pasted: JSON of the contract, one a line or a list, or plain texts with a line of --- between them.

/** The documents of a text; null where there are none. Throws what is wrong, by its line. */
export function documentsOf(text) {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (trimmed.startsWith("[")) {
    try {
      return JSON.parse(trimmed);
    } catch {
      throw new Error("Documents: this begins like a list of JSON, and is none.");
    }
  }
  if (trimmed.startsWith("{")) {
    return text.split("\n").map((line, i) => [line.trim(), i + 1]).filter(([line]) => line).map(([line, at]) => {
      try {
        return JSON.parse(line);
      } catch {
        throw new Error(`Documents, line ${at}: this is not a document in JSON.`);
      }
    });
  }
  return trimmed.split(/^\s*---+\s*$/mu).map(part => part.trim()).filter(part => part).map(part => ({ text: part }));
}
