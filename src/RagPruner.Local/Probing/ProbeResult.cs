using RagPruner.Accounting;

namespace RagPruner.Local.Probing;

/// <summary>What became of one thing that a model was asked for.</summary>
internal enum Finding
{
    /// <summary>It was not tried: something before it failed.</summary>
    Untried,

    /// <summary>The model did it.</summary>
    Yes,

    /// <summary>The model answered without.</summary>
    No,

    /// <summary>The model refused the request for it.</summary>
    Refused,
}

/// <summary>What a probe found out about a model.</summary>
internal sealed record ProbeResult
{
    public required string Model { get; init; }

    /// <summary>The way it is best called; null if no way works.</summary>
    public string? Route { get; init; }

    /// <summary>Log probabilities of what it writes, by each way that was tried.</summary>
    public IReadOnlyList<(string Route, Finding Logprobs)> Routes { get; init; } = [];

    /// <summary>Whether it wrote a draft at all.</summary>
    public Finding Draft { get; init; }

    public Finding Logprobs { get; init; }

    /// <summary>Whether it listed as many alternatives as it was asked for: 1, 5 and 20, and the most that it listed.</summary>
    public IReadOnlyList<(int Asked, Finding Listed, int Most)> Alternatives { get; init; } = [];

    public Finding PromptLogprobs { get; init; }

    public Finding BegunTurns { get; init; }

    public Finding Stops { get; init; }

    /// <summary>How many of the same drafts came back, and by how much their mean log probabilities differ at most; null without.</summary>
    public (int Drafts, bool AreSameTexts, double? LargestDifference) Repeats { get; init; }

    /// <summary>Half of the drafts took at most this long; and the longest.</summary>
    public (double Median, double Longest)? Milliseconds { get; init; }

    public int Calls { get; init; }

    public TokenUsage Usage { get; init; }

    /// <summary>The name of what stopped it, and where the route is null the reason why.</summary>
    public PrunerException? Failure { get; init; }

    /// <summary>How to use it; null if it cannot be.</summary>
    public string? Use { get; init; }

    /// <summary>Whether it can draft with evidence.</summary>
    public bool HasEvidence => Draft == Finding.Yes && (Logprobs == Finding.Yes || PromptLogprobs == Finding.Yes);
}
