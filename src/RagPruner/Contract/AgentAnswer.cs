using System.Text.Json.Serialization;
using RagPruner.Pipeline;
using RagPruner.Text;

namespace RagPruner.Contract;

/// <summary>What the tool <c>answer</c> returns to an agent.</summary>
internal sealed record AgentAnswer(
    string Status, string Text, IReadOnlyList<CitedPassage> Citations, double? Confidence, string NextStep, double CostUsd, double SavedUsd)
{
    public static AgentAnswer Of(AnswerResult result) => new(
        Bodies.NameOf(result.Status), result.Answer.Text, [.. result.Answer.Citations.Select(c => new CitedPassage(c.ContextId, c.Uri))],
        result.Confidence, Bodies.NameOf(result.NextStep), result.Ledger.CostUsd, result.Ledger.SavedUsd);

    /// <summary>The same with a text of at most so many characters.</summary>
    public AgentAnswer Within(int characters) =>
        Text.Length <= characters ? this : this with { Text = FittedText.Cut(Text, t => t.Length <= characters), IsCut = true };

    /// <summary>Whether the text was cut to what its receiver takes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsCut { get; init; }
}

/// <summary>A passage that an answer cites.</summary>
internal sealed record CitedPassage(string Id, string? Uri);
