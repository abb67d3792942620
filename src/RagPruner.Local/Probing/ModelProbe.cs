using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Local.Probing;

/// <summary>
/// Finds out by at most <see cref="ProbedModel.MostCalls"/> small calls what a model returns: one look by every way there is,
/// and the rest by the best of them. Its texts are its own; none of a user's is sent or shown.
/// </summary>
internal sealed class ModelProbe(ProbeTarget target, TimeProvider time, CancellationToken cancellationToken)
{
    /// <summary>The longest reply that is asked for.</summary>
    public const int MostTokens = 24;

    private const int Repeats = 5;

    // Whether log probabilities of the draft are still asked for, once those of the prompt are not.
    private static readonly bool[] s_lessOfOne = [true, false];
    private static readonly bool[] s_less = [false];

    private static readonly DraftRequest s_request = new(
        "When does the last ferry leave on weekdays?",
        new Context { Id = "probe", Text = "The last ferry of the day leaves the harbour at 18:40 on weekdays and at 17:10 on Sundays.", Rank = 1 },
        "f00d", MostTokens, EvidenceKinds.OneCall);

    private readonly ProbedModel _calls = new(time);

    /// <summary>How many alternatives are asked for, one after the other.</summary>
    public static IReadOnlyList<int> Alternatives { get; } = [1, 5, 20];

    /// <summary>The prompt of most calls, for an estimate of what they cost.</summary>
    public static Prompt TypicalPrompt => DraftPrompt.For(s_request, new ModelAbilities());

    public async Task<ProbeResult> RunAsync()
    {
        var looks = new List<Look>();
        foreach (var route in target.Routes)
            looks.Add(await LookAsync(route, logprobs: true, prompt: true));
        // Refused by every way: with less, step by step.
        foreach (var logprobs in target.Routes.Count == 1 ? s_lessOfOne : s_less)
        {
            if (looks.Exists(l => l.Completion is not null))
                break;
            for (var i = 0; i < looks.Count; i++)
            {
                if (looks[i].Logprobs == Finding.Refused)
                    looks[i] = await LookAsync(looks[i].Route, logprobs, prompt: false);
            }
        }
        var result = new ProbeResult { Model = target.Label, Routes = [.. looks.Select(l => (l.Route.Name, l.Logprobs))] };
        // What gives most, and of equals the first: the order of the list is the order of preference.
        var best = looks.Where(l => l.Completion is not null).MaxBy(l => (l.PromptLogprobs == Finding.Yes ? 2 : 0) + (l.Logprobs == Finding.Yes ? 1 : 0));
        result = best is null ? result with { Failure = looks[0].Failure } : await ExamineAsync(result, best);
        return result with { Calls = _calls.Calls, Usage = _calls.Usage };
    }

    /// <summary>One draft, with log probabilities of it and of the prompt.</summary>
    private async Task<Look> LookAsync(ProbeRoute route, bool logprobs, bool prompt)
    {
        if (await _calls.CallAsync(route.Model, Request(logprobs ? 5 : null, prompt), cancellationToken) is not { } call)
            return new Look(route);
        if (call.Completion is not { } completion)
            return new Look(route) { Failure = call.Failure, Logprobs = call.IsRefused ? Finding.Refused : Finding.Untried };
        return new Look(route)
        {
            Completion = completion,
            Took = _calls.Took,
            Logprobs = logprobs ? HasLogprobs(completion) : Finding.Refused,
            PromptLogprobs = !prompt ? Finding.Refused : completion.PromptTokens?.Any(t => t.Logprob is not null) == true ? Finding.Yes : Finding.No,
        };
    }

