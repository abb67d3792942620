using System.Text.Json;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>The messages of a Converse request.</summary>
/// <param name="Messages">The system's, if there is one, and the last.</param>
/// <param name="UpToCachePoint">All text up to the last cache point, or null without one.</param>
internal sealed record ConversePrompt(IReadOnlyList<(string Role, string Content)> Messages, string? UpToCachePoint)
{
    /// <exception cref="AwsError">The conversation is not one that the model takes.</exception>
    public static ConversePrompt Read(JsonElement body, bool takesBegunTurns)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0)
            throw AwsError.Validation("A conversation must have at least one message.");
        var blocks = new List<string?>();
        var system = Member(body, "system") is { } parts ? Text(parts, blocks) : "";
        var turns = new List<(string Role, string Content)>();
        foreach (var message in messages.EnumerateArray())
        {
            var role = Member(message, "role")?.GetString();
            turns.Add((role is "user" or "assistant" ? role : throw AwsError.Validation("A message's role must be user or assistant."),
                Text(Member(message, "content") ?? throw AwsError.Validation("The content of a message is missing."), blocks)));
        }
        var begun = turns[^1].Role == "assistant";
        if (begun && !takesBegunTurns)
            throw AwsError.Validation("A conversation must end with a user message: this model does not support assistant message prefill.");
        var last = turns.FindLastIndex(t => t.Role == "user");
        if (last < 0 || turns.Exists(t => t.Content.Length == 0))
            throw AwsError.Validation("The content of a message holds no text.");
        var cut = blocks.LastIndexOf(null);
        return new ConversePrompt(
            [.. system.Length == 0 ? Array.Empty<(string, string)>() : [("system", system)], .. turns.Skip(last)],
            cut < 0 ? null : string.Join('\n', blocks.Take(cut).Where(b => b is not null)));
    }

    /// <summary>The blocks' text; each goes to the list, a cache point as null.</summary>
    private static string Text(JsonElement content, List<string?> blocks)
    {
        if (content.ValueKind != JsonValueKind.Array)
            throw AwsError.Validation("The content of a message must be a list.");
        var from = blocks.Count;
        foreach (var block in content.EnumerateArray())
        {
            if (Member(block, "cachePoint") is not null)
                blocks.Add(null);
            else if ((Member(block, "text") ?? (Member(block, "guardContent") is { } g && Member(g, "text") is { } t ? Member(t, "text") : null))?.GetString()
                is { } text)
                blocks.Add(text);
        }
        return string.Join('\n', blocks.Skip(from).Where(b => b is not null));
    }
}
