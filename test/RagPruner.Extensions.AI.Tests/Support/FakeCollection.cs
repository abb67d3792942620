using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;

namespace RagPruner.Extensions.AI.Tests.Support;

/// <summary>A record as somebody would have it.</summary>
internal sealed record Page(string Key, string Body, string Team);

/// <summary>A collection that finds its pages in their order, and may ignore a filter as some stores do.</summary>
internal sealed class FakeCollection(params Page[] pages) : IVectorSearchable<Page>
{
    public bool IgnoresFilters { get; init; }

    public Exception? Failure { get; init; }

    public List<VectorSearchOptions<Page>?> Asked { get; } = [];

    public async IAsyncEnumerable<VectorSearchResult<Page>> SearchAsync<TInput>(
        TInput searchValue, int top, VectorSearchOptions<Page>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where TInput : notnull
    {
        Asked.Add(options);
        await Task.Yield();
        if (Failure is not null)
            throw Failure;
        var matches = options?.Filter is { } filter && !IgnoresFilters ? pages.Where(filter.Compile()) : pages;
        foreach (var (page, i) in matches.Take(top).Select((p, i) => (p, i)))
            yield return new VectorSearchResult<Page>(page, 0.9 - 0.1 * i);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;
}
