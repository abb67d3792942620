using RagPruner.Local.Corpora;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Models;
using RagPruner.Text;

namespace RagPruner.Local.Questions;

/// <summary>Drafts questions from the chunks of a corpus, spread over all of it, always in the same order.</summary>
/// <param name="chunks">The corpus.</param>
/// <param name="index">Its index.</param>
/// <param name="writer">The model that writes; null for clozes.</param>
/// <param name="writerName">Its name.</param>
internal sealed class QuestionDrafting(IReadOnlyList<CorpusChunk> chunks, KnowledgeIndex index, IModel? writer, string writerName)
{
    private readonly Dictionary<string, int> _problems = new(StringComparer.Ordinal);

    /// <summary>Why drafts were thrown away, and how often.</summary>
    public IReadOnlyDictionary<string, int> Problems => _problems;

    /// <summary>Goes on from what there is, until there are as many as were asked for or no chunk is left.</summary>
    /// <param name="known">Those that there are.</param>
    /// <param name="answerable">How many with an answer there are to be, dropped ones not counted.</param>
    /// <param name="unanswerable">How many without.</param>
    /// <param name="progress">Told how many there are.</param>
    /// <param name="cancellationToken">Ends it; what was drafted by then has been handed out.</param>
    public async IAsyncEnumerable<DraftedQuestion> DraftAsync(
        IReadOnlyList<DraftedQuestion> known, int answerable, int unanswerable, IProgress<int>? progress,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = known.Select(q => int.TryParse(q.Id.AsSpan(Math.Min(1, q.Id.Length)), out var number) ? number : 0).DefaultIfEmpty(0).Max() + 1;
        var done = known.Count(q => q.Status != DraftedQuestion.Dropped);
        foreach (var withAnswer in new[] { true, false })
        {
            var open = (withAnswer ? answerable : unanswerable) - known.Count(q => q.Status != DraftedQuestion.Dropped && q.IsUnanswerable != withAnswer);
            var used = known.Where(q => q.IsUnanswerable != withAnswer).Select(q => q.From).ToHashSet(StringComparer.Ordinal);
            foreach (var chunk in Spread().Where(c => !used.Contains(c.Id)))
            {
                if (open <= 0)
                    break;
                cancellationToken.ThrowIfCancellationRequested();
                if (await OneAsync(withAnswer, chunk, cancellationToken) is not { } drafted)
                    continue;
                open--;
                progress?.Report(++done);
                yield return QuestionChecks.WithOtherPlaces(drafted with { Id = FormattableString.Invariant($"g{next++:000}") }, index);
            }
        }
    }

    private async Task<DraftedQuestion?> OneAsync(bool withAnswer, CorpusChunk chunk, CancellationToken cancellationToken)
    {
        try
        {
            return withAnswer ? await AnswerableAsync(chunk, cancellationToken) : await UnanswerableAsync(chunk, cancellationToken);
        }
        catch (PrunerException e) when (e.IsTransient)
        {
            // Another run asks for this chunk again.
            return Thrown($"met a failure of the model ({e.GetType().Name})");
        }
    }

    private async Task<DraftedQuestion?> AnswerableAsync(CorpusChunk chunk, CancellationToken cancellationToken)
    {
        var (question, answer, problem) = writer is not null ? await ModelWriter.AskAsync(writer, chunk, cancellationToken)
            : ClozeWriter.Of(chunk) is { } cloze ? (cloze.Question, cloze.Answer, null)
            : (null, null, "has no sentence with a figure, date, time or name to leave out");
        return question is null ? Thrown(problem!) : Of(chunk, question, [answer!], [chunk.Id]);
    }

    private async Task<DraftedQuestion?> UnanswerableAsync(CorpusChunk chunk, CancellationToken cancellationToken)
    {
        var (question, problem) = writer is not null ? await ModelWriter.AskUnanswerableAsync(writer, chunk, cancellationToken)
            : ClozeWriter.UnanswerableOf(chunk, _names.Value) is { } swapped ? (swapped, null) : (null, "has no sentence whose name could be replaced");
        return question is null ? Thrown(problem!)
            : QuestionChecks.IsAnswerable(question, index) ? Thrown("gave a question without an answer that the corpus seems to answer")
            : Of(chunk, question, [], []);
    }

    private DraftedQuestion Of(CorpusChunk chunk, string question, IReadOnlyList<string> answers, IReadOnlyList<string> relevant) => new()
    {
        Id = "",
        Question = question,
        Answers = answers,
        RelevantContextIds = relevant,
        Status = DraftedQuestion.Draft,
        From = chunk.Id,
        By = writerName,
    };

    private DraftedQuestion? Thrown(string problem)
    {
        _problems[problem] = _problems.GetValueOrDefault(problem) + 1;
        return null;
    }

    // By a hash, so that the first few do not all come from the first document.
    private IEnumerable<CorpusChunk> Spread() =>
        chunks.OrderBy(c => c.Id.Aggregate(Fnv.Start, (hash, unit) => Fnv.Add(hash, unit)) * 0x9E3779B97F4A7C15).ThenBy(c => c.Id, StringComparer.Ordinal);

    private readonly Lazy<IReadOnlyList<string>> _names = new(() =>
        [.. chunks.SelectMany(c => ClozeWriter.NamesIn(c.Text)).GroupBy(n => n, StringComparer.Ordinal).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key)]);
}
