using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>Reads and writes <c>profile.json</c>.</summary>
internal static class ProfileJson
{
    /// <summary>The profile as indented JSON; numbers in full, so that reading it gives the same cuts.</summary>
    public static string Write(Profile profile) => JsonSerializer.Serialize(profile, ProfileJsonContext.Readable.Profile);

    /// <summary>Reads a profile.</summary>
    /// <exception cref="PrunerInvalidInput">It is not one; the message names the member.</exception>
    public static Profile Read(ReadOnlySpan<byte> utf8, Catalog? catalog = null)
    {
        catalog ??= Catalog.Default;
        Profile profile;
        try
        {
            profile = JsonSerializer.Deserialize(utf8, ProfileJsonContext.Readable.Profile) ?? throw new PrunerInvalidInput("The profile is null.");
        }
        catch (JsonException e)
        {
            throw new PrunerInvalidInput(
                $"The profile is not valid{(e.Path is { Length: > 2 } path ? $" at {path[2..]}" : "")}" +
                $"{(e.LineNumber is { } line ? $", line {line + 1}" : "")}.", e);
        }
        Ensure(profile.Version == Profile.CurrentVersion, $"version is not {Profile.CurrentVersion}: calibrate again");
        Ensure(profile.Features.Count > 0 && profile.Features.All(f => f is not null)
            && profile.Figures.Actions.All(a => a is not null), "features is empty, or a list holds null");
        foreach (var feature in profile.Features)
        {
            var isNamed = catalog.ScorerNames.Contains(feature.Name, StringComparer.Ordinal);
            Ensure(!Scorers.FormerNames.TryGetValue(feature.Name, out var now) || isNamed,
                $"features has {feature.Name}, which is {now} by now and has other values; calibrate again");
            Ensure(isNamed && catalog.Scorer(feature.Name).IsAbsolute, "features has a name that is not a scorer with absolute scores");
            Ensure(double.IsFinite(feature.Weight) && double.IsFinite(feature.Mean), "features has a weight or mean that is not a number");
            Ensure(double.IsFinite(feature.Deviation) && feature.Deviation > 0, "features has a deviation that is not above 0");
            Ensure(feature.Deciles.Count == 9 && feature.Deciles.Zip(feature.Deciles.Skip(1)).All(d => d.First <= d.Second),
                "features has deciles that are not nine ascending numbers");
        }
        Ensure(profile.Features.DistinctBy(f => f.Name, StringComparer.Ordinal).Count() == profile.Features.Count, "features has a name twice");
        Ensure(double.IsFinite(profile.Probability.Intercept) && profile.Probability.Slope >= 0, "probability.slope is below 0");
        Ensure(double.IsFinite(profile.Coverage.Cut) && profile.Coverage.Target is > 0 and < 1,
            "coverage.cut is not a number, or coverage.target not between 0 and 1");
        Ensure(profile.Probability.Relevance is not { } relevance
            || relevance.By is Relevance.ByQuestionGain or Relevance.ByQuestionLikelihood && relevance.Slope > 0,
            "probability.relevance has a name that is not question-gain or question-likelihood, or a slope that is not above 0");
        Ensure(profile.Waves is not { } waves || waves.Size is >= 1 and <= WaveRule.MostSize && double.IsFinite(waves.Cut) && waves.Cut <= waves.Stop,
            $"waves are not of 1 to {WaveRule.MostSize} contexts, or their numbers not cut ≤ stop");
        var cuts = profile.Actions;
        Ensure(0 <= cuts.Fallback && cuts.Fallback <= cuts.Clarify && cuts.Clarify <= cuts.Review
            && cuts.Review <= 1, "actions are not 0 ≤ fallback ≤ clarify ≤ review ≤ 1");
        return profile;

        static void Ensure(bool condition, string problem)
        {
            if (!condition)
                throw new PrunerInvalidInput($"The profile is not valid: {problem}.");
        }
    }
}

/// <summary>The profile without reflection.</summary>
[JsonSerializable(typeof(Profile))]
internal sealed partial class ProfileJsonContext : JsonSerializerContext
{
    public static ProfileJsonContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
        NewLine = "\n",
    });
}
