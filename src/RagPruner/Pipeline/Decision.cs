using RagPruner.Calibration;
using RagPruner.Conflicts;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>What evidence says about an answer before anybody reads it.</summary>
/// <param name="Confidence">Calibrated probability that the best context holds the answer; null without a profile, or without a score.</param>
/// <param name="NextStep">What to do.</param>
internal sealed record Decision(double? Confidence, NextStep NextStep)
{
    public static Decision None { get; } = new(null, NextStep.Answer);

    /// <summary>
    /// Decides by the profile that the contexts were judged with; without one, answers unless there is nothing to answer from,
    /// or sources contradict each other and the request says that somebody should look at that.
    /// </summary>
    public static Decision Of(Scorer scorer, Judgement judgement, RequestStatus status, OnConflict onConflict = OnConflict.Flag)
    {
        var decision = ByProfile(scorer, judgement);
        // Somebody should look at it, unless there is nothing to look at.
        var isDisputed = onConflict == OnConflict.Review && judgement.Conflicts is { Groups.Count: > 0 };
        return (isDisputed && decision.NextStep != NextStep.Fallback ? decision with { NextStep = NextStep.Review } : decision).Ending(status);
    }

    private static Decision ByProfile(Scorer scorer, Judgement judgement)
    {
        if (scorer is not ProfileScorer { Profile: { } profile } || judgement.Contexts.Max(c => c.Score) is not { } best)
            return new Decision(null, NextStep.Answer);
        var confidence = profile.Probability.Of(best, judgement.Relevance?.Value);
        return new Decision(confidence, profile.Actions.StepAt(confidence));
    }

    /// <summary>The decision where the request ended like this: with nothing to answer, cuts have nothing to decide.</summary>
    public Decision Ending(RequestStatus status) => status switch
    {
        RequestStatus.NoContext => this with { NextStep = NextStep.Fallback },
        RequestStatus.Blocked => this with { NextStep = NextStep.Answer },
        _ => this,
    };
}
