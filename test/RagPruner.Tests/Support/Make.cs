using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Tests.Support;

/// <summary>Builds test data with everything that a test does not care about filled in.</summary>
internal static class Make
{
    public static Context Context(int rank, string? text = null, double? score = null) => new()
    {
        Id = $"c{rank}",
        Rank = rank,
        Text = text ?? $"Context {rank} speaks of subject {rank} and of nothing else whatsoever.",
        RetrievalScore = score ?? 1.0 / rank,
        Uri = $"s3://bucket/c{rank}",
    };

    public static Evidence Evidence(double? meanLogprob = -0.5, double? questionLogprob = -2, string draft = "an answer") => new()
    {
        Draft = draft,
        Tokens = [new CompletionToken(draft, meanLogprob)],
        QuestionLogprobs = [questionLogprob],
        InputTokens = 100,
        OutputTokens = 5,
    };

    public static PendingContext Scored(int rank, double meanLogprob) => new(Context(rank)) { Evidence = Evidence(meanLogprob) };
}
