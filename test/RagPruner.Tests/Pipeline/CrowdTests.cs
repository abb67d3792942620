using System.Globalization;
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

/// <summary>
/// Several requests of several tenants side by side over services that fail, throttle, stall and answer nonsense, in virtual time, with
/// hedging, refusals and callers who give up. RAGPRUNER_SIMULATED_RUNS says how many crowds.
/// </summary>
public sealed class CrowdTests
{
    private static readonly int s_runs = int.TryParse(Environment.GetEnvironmentVariable("RAGPRUNER_SIMULATED_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 200;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Each_context_comes_back_once_in_time_within_the_plan_and_nothing_runs_on(int part)
    {
        var (drafts, refused, hedged) = (0L, 0, 0);
        for (var seed = part; seed < s_runs; seed += 2)
        {
            var crowd = new Crowd(seed);
            await crowd.RunAsync();
            (drafts, refused, hedged) = (drafts + crowd.Drafts, refused + crowd.Refused, hedged + crowd.Hedged);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{drafts} drafts, {refused} requests refused, {hedged} calls on top of a plan");
        // What is never reached proves nothing.
        refused.ShouldBeGreaterThan(0);
        hedged.ShouldBeGreaterThan(0);
    }

    private sealed class Crowd
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly VirtualTime _time = new();
        private readonly PrunerOptions _options;
        private readonly FakeDrafter _drafter;
        private readonly FakeGenerator _generator;
        private readonly AnswerPipeline _pipeline;
        private readonly double _failing;
        private readonly int _retries;
        private readonly Context[] _contexts;

        public Crowd(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            _retries = seed % 4 < 2 ? 0 : 2;
            _failing = _random.Next(3) == 0 ? _random.NextDouble() : _random.NextDouble() / 20;
            _contexts = [.. Enumerable.Range(1, 25).Select(i => Make.Context(i, _random.Next(25) == 0 ? "" : null))];
            _options = new PrunerOptions
            {
                MaxConcurrentDrafts = _random.Next(1, 26),
                MaxConcurrentCalls = _random.Next(2, 60),
                HedgeDrafts = _random.Next(4) > 0,
                StragglerShare = 0.05 + _random.NextDouble() * 0.9,
                Retry = new() { MaxRetries = _retries },
            };
            _drafter = new FakeDrafter(async (_, ct) =>
            {
                await ServeAsync(300, ct);
                return DraftReply.With(Make.Evidence(-_random.NextDouble() * 3, -_random.NextDouble() * 3, _random.Next(20) == 0 ? "" : "nine"));
            })
            { Offers = EvidenceKinds.All };
            _generator = new FakeGenerator(async (_, ct) =>
            {
                await ServeAsync(900, ct);
                return new GeneratedText("An answer. [1]");
            });
            _pipeline = new AnswerPipeline(new ContextPruner(new FakeRetriever(_contexts) { Before = (_, ct) => ServeAsync(40, ct) }, _drafter, _options, _time, _random.NextDouble), _generator);
        }

        public int Drafts => _drafter.Requests.Count;

        public int Refused { get; private set; }

        public int Hedged { get; private set; }

        public async Task RunAsync()
        {
            await _time.RunAsync(() => Task.WhenAll(Enumerable.Range(0, _random.Next(6, 16)).Select(OneAsync)));
            _drafter.Running.ShouldBe(0, $"seed {_seed}");
        }

        private async Task<bool> OneAsync(int number)
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(_random.Next(1, 4000)), default);
            var most = _random.Next(1, 26);
            var keep = _random.Next(3) switch { 0 => KeepRule.TopK(3), 1 => KeepRule.Threshold(-_random.NextDouble() * 2), _ => KeepRule.Threshold(0.1) };
            var request = new PruneRequest("q")
            {
                Contexts = most,
                Scorer = _random.Next(2) == 0 ? new MeanLogprobScorer() : new QuestionLikelihoodScorer(),
                Keep = keep,
                Deadline = TimeSpan.FromSeconds(_random.Next(2, 21)),
                Tenant = new TenantClause("tenant", $"t{number % 3}"),
            };
            var plan = new CallPlan(2 + most);
            using var giveUp = new CancellationTokenSource(_random.Next(6) == 0 ? TimeSpan.FromMilliseconds(_random.Next(1, 5000)) : Timeout.InfiniteTimeSpan, _time);
            var start = _time.Now;
            try
            {
                var result = await _pipeline.AnswerAsync(request, cancellationToken: giveUp.Token);
                result.Judgement.Contexts.Select(c => c.Context.Rank).Order().ShouldBe(_contexts.Take(most).Select(c => c.Rank), $"seed {_seed}");
                result.Judgement.Contexts.ShouldAllBe(c => c.Disposition != Disposition.Kept || c.Score != null);
                result.Judgement.Contexts.ShouldAllBe(c => c.Reason != Reasons.NotWaitedFor || request.Keep.NeedsAbsoluteScores);
                result.Ledger.Calls.ShouldBeLessThanOrEqualTo(plan.Most, $"seed {_seed}");
                Hedged += result.Ledger.Retries;
            }
            catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
            {
            }
            catch (PrunerException e)
            {
                e.Kind.ShouldBeOneOf(ErrorKind.Throttled, ErrorKind.ModelNotReady, ErrorKind.Overloaded, ErrorKind.UpstreamFailed, ErrorKind.UpstreamBadResponse, ErrorKind.DeadlineExceeded);
                if (e is PrunerOverloaded { Calls: 0 })
                {
                    Refused++;
                    _time.Now.ShouldBe(start, $"seed {_seed}");
                }
                e.Spent?.Calls.ShouldBeLessThanOrEqualTo(plan.Most, $"seed {_seed}");
            }
            // A wait between two attempts that is cancelled ends on the thread pool, and the virtual clock goes on meanwhile for the others:
            // that a single request keeps its time with retries too is RandomFaultsTests' to show.
            if (_retries == 0)
                (_time.Now - start).ShouldBeLessThanOrEqualTo(request.Deadline.Value, $"seed {_seed}");
            return true;
        }

        private async Task ServeAsync(int milliseconds, CancellationToken cancellationToken)
        {
            await _time.WaitAsync(TimeSpan.FromMilliseconds(_random.Next(100) == 0 ? 50_000 : milliseconds * (0.8 + _random.NextDouble() * 0.4)), cancellationToken);
            if (_random.NextDouble() < _failing)
                throw PrunerException.Of((ErrorKind)_random.Next((int)ErrorKind.Throttled, (int)ErrorKind.UpstreamBadResponse + 1), "injected");
        }
    }
}
