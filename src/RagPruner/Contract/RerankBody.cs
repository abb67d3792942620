using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Contract;

/// <summary>The reply to a request for reranking, for Cohere's clients (<c>meta</c>) and for Jina's (<c>usage</c>).</summary>
/// <param name="Id">Identifies the request in logs.</param>
/// <param name="Results">Best first.</param>
/// <param name="Meta">What it took.</param>
/// <param name="Usage">The same.</param>
internal sealed record RerankBody(string Id, IReadOnlyList<RerankResult> Results, RerankMeta Meta, RerankUsage Usage)
{
    private const string RankingOnly = "relevance_score is for ranking only: there is no calibrated profile that fits these documents.";

    /// <summary>Builds the reply.</summary>
    /// <param name="result">The verdict on every document.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="version">The version of the API.</param>
    /// <param name="requestId">Identifies the request in logs.</param>
    public static RerankBody Of(PruneResult result, RerankRequest request, string version, string requestId)
    {
        var tokens = (In: result.Ledger.Drafting.InputTokens, Out: result.Ledger.Drafting.OutputTokens);
        var ranked = result.Judgement.Contexts;
        // A keep rule hands on what it kept. Where that is less than was asked for, the others follow of which nobody knows that they are useless.
        var listed = request.TopN is { } most
            ? ranked.Where(c => c.Reason != Reasons.DraftAbstained && c.Disposition != Disposition.Merged).Take(most)
            : BesideTwins(ranked);
        var scores = ranked.ToDictionary(c => c.Context.Id, c => RelevanceOf(c, result), StringComparer.Ordinal);
        return new RerankBody(
            requestId,
            [.. listed.Select(c => new RerankResult(
                int.Parse(c.Context.Id, System.Globalization.CultureInfo.InvariantCulture),
                scores[c.MergedInto ?? c.Context.Id],
                request.ReturnsDocuments ? new RerankDocument(c.Context.Text) : null,
                Bodies.NameOf(c.Disposition),
                c.Reason))],
            new RerankMeta(new RerankVersion(version), new RerankBilledUnits(1), new RerankTokens(tokens.In, tokens.Out))
            {
                Warnings = result.Profile is null ? [RankingOnly] : null,
            },
            new RerankUsage(tokens.In + tokens.Out));
    }

    private static IEnumerable<JudgedContext> BesideTwins(IReadOnlyList<JudgedContext> ranked)
    {
        var twins = ranked.Where(c => c.MergedInto is not null).ToLookup(c => c.MergedInto!, StringComparer.Ordinal);
        return ranked.Where(c => c.MergedInto is null).SelectMany(c => twins[c.Context.Id].Prepend(c));
    }

    // The format has a number for everything. Without a score there is nothing to calibrate, and 0 ranks last; `disposition` says why.
    private static double RelevanceOf(JudgedContext context, PruneResult result) =>
        context.Score is not { } score ? 0
        : result.Profile is { } profile ? profile.Probability.Of(score, result.Judgement.Relevance?.Value)
        : 1 / (1 + Math.Exp(-score));
}

/// <summary>One document with its verdict.</summary>
/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="RelevanceScore">0 to 1; with a profile the calibrated probability that it holds the answer.</param>
/// <param name="Document">Its text, if the request asks for texts.</param>
/// <param name="Disposition"><c>kept</c>, <c>pruned</c>, <c>unscored</c> or <c>merged</c>.</param>
/// <param name="Reason">Why.</param>
internal sealed record RerankResult(
    int Index, double RelevanceScore, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RerankDocument? Document, string Disposition,
    string Reason);

internal sealed record RerankDocument(string Text);

internal sealed record RerankMeta(RerankVersion ApiVersion, RerankBilledUnits BilledUnits, RerankTokens Tokens)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Warnings { get; init; }
}

internal sealed record RerankVersion(string Version);

internal sealed record RerankBilledUnits(int SearchUnits);

internal sealed record RerankTokens(long InputTokens, long OutputTokens);

internal sealed record RerankUsage(long TotalTokens);

/// <summary>A failure as Cohere's clients read it, with our name for it.</summary>
/// <param name="Id">Identifies the request in logs.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Error">The error's name in the contract.</param>
internal sealed record RerankError(string Id, string Message, string Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RerankBody))]
[JsonSerializable(typeof(RerankError))]
internal sealed partial class RerankJson : JsonSerializerContext
{
    /// <summary>The context to use: texts stay readable instead of being escaped for HTML, which a JSON body is not.</summary>
    public static RerankJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
