namespace RagPruner.Drafting;

/// <summary>What calls for all contexts of a question returned.</summary>
/// <param name="Evidence">For each context of the request, in its order, the evidence with what was added; as it was where there is nothing to add.</param>
/// <param name="InputTokens">Prompt tokens of all calls.</param>
/// <param name="OutputTokens">Generated tokens of all calls.</param>
internal sealed record QuestionReply(IReadOnlyList<Evidence?> Evidence, int InputTokens, int OutputTokens)
{
    /// <summary>How many calls on the model it took.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>Those of them that are to be paid for: one that the service refused is not.</summary>
    public int BilledCalls { get; init; } = 1;
}
