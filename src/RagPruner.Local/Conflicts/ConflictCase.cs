using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.Conflicts;

/// <summary>A question with its contexts, some of which may have been tampered with.</summary>
/// <param name="Id">Unique among the cases.</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">Accepted answers.</param>
/// <param name="WrongAnswers">What the poisoned documents say; empty where there are none.</param>
/// <param name="Documents">The contexts, in retrieval order unless they have scores.</param>
/// <param name="PoisonedIds">Ids of the documents that say something wrong.</param>
internal sealed record ConflictCase(
    string Id, string Question, IReadOnlyList<string> Answers, IReadOnlyList<string> WrongAnswers, IReadOnlyList<Document> Documents,
    IReadOnlySet<string> PoisonedIds)
{
    /// <summary>Whether sources are right to disagree: some are poisoned.</summary>
    public bool IsPoisoned => PoisonedIds.Count > 0;

    /// <summary>Reads files of one JSON object a line.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed; the message names file, line and member.</exception>
    public static IReadOnlyList<ConflictCase> Read(IReadOnlyList<string> paths)
    {
        var cases = new List<ConflictCase>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new PrunerInvalidInput($"The cases file {path} does not exist.");
            foreach (var (line, record) in JsonLines.Read(path, Corpus.Read(path), ConflictJson.Default.ConflictRecord))
            {
                var read = Of(record, problem => JsonLines.Error(path, line, problem));
                if (!ids.Add(read.Id))
                    throw JsonLines.Error(path, line, "id stands in an earlier line too");
                cases.Add(read);
            }
        }
        return cases.Count > 0 ? cases : throw new PrunerInvalidInput("The cases files hold no case.");
    }

    private static ConflictCase Of(ConflictRecord record, Func<string, PrunerInvalidInput> error)
    {
        if (string.IsNullOrWhiteSpace(record.Id) || string.IsNullOrWhiteSpace(record.Question))
            throw error("id or question is missing or empty");
        if (record.Answers is not { Count: > 0 } || record.Answers.Concat(record.WrongAnswers ?? []).Any(string.IsNullOrWhiteSpace))
            throw error("answers is missing, or answers or wrongAnswers holds an empty entry");
        var documents = DocumentsOf(record.Documents, error);
        var known = documents.Select((d, i) => d.Id ?? $"doc-{i + 1}").ToHashSet(StringComparer.Ordinal);
        var poisoned = (record.Poisoned ?? []).ToHashSet(StringComparer.Ordinal);
        if (!poisoned.IsSubsetOf(known))
            throw error("poisoned names an id that no document has");
        if (poisoned.Count > 0 && record.WrongAnswers is not { Count: > 0 })
            throw error("poisoned needs wrongAnswers, what those documents say");
        return new ConflictCase(record.Id, record.Question, record.Answers, record.WrongAnswers ?? [], documents, poisoned);
    }

    private static IReadOnlyList<Document> DocumentsOf(JsonElement? json, Func<string, PrunerInvalidInput> error)
    {
        if (json is null)
            throw error("documents is missing");
        try
        {
            var utf8 = Encoding.UTF8.GetBytes(json.Value.GetRawText());
            return StrictJson.Read(utf8, static (ref Utf8JsonReader reader) => DocumentJson.ReadList(ref reader)) ?? [];
        }
        catch (PrunerInvalidInput e)
        {
            throw error(e.Message.TrimEnd('.'));
        }
    }
}

/// <summary>A line of a cases file; further members are allowed.</summary>
internal sealed record ConflictRecord(
    string? Id, string? Question, IReadOnlyList<string>? Answers, IReadOnlyList<string>? WrongAnswers, JsonElement? Documents, IReadOnlyList<string>? Poisoned);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ConflictRecord))]
internal sealed partial class ConflictJson : JsonSerializerContext;
