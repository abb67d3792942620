
namespace RagPruner.Local.Commands;

/// <summary>What is asked of a model once, before any request: it has no pipeline around it, so it brings the deadline itself.</summary>
internal static class FirstContact
{
    /// <exception cref="PrunerDeadlineExceeded">It took longer; the message is the given one.</exception>
    public static async Task<T> WithinAsync<T>(TimeSpan deadline, TimeProvider time, string exceeded, Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return await ask(limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PrunerDeadlineExceeded(exceeded, e);
        }
    }
}
