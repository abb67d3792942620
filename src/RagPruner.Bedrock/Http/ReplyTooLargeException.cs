#pragma warning disable CA1032, CA1064 // Never leaves this project.

namespace RagPruner.Bedrock.Http;

/// <summary>A reply has more bytes than <see cref="BoundedHandler.LargestReply"/>.</summary>
internal sealed class ReplyTooLargeException() : IOException($"The reply is longer than {BoundedHandler.LargestReply} bytes.");
