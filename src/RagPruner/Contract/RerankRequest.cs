using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Contract;

/// <summary>
/// A request for reranking, as Cohere's and Jina's clients write it. Clients send many members: those that say nothing to a
/// pruner are passed over, those that it reads must have their types.
/// </summary>
/// <param name="Query">The question.</param>
/// <param name="Documents">The texts to rank.</param>
internal sealed record RerankRequest(string Query, IReadOnlyList<string> Documents)
{
    /// <summary>How many of the best are kept; null for every document, ranked.</summary>
    public int? TopN { get; private init; }

    /// <summary>Whether results carry their texts.</summary>
    public bool ReturnsDocuments { get; private init; }

    /// <summary>What it asks of the pruner. A document's id is its index.</summary>
    public PruneRequest ToPruneRequest()
    {
        var request = new PruneRequest(Query) { Documents = [.. Documents.Select((text, i) => new Document(text) { Id = $"{i}" })] };
        return TopN is { } most ? request with { Keep = KeepRule.TopK(most) } : request;
    }

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The body.</param>
    /// <param name="maxQueryLength">The longest query, in UTF-16 units.</param>
    /// <exception cref="PrunerInvalidInput">It is not one; the message names the member.</exception>
    public static RerankRequest Read(ReadOnlySpan<byte> utf8, int maxQueryLength)
    {
        var request = StrictJson.Read(utf8, Object);
        return string.IsNullOrWhiteSpace(request.Query) ? throw new PrunerInvalidInput("query is empty.")
            : request.Query.Length > maxQueryLength ? throw new PrunerInvalidInput($"query is longer than {maxQueryLength} characters.")
            : request;
    }

    private static RerankRequest Object(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw new PrunerInvalidInput("The body must be an object.");
        string? query = null;
        IReadOnlyList<JsonElement>? documents = null;
        IReadOnlyList<string>? fields = null;
        int? topN = null;
        var returnsDocuments = false;
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var member = json.GetString()!;
            json.Read();
            switch (member)
            {
                case "query":
                    query = StrictJson.ReadText(ref json, member);
                    break;
                case "documents":
                    documents = StrictJson.ReadList(ref json, member, Document.MostDocuments, static (ref Utf8JsonReader item, string _) =>
                    {
                        using var document = JsonDocument.ParseValue(ref item);
                        return document.RootElement.Clone();
                    });
                    break;
                case "rank_fields":
                    fields = StrictJson.ReadList(ref json, member, Document.MostDocuments, static (ref Utf8JsonReader item, string place) =>
                        StrictJson.ReadText(ref item, place) ?? throw new PrunerInvalidInput($"{place} must be a text."));
                    break;
                case "top_n":
                    topN = StrictJson.ReadWholeNumber(ref json, member);
                    if (topN < 1)
                        throw new PrunerInvalidInput("top_n must be at least 1.");
                    break;
                case "return_documents":
                    returnsDocuments = StrictJson.ReadFlag(ref json, member) ?? false;
                    break;
                case "model":
                    StrictJson.ReadText(ref json, member);
                    break;
                case "max_tokens_per_doc":
                    StrictJson.ReadWholeNumber(ref json, member);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
        return new RerankRequest(
            query ?? throw new PrunerInvalidInput("query is required."),
            [.. (documents ?? throw new PrunerInvalidInput("documents is required.")).Select((d, i) => TextOf(d, i, fields))])
        {
            TopN = topN,
            ReturnsDocuments = returnsDocuments,
        };
    }

    // With rank_fields the named fields are the text, in their order, a line each.
    private static string TextOf(JsonElement document, int at, IReadOnlyList<string>? fields)
    {
        if (document.ValueKind == JsonValueKind.String)
            return document.GetString()!;
        if (document.ValueKind != JsonValueKind.Object)
            throw new PrunerInvalidInput($"documents[{at}] must be a text, or an object with a text.");
        var texts = (fields ?? ["text"])
            .Select(f => document.TryGetProperty(f, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : null)
            .OfType<string>().ToArray();
        return texts.Length > 0 ? string.Join('\n', texts)
            : throw new PrunerInvalidInput(fields is null ? $"documents[{at}].text must be a text." : $"documents[{at}] has none of rank_fields as a text.");
    }
}
