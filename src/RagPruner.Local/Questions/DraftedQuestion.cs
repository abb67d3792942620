using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.Questions;

/// <summary>A question that was drafted from a corpus, for a person to keep, edit or drop; as `eval --questions` reads it.</summary>
internal sealed record DraftedQuestion
{
    public const string Draft = "draft";
    public const string Kept = "kept";
    public const string Dropped = "dropped";

    public required string Id { get; init; }

    public required string Question { get; init; }

    /// <summary>Accepted answers; empty if the corpus is not to hold one.</summary>
    public required IReadOnlyList<string> Answers { get; init; }

    /// <summary>The chunk that holds the answer; empty for a question without one.</summary>
    public required IReadOnlyList<string> RelevantContextIds { get; init; }

    /// <summary>"draft", "kept" or "dropped"; `eval` leaves out what was dropped.</summary>
    public required string Status { get; init; }

    /// <summary>The chunk that it was written from.</summary>
    public required string From { get; init; }

    /// <summary>"cloze" or the name of the model that wrote it.</summary>
    public required string By { get; init; }

    /// <summary>The question of which this is nearly a copy, or null.</summary>
    public string? NearDuplicateOf { get; init; }

    /// <summary>Other chunks that seem to answer it too.</summary>
    public IReadOnlyList<string>? AlsoIn { get; init; }

    public string? Severity { get; init; }

    [JsonIgnore]
    public bool IsUnanswerable => Answers.Count == 0;

    /// <summary>Reads a file of them.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed, or is not one of these; the message names it.</exception>
    public static IReadOnlyList<DraftedQuestion> Read(string path) =>
        [.. JsonLines.Read(path, Corpus.Read(path), DraftedJson.Default.DraftedQuestion).Select(l => l.Value)];

    /// <summary>All of them as a file.</summary>
    public static string Write(IEnumerable<DraftedQuestion> questions) =>
        string.Concat(questions.Select(q => JsonSerializer.Serialize(q, DraftedJson.Readable.DraftedQuestion) + "\n"));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(DraftedQuestion))]
internal sealed partial class DraftedJson : JsonSerializerContext
{
    // People read and edit these files: quotation marks and umlauts stay what they are.
    public static DraftedJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
