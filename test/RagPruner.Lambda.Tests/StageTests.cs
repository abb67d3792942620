using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Stages;
using RagPruner.Lambda.Tests.Support;
using RagPruner.Models;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Lambda.Tests;

public sealed class StageTests
{
    [Theory]
    [InlineData("blend")]
    [InlineData("mean-logprob")]
    [InlineData("question-likelihood")]
    [InlineData("consensus")]
    [InlineData("grounding")]
    [InlineData("retrieval")]
    public async Task The_stages_come_to_the_same_verdicts_as_one_function(string scorer)
    {
        var host = new TestHost { Retriever = new FakeRetriever(Make.Context(1), Make.Context(2), Make.Context(3), Make.Context(4, Make.Context(1).Text), Make.Context(5, ""), Make.Context(6)) };
        var request = $$"""{"question": "When?", "scorer": "{{scorer}}", "keep": {"rule": "top-k", "k": 2}, "include": ["contexts", "evidence"]}""";
        var staged = await new StateMachine(host).RunAsync(request);
        var direct = JsonNode.Parse(await host.TextAsync("Answer", request))!;
        foreach (var member in new[] { "status", "answer", "contexts", "degraded" })
            staged[member]!.ToJsonString().ShouldBe(direct[member]!.ToJsonString(), member);
        foreach (var member in new[] { "calls", "inputTokens", "outputTokens", "costUsd", "savedUsd" })
            staged["usage"]![member]!.ToJsonString().ShouldBe(direct["usage"]![member]!.ToJsonString(), member);
        staged["requestId"]!.GetValue<string>().ShouldBe("execution-1");
    }

    [Theory]
    [InlineData("flag", "retrieval", false)]
    [InlineData("flag", "consensus", true)]
    [InlineData("drop", "retrieval", true)]
    [InlineData("drop", "blend", true)]
    [InlineData("review", "mean-logprob", true)]
    public async Task Conflicts_are_the_same_in_stages_and_in_one_function(string onConflict, string scorer, bool areSeen)
    {
        static Context Page(int rank, string price) => Make.Context(rank, $"Page {rank} says that a ticket costs {price} a day.") with { Source = $"page {rank}" };
        var host = new TestHost
        {
            Retriever = new FakeRetriever(Page(1, "20 euros"), Page(2, "10 euros"), Page(3, "10 euros") with { Trust = 0.5 }, Page(4, "30 euros") with { HasUnreadableTrust = true }),
            Drafter = new FakeDrafter(r => Make.Evidence(-0.1 * r.Context.Rank, -0.3 * r.Context.Rank, r.Context.Text.Split("costs ")[1].Split(" a day")[0])),
        };
        var request = $$"""{"question": "How much does a ticket cost?", "keep": {"rule": "top-k", "k": 2}, "scorer": "{{scorer}}", "onConflict": "{{onConflict}}"}""";
        var staged = await new StateMachine(host).RunAsync(request);
        var direct = JsonNode.Parse(await host.TextAsync("Answer", request))!;
        foreach (var member in new[] { "status", "answer", "contexts", "degraded", "conflicts" })
            staged[member]?.ToJsonString().ShouldBe(direct[member]?.ToJsonString(), member);
        direct["degraded"]!.ToJsonString().ShouldContain("trust_unreadable");
        (direct["conflicts"]?["groups"]!.AsArray().Count).ShouldBe(areSeen ? 3 : null);
        ((string?)direct["answer"]!["action"]).ShouldBe(onConflict == "review" ? "review" : "answer");
        direct["contexts"]!.AsArray().Count(c => (string?)c!["reason"] == "contradicted").ShouldBe(onConflict == "drop" ? 2 : 0);
    }

    [Fact]
    public async Task Documents_come_to_the_same_verdicts_and_are_in_the_state_once()
    {
        var host = new TestHost();
        var documents = string.Join(',', Enumerable.Range(1, 40).Select(i => $$"""{"id": "d{{i}}", "text": "{{(i == 7 ? "The text 3 of its own" : $"The text {i} of its own")}}", "score": {{i * 7 % 40}}, "uri": "u#{{i}}", "source": "s"}"""));
        var request = $$"""{"question": "When?", "contexts": 9, "scorer": "mean-logprob", "documents": [{{documents}}]}""";
        var machine = new StateMachine(host);
        var staged = await machine.RunAsync(request);
        var direct = JsonNode.Parse(await host.TextAsync("Answer", request))!;
        foreach (var member in new[] { "status", "answer", "contexts", "degraded" })
            staged[member]!.ToJsonString().ShouldBe(direct[member]!.ToJsonString(), member);
        staged["usage"]!["calls"]!.GetValue<int>().ShouldBe(10);
        JsonNode.Parse(machine.Retrieved)!["request"]!.AsObject().ContainsKey("documents").ShouldBeFalse();
        Occurrences(machine.Retrieved, "of its own").ShouldBe(9);
    }

