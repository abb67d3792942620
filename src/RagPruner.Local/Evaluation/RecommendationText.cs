using System.Globalization;
using RagPruner.Local.Output;

namespace RagPruner.Local.Evaluation;

/// <summary>A recommendation in words that somebody understands who has seen none of the figures.</summary>
internal sealed class RecommendationText(IReadOnlyList<PolicyFigures> policies, RightOrWrong table, double margin)
{
    private int Everything => policies.Count - 1;

    private string Margin => string.Create(CultureInfo.InvariantCulture, $"{margin * 100:0.#} points");

    public string NotEnough(int policy, int questions) =>
        $"Not enough questions: on {table.Judged(Everything)} no policy is shown to lose at most {Margin} against sending everything. About " +
        $"{Rounded(questions)} like these would decide; the first to be shown is likely {policies[policy].Policy} ({Against(policy, Everything)} so " +
        "far). Until then send everything, or take the retrieval order, which needs no drafts, and bear what the interval leaves open.";

    public string AllLose(IReadOnlyList<int> candidates)
    {
        var closest = candidates.MaxBy(i => table.Compare(i, Everything).ScoreAgainst(-margin));
        return $"Send everything: whatever costs less seems to lose more than {Margin} on these {table.Judged(Everything)} questions; the closest is " +
            $"{policies[closest].Policy} ({Against(closest, Everything)}). If more came out like these, it would stay so.";
    }

    /// <param name="policy">What to use.</param>
    /// <param name="alternative">The best that needs no drafts, if it ranks otherwise; else null.</param>
    /// <param name="isBetter">Whether it is shown to be better than that.</param>
    /// <param name="drafting">What its drafts cost beside the alternative; null where it drafts nothing.</param>
    /// <param name="headroom">What the best possible order could gain; null where no relevant context is known.</param>
    /// <param name="shown">What is shown.</param>
    public string Use(int policy, int? alternative, bool isBetter, DraftingCost? drafting, Headroom? headroom, ShownPolicies shown)
    {
        var (best, everything) = (policies[policy], policies[Everything]);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"Use {best.Policy}: {best.Quality * 100:0.0} % right against {everything.Quality * 100:0.0} % for sending everything on " +
            $"{table.Judged(policy)} questions ({Against(policy, Everything)}), so it is shown to lose at most {Margin}; " +
            $"${best.Usd * 1000:0.00} against ${everything.Usd * 1000:0.00} for 1,000 questions.");
        if (alternative is { } other && other != Everything)
            text += string.Create(CultureInfo.InvariantCulture,
                $" Against {policies[other].Policy}, which needs no drafts, it is {(isBetter ? "shown to be better" : "cheaper")} " +
                $"({Against(policy, other)}; ${policies[other].Usd * 1000:0.00}).");
        else if (alternative is not null)
            text += " The retrieval order, which needs no drafts, is not shown to lose as little.";
        else
            text += OrderAlone(policy, headroom, shown);
        return text + Price(drafting);
    }

    private string OrderAlone(int policy, Headroom? headroom, ShownPolicies shown)
    {
        if (headroom is { Questions: 0 })
            return $" Nothing can be gained by another order: with {headroom.Keep} it sends a relevant context wherever one was retrieved.";
        var others = shown.Candidates.Where(i => !shown.IsRetrieval(i)).ToArray();
        var most = headroom is null ? "" : string.Create(CultureInfo.InvariantCulture,
            $" The best possible order could gain {headroom.Gain.Mean * 100:0.0} points with {headroom.Keep}.");
        if (others.Length == 0)
            return most;
        var closest = others.MaxBy(i => table.Compare(i, policy).ScoreAgainst(0));
        return $"{most} No other ranking is shown to be better or cheaper: the closest is {policies[closest].Policy} ({Against(closest, policy)}).";
    }

    private static string Price(DraftingCost? drafting)
    {
        if (drafting is not { Others: [var other] })
            return " It drafts nothing, so it saves at any price.";
        var price = Math.Max(0, drafting.BreakEvenWith(other.Usd));
        return drafting.IsByCall
            ? string.Create(CultureInfo.InvariantCulture,
                $" It costs less than {other.Policy} as long as a draft costs less than ${price:0.000000}; here it is " +
                $"${drafting.Price:0.000000}, so a window would pay for itself from {Math.Ceiling(drafting.Price / price * 100):0} % of the drafts " +
                $"expected in it.")
            : string.Create(CultureInfo.InvariantCulture,
                $" {(drafting.IsFree ? "Drafts are reckoned at nothing here (--draft-price): it" : "It")} costs less than {other.Policy} as long as the " +
                $"drafting model costs less than ${price:0.00} per million input tokens.");
    }

    private string Against(int policy, int other) => EvalTable.InWords(table.Compare(policy, other).Interval());

    // Two figures: more would look like a promise.
    private static string Rounded(int questions)
    {
        var unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(questions)) - 1));
        return (Math.Ceiling(questions / unit) * unit).ToString("#,0", CultureInfo.InvariantCulture);
    }
}
