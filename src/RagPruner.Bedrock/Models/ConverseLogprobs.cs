using Amazon.Runtime.Documents;
using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>
/// Log probabilities by Converse: asked for by two members of OpenAI's chat form, which Converse passes on to the model, and by
/// a pointer into the model's own reply, without which they are dropped in silence.
/// </summary>
internal static class ConverseLogprobs
{
    private static readonly string[] s_path = ["choices", "0", "logprobs"];

    /// <summary>Where they stand in the model's reply, as a JSON pointer (RFC 6901).</summary>
    public static string Pointer { get; } = $"/{string.Join('/', s_path)}";

    /// <summary>The members of the request.</summary>
    public static Document Request(int alternatives)
    {
        var fields = new Dictionary<string, Document>(StringComparer.Ordinal) { ["logprobs"] = true };
        if (alternatives > 0)
            fields["top_logprobs"] = alternatives;
        return new Document(fields);
    }

    /// <summary>The tokens, or null if the reply has none.</summary>
    public static IReadOnlyList<CompletionToken>? Read(Document fields)
    {
        // How a pointer through a list comes back is documented nowhere: as the list, as an object with its index, or under itself.
        var found = Member(fields, Pointer) ?? s_path.Aggregate((Document?)fields, static (at, step) => at is { } json ? Member(json, step) : null);
        return found is { } logprobs && Member(logprobs, "content") is { } content && content.IsList() && content.AsList() is { Count: > 0 } tokens
            ? [.. tokens.Select(t => Token(t) with { Top = [.. Items(Member(t, "top_logprobs")).Select(Token)] })] : null;
    }

    private static CompletionToken Token(Document json) =>
        new(Member(json, "token") is { } text && text.IsString() ? text.AsString() : "", LogProbability.Valid(Number(Member(json, "logprob"))));

    private static List<Document> Items(Document? list) => list is { } json && json.IsList() ? json.AsList() : [];

    private static double? Number(Document? json) => json?.Type switch
    {
        DocumentType.Double => json.Value.AsDouble(),
        DocumentType.Int => json.Value.AsInt(),
        DocumentType.Long => json.Value.AsLong(),
        _ => null,
    };

    private static Document? Member(Document json, string name) =>
        json.IsDictionary() && json.AsDictionary().TryGetValue(name, out var value) ? value
        : name == "0" && json.IsList() && json.AsList() is [var first, ..] ? (Document?)first
        : null;
}
