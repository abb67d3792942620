using RagPruner.Calibration;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>One question.</summary>
/// <param name="Question">The question; not empty, at most <see cref="PrunerOptions.MaxQuestionLength"/> UTF-16 units.</param>
public sealed record PruneRequest(string Question)
{
    /// <summary>How many contexts to retrieve: 1 to <see cref="PrunerOptions.MaxContexts"/>.</summary>
    public int Contexts { get; init; } = 10;

    /// <summary>The scorer.</summary>
    public Scorer Scorer { get; init; } = Scorers.Named(Scorers.Default);

    /// <summary>The keep rule.</summary>
    public KeepRule Keep { get; init; } = KeepRules.Default;

    /// <summary>A condition on the contexts' metadata, or null.</summary>
    public ContextFilter? Filter { get; init; }

    /// <summary>The tenant that every context must belong to, or null. Comes from who asks, never from what is asked.</summary>
    public TenantClause? Tenant { get; init; }

    /// <summary>How many answers to generate and choose from, by mean log probability: 1 to 5.</summary>
    public int Candidates { get; init; } = 1;

    /// <summary>Time for the whole request, or null for the configured one; a longer one is cut to it.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The request with what a profile, if there is one, gives to it: its blend, and the cut of <c>coverage</c>.</summary>
    /// <exception cref="PrunerInvalidInput">It asks for <c>coverage</c>, and no profile gives a cut for its scorer.</exception>
    public PruneRequest With(PrunerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // A blend with weights of its own is a scorer of its own.
        var profiled = options.ProfileScorer is { } own && ReferenceEquals(Scorer, Scorers.Named(Scorers.Default)) ? this with { Scorer = own } : this;
        return profiled.Keep is not Coverage { Cut: null } coverage ? profiled
            : profiled.Scorer is ProfileScorer scorer ? profiled with { Keep = coverage with { Cut = scorer.Profile.Coverage.Cut } }
            : throw new PrunerInvalidInput($"The keep rule coverage needs a profile{(options.Profile is null ? "" : $", and the profile is for the scorer {Scorers.Default}, not {Scorer.Name}")}.");
    }

    /// <summary>Refuses what the limits do not allow, naming the member.</summary>
    /// <exception cref="PrunerInvalidInput">A member is out of range.</exception>
    /// <exception cref="PrunerMisconfigured">The tenant is empty.</exception>
    public void Validate(PrunerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrWhiteSpace(Question))
            throw new PrunerInvalidInput("question is empty.");
        if (Question.Length > options.MaxQuestionLength)
            throw new PrunerInvalidInput($"question is longer than {options.MaxQuestionLength} characters.");
        if (Contexts is < 1 or > PrunerOptions.MaxContexts)
            throw new PrunerInvalidInput($"contexts must be from 1 to {PrunerOptions.MaxContexts}.");
        if (Filter is { } filter)
        {
            filter.EnsureFits();
            if (Tenant is not null && filter.And(Tenant.Filter).Levels > ContextFilter.MostLevels)
                throw new PrunerInvalidInput($"filter has no room for the tenant that is joined to it: with a tenant, only an andAll of at most {ContextFilter.MostMembers - 1} members may hold groups.");
        }
        if (Candidates is < 1 or > 5)
            throw new PrunerInvalidInput("candidates must be from 1 to 5.");
        if (Tenant is { Key.Length: 0 } or { Value.Length: 0 })
            throw new PrunerMisconfigured("The tenant clause needs a key and a value.");
        if (Deadline is { } deadline && deadline <= TimeSpan.Zero)
            throw new PrunerInvalidInput("deadlineMs must be above 0.");
    }
}
