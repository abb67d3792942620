using System.Diagnostics;
using RagPruner.Contexts;
using RagPruner.Errors;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Load;

/// <summary>One request and what came of it.</summary>
/// <param name="At">When it came, from the start.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Status">How it ended; null if it failed.</param>
/// <param name="Failure">How it failed; null if it did not.</param>
/// <param name="Calls">Calls on services.</param>
/// <param name="Retries">Those of them that came on top of the plan.</param>
internal sealed record Outcome(TimeSpan At, TimeSpan Took, RequestStatus? Status, ErrorKind? Failure, int Calls, int Retries)
{
    /// <summary>Whether it is answered from all that was retrieved, if only with "not in the sources".</summary>
    public bool IsComplete => Status is RequestStatus.Complete or RequestStatus.NoContext && Lacks.Count == 0;

    /// <summary>Why contexts have no score.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];
}

/// <summary>What each request asks for.</summary>
/// <param name="Contexts">Drafts.</param>
/// <param name="DeadlineSeconds">Its deadline.</param>
internal sealed record Load(int Contexts = 10, int DeadlineSeconds = 5);

/// <summary>Requests that come when they come, however long the ones before take (an open loop; Poisson arrivals).</summary>
internal static class OpenLoop
{
    private static readonly string[] s_questions =
    [
        "How long does a cold imported model take to answer?", "How long was Purser silent after the model replacement in March 2025?",
        "Which port does the gateway listen on?", "What does a five-minute window cost?",
    ];

    /// <summary>Sends requests at a rate for a time, and waits for the last one.</summary>
    public static async Task<IReadOnlyList<Outcome>> RunAsync(AnswerPipeline pipeline, double perSecond, TimeSpan duration, Load load)
    {
        var random = new Random(1);
        var clock = Stopwatch.StartNew();
        var requests = new List<Task<Outcome>>();
        for (var due = TimeSpan.Zero; due < duration; due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond))
        {
            if (due - clock.Elapsed is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait);
            requests.Add(OneAsync(pipeline, s_questions[requests.Count % s_questions.Length], load, clock));
        }
        return await Task.WhenAll(requests);
    }

    private static async Task<Outcome> OneAsync(AnswerPipeline pipeline, string question, Load load, Stopwatch clock)
    {
        var start = clock.Elapsed;
        try
        {
            var result = await pipeline.AnswerAsync(new PruneRequest(question) { Scorer = s_scorer, Contexts = load.Contexts, Deadline = TimeSpan.FromSeconds(load.DeadlineSeconds) });
            return new Outcome(start, clock.Elapsed - start, result.Status, null, result.Ledger.Calls, result.Ledger.Retries)
            {
                Lacks = [.. result.Judgement.Contexts.Where(c => c.Disposition == Disposition.Unscored).Select(c => c.Reason)],
            };
        }
        catch (PrunerException e)
        {
            return new Outcome(start, clock.Elapsed - start, null, e.Kind, e.Spent?.Calls ?? 0, e.Spent?.Retries ?? 0);
        }
    }

    private static readonly Scorer s_scorer = Catalog.Default.Scorer("mean-logprob");
}
