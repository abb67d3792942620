using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>Estimates what the final model was spared.</summary>
internal static class AvoidedTokens
{
    // Sent contexts that do not hold the answer, the final model would have said so.
    private static readonly int s_refusalTokens = TokenEstimate.Of(Answer.NotInSources);

    /// <param name="request">The request; each of its candidates would have read every context.</param>
    /// <param name="judgement">The verdict on every context.</param>
    /// <param name="pruned">How pruning ended: where nothing was kept, the whole call was spared.</param>
    public static Avoided Of(PruneRequest request, Judgement judgement, RequestStatus pruned)
    {
        var tokens = judgement.LeftOutTokens;
        if (pruned != RequestStatus.NoContext || judgement.Contexts.Count == 0)
            return new Avoided(tokens, new TokenUsage(0, tokens * request.Candidates, 0));
        var prompt = AnswerPrompt.For(new GenerationRequest(request.Question, [], ""), AnswerStyle.Cited, new ModelAbilities());
        var input = tokens + prompt.EstimatedTokens;
        return new Avoided(tokens, new TokenUsage(request.Candidates, input * request.Candidates, s_refusalTokens * request.Candidates));
    }
}
