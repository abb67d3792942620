#pragma warning disable CA1032, CA1064 // Never leaves this project.

namespace RagPruner.OpenAi;

/// <summary>A server refused the request as invalid: a member that it does not know, or a prompt that is too long.</summary>
internal sealed class RefusedRequestException(bool isTooLong) : Exception("The server refused the request.")
{
    public bool IsTooLong { get; } = isTooLong;
}
