namespace RagPruner.Accounting;

/// <summary>Successful calls to one model and the tokens they took.</summary>
/// <param name="Calls">Calls that returned.</param>
/// <param name="InputTokens">Prompt tokens, those of a cache included.</param>
/// <param name="OutputTokens">Generated tokens.</param>
public readonly record struct TokenUsage(int Calls, long InputTokens, long OutputTokens)
{
    /// <summary>Of the prompt tokens, those that the model read from a cache.</summary>
    public long CacheReadInputTokens { get; init; }

    /// <summary>Of the prompt tokens, those that the model wrote to a cache.</summary>
    public long CacheWriteInputTokens { get; init; }

    /// <summary>Both together.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => left.Plus(right);

    /// <summary>Both together.</summary>
    public TokenUsage Plus(TokenUsage other) => new(Calls + other.Calls, InputTokens + other.InputTokens, OutputTokens + other.OutputTokens)
    {
        CacheReadInputTokens = CacheReadInputTokens + other.CacheReadInputTokens,
        CacheWriteInputTokens = CacheWriteInputTokens + other.CacheWriteInputTokens,
    };
}
