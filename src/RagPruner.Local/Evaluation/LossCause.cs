using RagPruner.Contexts;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// Why a question came out wrong: the first stage at which it was lost. Where several contexts hold the answer, that of the
/// one that came furthest.
/// </summary>
internal static class LossCause
{
    public const string NotRetrieved = "not_retrieved";
    public const string MergedWrongly = "merged_wrongly";
    public const string AbstainedWrongly = "abstained_wrongly";
    public const string Unscored = "unscored";
    public const string StoppedTooEarly = "stopped_too_early";
    public const string RankedBelow = "ranked_below";
    public const string AnswerWrong = "answer_wrong";

    /// <summary>The sources hold no answer, and one was given.</summary>
    public const string AnsweredWithoutSource = "answered_without_source";

    /// <summary>The causes in words, from the first stage to the last.</summary>
    public static IReadOnlyDictionary<string, string> Words { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [NotRetrieved] = "no context that holds the answer was retrieved",
        [MergedWrongly] = "the context that holds the answer was merged into one that does not",
        [AbstainedWrongly] = "the draft said that the answer is not there, and it is",
        [Unscored] = "the context that holds the answer got no score",
        [StoppedTooEarly] = "drafting stopped before the context that holds the answer",
        [RankedBelow] = "the context that holds the answer was ranked too low",
        [AnswerWrong] = "the context was kept, and the answer is wrong all the same",
        [AnsweredWithoutSource] = "the sources do not hold the answer, and one was given",
    };

    /// <summary>The cause for a question that came out wrong.</summary>
    /// <param name="recorded">The question.</param>
    /// <param name="judgement">The policy's verdicts; null for sending everything.</param>
    /// <param name="kept">What was sent.</param>
    public static string Of(RecordedQuestion recorded, Judgement? judgement, IReadOnlyList<Context> kept)
    {
        if (recorded.Question.RelevantContextIds.Count == 0)
            return recorded.Question.Answers.Count == 0 ? AnsweredWithoutSource : AnswerWrong;
        if (recorded.NeededIds.Count == 0)
            return NotRetrieved;
        var sent = kept.Where(c => recorded.NeededIds.Contains(c.Id)).ToArray();
        if (sent.Length > 0)
            return sent.Any(c => recorded.Question.IsRelevant(c.Id)) ? AnswerWrong : MergedWrongly;
        var verdicts = judgement?.Contexts.Where(c => recorded.NeededIds.Contains(c.Context.Id)).ToArray() ?? [];
        return verdicts.Any(c => c.Disposition == Disposition.Pruned && c.Score is not null && c.Reason != Reasons.DraftAbstained) ? RankedBelow
            : verdicts.Any(c => c.Reason == Reasons.NotNeeded) ? StoppedTooEarly
            : verdicts.Any(c => c.Reason is Reasons.DraftAbstained or Reasons.ScentAbstained) ? AbstainedWrongly
            : Unscored;
    }
}
