using FsCheck.Xunit;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Scoring;

/// <summary>What holds for every scorer. A new one is added by a subclass.</summary>
public abstract class ScorerLaws(string name)
{
    internal Scorer Scorer { get; } = Catalog.Default.Scorer(name);

    [Fact]
    public void Is_known_by_its_name() => Scorer.Name.ShouldBe(name);

    [Fact]
    public void Scores_nothing_for_no_contexts() => Scorer.ScoreWithFeatures([]).Values.ShouldBeEmpty();

    [Property]
    public void Gives_each_context_one_finite_score_or_none(int seed)
    {
        var contexts = RandomContexts(seed);
        var values = Scorer.ScoreWithFeatures(contexts).Values;
        values.Count.ShouldBe(contexts.Count);
        values.ShouldAllBe(v => v == null || double.IsFinite(v.Value));
    }

    [Property]
    public void Gives_the_same_scores_again(int seed) =>
        Scorer.ScoreWithFeatures(RandomContexts(seed)).Values.ShouldBe(Scorer.ScoreWithFeatures(RandomContexts(seed)).Values);

    [Property]
    public void Does_not_depend_on_the_order_of_the_contexts(int seed)
    {
        var contexts = RandomContexts(seed);
        var order = Enumerable.Range(0, contexts.Count).ToArray();
        new Random(seed).Shuffle(order);
        var straight = Scorer.ScoreWithFeatures(contexts).Values;
        var shuffled = Scorer.ScoreWithFeatures([.. order.Select(i => contexts[i])]).Values;
        for (var i = 0; i < order.Length; i++)
            Near(shuffled[i], straight[order[i]]).ShouldBeTrue($"{shuffled[i]} is not {straight[order[i]]}");
    }

    [Fact]
    public void Leaves_a_context_without_any_evidence_unscored()
    {
        if (Scorer.Needs == EvidenceKinds.None)
            return;
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence()), new ContextEvidence(Make.Context(2), null)]).Values[1].ShouldBeNull();
    }

    [Fact]
    public void Asks_for_nothing_that_the_model_does_not_offer() =>
        (Scorer.Uses(Scorer.Needs) & ~Scorer.Needs).ShouldBe(EvidenceKinds.None);

    private static bool Near(double? a, double? b) => a is null || b is null ? a is null && b is null : Math.Abs(a.Value - b.Value) < 1e-9;

    private protected static IReadOnlyList<ContextEvidence> RandomContexts(int seed)
    {
        var random = new Random(seed);
        double? Logprob() => random.Next(6) switch { 0 => null, 1 => 0, _ => -random.NextDouble() * 5 };
        return [.. Enumerable.Range(1, random.Next(1, 12)).Select(i => new ContextEvidence(
            Make.Context(i, score: random.NextDouble()),
            Make.Evidence(Logprob(), Logprob(), string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"w{random.Next(4)}")))))];
    }
}

public sealed class RetrievalScorerTests() : ScorerLaws("retrieval")
{
    [Fact]
    public void Is_the_retrievers_score() => Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1, score: 0.62), null)]).Values.ShouldBe([0.62]);

    [Fact]
    public void Needs_no_draft() => Scorer.Uses(EvidenceKinds.OneCall).ShouldBe(EvidenceKinds.None);
}

public sealed class MeanLogprobScorerTests() : ScorerLaws("mean-logprob")
{
    [Fact]
    public void Is_the_mean_without_the_closing_token()
    {
        var evidence = new Evidence { Draft = "two words", Tokens = [new("two", -1), new(" words", -2), new("\"", -9) { IsEnd = true }] };
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), evidence)]).Values.ShouldBe([-1.5]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-9999.0)]
    [InlineData(0.5)]
    public void Is_missing_if_one_token_is_missing_or_impossible(double? bad)
    {
        var evidence = new Evidence { Draft = "two words", Tokens = [new("two", -1), new(" words", bad)] };
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), evidence)]).Values.ShouldBe([null]);
    }

    [Fact]
    public void Takes_zero_as_certainty() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence(meanLogprob: 0))]).Values.ShouldBe([0]);
}

public sealed class QuestionLikelihoodScorerTests() : ScorerLaws("question-likelihood")
{
    [Fact]
    public void Is_the_mean_over_the_questions_tokens()
    {
        var evidence = Make.Evidence() with { QuestionLogprobs = [-1, -2, -6] };
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), evidence)]).Values.ShouldBe([-3]);
    }

    [Fact]
    public void Needs_no_draft() => Scorer.Uses(EvidenceKinds.OneCall).HasFlag(EvidenceKinds.Draft).ShouldBeFalse();
}

