using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Pipeline;

/// <summary>
/// Decides that the last drafts are no longer waited for: where a keep rule compares scores with a cut, the verdict on a context
/// rests on its own score. Once a quorum is there, drafting ends as soon as none of the missing ones could reach the cut, and in
/// any case when the patience is spent. Safe for concurrent use.
/// </summary>
internal sealed class LastDrafts : IDisposable
{
    private readonly AdmittedRequest _request;
    private readonly PendingContext[] _pending;
    private readonly HashSet<int> _missing;
    private readonly int[] _drafted;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _linked;
    private readonly Lock _lock = new();
    private bool _isQuorum;

    /// <param name="request">The request.</param>
    /// <param name="pending">All contexts; those that are settled are written here.</param>
    /// <param name="drafted">Where those stand that are drafted from so far, earlier waves included.</param>
    /// <param name="wave">Where those of this wave stand.</param>
    /// <param name="patience">How long the last ones are waited for once there is a quorum.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Ends drafting whatever is there.</param>
    public LastDrafts(AdmittedRequest request, PendingContext[] pending, int[] drafted, int[] wave, TimeSpan patience, TimeProvider time,
        CancellationToken stop)
    {
        (_request, _pending, _drafted, _missing, _patience) = (request, pending, drafted, [.. wave], patience);
        _ended = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
    }

    /// <summary>Cancelled when drafting ends.</summary>
    public CancellationToken Token => _linked.Token;

    /// <summary>Whether drafting went on without the last ones.</summary>
    public bool AreNotWaitedFor => _ended.IsCancellationRequested;

    /// <summary>A context as it is whose draft is not waited for.</summary>
    public static PendingContext NotWaitedFor(PendingContext context) => context with { UnscoredReason = Reasons.NotWaitedFor };

    /// <summary>Writes down what became of a context, and ends drafting if that was enough.</summary>
    public void Settle(int at, PendingContext settled)
    {
        lock (_lock)
        {
            _pending[at] = settled;
            _missing.Remove(at);
            if (!_request.Keep.NeedsAbsoluteScores || _missing.Count == 0 || AreNotWaitedFor || !HasQuorum())
                return;
            if (!_isQuorum)
                _ended.CancelAfter(_patience);
            _isQuorum = true;
            if (!CanChangeNothing())
                return;
        }
        // Those who wait may settle theirs here and now.
        _ended.Cancel();
    }

    public void Dispose()
    {
        _linked.Dispose();
        _ended.Dispose();
    }

    private bool HasQuorum() => _drafted.Count(i => _pending[i].IsOpen && !_missing.Contains(i)) >= Quorum.Required(_drafted.Length);

    // Where sources outvote each other, a draft counts whatever its score.
    private bool CanChangeNothing() => _request.Request.OnConflict == OnConflict.Flag
        && _missing.All(i => _request.Keep.CannotKeep(_request.Scorer.MostOf(_pending[i].ForScoring())));
}
