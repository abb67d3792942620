using RagPruner.Accounting;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Local.LocalCloud.Functions;

/// <summary>How the local cloud runs the Lambda functions.</summary>
internal sealed record FunctionOptions
{
    /// <summary>Environment variables on top of those that point to the local cloud.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the drafting model is reckoned at, unless a setting says otherwise.</summary>
    public ModelPrice DraftPrice { get; init; } = ModelPrice.Free;

    /// <summary>The same of the final model.</summary>
    public ModelPrice FinalPrice { get; init; } = ModelPrice.Free;

    /// <summary>What the gateways' authorizer verified about every caller; empty for no authorizer.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The functions' timeout.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(28);

    /// <summary>Where the functions' log records go.</summary>
    public required ILogSink Log { get; init; }

    /// <summary>What they are built with beside the local Bedrock.</summary>
    public FunctionExtensions Extensions { get; init; } = FunctionExtensions.None;
}
