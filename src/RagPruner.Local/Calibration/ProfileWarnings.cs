using System.Globalization;
using RagPruner.Calibration;

namespace RagPruner.Local.Calibration;

/// <summary>What somebody should know of a profile before using it, in words.</summary>
internal static class ProfileWarnings
{
    // Above this what a coverage saves is not worth the calls that it takes.
    private const double MostKept = 0.85;

    public static IReadOnlyList<string> Of(Profile profile) =>
    [
        .. profile.Features.Select((f, i) => (f, Spread: profile.Figures.Spread?.Weights[i])).SelectMany(f => OfWeight(f.f, f.Spread)),
        .. OfCoverage(profile),
        .. OfActions(profile),
    ];

    private static IEnumerable<string> OfWeight(ProfileFeature feature, Spread? spread)
    {
        if (feature.Weight < 0)
            yield return $"{feature.Name} has a negative weight: on these questions more of it speaks against a context. That seldom holds on new ones; " +
                "mostly the features say the same, or the questions are too few. Leave it out (--features) unless you know why.";
        else if (spread is { Low: < 0 })
            yield return $"{feature.Name} has a negative weight in some of the splits: these questions do not show that it helps.";
    }

    private static IEnumerable<string> OfCoverage(Profile profile)
    {
        var (kept, all) = (profile.Figures.KeptContexts, profile.Figures.Contexts);
        var counts = string.Create(CultureInfo.InvariantCulture, $"{kept:0.0} of {all:0.0} contexts");
        if (kept >= 0.995 * all)
            yield return $"The coverage prunes nothing: it keeps {counts}, so whatever is paid for drafts is lost. Ask for less coverage, or take a fixed " +
                "number (top-k).";
        else if (kept > MostKept * all)
            yield return $"The coverage keeps {counts}: it prunes next to nothing. The scores do not tell the contexts apart well enough for it; ask for " +
                "less coverage, or take a fixed number (top-k).";
    }

    private static IEnumerable<string> OfActions(Profile profile)
    {
        if (profile.Figures.Actions.FirstOrDefault(a => a.Action == "answer") is { Share: 0 })
            yield return "No question is sure enough to be answered as it is: nobody should expect the action answer from this profile (--answer-risk).";
    }
}
