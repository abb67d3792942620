using RagPruner.Accounting;
using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>A retriever may make several calls for one retrieval, as a knowledge base with pages and reranking does.</summary>
public sealed class CallLimitTests
{
    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_throttled_retrieval_is_repeated_even_in_a_small_request(int mostCalls)
    {
        var retriever = new Paged(mostCalls, attempt => attempt == 1 ? Throttled(calls: 1) : null);
        var result = await PruneAsync(retriever, "retrieval");
        (result.Ledger.Calls, result.Ledger.Retries).ShouldBe((2, 1));
    }

    [Fact]
    public async Task What_a_failed_retrieval_made_is_counted_and_not_what_it_might_have_made()
    {
        var retriever = new Paged(3, _ => Throttled(calls: 2));
        var failure = await Should.ThrowAsync<PrunerThrottled>(() => PruneAsync(retriever, "retrieval"));
        // Two of three planned calls are one more than a fifth of the plan, so nothing is repeated.
        (failure.Spent!.Calls, retriever.Attempts).ShouldBe((2, 1));
    }

    [Fact]
    public async Task A_model_that_is_being_loaded_is_asked_once()
    {
        var drafter = new FakeDrafter((_, _) => throw new PrunerModelNotReady("cold")) { MayBeCold = true };
        await Should.ThrowAsync<PrunerModelNotReady>(() => PruneAsync(new Paged(1, _ => null), "mean-logprob", drafter));
        drafter.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Drafts_are_counted_apart_from_calls_for_further_evidence()
    {
        var result = await PruneAsync(new Paged(1, _ => null), "gain", new FakeDrafter(_ => Make.Evidence()) { Offers = EvidenceKinds.All });
        (result.Ledger.Drafts, result.Ledger.Drafting.Calls).ShouldBe((4, 8));
    }

    [Fact]
    public async Task Calls_that_the_service_refused_are_not_paid_for()
    {
        var drafter = new Refusing();
        var options = new PrunerOptions { DraftPrice = new ModelPrice(0, 0, 0.01) };
        var result = await new ContextPruner(new Paged(1, _ => null), drafter, options, _time).PruneAsync(new PruneRequest("q") { Scorer = new BlendScorer([new(new MeanLogprobScorer(), 1), new(new SufficiencyScorer(), 1)]) });
        (result.Ledger.Drafting.Calls, result.Ledger.CostUsd).ShouldBe((4, 0.04));
    }

    [Fact]
    public async Task What_a_server_writes_beyond_the_limit_is_no_part_of_a_draft()
    {
        var endless = Make.Evidence(draft: new string('x', 25_000)) with { Tokens = [.. Enumerable.Range(0, 500).Select(i => new CompletionToken("x", i < 24 ? -1 : -9))] };
        var result = await PruneAsync(new Paged(1, _ => null), "mean-logprob", new FakeDrafter(_ => endless));
        result.Judgement.Contexts.ShouldAllBe(c => c.Evidence!.Draft.Length == 24 * 24 && c.Evidence.MeanLogprob == -1);
    }

    [Fact]
    public void What_no_reader_sees_reaches_no_prompt() =>
        DraftPrompt.For(new DraftRequest("Wh\u200Ben?", new Context { Id = "a", Rank = 1, Text = "At \u202Enine\U000E0041." }, "f", 8, EvidenceKinds.OneCall), new ModelAbilities()).User.ShouldBe("<context f>\nAt nine.\n</context f>\n\nQuestion: When?");

    [Theory]
    [InlineData(0, 24, "MaxConcurrentDrafts must be from 1 to 25")]
    [InlineData(4, 100_000, "MaxDraftTokens must be from 1 to 64")]
    [InlineData(26, 0, "MaxDraftTokens must be from 1 to 64; MaxConcurrentDrafts must be from 1 to 25")]
    public void Options_out_of_range_are_refused_by_name(int concurrency, int tokens, string problems)
    {
        var options = new PrunerOptions { MaxConcurrentDrafts = concurrency, MaxDraftTokens = tokens };
        Should.Throw<PrunerMisconfigured>(() => new ContextPruner(new FakeRetriever(), new FakeDrafter(_ => Make.Evidence()), options)).Message.ShouldBe($"Options: {problems}.");
        Should.Throw<PrunerMisconfigured>(() => new PipelineStages(options));
    }

    [Fact]
    public void Keep_rules_out_of_range_are_refused_by_name()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new TopK(-1)).ParamName.ShouldBe("K");
        Should.Throw<ArgumentOutOfRangeException>(() => new TopK(1) with { K = 0 }).ParamName.ShouldBe("K");
        Should.Throw<ArgumentOutOfRangeException>(() => new TopK(1) { Min = -1 }).ParamName.ShouldBe("Min");
        Should.Throw<ArgumentOutOfRangeException>(() => new TokenBudget(0)).ParamName.ShouldBe("Tokens");
        Should.Throw<ArgumentOutOfRangeException>(() => new Threshold(double.NaN)).ParamName.ShouldBe("Cut");
    }

    [Fact]
    public void What_is_left_of_a_deadline_is_read_once_and_never_negative()
    {
        var deadline = new Deadline(TimeSpan.FromMilliseconds(10), new Jumping());
        deadline.Remaining.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
    }

    private static PrunerThrottled Throttled(int calls) => new("busy") { Calls = calls };

    private Task<PruneResult> PruneAsync(IRetriever retriever, string scorer, IDrafter? drafter = null) => _time.RunAsync(() =>
        new ContextPruner(retriever, drafter ?? new FakeDrafter(_ => Make.Evidence()), new PrunerOptions(), _time, () => 0).PruneAsync(new PruneRequest("q") { Scorer = Catalog.Default.Scorer(scorer), Contexts = 4 }));

    private sealed class Paged(int mostCalls, Func<int, PrunerException?> failure) : IRetriever
    {
        public int MostCalls => mostCalls;

        public int Attempts { get; private set; }

        public Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken) =>
            failure(++Attempts) is { } e ? throw e : Task.FromResult(new Retrieval([.. Enumerable.Range(1, 4).Select(i => Make.Context(i))]));
    }

    private sealed class Refusing : IDrafter
    {
        public EvidenceKinds Offers => EvidenceKinds.All;

        public Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken) => Task.FromResult(DraftReply.With(Make.Evidence()));

        public Task<DraftReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken) =>
            Task.FromResult(DraftReply.Refused(Reasons.TooLong));
    }

    /// <summary>Moves on by more than the deadline between any two readings.</summary>
    private sealed class Jumping : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += TimeSpan.FromMilliseconds(6).Ticks;
    }
}
