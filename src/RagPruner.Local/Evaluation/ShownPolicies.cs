namespace RagPruner.Local.Evaluation;

/// <summary>
/// Which policies are shown to lose at most a margin against sending everything. Many are tried and the best is taken, so
/// the chance of a single wrong one among all of them is held to 5 %: half of it for the retrieval order, whose rules are
/// tested one after the other from the one that sends most, up to the first that is not shown (a fixed sequence takes no
/// correction: Maurer, Hothorn and Lehmacher, 1995); the other half is shared by all that rank otherwise (Holm, 1979).
/// </summary>
/// <param name="policies">The policies, sending everything as the last.</param>
/// <param name="table">What they got right.</param>
/// <param name="margin">What may be lost, above 0.</param>
internal sealed class ShownPolicies(IReadOnlyList<PolicyFigures> policies, RightOrWrong table, double margin)
{
    private static readonly double s_alone = PairedCounts.ScoreAt(PairedCounts.EachEnd);

    private int Everything => policies.Count - 1;

    /// <summary>
    /// What is compared at all: it costs less than sending everything, and was judged on the same questions. What was judged
    /// on a part of them is not comparable.
    /// </summary>
    public IReadOnlyList<int> Candidates { get; } =
        [.. Enumerable.Range(0, policies.Count - 1).Where(i => policies[i].Usd < policies[^1].Usd && table.Judged(i) == table.Judged(policies.Count - 1))];

    /// <summary>Those that send the best by the retrieval order, from the one that sends most.</summary>
    private IEnumerable<int> InRetrievalOrder => Candidates.Where(IsRetrieval).OrderByDescending(i => policies[i].Contexts);

    private int[] Ranking => [.. Candidates.Where(i => !IsRetrieval(i))];

    public bool IsRetrieval(int policy) => policies[policy].Scorer == NamedScorer.Retrieval.Name;

    /// <summary>Those that are shown to lose at most the margin.</summary>
    public IReadOnlyList<int> Safe() =>
    [
        .. InRetrievalOrder.TakeWhile(i => Score(i) >= s_alone),
        .. Holm(Ranking, Score),
    ];

    /// <summary>Those of some that are shown to be better than one policy.</summary>
    public IReadOnlyList<int> BetterThan(int policy, IReadOnlyList<int> some) => Holm(some, i => table.Compare(i, policy).ScoreAgainst(0));

    /// <summary>The candidate that the fewest further questions would show to be safe, and how many in all; null if none would.</summary>
    /// <param name="canGain">Whether another order than the retriever's can gain anything.</param>
    public (int Policy, int Questions)? NextShown(bool canGain)
    {
        var ranking = canGain ? Ranking : [];
        var shared = PairedCounts.ScoreAt(PairedCounts.EachEnd / Math.Max(1, ranking.Length));
        var needed = InRetrievalOrder.Take(1).Select(i => (Policy: i, Score: s_alone)).Concat(ranking.Select(i => (Policy: i, Score: shared)))
            .Select(c => (c.Policy, Questions: table.Compare(c.Policy, Everything).Needed(margin, c.Score)))
            .Where(c => c.Questions is not null)
            .OrderBy(c => c.Questions).ThenByDescending(c => IsRetrieval(c.Policy)).ThenBy(c => policies[c.Policy].Usd).ToArray();
        return needed.Length == 0 ? null : (needed[0].Policy, needed[0].Questions!.Value);
    }

    private double Score(int policy) => table.Compare(policy, Everything).ScoreAgainst(-margin);

    private static IReadOnlyList<int> Holm(IReadOnlyList<int> some, Func<int, double> score) =>
        [.. some.Select(i => (Policy: i, Score: score(i))).OrderByDescending(c => c.Score)
            .TakeWhile((c, place) => c.Score >= PairedCounts.ScoreAt(PairedCounts.EachEnd / (some.Count - place))).Select(c => c.Policy)];
}
