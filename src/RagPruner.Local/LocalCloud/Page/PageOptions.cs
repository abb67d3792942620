using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Local.LocalCloud.Page;

/// <summary>What the page offers to choose from: <c>/page/options.json</c>.</summary>
internal sealed record PageOptions
{
    /// <summary>Every scorer.</summary>
    public required IReadOnlyList<string> Scorers { get; init; }

    /// <summary>The scorer to begin with.</summary>
    public string Scorer { get; } = Scoring.Scorers.Default;

    /// <summary>Every keep rule.</summary>
    public required IReadOnlyList<PageKeepRule> KeepRules { get; init; }

    /// <summary>How many contexts to begin with.</summary>
    public int Contexts { get; } = AdmittedRequest.UsualContexts;

    /// <summary>The corpus in words.</summary>
    public string Corpus => CorpusPath ?? "the samples";

    /// <summary>The corpus as <c>--corpus</c> names it; null for the samples.</summary>
    public required string? CorpusPath { get; init; }

    /// <summary>The models in words.</summary>
    public required string Models { get; init; }

    /// <summary>What money is reckoned by, in words.</summary>
    public required string Prices { get; init; }

    /// <summary>Questions to try; none for a corpus of somebody's own, but those that bring their documents.</summary>
    public required IReadOnlyList<PageSample> Samples { get; init; }

    /// <summary>Whether the samples' own result can be opened.</summary>
    public bool HasSamples => CorpusPath is null;

    /// <param name="corpus">Where the corpus lies; null for the samples.</param>
    /// <param name="models">The models in words.</param>
    /// <param name="prices">What money is reckoned by, in words.</param>
    /// <param name="catalog">What can be named.</param>
    public static PageOptions Of(string? corpus, string models, string prices, Catalog catalog) => new()
    {
        Scorers = [.. catalog.ScorerNames],
        KeepRules = [.. catalog.KeepRuleNames.Select(n => new PageKeepRule(n, catalog.Definition(n)!.Parameter))],
        CorpusPath = corpus,
        Models = models,
        Prices = prices,
        Samples = [.. PageSample.All.Where(s => corpus is null || s.Documents is not null)],
    };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, PageJson.Default.PageOptions);
}

/// <summary>A keep rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameter">The member that it takes; null for none.</param>
internal sealed record PageKeepRule(string Name, string? Parameter);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PageOptions))]
internal sealed partial class PageJson : JsonSerializerContext;
