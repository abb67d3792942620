using FsCheck.Xunit;
using RagPruner.Accounting;

namespace RagPruner.Tests.Accounting;

public sealed class PricesTests
{
    private static readonly ModelPrice s_cached = new(3, 15) { CacheReadUsdPerMillion = 0.3, CacheWriteUsdPerMillion = 3.75 };

    [Fact]
    public void Cached_tokens_have_prices_of_their_own_and_count_once()
    {
        var usage = new TokenUsage(1, 1000, 100) { CacheReadInputTokens = 600, CacheWriteInputTokens = 300 };
        s_cached.Of(usage).ShouldBe((100 * 3 + 600 * 0.3 + 300 * 3.75 + 100 * 15) / 1e6, 1e-15);
        new ModelPrice(3, 15).Of(usage).ShouldBe((1000 * 3 + 100 * 15) / 1e6, 1e-15);
    }

    [Fact]
    public void Usages_add_up_with_what_caches_gave_and_took()
    {
        var usage = new TokenUsage(1, 10, 1) { CacheReadInputTokens = 4, CacheWriteInputTokens = 2 };
        (usage + usage + new TokenUsage(1, 5, 5)).ShouldBe(new TokenUsage(3, 25, 7) { CacheReadInputTokens = 8, CacheWriteInputTokens = 4 });
    }

    [Fact]
    public void In_a_conversation_over_cached_contexts_pruning_loses_and_says_so()
    {
        // Sent whole, 2,400 tokens are read from the cache for $0.00072; 900 that were pruned anew cost $0.0027.
        var prices = new Prices(ModelPrice.Free, s_cached) { CachedShare = 1 };
        prices.Saved(default, new TokenUsage(1, 900, 0), new TokenUsage(0, 1500, 0)).ShouldBe(0.00072 - 0.0027, 1e-12);
        (prices with { CachedShare = 0 }).Saved(default, new TokenUsage(1, 900, 0), new TokenUsage(0, 1500, 0)).ShouldBe(0.0045, 1e-12);
    }

    [Property]
    public bool What_is_saved_is_what_everything_would_have_cost_less_what_was_paid(ushort sent, ushort spared, ushort drafts, byte share)
    {
        var prices = new Prices(new ModelPrice(0.04, 0.08), s_cached) { CachedShare = share / 255.0 };
        var (drafting, final, avoided) = (new TokenUsage(8, drafts, 30), new TokenUsage(1, sent, 40), new TokenUsage(0, spared, 0));
        var saved = prices.Final.Of(final + avoided, prices.CachedShare) - prices.Of(drafting, final);
        return Math.Abs(prices.Saved(drafting, final, avoided) - saved) < 1e-9;
    }

    [Property]
    public bool The_larger_the_share_that_a_cache_would_have_held_the_less_is_saved(ushort sent, ushort spared, byte one, byte other)
    {
        var (low, high) = (Math.Min(one, other) / 255.0, Math.Max(one, other) / 255.0);
        double At(double share) =>
            new Prices(ModelPrice.Free, s_cached) { CachedShare = share }.Saved(default, new TokenUsage(1, sent, 0), new TokenUsage(0, spared, 0));
        return At(high) <= At(low) + 1e-12;
    }

    [Fact]
    public void A_window_is_shared_by_the_calls_expected_in_it()
    {
        ModelPrice.PerWindow(0.57, 1000).Of(new TokenUsage(8, 2000, 100)).ShouldBe(8 * 0.00057, 1e-12);
        Should.Throw<ArgumentOutOfRangeException>(() => ModelPrice.PerWindow(0.57, 0));
    }
}
