using RagPruner.Accounting;

namespace RagPruner.Models;

/// <summary>A prompt in parts; an adapter writes them in the model's form.</summary>
/// <param name="System">The system message.</param>
/// <param name="User">The user's message.</param>
public sealed record Prompt(string System, string User)
{
    /// <summary>How the assistant's turn begins, or null. Only for models with <see cref="ModelAbilities.BegunTurns"/>.</summary>
    public string? Begun { get; init; }

    /// <summary>Texts that end the completion and are no part of it.</summary>
    public IReadOnlyList<string> Stops { get; init; } = [];

    /// <summary>Estimated tokens of all parts, for models that report none.</summary>
    internal int EstimatedTokens => TokenEstimate.Of(System) + TokenEstimate.Of(User) + TokenEstimate.Of(Begun ?? "");
}
