using System.Collections.Concurrent;

namespace RagPruner.Local.Evaluation;

/// <summary>Does the same with each question, several at once. One that fails is left out, and its failure told.</summary>
internal static class EachQuestion
{
    /// <param name="questions">The questions.</param>
    /// <param name="work">What is done with one.</param>
    /// <param name="parallel">Questions at once.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellationToken">Ends it; what is done by then is returned, if anything is.</param>
    /// <returns>The results in the order of the questions, and the failures.</returns>
    /// <exception cref="PrunerException">What no question could escape: a wrong set-up; or, if every question failed, the first failure.</exception>
    public static async Task<(IReadOnlyList<T> Done, IReadOnlyCollection<PrunerException> Failures)> RunAsync<T>(
        IReadOnlyList<EvalQuestion> questions, Func<EvalQuestion, CancellationToken, Task<T>> work, int parallel, IProgress<int>? progress,
            CancellationToken cancellationToken)
        where T : class
    {
        var results = new T?[questions.Count];
        var failures = new ConcurrentQueue<PrunerException>();
        var ended = 0;
        try
        {
            await Parallel.ForAsync(0, questions.Count,
                new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken }, async (i, ct) =>
            {
                try
                {
                    results[i] = await work(questions[i], ct);
                }
                catch (PrunerException e) when (e.IsTransient || e.Kind == ErrorKind.DeadlineExceeded)
                {
                    failures.Enqueue(e);
                }
                progress?.Report(Interlocked.Increment(ref ended));
            });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && results.Any(r => r is not null))
        {
            // Nothing is lost: what was done is the result.
        }
        T[] done = [.. results.OfType<T>()];
        return done.Length == 0 && failures.TryPeek(out var first) ? throw first : (done, failures);
    }
}
