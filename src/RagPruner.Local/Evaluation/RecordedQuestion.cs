using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>A question with all that was collected about it: what an evaluation judges, and what an evidence file holds a line of.</summary>
/// <param name="Question">The question.</param>
/// <param name="Contexts">Its contexts in retrieval order, with their evidence.</param>
internal sealed record RecordedQuestion(EvalQuestion Question, IReadOnlyList<PendingContext> Contexts)
{
    private Dictionary<string, AnswerMeasures> _measured = new(StringComparer.Ordinal);
    private IReadOnlySet<string>? _neededIds;

    /// <summary>The same evidence under a question whose labels may have been corrected since.</summary>
    public RecordedQuestion For(EvalQuestion question) => this with { Question = question, _neededIds = null, _measured = new(StringComparer.Ordinal) };

    /// <summary>The answers generated from kept contexts; one for each set of them.</summary>
    public IReadOnlyList<RecordedAnswer> Answers { get; init; } = [];

    /// <summary>Milliseconds of the retrieval; null if not recorded.</summary>
    public double? RetrieveMilliseconds { get; init; }

    /// <summary>Milliseconds of all drafts, wall time; null if not recorded.</summary>
    public double? DraftMilliseconds { get; init; }

    /// <summary>The name of what reranked the contexts too, to be compared with; null if nothing did.</summary>
    public string? Reranker { get; init; }

    /// <summary>Milliseconds of that; null if not recorded.</summary>
    public double? RerankMilliseconds { get; init; }

    /// <summary>Where the evidence came from; null if not recorded.</summary>
    public RecordedOrigin? Origin { get; init; }

    /// <summary>Ids of the retrieved contexts that hold the answer; a duplicate's stands for it.</summary>
    public IReadOnlySet<string> NeededIds => _neededIds ??=
        Contexts.Where(c => Question.IsRelevant(c.Context.Id)).Select(c => c.MergedInto ?? c.Context.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>The answer from exactly these contexts, or null.</summary>
    public RecordedAnswer? AnswerFrom(IReadOnlyList<string> contextIds) =>
        Answers.FirstOrDefault(a => a.ContextIds.SequenceEqual(contextIds, StringComparer.Ordinal));

    /// <summary>How good a text is as an answer; many policies come to the same one, which is measured once.</summary>
    public AnswerMeasures Measured(string text)
    {
        if (!_measured.TryGetValue(text, out var measures))
            _measured[text] = measures = AnswerMeasures.Of(text, Question.Answers);
        return measures;
    }

    /// <summary>Whether it can be said of an answer that it is right: an answer is accepted, or there is known to be none.</summary>
    public bool CanJudgeAnswers => Question.Answers.Count > 0 || Question.RelevantContextIds.Count == 0;

    /// <summary>The kinds of evidence that its contexts have.</summary>
    public EvidenceKinds Offered()
    {
        // Where the best context was clearly the best, no partner was asked for.
        var offered = Origin?.Asked.HasFlag(EvidenceKinds.Pair) == true ? EvidenceKinds.Pair : EvidenceKinds.None;
        return Contexts.Aggregate(offered, static (all, c) => all | (c.Evidence?.Kinds ?? EvidenceKinds.None));
    }

    public LabelledQuestion Labelled() => new(Question.Id, Contexts, NeededIds);
}

/// <summary>An answer of the final model.</summary>
/// <param name="ContextIds">What it was generated from, in retrieval order.</param>
/// <param name="Text">The checked text.</param>
/// <param name="InputTokens">Prompt tokens.</param>
/// <param name="OutputTokens">Generated tokens.</param>
/// <param name="Milliseconds">How long it took; null if not recorded.</param>
internal sealed record RecordedAnswer(IReadOnlyList<string> ContextIds, string Text, int InputTokens, int OutputTokens, double? Milliseconds);

/// <summary>The models and the prompt behind evidence.</summary>
internal sealed record RecordedOrigin(string DraftModel, string FinalModel, string Prompt)
{
    /// <summary>The kinds of evidence that were asked for.</summary>
    public EvidenceKinds Asked { get; init; }

    /// <summary>What else evidence depends on: how many contexts, of which corpus, how long drafts are, how answers are written.</summary>
    public string? Setup { get; init; }

    /// <summary>Whether evidence from there serves where this is asked for.</summary>
    public bool Serves(RecordedOrigin wanted) => (this with { Asked = wanted.Asked }) == wanted && Asked.HasFlag(wanted.Asked);
}
