using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Tests.Support;

internal static class Make
{
    /// <summary>A policy's figures, of which a recommendation reads names, contexts and money.</summary>
    public static PolicyFigures Figures(string? scorer, string keep, double usd, double contexts = 1, double quality = 0.7) => new()
    {
        Policy = scorer is null ? Policy.EverythingName : $"{scorer}, {keep}",
        Scorer = scorer,
        Keep = keep,
        JudgedQuestions = 0,
        DraftCalls = 0,
        Kept = quality,
        Contexts = contexts,
        ExactMatch = null,
        F1 = null,
        ContainsAnswer = null,
        Quality = quality,
        AgainstRetrieval = new Interval(0, 0, 0),
        AgainstEverything = new Interval(0, 0, 0),
        Risk = null,
        Calls = 1,
        DraftInputTokens = 0,
        DraftOutputTokens = 0,
        FinalInputTokens = 0,
        FinalOutputTokens = 0,
        Usd = usd,
        DraftUsd = 0,
        DraftCallUsd = 0,
        DraftInputUsd = 0,
        P50Milliseconds = null,
        P95Milliseconds = null,
    };
}
