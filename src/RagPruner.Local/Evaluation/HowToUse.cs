using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Calibration;
using RagPruner.Selection;

namespace RagPruner.Local.Evaluation;

/// <summary>A policy as it is set up.</summary>
/// <param name="Ask">The options of <c>ask</c>.</param>
/// <param name="Body">The members of a request's body.</param>
/// <param name="Settings">Environment variables of the functions.</param>
internal sealed record HowToUse(string Ask, string Body, IReadOnlyList<string> Settings)
{
    /// <summary>Null where it cannot be set up as it is: a blend written as a sum is the lab's, and what reranks is the knowledge base's.</summary>
    public static HowToUse? Of(Policy policy, Catalog catalog, string? profilePath)
    {
        if (policy.Scorer is not { Scorer: var scorer, Name: var given })
            return null;
        // A profile takes the place of the blend.
        var (profile, name) = scorer is ProfileScorer ? (profilePath, scorer.Name) : (null, given);
        if (!catalog.ScorerNames.Contains(name, StringComparer.Ordinal))
            return null;
        return new HowToUse(
            $"{(profile is null ? "" : $"--profile {profile} ")}--scorer {name} --keep {policy.KeepText}",
            new JsonObject { ["scorer"] = name, ["keep"] = Rule(policy, catalog) }.ToJsonString(s_readable),
            profile is null ? [] : [$"RAGPRUNER_PROFILE={Path.GetFileName(profile)}"]);
    }

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = false };

    private static JsonObject Rule(Policy policy, Catalog catalog)
    {
        var parts = policy.KeepText.Split(',', 2)[0].Split(':', 2);
        var rule = new JsonObject { ["rule"] = parts[0] };
        if (parts is [_, var number] && catalog.Definition(parts[0])?.Parameter is { } parameter)
            rule[parameter] = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (policy.Keep.Min != catalog.Definition(parts[0])?.DefaultMin)
            rule["min"] = policy.Keep.Min;
        return rule;
    }
}