    private async Task<ProbeResult> ExamineAsync(ProbeResult result, Look best)
    {
        var (model, first) = (best.Route.Model, best.Completion!);
        var asked = best.Logprobs == Finding.Yes;
        var alternatives = new List<(int, Finding, int)>();
        foreach (var count in asked ? Alternatives : [])
            alternatives.Add(count == 5 ? Listed(count, first) : Listed(count, await _calls.CallAsync(model, Request(count), cancellationToken)));
        var begun = best.Route.Begins is { } begins ? await BegunAsync(begins) : Finding.Untried;
        if (begun != Finding.Yes)
            begun = await BegunAsync(model);
        var stops = await StopsAsync(model, first.Text);

        var drafts = new List<Completion> { first };
        var times = new List<double> { best.Took.TotalMilliseconds };
        while (drafts.Count < Repeats && await _calls.CallAsync(model, Request(asked ? 5 : null), cancellationToken) is { Completion: { } again })
        {
            drafts.Add(again);
            times.Add(_calls.Took.TotalMilliseconds);
        }
        var means = drafts.Select(d => d.Tokens is null ? null : LogProbability.Mean(d.Tokens.Select(t => t.Logprob))).OfType<double>().ToArray();
        times.Sort();
        return result with
        {
            Route = best.Route.Name,
            Draft = string.IsNullOrWhiteSpace(first.Text) ? Finding.No : Finding.Yes,
            Logprobs = best.Logprobs,
            Alternatives = alternatives,
            PromptLogprobs = best.PromptLogprobs,
            BegunTurns = begun,
            Stops = stops,
            Repeats = (drafts.Count, drafts.TrueForAll(d => d.Text == first.Text), means.Length > 1 ? means.Max() - means.Min() : null),
            Milliseconds = (times[times.Count / 2], times[^1]),
            Use = best.Route.Use(begun == Finding.Yes),
        };
    }

    private async Task<Finding> BegunAsync(IModel model)
    {
        var prompt = DraftPrompt.For(s_request, new ModelAbilities { BegunTurns = true });
        if (await _calls.CallAsync(model, new CompletionRequest(prompt, MostTokens), cancellationToken) is not { } call)
            return Finding.Untried;
        if (call.Completion is not { } completion)
            return call.IsRefused ? Finding.Refused : Finding.Untried;
        // A model that opens a turn of its own starts the quotation, or the whole sentence, again.
        var text = completion.Text.TrimStart();
        return text.Length == 0 || text.StartsWith('"') || text.StartsWith("The ", StringComparison.OrdinalIgnoreCase) ? Finding.No : Finding.Yes;
    }

    /// <summary>Asks for the same draft again, to stop where its last characters are known to stand.</summary>
    private async Task<Finding> StopsAsync(IModel model, string draft)
    {
        var text = draft.Trim();
        if (text.Length < 4)
            return Finding.Untried;
        var stop = text[^3..];
        var request = Request(null) with { Prompt = TypicalPrompt with { Stops = [stop] } };
        return await _calls.CallAsync(model, request, cancellationToken) is not { } call ? Finding.Untried
            : call.Completion is { } completion ? completion.Text.Contains(stop, StringComparison.Ordinal) ? Finding.No : Finding.Yes
            : call.IsRefused ? Finding.Refused : Finding.Untried;
    }

    private static CompletionRequest Request(int? alternatives, bool prompt = false) => new(TypicalPrompt, MostTokens)
    {
        Logprobs = alternatives is not null,
        Alternatives = alternatives ?? 0,
        PromptTokens = prompt ? PromptLogprobs.TailOf(s_request.Question) : 0,
    };

    private static Finding HasLogprobs(Completion completion) =>
        completion.Tokens is { Count: > 0 } tokens && tokens.Any(t => t.Logprob is not null) ? Finding.Yes : Finding.No;

    private static (int, Finding, int) Listed(int asked, ProbedCall? call) => call switch
    {
        { Completion: { } completion } => Listed(asked, completion),
        { IsRefused: true } => (asked, Finding.Refused, 0),
        _ => (asked, Finding.Untried, 0),
    };

    private static (int, Finding, int) Listed(int asked, Completion completion)
    {
        var most = completion.Tokens?.Select(t => t.Top.Count).DefaultIfEmpty(0).Max() ?? 0;
        return (asked, most >= asked ? Finding.Yes : Finding.No, most);
    }

    /// <summary>What a first call by one way came to.</summary>
    private sealed record Look(ProbeRoute Route)
    {
        public Completion? Completion { get; init; }

        public TimeSpan Took { get; init; }

        public Finding Logprobs { get; init; }

        public Finding PromptLogprobs { get; init; }

        public PrunerException? Failure { get; init; }
    }
}