    [Fact]
    public async Task Half_a_character_is_the_requests_fault_and_no_defect() =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().TextAsync("Retrieve", """{"request": {"question": "When?", "documents": [{"text": "a \ud800"}]}}"""))).Message.ShouldStartWith("The body holds a text that is not valid Unicode");

    [Fact]
    public async Task Documents_that_are_all_empty_fail_in_stages_as_in_one_function() =>
        await Should.ThrowAsync<PrunerInvalidInput>(() => new StateMachine(new TestHost()).RunAsync("""{"question": "When?", "documents": [{"text": ""}]}"""));

    [Fact]
    public async Task Documents_that_a_state_cannot_carry_are_refused_and_not_cut()
    {
        var documents = string.Join(',', Enumerable.Range(1, 20).Select(i => $$"""{"text": "{{i}} {{string.Concat(Enumerable.Repeat("word ", 2900))}}"}"""));
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new StateMachine(new TestHost()).RunAsync($$"""{"question": "When?", "documents": [{{documents}}]}""")))
            .Message.ShouldMatch("^documents have \\d+ bytes of text to draft from, and the state of an execution has room for \\d+\\.$");
    }

    [Fact]
    public void Numbers_of_a_drafter_that_gives_no_tokens_go_through_the_state_in_every_form()
    {
        var evidence = new Evidence { Draft = "at nine", MeanLogprob = -0.1, QuestionLogprob = -1, SufficiencyLogOdds = 2, Gain = 1 };
        foreach (var read in StageContexts.FormsOf(evidence).Select(f => StageContexts.ToEvidence(f, null)))
            (read.MeanLogprob, read.QuestionLogprob, read.SufficiencyLogOdds, read.Gain).ShouldBe((-0.1, -1, 2, 1));
    }

    [Fact]
    public async Task Prune_gives_the_same_bytes_again()
    {
        var host = new TestHost();
        var machine = new StateMachine(host);
        await machine.RunAsync("""{"question": "When?"}""");
        (await host.TextAsync("Prune", machine.Full)).ShouldBe(machine.Pruned);
    }

    [Fact]
    public async Task The_state_stays_within_its_limit_and_carries_no_text_twice()
    {
        const string Question = "Was kostet die Überfahrt mit dem \"Nachtschiff\"?";
        var host = new TestHost { Retriever = new FakeRetriever([.. Enumerable.Range(1, 25).Select(i => Make.Context(i, Long(i), 1.0 / i))]), Drafter = new FakeDrafter(_ => LargeEvidence()) };
        host.With("RAGPRUNER_MAX_CONTEXT_TOKENS", "100000");
        var machine = new StateMachine(host);
        var body = await machine.RunAsync(new JsonObject { ["question"] = Question, ["contexts"] = 25, ["keep"] = new JsonObject { ["rule"] = "top-k", ["k"] = 25 }, ["include"] = new JsonArray("contexts", "evidence") }.ToJsonString());
        Encoding.UTF8.GetByteCount(machine.Retrieved).ShouldBeLessThan(StagePayload.Limit);
        Encoding.UTF8.GetByteCount(machine.Full).ShouldBeLessThan(StagePayload.Limit);
        Encoding.UTF8.GetByteCount(machine.Pruned).ShouldBeLessThan(StagePayload.Limit);
        body["degraded"]!.ToJsonString().ShouldContain("contexts_trimmed");
        var retrieved = JsonNode.Parse(machine.Retrieved)!;
        Occurrences(machine.Retrieved, "Nachtschiff").ShouldBe(1);
        for (var i = 1; i <= 25; i++)
            Occurrences(machine.Retrieved, $"marker-{i}-of").ShouldBe(1);
        // Short texts stay whole, and the long ones share what is left evenly.
        retrieved["rest"]!.AsArray().Single(c => (int)c!["rank"]! == 25)!["isTrimmed"].ShouldBeNull();
        retrieved["canary"]!["isTrimmed"]!.GetValue<bool>().ShouldBeTrue();

        static string Long(int i) => $"marker-{i}-of {(i == 25 ? "short" : string.Join(' ', Enumerable.Repeat($"Größe {i} \"mit\" Anführung\n", 1200)))}";
        static Evidence LargeEvidence() => Make.Evidence(-0.25, null, string.Concat(Enumerable.Repeat("wörter ", 300))) with { PromptTail = new PromptTail([.. Enumerable.Range(0, 900).Select(i => new PromptToken(null, -1.2345678901234567, $"{i}"))], 8) };
    }

    [Property(MaxTest = 200)]
    public bool Texts_fit_their_budget_and_only_long_ones_are_cut(byte[] lengths, ushort budget)
    {
        var contexts = lengths.Select((l, i) => new StageContext { Id = $"{i}", Rank = i + 1, Tokens = 1, Text = string.Concat(Enumerable.Repeat("ä\"b c", l)) }).ToArray();
        var fitted = StateBudget.Fit(contexts, budget);
        var sizes = fitted.Select(c => Encoding.UTF8.GetByteCount(System.Text.Json.JsonEncodedText.Encode(c.Text!, StageJson.Readable.Options.Encoder).Value)).ToArray();
        var longestWhole = fitted.Where(c => !c.IsTrimmed).Select(c => c.Text!.Length).DefaultIfEmpty(0).Max();
        return sizes.Sum() <= budget && fitted.Where(c => c.IsTrimmed).All(c => contexts[c.Rank - 1].Text!.Length >= longestWhole && contexts[c.Rank - 1].Text!.StartsWith(c.Text!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(400)]
    [InlineData(1000)]
    public async Task A_long_question_is_found_by_its_token_ids_as_in_one_process(int length)
    {
        var words = Enumerable.Range(0, length / 5).Select(i => $"{100 + i % 800}").ToArray();
        var question = string.Join(' ', words.Select(w => w + "?"))[..Math.Min(length, words.Length * 5 - 1)];
        var host = new TestHost
        {
            Retriever = new FakeRetriever([.. Enumerable.Range(1, 10).Select(i => Make.Context(i, $"Context {i} of some length. {new string('x', 1500)}{i}"))]),
            // As many tokens as there are bytes: a context's own, the question's, and the template's.
            Drafter = new FakeDrafter(r => Make.Evidence(-0.1 * r.Context.Rank) with
            {
                QuestionLogprobs = null,
                PromptTail = new PromptTail([.. Enumerable.Range(0, 20).Select(i => new PromptToken(null, -5.123456789, $"{r.Context.Rank * 1000 + i}")), .. words.Select((w, i) => new PromptToken(null, -1.123456789 - r.Context.Rank - i % 3, w)), .. Enumerable.Range(0, 8).Select(i => new PromptToken(null, -0.5, $"{128_000 + i}"))], 8),
            }),
        };
        var request = $$"""{"question": "{{question}}", "scorer": "question-likelihood", "contexts": 10}""";
        var staged = await new StateMachine(host).RunAsync(request);
        var whole = JsonNode.Parse(await host.TextAsync("Answer", request))!;
        staged["contexts"]!.AsArray().Select(c => (string?)c!["id"]).ShouldBe(whole["contexts"]!.AsArray().Select(c => (string?)c!["id"]));
        staged["contexts"]!.AsArray().Zip(whole["contexts"]!.AsArray()).ShouldAllBe(p => Math.Abs((double)p.First!["score"]! - (double)p.Second!["score"]!) < 1e-4);
    }

    [Fact]
    public async Task A_scorer_that_looks_at_tokens_gives_the_same_scores_in_stages()
    {
        var host = new TestHost { Extensions = new FunctionExtensions { Catalog = Catalog.Default.With(new WeakestToken()) }, Drafter = new FakeDrafter(r => Tokens(r, 12)) };
        const string Request = """{"question": "When?", "scorer": "weakest-token", "include": ["contexts"]}""";
        var staged = await new StateMachine(host).RunAsync(Request);
        var whole = JsonNode.Parse(await host.TextAsync("Answer", Request))!;
        staged["contexts"]!.ToJsonString().ShouldBe(whole["contexts"]!.ToJsonString());
        staged["contexts"]![0]!["score"].ShouldNotBeNull();
        staged["degraded"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public void Evidence_that_the_state_has_no_room_for_is_folded_and_says_so()
    {
        var draft = new StageDraft { Id = "c1" };
        var evidence = Tokens(new DraftRequest("When?", Make.Context(1), "f", 64, EvidenceKinds.OneCall), 64);
        var whole = DraftFunction.WithinBudget(draft, evidence, 16_384).Evidence!;
        (whole.IsFolded, whole.Tokens!.Count, whole.Tokens[0].Top!.Count).ShouldBe((false, 64, 1));
        DraftFunction.WithinBudget(draft, evidence, 5000).Evidence!.Tokens![0].Top.ShouldBeNull();
        var folded = DraftFunction.WithinBudget(draft, evidence, 1000).Evidence!;
        (folded.IsFolded, folded.Tokens).ShouldBe((true, null));
        var again = StageContexts.ToEvidence(folded, null);
        (again.MeanLogprob, again.QuestionLogprob, again.Tokens).ShouldBe((evidence.MeanLogprob, evidence.QuestionLogprob, null));
    }

    private static Evidence Tokens(DraftRequest request, int count) => Make.Evidence() with
    {
        Draft = "a few words",
        Tokens = [.. Enumerable.Range(0, count).Select(i => new CompletionToken(i == 0 ? "a few words" : "", -0.1234567890123456 * ((i * request.Context.Rank) % 7)) { Top = [new("other", -1.5)] })],
    };

    private sealed class WeakestToken : SingleFeatureScorer
    {
        public override string Name => "weakest-token";

        public override EvidenceKinds Needs => EvidenceKinds.DraftLogprobs;

        public override string MissingReason => Reasons.DraftLogprobsMissing;

        protected override double? Score(ContextEvidence context) => context.Evidence?.Tokens is { Count: > 1 } tokens ? tokens.Min(t => t.Logprob) : null;
    }

    [Fact]
    public async Task A_draft_that_failed_for_good_leaves_its_context_unscored()
    {
        var host = new TestHost { Drafter = new FakeDrafter((r, _) => r.Context.Rank == 3 ? throw new PrunerThrottled("t") : Task.FromResult(DraftReply.With(Make.Evidence(-r.Context.Rank)))) };
        var body = await new StateMachine(host).RunAsync("""{"question": "When?", "scorer": "mean-logprob"}""");
        body["status"]!.GetValue<string>().ShouldBe("partial");
        body["contexts"]!.AsArray().Single(c => (int)c!["rank"]! == 3)!["reason"]!.GetValue<string>().ShouldBe("draft_throttled");
    }

    [Fact]
    public async Task Below_the_quorum_prune_fails_with_the_dominant_cause()
    {
        var host = new TestHost { Drafter = new FakeDrafter((r, _) => r.Context.Rank > 2 ? throw new PrunerOverloaded("o") : Task.FromResult(DraftReply.With(Make.Evidence()))) };
        await Should.ThrowAsync<PrunerOverloaded>(() => new StateMachine(host).RunAsync("""{"question": "When?"}"""));
    }

    [Fact]
    public async Task A_blocked_question_ends_without_a_draft_or_an_answer()
    {
        var host = new TestHost { Retriever = new FakeRetriever { IsBlocked = true } };
        var body = await new StateMachine(host).RunAsync("""{"question": "When?"}""");
        body["status"]!.GetValue<string>().ShouldBe("blocked");
        body["answer"]!["text"]!.GetValue<string>().ShouldBe("Blocked by a guardrail.");
        host.Drafter.Requests.ShouldBeEmpty();
        host.Generator.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_contexts_the_body_says_so_and_falls_back()
    {
        var host = new TestHost { Retriever = new FakeRetriever() };
        var body = await new StateMachine(host).RunAsync("""{"question": "When?"}""");
        body["status"]!.GetValue<string>().ShouldBe("no_context");
        body["answer"]!["action"]!.GetValue<string>().ShouldBe("fallback");
        host.Generator.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_a_server_gives_token_ids_only_prune_finds_the_question()
    {
        // Two own tokens of the context, three of the question, two of the template.
        static PromptTail Tail(int rank) => new(
            [new(null, -9, $"{rank}"), new(null, -8, $"{rank + 100}"), new(null, -1 * rank, "q1"), new(null, -2 * rank, "q2"), new(null, -3 * rank, "q3"), new(null, -7, "t1"), new(null, -7, "t2")], 2);
        var host = new TestHost { Drafter = new FakeDrafter(r => Make.Evidence() with { QuestionLogprobs = null, PromptTail = Tail(r.Context.Rank) }) };
        var body = await new StateMachine(host).RunAsync("""{"question": "When?", "scorer": "question-likelihood"}""");
        body["contexts"]!.AsArray().Select(c => c!["evidence"]!["questionLogprob"]!.GetValue<double>()).ShouldBe([-2, -4, -6, -8, -10, -12]);
    }

    [Fact]
    public async Task The_tenant_of_a_state_machine_comes_from_its_own_configuration()
    {
        TenantClause? asked = null;
        TestHost Host() => new() { Retriever = new FakeRetriever(Make.Context(1)) { Before = (q, _) => { asked = q.Tenant; return Task.CompletedTask; } } };
        await new StateMachine(Host().With("RAGPRUNER_TENANT_MODE", "claim")).RunAsync("""{"question": "When?"}""", "t7");
        asked.ShouldBe(new TenantClause("tenant", "t7"));
        await Should.ThrowAsync<PrunerForbidden>(() => new StateMachine(Host().With("RAGPRUNER_TENANT_MODE", "claim")).RunAsync("""{"question": "When?"}"""));
        await Should.ThrowAsync<PrunerForbidden>(() => new StateMachine(Host().With("RAGPRUNER_TENANT", "t1")).RunAsync("""{"question": "When?"}""", "t2"));
        await Should.ThrowAsync<PrunerInvalidInput>(() => new StateMachine(Host()).RunAsync("""{"question": "When?", "tenant": "t1"}"""));
    }

    [Theory]
    [InlineData("Retrieve", "{}", "request is required.")]
    [InlineData("Retrieve", "[]", "The payload is not what this stage takes.")]
    [InlineData("Retrieve", """{"request": {"question": ""}}""", "question is required.")]
    [InlineData("Draft", "{}", "question, task and context, with its text, are required.")]
    [InlineData("Draft", """{"question": "q", "context": {"id": 7}}""", "The payload is not what this stage takes, at context.id.")]
    [InlineData("Prune", "{}", "The payload is not what this stage takes.")]
    [InlineData("Prune", "null", "The payload is null.")]
    [InlineData("Generate", "{}", "The payload is not what this stage takes.")]
    public async Task A_wrong_payload_is_refused_by_the_name_of_its_member(string stage, string payload, string message) =>
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().TextAsync(stage, payload))).Message.ShouldBe(message);

    [Theory]
    [InlineData("PrunerMisconfigured")]
    [InlineData("States.Timeout")]
    public async Task An_error_that_is_not_for_one_context_is_not_taken_for_one(string error)
    {
        var state = JsonNode.Parse(TestHost.Event("prune"))!;
        state["drafts"]![0] = new JsonObject { ["id"] = state["rest"]![0]!["id"]!.DeepClone(), ["error"] = error };
        await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().TextAsync("Prune", state.ToJsonString()));
    }

    [Fact]
    public async Task A_missing_draft_is_not_a_low_one()
    {
        var state = JsonNode.Parse(TestHost.Event("prune"))!;
        state["drafts"]!.AsArray().RemoveAt(0);
        (await Should.ThrowAsync<PrunerInvalidInput>(() => new TestHost().TextAsync("Prune", state.ToJsonString()))).Message.ShouldBe("drafts lacks a context that was to be drafted from.");
    }

    [Fact]
    public async Task A_stage_makes_one_attempt_and_leaves_retries_to_the_state_machine()
    {
        var calls = 0;
        var host = new TestHost { Drafter = new FakeDrafter((_, _) => { calls++; throw new PrunerThrottled("t"); }) };
        await Should.ThrowAsync<PrunerThrottled>(() => host.TextAsync("Draft", TestHost.Event("draft")));
        calls.ShouldBe(1);
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    [Fact]
    public void Every_reason_of_a_failed_draft_has_its_error()
    {
        foreach (var kind in new[] { ErrorKind.Throttled, ErrorKind.ModelNotReady, ErrorKind.Overloaded, ErrorKind.UpstreamFailed, ErrorKind.UpstreamBadResponse, ErrorKind.DeadlineExceeded })
            Reasons.FailureBehind(Reasons.DraftFailed(kind)).ShouldBe(kind);
    }
}
