using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace RagPruner.Extensions.AI.Tests.Support;

/// <summary>A chat client that says what it is told to, and remembers what it was asked.</summary>
internal sealed class FakeChatClient(string text) : IChatClient
{
    public Exception? Failure { get; init; }

    public ChatFinishReason? Finish { get; init; } = ChatFinishReason.Stop;

    public UsageDetails? Usage { get; init; } = new() { InputTokenCount = 20, OutputTokenCount = 5, CachedInputTokenCount = 8 };

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Asked { get; } = [];

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked.Add(([.. messages], options));
        if (Failure is not null)
            throw Failure;
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = Finish, Usage = Usage };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var word in response.Text.Split(' ').Select((w, i) => i == 0 ? w : $" {w}"))
            yield return new ChatResponseUpdate(ChatRole.Assistant, word);
        yield return new ChatResponseUpdate { FinishReason = Finish, Contents = Usage is null ? [] : [new UsageContent(Usage)] };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
