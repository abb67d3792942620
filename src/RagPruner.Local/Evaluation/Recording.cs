using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// A file of evidence that is read question by question, because it may be larger than memory: once to check it and to see
/// what it has, and again as often as it is judged.
/// </summary>
internal sealed class Recording
{
    private readonly string _path;
    private readonly IReadOnlyList<Entry> _entries;

    private Recording(string path, IReadOnlyList<Entry> entries) => (_path, _entries) = (path, entries);

    public int Count => _entries.Count;

    /// <summary>The questions, in the order in which the file first has them.</summary>
    public IReadOnlyList<EvalQuestion> Questions => [.. _entries.Select(e => e.Question)];

    /// <summary>The kinds of evidence that it has: of a kind that some contexts lack, these stay unscored.</summary>
    public EvidenceKinds Offered => _entries.Aggregate(EvidenceKinds.None, (all, e) => all | e.Offered);

    /// <summary>Whether any question has answers of the final model.</summary>
    public bool HasAnswers => _entries.Any(e => e.HasAnswers);

    /// <summary>What reranked the contexts, if the same did for all; else null.</summary>
    public string? Reranker => _entries.Select(e => e.Reranker).Distinct(StringComparer.Ordinal).ToArray() is [{ } one] ? one : null;

    /// <summary>What the evidence depends on, if it is the same for all; else null.</summary>
    public string? Setup => _entries.Select(e => e.Origin?.Setup).Distinct(StringComparer.Ordinal).ToArray() is [{ } one] ? one : null;

    /// <summary>Checks a file and sees what it has.</summary>
    /// <exception cref="PrunerInvalidInput">A line is malformed; the message names it.</exception>
    public static Recording Open(string path)
    {
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The evidence file {path} does not exist.");
        // An evaluation that went on with further scorers writes a question's line anew; the last one has everything.
        var entries = new OrderedDictionary<string, Entry>(StringComparer.Ordinal);
        var origins = new Dictionary<RecordedOrigin, RecordedOrigin>();
        try
        {
            foreach (var (line, start, content) in LineFile.Lines(path))
            {
                if (JsonLines.IsBlank(content.Span))
                    continue;
                var recorded = RecordedEvidence.Parse(path, line, content.Span);
                var origin = recorded.Origin;
                if (origin is not null && !origins.TryAdd(origin, origin))
                    origin = origins[origin];
                entries[recorded.Question.Id] = new Entry(start, content.Length, line, recorded.Question, recorded.Offered(), recorded.Answers.Count > 0,
                    recorded.Reranker, origin);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The evidence file {path} cannot be read.", e);
        }
        return entries.Count > 0 ? new Recording(path, [.. entries.Values]) : throw new PrunerInvalidInput($"The evidence file {path} holds no question.");
    }

    /// <summary>The same with some of its questions.</summary>
    public Recording With(IReadOnlyList<EvalQuestion> some)
    {
        var ids = some.Select(q => q.Id).ToHashSet(StringComparer.Ordinal);
        return new Recording(_path, [.. _entries.Where(e => ids.Contains(e.Question.Id))]);
    }

    /// <summary>Reads the questions one after the other.</summary>
    public IEnumerable<RecordedQuestion> Read()
    {
        using var file = File.OpenHandle(_path, options: FileOptions.SequentialScan);
        var buffer = Array.Empty<byte>();
        foreach (var entry in _entries)
        {
            if (buffer.Length < entry.Length)
                buffer = new byte[2 * entry.Length];
            var length = RandomAccess.Read(file, buffer.AsSpan(0, entry.Length), entry.Start);
            yield return RecordedEvidence.Parse(_path, entry.Line, buffer.AsSpan(0, length));
        }
    }

    /// <summary>Refuses a profile that was made for other models or another prompt than the evidence.</summary>
    /// <exception cref="PrunerMisconfigured">It was.</exception>
    public void EnsureFit(Profile profile)
    {
        foreach (var origin in _entries.Select(e => e.Origin).Distinct())
        {
            if (origin is not null)
                profile.EnsureFits(origin.DraftModel, origin.FinalModel, origin.Prompt);
            else if (profile.Prompt is not null)
                throw new PrunerMisconfigured("The evidence does not say which models and prompt it came from, and the profile was made for certain ones.");
        }
    }

    /// <summary>A question's place in the file, and what is known of it without its evidence.</summary>
    private sealed record Entry(
        long Start, int Length, int Line, EvalQuestion Question, EvidenceKinds Offered, bool HasAnswers, string? Reranker, RecordedOrigin? Origin);
}
