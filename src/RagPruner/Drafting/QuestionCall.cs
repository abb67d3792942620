using RagPruner.Contexts;
using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>One call about all contexts of a question: what is asked, and how the reply is read. Both are pure; making the call is the drafter's.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Read">From the reply to what it adds to each context's evidence; null where the reply says nothing.</param>
internal sealed record QuestionCall(CompletionRequest Request, Func<Completion, Func<Context, Evidence, Evidence>?> Read);
