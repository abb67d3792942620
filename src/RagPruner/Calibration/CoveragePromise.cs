using RagPruner.Contexts;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>
/// What a profile promises of a verdict, by whatever rule it came about: who keeps all that the profile's cut keeps, keeps a
/// needed context as surely.
/// </summary>
internal static class CoveragePromise
{
    /// <summary>The probability that a needed context which was retrieved is kept; null where nothing is promised.</summary>
    /// <param name="profile">The profile that the scores are by.</param>
    /// <param name="judgement">The verdict.</param>
    /// <param name="writesDrafts">Whether the profile was calibrated with drafts, and so with their abstentions.</param>
    public static double? Of(Profile profile, Judgement judgement, bool writesDrafts) =>
        judgement.Contexts.All(c => c.Disposition switch
        {
            Disposition.Kept or Disposition.Merged => true,
            // Nobody knows what a context without a score holds.
            Disposition.Unscored => false,
            _ => c.Score is { } score ? score < profile.Coverage.Cut
                : c.Reason is Reasons.OverLimit or Reasons.NotNeeded or Reasons.NotWaitedFor || writesDrafts && c.Reason == Reasons.DraftAbstained,
        }) ? profile.Coverage.Target : null;
}
