using System.Globalization;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// What the figures say to do. A policy is recommended only if it is shown to be hardly worse than sending everything:
/// the whole interval of its difference lies above the margin. Of those, the cheapest.
/// </summary>
/// <param name="Policy">The policy to use; "everything" if pruning is not shown to pay.</param>
/// <param name="Pays">Whether it costs less than sending everything.</param>
/// <param name="SavedUsdPer1000">What it saves in 1,000 questions, at the given prices.</param>
/// <param name="BreakEvenDraftPrice">
/// The drafting model's input price, in dollars per million tokens, at which the drafts cost what they save; null where
/// nothing is drafted or drafts are paid by the call, 0 if their outputs alone cost more.
/// </param>
/// <param name="BreakEvenCallPrice">The same in dollars a call, for a drafting model that is paid by the call or window; else null.</param>
/// <param name="Text">The same in words.</param>
internal sealed record Recommendation(string Policy, bool Pays, double SavedUsdPer1000, double? BreakEvenDraftPrice, double? BreakEvenCallPrice, string Text)
{
    private const int FewestQuestions = 20;

    public static Recommendation Of(IReadOnlyList<PolicyFigures> policies, double margin)
    {
        var everything = policies[^1];
        if (everything.JudgedQuestions < FewestQuestions)
            return new Recommendation("everything", false, 0, null, null,
                $"No recommendation: {everything.JudgedQuestions} questions could be judged, and fewer than {FewestQuestions} show nothing.");
        if (policies.Count > 1 && policies.SkipLast(1).All(p => p.JudgedQuestions < everything.JudgedQuestions))
            return new Recommendation("everything", false, 0, null, null,
                "No recommendation: the recording lacks answers from what these policies keep. Record with these rules, or compare with --no-answers.");
        // What was judged on a part of the questions only is not compared with what was judged on all.
        var safe = policies.SkipLast(1).Where(p => p.JudgedQuestions == everything.JudgedQuestions && p.AgainstEverything.Low >= -margin)
            .OrderBy(p => p.Usd).ThenByDescending(p => p.Quality).ToArray();
        if (safe.FirstOrDefault(p => p.Usd < everything.Usd) is not { } best)
        {
            var text = safe.Length > 0
                ? "Pruning does not pay here: no policy that is hardly worse than sending everything costs less."
                : $"Send everything, or measure on more questions: no policy is shown to lose at most {Points(margin)} against it (--margin).";
            return new Recommendation("everything", false, 0, null, null, text);
        }
        var room = everything.Usd - (best.Usd - best.DraftUsd);
        var callPrice = best.DraftCallUsd > 0 ? room / best.DraftCalls : (double?)null;
        var breakEven = best.DraftInputTokens > 0 && callPrice is null ? Math.Max(0, room - DraftOutputUsd(best)) / best.DraftInputTokens * 1e6 : (double?)null;
        var saved = (everything.Usd - best.Usd) * 1000;
        var difference = best.AgainstEverything;
        var words = string.Create(CultureInfo.InvariantCulture,
            $"Use {best.Policy}: {best.Quality * 100:0.0} % against {everything.Quality * 100:0.0} % for sending everything " +
            $"({Signed(difference.Mean)}, 95 % interval {Signed(difference.Low)} … {Signed(difference.High)}), ${best.Usd * 1000:0.00} " +
            $"against ${everything.Usd * 1000:0.00} for 1,000 questions.");
        if (best.Scorer != NamedScorer.Retrieval.Name)
            words += string.Create(CultureInfo.InvariantCulture,
                $" Against the retrieval order with the same rule: {Signed(best.AgainstRetrieval.Mean)} " +
                $"({Signed(best.AgainstRetrieval.Low)} … {Signed(best.AgainstRetrieval.High)})" +
                $"{(best.AgainstRetrieval.Low > 0 ? "" : ", not shown to be better, and that needs no drafts")}.");
        if (breakEven is { } price)
            words += string.Create(CultureInfo.InvariantCulture,
                $" It pays as long as the drafting model costs less than ${price:0.00} per million input tokens.");
        else if (callPrice is { } call)
            words += string.Create(CultureInfo.InvariantCulture,
                $" It pays as long as a draft costs less than ${call:0.000000}; here it is ${best.DraftCallUsd / best.DraftCalls:0.000000}, " +
                $"so a window would pay for itself from {Math.Ceiling(best.DraftCallUsd / best.DraftCalls / call * 100):0} % of the drafts expected in it.");
        else if (best.DraftCalls == 0)
            words += " It drafts nothing, so it saves at any price.";
        return new Recommendation(best.Policy, true, saved, breakEven, callPrice, words);
    }

    // What drafts would still cost if their inputs were free.
    private static double DraftOutputUsd(PolicyFigures policy) => policy.DraftUsd - policy.DraftInputUsd;

    private static string Points(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} points");

    private static string Signed(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:+0.0;−0.0;0.0}");
}
