using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Calibration;
using RagPruner.Local.Conflicts;
using RagPruner.Local.Evaluation;

namespace RagPruner.Local.Output;

/// <summary>The results of the smaller commands as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(IReadOnlyList<RankedCompletion>))]
[JsonSerializable(typeof(IReadOnlyList<FeatureDrift>))]
[JsonSerializable(typeof(ModelComparison))]
[JsonSerializable(typeof(ConflictReport))]
[JsonSerializable(typeof(IReadOnlyList<TemplateFigures>))]
internal sealed partial class LabJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<RankedCompletion> ranked) => JsonSerializer.Serialize(ranked, Default.IReadOnlyListRankedCompletion);

    public static string Write(IReadOnlyList<FeatureDrift> drifts) => JsonSerializer.Serialize(drifts, Default.IReadOnlyListFeatureDrift);

    public static string Write(ConflictReport report) => JsonSerializer.Serialize(report, Default.ConflictReport);

    public static string Write(ModelComparison comparison) => JsonSerializer.Serialize(comparison, Default.ModelComparison);

    public static string Write(IReadOnlyList<TemplateFigures> templates) => JsonSerializer.Serialize(templates, Default.IReadOnlyListTemplateFigures);
}

/// <summary>A completion in its place.</summary>
internal sealed record RankedCompletion(int Rank, string Id, double? MeanLogprob, int Tokens, string Text);
