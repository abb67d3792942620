using RagPruner.Accounting;
using RagPruner.Local.Commands;
using RagPruner.Models;

namespace RagPruner.Local.Probing;

/// <summary>What one call of a probe came to.</summary>
/// <param name="Completion">The reply; null where there is none.</param>
/// <param name="Failure">Why there is none, as the contract names it; null where there is one.</param>
internal sealed record ProbedCall(Completion? Completion, PrunerException? Failure)
{
    /// <summary>Whether the model refused the request, rather than failed at it.</summary>
    public bool IsRefused => Failure is PrunerMisconfigured or PrunerUpstreamBadResponse;
}

/// <summary>Calls a model for a probe, and counts: no more calls than were announced.</summary>
internal sealed class ProbedModel(TimeProvider time)
{
    /// <summary>The most calls on a model.</summary>
    public const int MostCalls = 14;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public TokenUsage Usage { get; private set; }

    public int Calls { get; private set; }

    /// <summary>How long the last call took.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Makes a call; null if there are none left.</summary>
    public async Task<ProbedCall?> CallAsync(IModel model, CompletionRequest request, CancellationToken cancellationToken)
    {
        if (Calls == MostCalls)
            return null;
        Calls++;
        var start = time.GetTimestamp();
        try
        {
            var completion = await FirstContact.WithinAsync(s_patience, time, "The model did not answer within a minute.",
                limited => model.CompleteAsync(request, deltas: null, limited), cancellationToken);
            Usage += completion.UsageOf(request.Prompt, fewestOutputTokens: 1);
            return new ProbedCall(completion, null);
        }
        catch (PrunerException e)
        {
            return new ProbedCall(null, e);
        }
        finally
        {
            Took = time.GetElapsedTime(start);
        }
    }
}
