using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Drafting;

/// <summary>Calls that are made once for a question: planned, counted, and shared by its contexts.</summary>
public sealed class QuestionCallTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void A_plan_counts_calls_of_a_question_once_and_those_of_contexts_for_each()
    {
        Most(EvidenceKinds.None).ShouldBe(0);
        Most(EvidenceKinds.OneCall).ShouldBe(25);
        Most(EvidenceKinds.QuestionPrior).ShouldBe(1);
        // Two windows of 20, each in both orders.
        Most(EvidenceKinds.Labels).ShouldBe(4);
        // The scent, and its rating, which rates the question too; a draft takes a call of its own.
        Most(EvidenceKinds.Scent | EvidenceKinds.QuestionLogprobs).ShouldBe(26);
        Most(EvidenceKinds.Scent | EvidenceKinds.OneCall).ShouldBe(51);
        Most(EvidenceKinds.QuestionLogprobs | EvidenceKinds.Pair).ShouldBe(29);
        Most(EvidenceKinds.All).ShouldBe(4 * 25 + 1 + 4 + 1 + 4);

        static int Most(EvidenceKinds kinds) => EvidencePlan.Of(kinds).MostCalls(25, 20);
    }

    [Fact]
    public async Task The_question_alone_is_asked_for_once_and_known_to_every_context()
    {
        var model = new Rated();
        var pruned = await PruneAsync(model, new QuestionGain());
        model.Prompts.Count(p => !p.User.Contains("<context", StringComparison.Ordinal)).ShouldBe(1);
        pruned.Judgement.Contexts.ShouldAllBe(c => c.Score == 3);
        // One retrieval, four drafts, one call for the question.
        (pruned.Ledger.Calls, pruned.Ledger.Drafts, pruned.Ledger.Drafting.Calls).ShouldBe((6, 4, 5));
    }

    [Fact]
    public async Task What_a_score_needs_fails_the_request_in_its_own_words() =>
        await Should.ThrowAsync<PrunerThrottled>(() => PruneAsync(new Rated { Failure = new PrunerThrottled("busy") }, new QuestionGain()));

    [Fact]
    public async Task What_would_only_improve_a_score_may_be_missing()
    {
        var pruned = await PruneAsync(new Rated { Failure = new PrunerThrottled("busy") }, new QuestionGain { IsOptional = true });
        pruned.Judgement.Contexts.ShouldAllBe(c => c.Score == -1);
        pruned.Status.ShouldBe(RequestStatus.Complete);
    }

    [Fact]
    public async Task Time_that_ends_in_a_call_for_the_question_is_the_deadlines_and_nobodys_cancellation()
    {
        Func<CancellationToken, Task> slow = ct => _time.WaitAsync(TimeSpan.FromMinutes(1), ct);
        // Where the score can do without it, the drafts have no time left either, and say so.
        (await Should.ThrowAsync<PrunerDeadlineExceeded>(() => PruneAsync(new Rated { Waits = slow }, new QuestionGain { IsOptional = true }))).Message.ShouldContain("draft_deadline");
        await Should.ThrowAsync<PrunerDeadlineExceeded>(() => PruneAsync(new Rated { Waits = slow }, new QuestionGain()));
    }

    [Fact]
    public async Task A_question_that_is_too_long_for_the_model_is_not_billed()
    {
        IDrafter drafter = new ModelDrafter(new Refusing());
        var calls = drafter.CallsFor(EvidenceKinds.QuestionPrior, new QuestionRequest("When?", [], "f00d"));
        calls.Single().Read(await drafter.CompleteAsync(calls.Single(), default)).ShouldBeNull();
        // The model refuses every prompt: nothing is scored, and nothing was paid for.
        (await Should.ThrowAsync<PrunerException>(() => PruneAsync(new Refusing { Abilities = new ModelAbilities { PromptLogprobs = true } }, new QuestionGain())))
            .Spent!.Drafting.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task A_final_model_that_finds_the_prompt_too_long_says_what_to_do()
    {
        var pipeline = new AnswerPipeline(new ContextPruner(Retriever(), new ModelDrafter(new Rated()), null, _time, () => 0), new RagPruner.Answering.ModelGenerator(new Refusing()));
        (await Should.ThrowAsync<PrunerMisconfigured>(() => _time.RunAsync(() => pipeline.AnswerAsync(new PruneRequest("When?"))))).Message.ShouldContain("too long for the final model");
    }

    private static FakeRetriever Retriever() => new([.. Enumerable.Range(1, 4).Select(i => Make.Context(i))]);

    private Task<PruneResult> PruneAsync(IModel model, Scorer scorer) => _time.RunAsync(() =>
        new ContextPruner(Retriever(), new ModelDrafter(model), null, _time, () => 0).PruneAsync(new PruneRequest("When?") { Scorer = scorer, Keep = new TopK(4) }));

    /// <summary>The question's log probability less that without a context; that alone where the latter may be missing.</summary>
    private sealed class QuestionGain : SingleFeatureScorer
    {
        public bool IsOptional { get; init; }

        public override string Name => "question-gain-of-a-test";

        public override EvidenceKinds Needs => IsOptional ? EvidenceKinds.QuestionLogprobs : EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior;

        public override EvidenceKinds Uses(EvidenceKinds offered) => EvidenceKinds.QuestionLogprobs | EvidenceKinds.QuestionPrior;

        public override string MissingReason => "question_gain_missing";

        protected override double? Score(ContextEvidence context) =>
            context.Evidence?.QuestionLogprob - (context.Evidence?.QuestionPriorLogprob ?? (IsOptional ? 0 : null));
    }

    /// <summary>Gives the question −1 a token with a context, and −4 without one.</summary>
    private sealed class Rated : IModel
    {
        public ModelAbilities Abilities { get; } = new() { PromptLogprobs = true };

        public PrunerException? Failure { get; init; }

        public Func<CancellationToken, Task> Waits { get; init; } = static _ => Task.CompletedTask;

        public List<Prompt> Prompts { get; } = [];

        public async Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
        {
            var isOpen = request.Prompt.User.Contains("<context", StringComparison.Ordinal);
            lock (Prompts)
                Prompts.Add(request.Prompt);
            if (!isOpen)
                await Waits(cancellationToken);
            return !isOpen && Failure is not null ? throw Failure : new Completion("x")
            {
                PromptTokens = [new PromptToken("Question:", -9), new PromptToken(" When?", isOpen ? -1 : -4)],
            };
        }
    }

    private sealed class Refusing : IModel
    {
        public ModelAbilities Abilities { get; init; } = new();

        public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
            Task.FromResult(new Completion("") { StopCause = StopCause.TooLong });
    }
}
