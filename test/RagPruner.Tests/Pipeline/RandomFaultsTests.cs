using RagPruner.Answering;
using RagPruner.Calls;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;
using RagPruner.Tests.Support;

namespace RagPruner.Tests.Pipeline;

/// <summary>The invariants of the pipeline under services that fail, stall and answer nonsense, in virtual time.</summary>
public sealed class RandomFaultsTests
{
    // The same setting as CrowdTests': tests that run once for each mutant must be short.
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("RAGPRUNER_SIMULATED_RUNS"), out var runs) ? runs : 2_000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_is_lost_overspent_or_left_running(int part)
    {
        for (var seed = part; seed < s_runs; seed += 4)
            await OneAsync(seed);
    }

    private static async Task OneAsync(int seed)
    {
        var random = new Random(seed);
        var time = new VirtualTime();
        var contexts = Enumerable.Range(1, random.Next(0, 26)).Select(i => Make.Context(i, random.Next(12) == 0 ? "" : random.Next(12) == 0 ? "the same words" : null)).ToArray();
        var failing = random.NextDouble();
        var drafter = new FakeDrafter(async (_, ct) =>
        {
            await WaitAsync(random, time, ct);
            Fail(random, failing);
            return random.Next(10) == 0 ? DraftReply.Refused(Reasons.TooLong) : DraftReply.With(Make.Evidence(Value(random), Value(random), Text(random)));
        })
        { MayBeCold = random.Next(2) == 0, Offers = EvidenceKinds.All };
        var retriever = new FakeRetriever(contexts)
        {
            Before = async (_, ct) =>
            {
                await WaitAsync(random, time, ct);
                Fail(random, failing / 3);
            },
        };
        var generator = new FakeGenerator(async (_, ct) =>
        {
            await WaitAsync(random, time, ct);
            Fail(random, failing / 3);
            return new GeneratedText("An answer. [1] [7]");
        });
        var most = random.Next(1, 26);
        var brought = contexts.Length > 0 && random.Next(4) == 0;
        var request = new PruneRequest("q")
        {
            Contexts = most,
            Documents = brought ? [.. contexts.Select(c => new Document(c.Text))] : null,
            Scorer = Scorers.All[random.Next(Scorers.All.Count)],
            Keep = random.Next(2) == 0 ? new TopK(random.Next(1, 6)) { Min = random.Next(3) } : new Gap { Min = 1 },
            Candidates = random.Next(4) == 0 ? 2 : 1,
        };
        var options = new PrunerOptions { MaxConcurrentDrafts = random.Next(1, 9) };
        var pipeline = new AnswerPipeline(new ContextPruner(retriever, drafter, options, time, random.NextDouble), generator);
        var planned = (brought ? 0 : 1) + EvidencePlan.Of(request.Scorer.Uses(EvidenceKinds.All)).MostCalls(brought ? Math.Min(most, contexts.Length) : most, Listwise.MostLabels) + request.Candidates;
        try
        {
            var result = await time.RunAsync(() => pipeline.AnswerAsync(request));
            result.Judgement.Contexts.Select(c => c.Context.Rank).Order().ShouldBe(contexts.Take(brought ? contexts.Length : most).Select(c => c.Rank), $"seed {seed}");
            result.Judgement.Contexts.ShouldAllBe(c => c.Disposition != Disposition.Kept || c.Score != null);
            result.Answer.Citations.ShouldAllBe(c => result.Judgement.Kept.Any(k => k.Id == c.ContextId));
            result.Ledger.Calls.ShouldBeLessThanOrEqualTo(new CallPlan(planned).Most, $"seed {seed}");
        }
        catch (PrunerException e)
        {
            // A failure is fine; a failure without a place in the contract is not.
            // Documents that are empty or too long are the caller's.
            if (brought && e.Kind == ErrorKind.InvalidInput)
                return;
            e.Kind.ShouldBeOneOf(ErrorKind.Throttled, ErrorKind.ModelNotReady, ErrorKind.Overloaded, ErrorKind.UpstreamFailed, ErrorKind.UpstreamBadResponse, ErrorKind.DeadlineExceeded);
        }
        drafter.Running.ShouldBe(0, $"seed {seed}");
        time.Now.ShouldBeLessThanOrEqualTo(options.Deadline, $"seed {seed}");
        (drafter.Requests.Count + generator.Requests.Count).ShouldBeLessThanOrEqualTo(new CallPlan(planned).Most, $"seed {seed}");
    }

    private static Task WaitAsync(Random random, VirtualTime time, CancellationToken cancellationToken) =>
        random.Next(3) == 0 ? Task.CompletedTask : time.WaitAsync(TimeSpan.FromMilliseconds(random.Next(20) == 0 ? 50_000 : random.Next(1, 3000)), cancellationToken);

    private static void Fail(Random random, double rate)
    {
        if (random.NextDouble() >= rate)
            return;
        var retryAfter = random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(0, 30)) : (TimeSpan?)null;
        throw PrunerException.Of((ErrorKind)random.Next((int)ErrorKind.Throttled, (int)ErrorKind.UpstreamBadResponse + 1), "injected", retryAfter);
    }

    private static double? Value(Random random) => random.Next(8) switch { 0 => null, 1 => double.NaN, 2 => double.NegativeInfinity, 3 => -9999, _ => -random.NextDouble() };

    private static string Text(Random random) => random.Next(8) switch { 0 => "", 1 => "not in the context", _ => "nine" };
}
