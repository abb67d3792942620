using RagPruner.Accounting;
using RagPruner.Calibration;
using RagPruner.Calls;
using RagPruner.Drafting;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>Limits and prices that belong to a deployment rather than to a request.</summary>
public sealed record PrunerOptions
{
    /// <summary>The most contexts that a request may have drafted; with the other limits it bounds a request's cost.</summary>
    public const int MaxContexts = 25;

    /// <summary>The longest draft that can be configured, in tokens.</summary>
    public const int MaxDraftTokensLimit = 64;

    // Timers take no more than some 49 days; a request that runs for a day is a mistake.
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    /// <summary>The longest question, in UTF-16 units.</summary>
    public int MaxQuestionLength { get; init; } = 1000;

    /// <summary>The longest draft, in tokens: 1 to <see cref="MaxDraftTokensLimit"/>.</summary>
    public int MaxDraftTokens { get; init; } = 24;

    /// <summary>The longest context, in estimated tokens; a longer one stays unscored as <c>too_long</c>. Bounds the price of a draft.</summary>
    public int MaxContextTokens { get; init; } = 4000;

    /// <summary>
    /// The most estimated tokens of contexts that share a prompt (<c>listwise</c>, <c>scent</c>): longer ones are cut, to the same
    /// length each, so that all fit.
    /// </summary>
    public int MaxSharedTokens { get; init; } = 3000;

    /// <summary>Drafting calls at once. More may start another copy of an imported model, which is billed by itself.</summary>
    public int MaxConcurrentDrafts { get; init; } = 4;

    /// <summary>
    /// The most calls under way at once to the retriever, and to each model, from all requests of a process: 1 to 1000. Fewer while
    /// the service throttles. A request that would not be done by its deadline behind the others is refused at once.
    /// </summary>
    public int MaxConcurrentCalls { get; init; } = 100;

    /// <summary>
    /// Whether a second attempt is made beside a draft that takes longer than 95 of 100 did, for at most a twentieth of the drafts. Not
    /// where drafts are billed by the time of a model's copies and concurrency decides how many copies run: there it may start one.
    /// </summary>
    public bool HedgeDrafts { get; init; } = true;

    /// <summary>The deadline when a request names none, and the longest that it may name.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The share of the deadline by whose end drafting stops, so that time is left for the answer: above 0, at most 1.</summary>
    public double DraftingShare { get; init; } = 0.6;

    /// <summary>
    /// The share of the deadline for which the last drafts are waited for once enough are there to go on: above 0, at most 1. Only
    /// with keep rules that compare scores with a cut; the others need every score.
    /// </summary>
    public double StragglerShare { get; init; } = 0.2;

    /// <summary>How failed calls are repeated.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>The scorers and keep rules that can be named.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>
    /// The metadata key that says how far a document's source is trusted, a number of at least 0; null for none. A retriever reads
    /// its own.
    /// </summary>
    public string? TrustKey { get; init; }

    /// <summary>What the drafting model costs.</summary>
    public ModelPrice DraftPrice { get; init; } = ModelPrice.Free;

    /// <summary>What the final model costs.</summary>
    public ModelPrice FinalPrice { get; init; } = ModelPrice.Free;

    /// <summary>
    /// The share of a final prompt that would be read from the final model's cache if nothing were pruned, from 0 to 1: what
    /// pruning is compared with. Above 0 in a conversation that sends the same contexts again and again.
    /// </summary>
    public double CachedShareWithoutPruning { get; init; }

    internal Prices Prices => new(DraftPrice, FinalPrice) { CachedShare = CachedShareWithoutPruning };

    /// <summary>A calibrated blend with its cuts, or null. The scorer <c>blend</c> is this one then.</summary>
    internal ProfileScorer? ProfileScorer { get; private init; }

    internal Profile? Profile => ProfileScorer?.Profile;

