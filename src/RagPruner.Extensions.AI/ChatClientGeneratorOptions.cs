namespace RagPruner.Extensions.AI;

/// <summary>How a <see cref="ChatClientGenerator"/> calls its client.</summary>
public sealed record ChatClientGeneratorOptions
{
    /// <summary>The longest answer, in tokens; at least 1.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>The model to ask the client for; null for the client's own.</summary>
    public string? ModelId { get; init; }

    /// <summary>Whether a temperature is sent: 0, so that the same request gives the same answer. Some models refuse any.</summary>
    public bool SendsTemperature { get; init; } = true;

    /// <summary>
    /// What a failure of the client means, for those that only its provider can tell (throttling above all, which is then
    /// retried). Null, or a null answer, leaves it to HTTP statuses, and to <see cref="ErrorKind.UpstreamFailed"/> where there are none.
    /// </summary>
    public Func<Exception, ErrorKind?>? KindOf { get; init; }
}
