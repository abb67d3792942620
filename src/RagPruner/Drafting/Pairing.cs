using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>What the question is worth given the best context and one more.</summary>
/// <param name="ContextId">The best context's id.</param>
/// <param name="AloneLogprob">The question's mean log probability given the best context alone.</param>
/// <param name="TogetherLogprob">The same given both.</param>
internal sealed record Pairing(string ContextId, double AloneLogprob, double TogetherLogprob)
{
    /// <summary>How many contexts are tried as the best one's partner.</summary>
    public const int MostPartners = 4;

    // Mean log probabilities of a question's tokens that differ by less are not told apart by a small model.
    private const double ClearMargin = 0.5;

    /// <summary>Whether its numbers, which came from outside, can be log probabilities.</summary>
    public bool IsValid() => LogProbability.Valid(AloneLogprob) is not null && LogProbability.Valid(TogetherLogprob) is not null;

    /// <summary>The most calls for so many contexts.</summary>
    public static int MostCalls(int contexts) => Math.Clamp(contexts - 1, 0, MostPartners);

    /// <summary>
    /// The calls of a question (PromptRank: Khalifa et al., 2023, arXiv 2205.12650): none where the best context is clearly the
    /// best, by its margin before the second, and its draft does not abstain; else one for each of the next four.
    /// </summary>
    /// <param name="request">The question and its contexts with the evidence that is there.</param>
    /// <param name="abilities">What the model can do.</param>
    public static IReadOnlyList<QuestionCall> Calls(QuestionRequest request, ModelAbilities abilities)
    {
        var ranked = Ranked(request.Contexts);
        if (IsNotNeeded(ranked))
            return [];
        var (best, alone) = (ranked[0], ranked[0].Evidence!.QuestionLogprob!.Value);
        var question = DraftPrompt.Plain(request.Question);
        return [.. ranked.Skip(1).Take(MostPartners).Select(partner => new QuestionCall(
            new CompletionRequest(DraftPrompt.For(request.Question, [best.Context.Text, partner.Context.Text], request.Fence, abilities), 1)
            {
                PromptTokens = PromptLogprobs.TailOf(question),
            },
            completion => completion.PromptTokens is { } tokens && QuestionSpan.Find(tokens, question, DraftPrompt.Lead) is { } logprobs
                && LogProbability.Mean(logprobs) is { } together
                ? (context, evidence) => context.Id == partner.Context.Id ? evidence with { Pair = new Pairing(best.Context.Id, alone, together) } : evidence
                : null))];
    }

    /// <summary>The partner: of the contexts that were tried, the one with which the question is likeliest; null where none makes it likelier.</summary>
    public static ContextEvidence? PartnerOf(IReadOnlyList<ContextEvidence> contexts)
    {
        var partner = contexts.Where(c => c.Evidence?.Pair is { } pair && pair.TogetherLogprob > pair.AloneLogprob)
            .OrderByDescending(c => c.Evidence!.Pair!.TogetherLogprob).ThenBy(c => c.Context.Rank).FirstOrDefault();
        // Evidence that was collected for several scores may have it for the sake of a draft that this one does not see. A best
        // context that is not among these is one whose draft abstained.
        return partner is not null && Ranked(contexts) is [{ } first, ..] ranked && first.Context.Id == partner.Evidence!.Pair!.ContextId && IsClear(ranked)
            ? null : partner;
    }

    /// <summary>Whether no partner is asked for: too few contexts are rated, or one is clearly the best.</summary>
    public static bool IsNotNeeded(IReadOnlyList<ContextEvidence> contexts) => IsNotNeeded(Ranked(contexts));

    private static bool IsNotNeeded(ContextEvidence[] ranked) => ranked.Length < 2 || IsClear(ranked);

    private static ContextEvidence[] Ranked(IReadOnlyList<ContextEvidence> contexts) => [.. contexts.Where(c => c.Evidence?.QuestionLogprob is not null)
        .OrderByDescending(c => c.Evidence!.QuestionLogprob).ThenBy(c => c.Context.Rank)];

    private static bool IsClear(ContextEvidence[] ranked) => !ranked[0].Evidence!.Abstained
        && (ranked.Length < 2 || ranked[0].Evidence!.QuestionLogprob - ranked[1].Evidence!.QuestionLogprob >= ClearMargin);
}
