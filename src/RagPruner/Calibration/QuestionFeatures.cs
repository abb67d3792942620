using RagPruner.Drafting;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>The contexts of one question as rows of features: those only that a blend of these features would score.</summary>
/// <param name="Question">The question.</param>
/// <param name="Rows">One row for each scored context, one number for each feature.</param>
/// <param name="IsNeeded">For each row, whether the context holds the answer.</param>
internal sealed record QuestionFeatures(LabelledQuestion Question, IReadOnlyList<double[]> Rows, IReadOnlyList<bool> IsNeeded)
{
    /// <summary>Whether anything relevant was retrieved, as far as the evidence for these features tells; else null.</summary>
    public Relevance? Relevance { get; init; }

    /// <summary>Whether a needed context is the first by the retriever's own score.</summary>
    public bool IsNeededFirstByRetrieval => _isNeededFirstByRetrieval ??= Of(Question, [new RetrievalScorer()]).IsNeededFirst(r => r[0]);

    private bool? _isNeededFirstByRetrieval;

    /// <summary>The scores of the needed contexts, or −∞ if all were lost to an abstention or for want of evidence.</summary>
    public double BestNeeded(Func<double[], double> score) =>
        Rows.Where((_, i) => IsNeeded[i]).Select(score).DefaultIfEmpty(double.NegativeInfinity).Max();

    /// <summary>The same with every row changed by itself.</summary>
    public QuestionFeatures With(Func<double[], double[]> change) => this with { Rows = [.. Rows.Select(change)] };

    /// <summary>The same with each feature standardised within the question, as a blend without a profile does it.</summary>
    public QuestionFeatures Standardised()
    {
        if (Rows.Count == 0)
            return this;
        var columns = Enumerable.Range(0, Rows[0].Length).Select(f => BlendScorer.Standardize([.. Rows.Select(r => (double?)r[f])])).ToArray();
        return this with { Rows = [.. Rows.Select((_, i) => columns.Select(c => c[i]!.Value).ToArray())] };
    }

    /// <summary>Whether a needed context is the first by this score, of equals the first in retrieval order.</summary>
    public bool IsNeededFirst(Func<double[], double> score) =>
        Rows.Count > 0 && Enumerable.Range(0, Rows.Count).MaxBy(i => score(Rows[i])) is var best && IsNeeded[best];

    public static QuestionFeatures Of(LabelledQuestion question, IReadOnlyList<Scorer> features)
    {
        var uses = features.Aggregate(EvidenceKinds.None, (all, f) => all | f.Uses(EvidenceKinds.All));
        var asked = question.Contexts.Select(c => c.AskedFor(uses)).ToArray();
        var open = asked.Where(c => c.IsOpen && c.Evidence?.Abstained != true).ToArray();
        var inputs = open.Select(c => c.ForScoring()).ToArray();
        var values = features.Select(f => f.Score(inputs)).ToArray();
        var scored = Enumerable.Range(0, open.Length).Where(i => values.All(v => v[i] is not null)).ToArray();
        return new QuestionFeatures(
            question,
            [.. scored.Select(i => values.Select(v => v[i]!.Value).ToArray())],
            [.. scored.Select(i => question.NeededIds.Contains(open[i].Context.Id))])
        {
            Relevance = Relevance.Of(asked, uses),
        };
    }
}