public sealed class SufficiencyScorerTests() : ScorerLaws("sufficiency")
{
    [Fact]
    public void Is_the_odds_of_yes_against_no() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence() with { Sufficiency = new Sufficiency(-0.5, -2) })]).Values.ShouldBe([1.5]);

    [Fact]
    public void Adds_up_the_spellings_of_a_word()
    {
        var first = new CompletionToken("Yes", Math.Log(0.4)) { Top = [new("Yes", Math.Log(0.4)), new(" yes", Math.Log(0.2)), new("No", Math.Log(0.3))] };
        Sufficiency.Of(first)!.LogOdds.ShouldBe(Math.Log(0.6 / 0.3), 1e-9);
    }

    [Fact]
    public void Gives_a_word_that_is_not_listed_the_most_that_it_can_have()
    {
        // A tenth is left for everything that is not listed, and each of these has less than the least listed.
        var first = new CompletionToken("No", Math.Log(0.7)) { Top = [new("No", Math.Log(0.7)), new("Maybe", Math.Log(0.2))] };
        Sufficiency.Of(first)!.YesLogprob.ShouldBe(Math.Log(0.1), 1e-9);
    }

    [Fact]
    public void Is_unknown_if_neither_word_is_listed() => Sufficiency.Of(new CompletionToken("The", -0.1) { Top = [new("The", -0.1)] }).ShouldBeNull();
}

public sealed class GainScorerTests() : ScorerLaws("gain")
{
    [Fact]
    public void Is_the_difference_of_the_means_with_the_closing_token()
    {
        var evidence = new Evidence { Draft = "nine", Tokens = [new("nine", -1), new("\"", -3) { IsEnd = true }], ClosedBookLogprobs = [-4, -6] };
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), evidence)]).Values.ShouldBe([3]);
    }

    [Fact]
    public void Leaves_a_token_that_spells_nothing_out_of_both_means()
    {
        var evidence = new Evidence { Draft = "nine", Tokens = [new("nine", -1), new("\n", -9) { IsEnd = true }], ClosedBookLogprobs = [-4] };
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), evidence)]).Values.ShouldBe([3]);
    }

    [Fact]
    public void Is_missing_if_one_token_is_missing() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence() with { ClosedBookLogprobs = [-1, null] })]).Values.ShouldBe([null]);
}

public sealed class QuestionGainScorerTests() : ScorerLaws("question-gain")
{
    [Fact]
    public void Is_what_the_context_adds_to_the_question() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence() with { QuestionLogprobs = [-1, -2], QuestionPriorLogprobs = [-4, -5] })])
            .Values.ShouldBe([3]);

    [Fact]
    public void Can_be_cut_without_a_profile() => Scorer.IsAbsolute.ShouldBeTrue();
}

public sealed class ListwiseScorerTests() : ScorerLaws("listwise")
{
    private static ContextEvidence Labelled(int rank, params LabelReading[] labels) => new(Make.Context(rank), Make.Evidence() with { Labels = labels });

    private static LabelReading[] Both(int window, double straight, double reversed) => [new(window, false, straight), new(window, true, reversed)];

    [Fact]
    public void Is_the_mean_over_both_orders() => Scorer.ScoreWithFeatures([Labelled(1, Both(0, -1, -3)), Labelled(2, Both(0, -4, -2))]).Values.ShouldBe([-2, -3]);

    [Fact]
    public void Puts_a_further_window_on_the_scale_of_the_first_by_the_contexts_that_both_have() =>
        Scorer.ScoreWithFeatures([Labelled(1, Both(0, -1, -1)), Labelled(2, [.. Both(0, -3, -3), .. Both(1, -1, -1)]), Labelled(3, Both(1, -2, -2))])
            .Values.ShouldBe([-1, -3, -4]);

    [Fact]
    public void Says_nothing_of_a_window_that_was_chosen_in_by_one_order_only() =>
        Scorer.ScoreWithFeatures([Labelled(1, new LabelReading(0, false, -1)), Labelled(2, Both(1, -1, -1))]).Values.ShouldBe([null, -1]);

    [Fact]
    public void Ranks_contexts_that_are_all_alike_in_retrieval_order() =>
        Judge.Decide([.. Enumerable.Range(1, 3).Select(i => new PendingContext(Make.Context(i)) { Evidence = Labelled(i, Both(0, -1.1, -1.1)).Evidence })], Scorer, new TopK(1))
            .Kept.Single().Rank.ShouldBe(1);
}

