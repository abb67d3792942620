using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Tests.Gguf;

public sealed class StateCacheTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void The_state_used_longest_ago_is_dropped_first()
    {
        using var cache = new StateCache(3 * Megabyte + 1000, store: null);
        foreach (var token in (int[])[1, 2, 3])
            cache.Add(State(token));
        cache.Longest([1, 0], moreThan: 0).ShouldNotBeNull();
        cache.Add(State(4));
        new[] { 1, 2, 3, 4 }.Where(t => cache.Longest([t, 0], moreThan: 0) is not null).ShouldBe([1, 3, 4]);
    }

    [Fact]
    public void A_state_larger_than_the_cache_is_not_kept()
    {
        using var cache = new StateCache(Megabyte, store: null);
        cache.Add(State(1));
        cache.Longest([1, 0], moreThan: 0).ShouldBeNull();
    }

    private static PromptState State(int token) => new([token], [0], new byte[Megabyte]);
}