    /// <summary>The options with a profile, as <c>calibrate</c> writes it.</summary>
    /// <param name="json">The contents of <c>profile.json</c>.</param>
    /// <param name="draftModel">The drafting model's name or ARN, as the profile names it.</param>
    /// <param name="finalModel">The same of the final model; null if there is none.</param>
    /// <param name="promptId">The drafter's <see cref="ModelDrafter.PromptId"/>.</param>
    /// <exception cref="PrunerInvalidInput">It is not a profile; the message names the member.</exception>
    /// <exception cref="PrunerMisconfigured">It was made for another model or prompt.</exception>
    public PrunerOptions WithProfile(ReadOnlySpan<byte> json, string draftModel, string? finalModel, string promptId)
    {
        var profile = ProfileJson.Read(json, Catalog);
        profile.EnsureFits(draftModel, finalModel, promptId);
        return With(profile);
    }

    internal PrunerOptions With(Profile? profile) => this with { ProfileScorer = profile is null ? null : new ProfileScorer(profile, Catalog) };

    /// <summary>The time that a request has: what it asks for, at most what is configured.</summary>
    internal TimeSpan DeadlineOf(TimeSpan? asked) => asked < Deadline ? asked.Value : Deadline;

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="PrunerMisconfigured">The message names every option that is.</exception>
    internal void Validate()
    {
        var problems = new List<string>();
        Check(MaxQuestionLength >= 1, $"{nameof(MaxQuestionLength)} must be at least 1");
        Check(MaxDraftTokens is >= 1 and <= MaxDraftTokensLimit, $"{nameof(MaxDraftTokens)} must be from 1 to {MaxDraftTokensLimit}");
        Check(MaxContextTokens >= 1, $"{nameof(MaxContextTokens)} must be at least 1");
        Check(MaxSharedTokens >= 100, $"{nameof(MaxSharedTokens)} must be at least 100");
        Check(MaxConcurrentDrafts is >= 1 and <= MaxContexts, $"{nameof(MaxConcurrentDrafts)} must be from 1 to {MaxContexts}");
        Check(MaxConcurrentCalls is >= 1 and <= 1000, $"{nameof(MaxConcurrentCalls)} must be from 1 to 1000");
        Check(Deadline > TimeSpan.Zero && Deadline <= s_longest, $"{nameof(Deadline)} must be above 0 and at most {s_longest.TotalHours:0} hours");
        Check(DraftingShare is > 0 and <= 1, $"{nameof(DraftingShare)} must be above 0 and at most 1");
        Check(StragglerShare is > 0 and <= 1, $"{nameof(StragglerShare)} must be above 0 and at most 1");
        Check(Retry.MaxRetries is >= 0 and <= 10, $"{nameof(Retry)}.{nameof(Retry.MaxRetries)} must be from 0 to 10");
        Check(Retry.BaseDelay >= TimeSpan.Zero && Retry.MaxDelay >= Retry.BaseDelay
            && Retry.MaxDelay <= s_longest, $"{nameof(Retry)}.{nameof(Retry.BaseDelay)} must be at least 0 and at most {nameof(Retry.MaxDelay)}");
        Check(Retry.LeastAttempt >= TimeSpan.Zero && Retry.LeastAttempt <= s_longest, $"{nameof(Retry)}.{nameof(Retry.LeastAttempt)} must be at least 0");
        Check(TrustKey is not "", $"{nameof(TrustKey)} must not be empty");
        Check(DraftPrice.IsPrice, $"{nameof(DraftPrice)} must have finite numbers of at least 0");
        Check(FinalPrice.IsPrice, $"{nameof(FinalPrice)} must have finite numbers of at least 0");
        Check(CachedShareWithoutPruning is >= 0 and <= 1, $"{nameof(CachedShareWithoutPruning)} must be from 0 to 1");
        if (problems.Count > 0)
            throw new PrunerMisconfigured($"Options: {string.Join("; ", problems)}.");

        void Check(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
    }

    /// <summary>How long a draft may be that is asked for these kinds of evidence: one token where only the prompt's log probabilities count.</summary>
    internal int MaxDraftTokensOf(EvidenceKinds uses) => EvidencePlan.WritesDraft(uses) ? MaxDraftTokens : 1;
}
