using System.Text.Json.Serialization;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;
using RagPruner.Text;

namespace RagPruner.Contract;

/// <summary>
/// What the tool <c>prune_contexts</c> returns to an agent: what it goes on with, and not the evidence, which it would pay for in
/// tokens of its own.
/// </summary>
internal sealed record AgentPruning(
    string Status, IReadOnlyList<KeptPassage> Kept, IReadOnlyList<LeftOutPassage> LeftOut, double? Confidence, string NextStep, double CostUsd, double SavedUsd)
{
    public static AgentPruning Of(PruneResult result) => new(
        Bodies.NameOf(result.Status),
        [.. result.Judgement.Contexts.Where(IsKept).Select(c => new KeptPassage(c.Context.Id, c.Context.Title, c.Context.Uri, c.Context.Text, c.Score))],
        [.. result.Judgement.Contexts.Where(c => !IsKept(c)).Select(c => new LeftOutPassage(c.Context.Id, ReasonWords.Of(c, result.Judgement), c.Score))],
        result.Confidence, Bodies.NameOf(result.NextStep), result.Ledger.CostUsd, result.Ledger.SavedUsd);

    /// <summary>
    /// The same for a receiver that takes so many characters: texts cut to the same length each, of the others no more than one for
    /// 100 characters, and titles and addresses only where there is room for texts.
    /// </summary>
    public AgentPruning Within(int characters)
    {
        var share = FittedText.ShareOf([.. Kept.Select(k => k.Text.Length)], characters);
        return this with
        {
            Kept =
            [
                .. Kept.Select(k => k.Text.Length <= share ? k : k with { Text = FittedText.Cut(k.Text, t => t.Length <= share), IsCut = true })
                    .Select(k => characters < LeastForLabels ? k with { Title = null, Uri = null } : k),
            ],
            LeftOut = [.. LeftOut.Take(characters / 100)],
        };
    }

    private const int LeastForLabels = 2000;

    private static bool IsKept(JudgedContext context) => context.Disposition == Disposition.Kept;
}

/// <summary>A passage to read.</summary>
internal sealed record KeptPassage(string Id, string? Title, string? Uri, string Text, double? Score)
{
    /// <summary>Whether the text was cut to what its receiver takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCut { get; init; }
}

/// <summary>A passage that was left out, and why.</summary>
internal sealed record LeftOutPassage(string Id, string Why, double? Score);
