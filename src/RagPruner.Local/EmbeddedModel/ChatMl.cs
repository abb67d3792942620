namespace RagPruner.Local.EmbeddedModel;

/// <summary>Messages as a prompt in ChatML, the assistant's turn left open.</summary>
internal static class ChatMl
{
    public const string UserTurn = "<|im_start|>user\n";
    public const string EndOfTurn = "<|im_end|>";

    public static string Render(IReadOnlyList<(string Role, string Content)> messages)
    {
        var open = messages[^1].Role == "assistant" ? messages[^1].Content : "";
        var closed = messages[^1].Role == "assistant" ? messages.Take(messages.Count - 1) : messages;
        return string.Concat(closed.Select(m => $"<|im_start|>{m.Role}\n{m.Content}{EndOfTurn}\n")) + "<|im_start|>assistant\n" + open;
    }
}
