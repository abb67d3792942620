using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Local.Evaluation;
using RagPruner.Models;
using RagPruner.Selection;

namespace RagPruner.Local.Tests.Support;

internal static class Make
{
    /// <summary>A question whose answer, "nine", stands in the context b; contexts by retrieval, with the evidence of a draft of one token each.</summary>
    public static RecordedQuestion Question(params (string Id, double Retrieval, double Logprob, string Draft)[] contexts) => new(
        new EvalQuestion("q", "When?", ["nine"], ["b"]),
        [.. contexts.Select((c, i) => new PendingContext(new Context { Id = c.Id, Rank = i + 1, Text = $"It leaves at {c.Draft}.", RetrievalScore = c.Retrieval })
        {
            Evidence = new Evidence { Draft = c.Draft, Tokens = [new CompletionToken(c.Draft, c.Logprob)], InputTokens = 50, OutputTokens = 4 },
        })]);

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
