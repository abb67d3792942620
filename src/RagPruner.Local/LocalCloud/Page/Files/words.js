// Numbers and counts as the page writes them.

export const number = value => (value === null || value === undefined ? "–" : value.toFixed(2).replace("-", "−"));

export const whole = value => value.toLocaleString("en-US");

export const usd = value => `${value < 0 ? "−" : ""}$${Math.abs(value).toFixed(4)}`;

export const counted = (count, one, many = `${one}s`) => `${whole(count)} ${count === 1 ? one : many}`;

/** A log probability as a percentage; null stays what it is, missing. */
export const percent = logprob => Math.round(100 * Math.exp(logprob));

const degradations = {
  blend_without_question_likelihood: "The model does not rate the question, so the retrieval order stands.",
  blend_without_retrieval: "Without retrieval scores the ranking rests on the question alone.",
  over_limit_unread: "Nothing was kept of what was read, and some documents were not read.",
  trust_unreadable: "A trust weight cannot be read, and counts as 1.",
  floor_exceeds_token_budget: "The floor kept more than the token budget holds.",
  profile_without_retrieval_scores: "The profile needs retrieval scores, and the documents have none: the plain blend ranks.",
};

/** What was done less well than asked. */
export const degraded = code => degradations[code] ?? `${code.replaceAll("_", " ")}.`;

/** What the status says that some contexts have no score by. */
export const partial = "Partial: some contexts have no score.";

const errors = {
  PrunerInvalidInput: "This cannot be asked so",
  PrunerThrottled: "The model is asked too often",
  PrunerModelNotReady: "The model is being loaded",
  PrunerOverloaded: "The service has no room at the moment",
  PrunerUpstreamFailed: "A service behind this one failed",
  PrunerUpstreamBadResponse: "A service behind this one sent what cannot be used",
  PrunerDeadlineExceeded: "It took too long",
  PrunerForbidden: "This caller may not ask",
};

/** An error of the API in words. */
export function failure(error) {
  const again = error.retryAfterSeconds ? ` Try again in ${counted(error.retryAfterSeconds, "second")}.` : "";
  return `${errors[error.error] ?? "It failed"}. ${error.message ?? ""}${again}`;
}
