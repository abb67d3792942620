
namespace RagPruner.Contexts;

/// <summary>Why a context has its disposition: a closed vocabulary that is part of the HTTP contract.</summary>
public static class Reasons
{
    /// <summary>Kept: among the best k.</summary>
    public const string InTopK = "in_top_k";

    /// <summary>Kept: with the best context it makes the question likelier than any other does.</summary>
    public const string WithPartner = "with_partner";

    /// <summary>Pruned: not among the best k.</summary>
    public const string BelowTopK = "below_top_k";

    /// <summary>Kept: the score reaches the cut.</summary>
    public const string AboveCut = "above_cut";

    /// <summary>Pruned: the score is below the cut.</summary>
    public const string BelowCut = "below_cut";

    /// <summary>Kept: before the largest drop in score.</summary>
    public const string BeforeGap = "before_gap";

    /// <summary>Pruned: after the largest drop in score.</summary>
    public const string AfterGap = "after_gap";

    /// <summary>Kept: fits the token budget.</summary>
    public const string InBudget = "in_budget";

    /// <summary>Pruned: the budget was spent on better contexts.</summary>
    public const string OverBudget = "over_budget";

    /// <summary>Kept: only because the rule's floor asked for more than the rule gave.</summary>
    public const string Floor = "floor";

    /// <summary>Pruned: the draft says that the answer is not there.</summary>
    public const string DraftAbstained = "draft_abstained";

    /// <summary>Pruned: more, or more trusted, or better ranked sources say otherwise, and <c>onConflict</c> is <c>drop</c>.</summary>
    public const string Contradicted = "contradicted";

    /// <summary>Pruned: more documents came than were to be drafted from, and the others had better retrieval scores.</summary>
    public const string OverLimit = "over_limit";

    /// <summary>Pruned: drafting stopped before it, because a context before it was good enough by the profile.</summary>
    public const string NotNeeded = "not_needed";

    /// <summary>
    /// Pruned: enough drafts were there, and whatever this one said, its score could not have reached the cut. Unscored: enough were
    /// there, and this one took too long.
    /// </summary>
    public const string NotWaitedFor = "not_waited_for";

    /// <summary>Merged: the same words as an earlier context.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Unscored: the content has no text.</summary>
    public const string NoText = "no_text";

    /// <summary>Unscored: the model returned an empty draft.</summary>
    public const string DraftEmpty = "draft_empty";

    /// <summary>Unscored: the context does not fit the model.</summary>
    public const string TooLong = "too_long";

    /// <summary>Unscored: a guardrail blocked the draft.</summary>
    public const string DraftBlocked = "draft_blocked";

    /// <summary>Unscored: the retriever gave this context no score.</summary>
    public const string RetrievalScoreMissing = "retrieval_score_missing";

    /// <summary>Unscored: a log probability of the draft is missing or invalid.</summary>
    public const string DraftLogprobsMissing = "draft_logprobs_missing";

    /// <summary>Unscored: a log probability of the question is missing or invalid.</summary>
    public const string QuestionLogprobsMissing = "question_logprobs_missing";

    /// <summary>Unscored: the reply to "does this hold the answer?" lists neither yes nor no.</summary>
    public const string SufficiencyMissing = "sufficiency_missing";

    /// <summary>Unscored: a log probability of the draft, with or without its context, is missing or invalid.</summary>
    public const string GainMissing = "gain_missing";

    /// <summary>Unscored: a log probability of the question, with or without the context, is missing or invalid.</summary>
    public const string QuestionGainMissing = "question_gain_missing";

    /// <summary>Unscored: the reply to "which is best?" lists no label, so the model did not choose.</summary>
    public const string LabelsMissing = "labels_missing";

    /// <summary>Unscored: a log probability of the shared answer is missing or invalid.</summary>
    public const string ScentMissing = "scent_missing";

    /// <summary>Unscored: the shared answer, by which contexts are rated, is empty.</summary>
    public const string ScentEmpty = "scent_empty";

    /// <summary>Unscored: the shared answer says that none of the best contexts holds the answer.</summary>
    public const string ScentAbstained = "scent_abstained";

    /// <summary>Unscored: the drafting call failed in this way.</summary>
    public static string DraftFailed(ErrorKind kind) => kind switch
    {
        ErrorKind.Throttled => "draft_throttled",
        ErrorKind.ModelNotReady => "draft_model_not_ready",
        ErrorKind.Overloaded => "draft_overloaded",
        ErrorKind.UpstreamFailed => "draft_upstream_failed",
        ErrorKind.UpstreamBadResponse => "draft_bad_response",
        ErrorKind.DeadlineExceeded => "draft_deadline",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind of failure ends the request."),
    };

    /// <summary>Whether a reason says why a context has no evidence, and not what a scorer made of the evidence it has.</summary>
    internal static bool IsWithoutEvidence(string reason) =>
        reason is NoText or TooLong or DraftEmpty or DraftBlocked or "draft_bad_response" || FailureBehind(reason) != ErrorKind.UpstreamBadResponse;

    /// <summary>The kind of failure behind an unscored context: what a request fails with when too many are unscored.</summary>
    public static ErrorKind FailureBehind(string reason) => reason switch
    {
        "draft_throttled" => ErrorKind.Throttled,
        "draft_model_not_ready" => ErrorKind.ModelNotReady,
        "draft_overloaded" => ErrorKind.Overloaded,
        "draft_upstream_failed" => ErrorKind.UpstreamFailed,
        "draft_deadline" or NotWaitedFor => ErrorKind.DeadlineExceeded,
        _ => ErrorKind.UpstreamBadResponse,
    };
}
