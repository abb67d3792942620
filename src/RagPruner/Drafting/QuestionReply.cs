using RagPruner.Accounting;

namespace RagPruner.Drafting;

/// <summary>What calls for all contexts of a question returned.</summary>
/// <param name="Evidence">For each context of the request, in its order, the evidence with what was added; as it was where there is nothing to add.</param>
/// <param name="Usage">The calls that are to be paid for, and their tokens: one that the service refused is none.</param>
internal sealed record QuestionReply(IReadOnlyList<Evidence?> Evidence, TokenUsage Usage)
{
    /// <summary>How many calls on the model it took.</summary>
    public int Calls { get; init; } = 1;
}
