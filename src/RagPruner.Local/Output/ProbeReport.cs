using System.Globalization;
using System.Text.Json.Nodes;
using RagPruner.Accounting;
using RagPruner.Local.Commands;
using RagPruner.Local.Probing;
using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>What a probe found out, as a table in Markdown, which an issue takes as it is, or as JSON.</summary>
internal static class ProbeReport
{
    /// <summary>What the calls cost at most, before the first.</summary>
    public static string Before(int models, ModelPrice price)
    {
        var most = new TokenUsage(ProbedModel.MostCalls, ProbedModel.MostCalls * ModelProbe.TypicalPrompt.EstimatedTokens,
            ProbedModel.MostCalls * ModelProbe.MostTokens);
        return string.Create(CultureInfo.InvariantCulture,
            $"At most {most.Calls} calls a model, some {most.InputTokens:#,0} tokens in and {most.OutputTokens:#,0} out: {Money(price.Of(most) * models)} " +
            $"for {(models == 1 ? "it" : $"all {models}")} at --draft-price {PriceText.Of(price)}. An imported model is billed by its five-minute window.");
    }

    public static void Write(IAnsiConsole console, IReadOnlyList<ProbeResult> results, ModelPrice price)
    {
        Row("", results.Select(r => r.Model));
        Shell.Raw(console, $"|-|{string.Concat(Enumerable.Repeat("-|", results.Count))}");
        Row("best called by", results.Select(r => r.Route ?? $"failed: {r.Failure?.GetType().Name}"));
        Row("writes a draft", results.Select(r => Word(r.Draft)));
        Row("log probabilities of the draft", results.Select(r => Word(r.Logprobs)));
        foreach (var count in ModelProbe.Alternatives)
            Row($"{count} alternative{(count == 1 ? "" : "s")}", results.Select(r => r.Alternatives.FirstOrDefault(a => a.Asked == count) is { Asked: > 0 } a
                ? a.Listed == Finding.No ? $"lists {a.Most}" : Word(a.Listed) : Word(Finding.Untried)));
        Row("log probabilities of the prompt", results.Select(r => Word(r.PromptLogprobs)));
        Row("goes on with a begun turn", results.Select(r => Word(r.BegunTurns)));
        Row("keeps to stops", results.Select(r => Word(r.Stops)));
        foreach (var route in results.All(r => r.Routes.Count < 2) ? []
            : results.SelectMany(r => r.Routes.Select(x => x.Route)).Distinct(StringComparer.Ordinal).ToArray())
            Row($"log probabilities by {route}", results.Select(r => Word(r.Routes.FirstOrDefault(x => x.Route == route).Logprobs)));
        Row("the same draft again", results.Select(Again));
        Row("milliseconds, median and longest", results.Select(r => r.Milliseconds is { } m
            ? string.Create(CultureInfo.InvariantCulture, $"{m.Median:0}, {m.Longest:0}") : "–"));
        Row("calls, tokens in and out", results.Select(r => string.Create(CultureInfo.InvariantCulture,
            $"{r.Calls}, {r.Usage.InputTokens:#,0}, {r.Usage.OutputTokens:#,0}")));
        Shell.Raw(console, "");
        foreach (var result in results)
            Shell.Raw(console, $"{result.Model}: {result switch
            {
                { HasEvidence: true } => result.Use,
                { Route: not null } => "drafts without evidence, so the retrieval order is as good: choose another model, or --scorer retrieval.",
                _ => result.Failure?.Message ?? "no way to call it worked.",
            }}");
        Shell.Raw(console, $"It cost {Money(results.Sum(r => price.Of(r.Usage)))} at --draft-price {PriceText.Of(price)}, by the tokens that were reported.");

        void Row(string name, IEnumerable<string> cells) => Shell.Raw(console, $"| {name} | {string.Join(" | ", cells)} |");
    }

    public static string ToJson(IReadOnlyList<ProbeResult> results, ModelPrice price) => new JsonObject
    {
        ["models"] = new JsonArray([.. results.Select(r => (JsonNode)Of(r))]),
        ["costUsd"] = results.Sum(r => price.Of(r.Usage)),
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });

    private static JsonObject Of(ProbeResult result) => new()
    {
        ["model"] = result.Model,
        ["route"] = result.Route,
        ["hasEvidence"] = result.HasEvidence,
        ["draft"] = Word(result.Draft),
        ["logprobs"] = Word(result.Logprobs),
        ["alternatives"] = new JsonArray([.. result.Alternatives.Select(a =>
            (JsonNode)new JsonObject { ["asked"] = a.Asked, ["result"] = Word(a.Listed), ["most"] = a.Most })]),
        ["promptLogprobs"] = Word(result.PromptLogprobs),
        ["begunTurns"] = Word(result.BegunTurns),
        ["stops"] = Word(result.Stops),
        ["logprobsByRoute"] = new JsonObject(result.Routes.Select(r => KeyValuePair.Create(r.Route, (JsonNode?)Word(r.Logprobs)))),
        ["repeats"] = new JsonObject
        {
            ["drafts"] = result.Repeats.Drafts,
            ["sameText"] = result.Repeats.AreSameTexts,
            ["largestDifference"] = result.Repeats.LargestDifference,
        },
        ["milliseconds"] = result.Milliseconds is { } m ? new JsonObject { ["median"] = m.Median, ["longest"] = m.Longest } : null,
        ["calls"] = result.Calls,
        ["inputTokens"] = result.Usage.InputTokens,
        ["outputTokens"] = result.Usage.OutputTokens,
        ["failure"] = result.Failure?.GetType().Name,
        ["use"] = result.HasEvidence ? result.Use : null,
    };

    private static string Again(ProbeResult result)
    {
        var (drafts, areSame, difference) = result.Repeats;
        var spread = difference is { } d ? string.Create(CultureInfo.InvariantCulture, $"mean logprob within {d:0.####}") : "no log probabilities to compare";
        return drafts < 2 ? "–" : $"{drafts} times: {(areSame ? "same text" : "other texts")}, {spread}";
    }

    private static string Word(Finding finding) => finding switch
    {
        Finding.Yes => "yes",
        Finding.No => "no",
        Finding.Refused => "refused",
        _ => "–",
    };

    private static string Money(double usd) => "$" + usd.ToString(usd is > 0 and < 0.0001 ? "0.000000" : "0.0000", CultureInfo.InvariantCulture);
}
