using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>The question alone, in the words of the drafting prompt: how probable it is without any context.</summary>
internal static class QuestionPrior
{
    public static QuestionCall Call(QuestionRequest request)
    {
        var question = DraftPrompt.Plain(request.Question);
        return new QuestionCall(
            new CompletionRequest(DraftPrompt.ClosedBook(question, draft: null), 1) { PromptTokens = PromptLogprobs.TailOf(question) },
            completion => completion.PromptTokens is { } tokens && QuestionSpan.Find(tokens, question, DraftPrompt.Lead) is { } logprobs
                ? (_, evidence) => evidence with { QuestionPriorLogprobs = logprobs } : null);
    }
}
