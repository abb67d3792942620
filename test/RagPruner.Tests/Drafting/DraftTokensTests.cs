using RagPruner.Models;

namespace RagPruner.Tests.Drafting;

public sealed class DraftTokensTests
{
    [Fact]
    public void Tokens_behind_the_text_close_it()
    {
        var tokens = TokenAlignment.Align("nine", [new("nine", -1), new("\"", -2)]);
        tokens.Select(t => t.IsEnd).ShouldBe([false, true]);
    }

    [Fact]
    public void Tokens_that_spell_less_than_the_text_count_for_nothing() =>
        TokenAlignment.Align("nine o'clock sharp", [new("nine", -1)]).ShouldAllBe(t => t.Logprob == null);

    [Fact]
    public void Characters_cut_apart_end_no_draft_early()
    {
        var tokens = TokenAlignment.Align("東京 at nine", [new("\uFFFD", -1), new("\uFFFD", -1), new("\uFFFD", -1), new("\uFFFD\uFFFD\uFFFD", -1), new(" at", -2), new(" nine", -3)]);
        tokens.ShouldAllBe(t => !t.IsEnd && t.Logprob != null);
    }

    [Fact]
    public void A_character_cut_apart_is_no_mismatch() =>
        TokenAlignment.Align("Malmö", [new("Malm", -1), new("\uFFFD", -2), new("\uFFFD", -3)])[0].Logprob.ShouldBe(-1);
}