public sealed class ScentScorerTests() : ScorerLaws("scent")
{
    [Fact]
    public void Is_the_mean_over_the_shared_answers_tokens() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence() with { Scent = "at nine", ScentLogprobs = [-1, -3] })]).Values.ShouldBe([-2]);

    [Theory]
    [InlineData("", "scent_empty")]
    [InlineData("Not in the context.", "scent_abstained")]
    [InlineData("nine", "scent_missing")]
    [InlineData(null, "scent_missing")]
    public void Says_why_there_is_none(string? scent, string reason)
    {
        var judged = Judge.Decide([new PendingContext(Make.Context(1)) { Evidence = Make.Evidence() with { Scent = scent } }], Scorer, new TopK(1));
        judged.Contexts.Single().Reason.ShouldBe(reason);
        judged.Degraded.Contains("scent_abstained").ShouldBe(reason == "scent_abstained");
    }
}

public sealed class PairScorerTests() : ScorerLaws("pair")
{
    private static ContextEvidence Rated(int rank, double question, double? together = null, string draft = "") => new(Make.Context(rank),
        Make.Evidence(questionLogprob: question, draft: draft) with { Pair = together is { } value ? new Pairing("c1", -2, value) : null });

    [Fact]
    public void Lifts_the_partner_that_adds_most_to_the_best_ones_side() =>
        Scorer.ScoreWithFeatures([Rated(1, -2), Rated(2, -2.1, -1.8), Rated(3, -2.2, -1.5), Rated(4, -3, -2.5)]).Values.ShouldBe([-1.5, -2.1, -1.75, -3]);

    [Fact]
    public void Lifts_nobody_who_adds_nothing() =>
        Scorer.ScoreWithFeatures([Rated(1, -2), Rated(2, -2.1, -2)]).Values.ShouldBe([-2, -2.1]);

    [Fact]
    public void Lifts_nobody_where_the_best_one_is_clearly_the_best() =>
        Scorer.ScoreWithFeatures([Rated(1, -2), Rated(2, -2.6, -1)]).Values.ShouldBe([-2, -2.6]);

    [Fact]
    public void A_partner_is_kept_as_such()
    {
        PendingContext[] contexts = [.. new[] { Rated(1, -2), Rated(2, -2.1), Rated(3, -2.2, -1.5) }.Select(c => new PendingContext(c.Context) { Evidence = c.Evidence })];
        var judged = Judge.Decide(contexts, Scorer, new TopK(2)).Contexts;
        judged.Select(c => (c.Context.Id, c.Reason)).ShouldBe([("c1", "in_top_k"), ("c3", "with_partner"), ("c2", "below_top_k")]);
    }

    [Fact]
    public void The_partner_of_a_best_one_whose_draft_abstains_takes_its_place() =>
        Judge.Decide([.. new[] { Rated(1, -2, draft: "not in the context"), Rated(2, -2.9, draft: "ten"), Rated(3, -3, -1.5, "nine") }
            .Select(c => new PendingContext(c.Context) { Evidence = c.Evidence })], Scorer, new TopK(1)).Kept.Single().Id.ShouldBe("c3");
}

public sealed class GroundingScorerTests() : ScorerLaws("grounding")
{
    [Fact]
    public void Is_the_share_of_words_found_in_the_context()
    {
        var context = Make.Context(1, "The ferry leaves at nine.");
        Scorer.ScoreWithFeatures([new ContextEvidence(context, Make.Evidence(draft: "Nine, not ten"))]).Values.ShouldBe([1 / 3.0]);
    }

    [Fact]
    public void Is_missing_for_a_context_whose_text_was_not_recorded() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1, ""), Make.Evidence(draft: "nine"))]).Values.ShouldBe([null]);

    [Fact]
    public void Is_missing_for_a_draft_without_words() =>
        Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence(draft: "…"))]).Values.ShouldBe([null]);
}

public sealed class ConsensusScorerTests() : ScorerLaws("consensus")
{
    private static ContextEvidence Draft(int rank, string draft, string? source = null, double? trust = null, string? text = null) =>
        new(Make.Context(rank, text ?? $"The notice at desk {rank} says: {draft}.") with { Source = source, Trust = trust }, Make.Evidence(draft: draft)) { Question = "How much does a ticket cost?" };

    [Fact]
    public void Is_the_share_of_the_sources_that_say_the_same() =>
        Scorer.Score([Draft(1, "10 euros"), Draft(2, "ten euros"), Draft(3, "€10.00"), Draft(4, "20 euros")]).ShouldBe([0.75, 0.75, 0.75, 0.25]);

    [Fact]
    public void Four_pieces_of_one_document_have_one_vote() =>
        Scorer.Score([.. Enumerable.Range(1, 4).Select(i => Draft(i, "20 euros", "one")), Draft(5, "10 euros"), Draft(6, "10 euros"), Draft(7, "10 euros")])
            .ShouldBe([0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75]);

