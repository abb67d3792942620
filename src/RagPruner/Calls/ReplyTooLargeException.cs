#pragma warning disable CA1032, CA1064 // Never leaves the adapters.

namespace RagPruner.Calls;

/// <summary>A reply of a service has more bytes than <see cref="LargestReply"/>.</summary>
internal sealed class ReplyTooLargeException() : IOException($"The reply is longer than {LargestReply} bytes.")
{
    /// <summary>The most bytes of a reply: thousands of times what a draft takes.</summary>
    public const int LargestReply = 4 * 1024 * 1024;
}
