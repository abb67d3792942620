using System.Text.Json.Serialization;
using RagPruner.Local.Corpora;
using RagPruner.Local.Questions;
using RagPruner.Pipeline;

namespace RagPruner.Local.Evaluation;

/// <summary>A question with what is known of its answer.</summary>
/// <param name="Id">Unique in its file.</param>
/// <param name="Question">The question.</param>
/// <param name="Answers">Accepted answers; empty if the corpus does not hold one.</param>
/// <param name="RelevantContextIds">The contexts, or the documents that they are part of, that hold the answer.</param>
internal sealed record EvalQuestion(string Id, string Question, IReadOnlyList<string> Answers, IReadOnlyList<string> RelevantContextIds)
{
    /// <summary>The severity of a question that must come out right.</summary>
    public const string Must = "must";

    private static readonly int s_maxLength = new PrunerOptions().MaxQuestionLength;

    /// <summary>A name for a part of the questions, or null.</summary>
    public string? Set { get; init; }

    /// <summary>Whether a gate fails where it does not come out right.</summary>
    public bool IsMust { get; init; }

    /// <summary>Whether it was drafted by <c>questions</c> and nobody has looked at it.</summary>
    public bool IsDraft { get; init; }

    /// <summary>Its line in its file; null if it is from none.</summary>
    public int? Line { get; init; }

    /// <summary>Whether a context is, or is part of, a source that holds the answer.</summary>
    public bool IsRelevant(string contextId) => RelevantContextIds.Any(s => CorpusChunk.IsOf(contextId, s));

    /// <summary>Reads questions of one JSON object a line.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed; the message names it.</exception>
    public static IReadOnlyList<EvalQuestion> Read(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The questions file {path} does not exist.");
        var questions = new List<EvalQuestion>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, record) in JsonLines.Read(path, Corpus.Read(path), QuestionJson.Default.QuestionRecord))
        {
            if (string.IsNullOrWhiteSpace(record.Id))
                throw JsonLines.Error(path, line, "id is missing or empty");
            if (string.IsNullOrWhiteSpace(record.Question))
                throw JsonLines.Error(path, line, "question is missing or empty");
            if (record.Question.Length > s_maxLength)
                throw JsonLines.Error(path, line, $"question is longer than {s_maxLength} characters");
            if (record.RelevantContextIds?.Any(string.IsNullOrWhiteSpace) == true || record.Answers?.Any(a => a is null) == true)
                throw JsonLines.Error(path, line, "relevantContextIds or answers holds an empty entry");
            if (!ids.Add(record.Id))
                throw JsonLines.Error(path, line, "id stands in an earlier line too");
            if (record.Status == DraftedQuestion.Dropped)
                continue;
            if (record.Severity is not (null or Must))
                throw JsonLines.Error(path, line, $"severity is not \"{Must}\", the only one there is");
            questions.Add(new EvalQuestion(record.Id, record.Question, record.Answers ?? [], record.RelevantContextIds ?? [])
            {
                Set = record.Set,
                IsMust = record.Severity is not null,
                IsDraft = record.Status == DraftedQuestion.Draft,
                Line = line,
            });
        }
        return questions.Count > 0 ? questions : throw new PrunerInvalidInput($"The questions file {path} holds no question.");
    }
}

/// <summary>A line of a questions file; further members are allowed.</summary>
internal sealed record QuestionRecord(string? Id, string? Question, IReadOnlyList<string>? Answers, IReadOnlyList<string>? RelevantContextIds, string? Set,
    string? Severity, string? Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(QuestionRecord))]
internal sealed partial class QuestionJson : JsonSerializerContext;
