#pragma warning disable CA1032, CA1064 // Never leaves this project.

namespace RagPruner.Bedrock.Errors;

/// <summary>A model refused the request as invalid: a format that it does not know, or a prompt that is too long.</summary>
internal sealed class ModelRefusedException(bool isTooLong) : Exception("The model refused the request.")
{
    public bool IsTooLong { get; } = isTooLong;
}