    [Fact]
    public void Near_copies_share_a_vote_whatever_their_sources_are_called()
    {
        const string page = "Tickets are sold at the desk beside the main door. A ticket costs 20 euros for adults, and children under six years enter free of charge.";
        Scorer.Score([Draft(1, "20 euros", "a", text: page), Draft(2, "20 euros", "b", text: $"{page} Dogs may not come in."), Draft(3, "10 euros", "c")])
            .ShouldBe([0.5, 0.5, 0.5]);
    }

    [Fact]
    public void A_source_that_contradicts_itself_shares_its_vote() =>
        Scorer.Score([Draft(1, "10 euros", "a"), Draft(2, "20 euros", "a"), Draft(3, "10 euros", "b")]).ShouldBe([0.75, 0.25, 0.75]);

    [Fact]
    public void Weighs_sources_by_their_trust() =>
        Scorer.Score([Draft(1, "10 euros", trust: 3), Draft(2, "20 euros", trust: 0.5), Draft(3, "20 euros", trust: 0.5)]).ShouldBe([0.75, 0.25, 0.25]);

    [Fact]
    public void Where_nobody_is_trusted_all_are_alike() =>
        Scorer.Score([Draft(1, "10 euros", trust: 0), Draft(2, "20 euros", trust: 0)]).ShouldBe([0.5, 0.5]);

    [Fact]
    public void Is_full_for_a_source_alone() => Scorer.Score([Draft(1, "10 euros")]).ShouldBe([1]);

    [Fact]
    public void Is_missing_for_a_draft_that_abstains() => Scorer.Score([Draft(1, "not in the context"), Draft(2, "10 euros")]).ShouldBe([null, 1]);

    [Fact]
    public void Twenty_five_sources_with_as_many_answers_have_a_twenty_fifth_each() =>
        Scorer.Score([.. Enumerable.Range(1, 25).Select(i => Draft(i, $"{i * 10} euros"))]).ShouldAllBe(s => Math.Abs(s!.Value - 0.04) < 1e-12);

    [Fact]
    public void Is_what_agreement_means_now() => Catalog.Default.Scorer("agreement").ShouldBeSameAs(Catalog.Default.Scorer("consensus"));
}

public sealed class BlendScorerTests() : ScorerLaws("blend")
{
    [Fact]
    public void Drops_a_feature_that_no_context_has_and_says_what_it_used()
    {
        var scores = Scorer.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence(questionLogprob: null)), new ContextEvidence(Make.Context(2), Make.Evidence(questionLogprob: null))]);
        scores.Features.ShouldBe(["retrieval"]);
        scores.Values.ShouldAllBe(v => v != null);
    }

    [Fact]
    public void Leaves_a_context_unscored_that_alone_lacks_a_feature()
    {
        var scores = Scorer.ScoreWithFeatures([.. Enumerable.Range(1, 5).Select(i => new ContextEvidence(Make.Context(i), Make.Evidence(questionLogprob: i == 2 ? null : -2)))]);
        scores.Features.ShouldContain("question-likelihood");
        scores.Values.Select(v => v is null).ShouldBe([false, true, false, false, false]);
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(3, 6)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void What_too_few_contexts_have_does_not_unscore_the_others(int having, int contexts)
    {
        var scores = Scorer.ScoreWithFeatures([.. Enumerable.Range(1, contexts).Select(i => new ContextEvidence(Make.Context(i), Make.Evidence(questionLogprob: i <= having ? -2 : null)))]);
        scores.Features.ShouldBe(["retrieval"]);
        scores.Values.ShouldAllBe(v => v != null);
    }

    [Fact]
    public void Standardises_within_the_question()
    {
        var blend = new BlendScorer([new(new MeanLogprobScorer(), 2)]);
        var scores = blend.ScoreWithFeatures([new ContextEvidence(Make.Context(1), Make.Evidence(-1)), new ContextEvidence(Make.Context(2), Make.Evidence(-3))]);
        scores.Values.ShouldBe([2, -2]);
    }

    [Fact]
    public void Gives_equal_values_no_weight()
    {
        var blend = new BlendScorer([new(new MeanLogprobScorer(), 1)]);
        blend.ScoreWithFeatures([.. Enumerable.Range(1, 3).Select(i => new ContextEvidence(Make.Context(i), Make.Evidence(-0.1)))]).Values.ShouldBe([0, 0, 0]);
    }

    [Fact]
    public void Asks_only_for_what_its_usable_parts_need() =>
        Scorer.Uses(EvidenceKinds.Draft).ShouldBe(EvidenceKinds.None);
}
