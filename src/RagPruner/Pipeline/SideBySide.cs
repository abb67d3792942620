namespace RagPruner.Pipeline;

/// <summary>Does some things, a few at a time.</summary>
internal static class SideBySide
{
    /// <summary>Does them in order, as far as they start; nothing is running any more when it returns.</summary>
    /// <param name="count">How many.</param>
    /// <param name="most">How many at once.</param>
    /// <param name="isFirstAlone">Whether the first goes ahead alone.</param>
    /// <param name="work">Does the one of an index.</param>
    public static async Task RunAsync(int count, int most, bool isFirstAlone, Func<int, Task> work)
    {
        var next = -1;
        if (isFirstAlone && count > 0)
        {
            next = 0;
            await work(0).ConfigureAwait(false);
        }
        await Task.WhenAll(Enumerable.Range(0, Math.Min(most, count)).Select(_ => WorkAsync())).ConfigureAwait(false);

        async Task WorkAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                await work(i).ConfigureAwait(false);
        }
    }
}
