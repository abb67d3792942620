using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>
/// One short answer from the best contexts together, by which each context is then rated: the scent (ASRank: Abdallah et al.,
/// 2025, arXiv 2501.15245). It stands as the answer that was begun, behind the question, so one call rates both.
/// </summary>
internal static class Scent
{
    /// <summary>How many contexts it is written from: those further down are noise more often, and a small model loses its way among many.</summary>
    public const int Contexts = 5;

    /// <summary>The call for the shared answer.</summary>
    /// <param name="request">The question and its contexts in retrieval order.</param>
    /// <param name="abilities">What the model can do.</param>
    /// <param name="maxTokens">The longest answer, in tokens.</param>
    public static QuestionCall Call(QuestionRequest request, ModelAbilities abilities, int maxTokens)
    {
        var texts = SharedTexts.Of([.. request.Contexts.Take(Contexts).Select(c => c.Context)], request.SharedTokens);
        var prompt = DraftPrompt.For(request.Question, texts, request.Fence, abilities);
        return new QuestionCall(new CompletionRequest(prompt, maxTokens), completion =>
        {
            if (completion.StopCause is StopCause.TooLong or StopCause.Blocked)
                return null;
            var text = Quotation.TextOf(Quotation.UpToStop(completion.Text, prompt.Stops));
            return (_, evidence) => evidence with { Scent = text };
        });
    }

    /// <summary>Whether contexts can be rated by it: a scent that says that there is no answer, or nothing at all, fits all contexts alike.</summary>
    public static bool IsUsable(string? scent) => !string.IsNullOrWhiteSpace(scent) && !Abstention.Is(scent);

    /// <summary>The call that rates the scent, and the question before it, given one context.</summary>
    public static CompletionRequest Rating(DraftRequest request, string scent, ModelAbilities abilities) =>
        new(DraftPrompt.For(request, abilities) with { Begun = DraftPrompt.Begun + scent, Stops = [] }, 1)
        {
            PromptTokens = PromptLogprobs.TailOf(DraftPrompt.Plain(request.Question) + DraftPrompt.Begun + scent),
        };

    /// <summary>The evidence with what the rating's reply says.</summary>
    public static Evidence Read(Evidence evidence, string scent, string question, IReadOnlyList<PromptToken> tokens)
    {
        var prompted = QuestionSpan.Find(tokens, scent, DraftPrompt.Begun);
        return evidence with
        {
            ScentLogprobs = prompted,
            QuestionLogprobs = evidence.QuestionLogprobs ?? QuestionSpan.Find(tokens, DraftPrompt.Plain(question), DraftPrompt.Lead),
        };
    }
}
