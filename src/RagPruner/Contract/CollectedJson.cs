using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;
using RagPruner.Pipeline;
using RagPruner.Selection;

namespace RagPruner.Contract;

/// <summary>Reads contexts with their evidence: the <c>contexts</c> of a response with <c>texts</c> and <c>tokens</c>, sent back.</summary>
internal static partial class CollectedJson
{
    // Names of members may be told; whatever else a path holds is the caller's.
    private static readonly HashSet<string> s_names = [.. new JsonTypeInfo[]
    {
        ContractJson.Strict.ContextPart, ContractJson.Strict.EvidencePart, ContractJson.Strict.MeasuredPart, ContractJson.Strict.TokenPart,
        ContractJson.Strict.LabelReading, ContractJson.Strict.Pairing,
    }.SelectMany(t => t.Properties.Select(p => p.Name))];

    /// <summary>The list that the reader stands on; null for null.</summary>
    /// <exception cref="PrunerInvalidInput">It is not such a list; the message names the place, and quotes nothing.</exception>
    public static IReadOnlyList<ContextPart>? ReadList(ref Utf8JsonReader json) =>
        StrictJson.ReadList(ref json, "evidence", Document.MostDocuments, static (ref Utf8JsonReader item, string place) =>
        {
            try
            {
                return JsonSerializer.Deserialize(ref item, ContractJson.Strict.ContextPart) ?? throw NoContext(place);
            }
            catch (JsonException e)
            {
                var path = Step().Matches(e.Path ?? "").Select(m => m.Value).TakeWhile(s => s[0] == '[' || s_names.Contains(s[1..]));
                throw NoContext(place + string.Concat(path));
            }
        });

    /// <summary>The contexts as they were before their verdict, in retrieval order.</summary>
    /// <exception cref="PrunerInvalidInput">A member is out of range, or contexts do not fit each other.</exception>
    public static IReadOnlyList<PendingContext> ToPending(IReadOnlyList<ContextPart> parts, string question)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var ranks = new HashSet<int>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Id.Length is 0 or > DocumentList.LongestId || !ids.Add(parts[i].Id))
                throw new PrunerInvalidInput($"evidence[{i}].id must have 1 to {DocumentList.LongestId} characters, and no two the same.");
            if (parts[i].Rank < 1 || !ranks.Add(parts[i].Rank))
                throw new PrunerInvalidInput($"evidence[{i}].rank must be at least 1, and no two the same.");
        }
        // As many as can have been: what contradicts what is worked out exactly, and takes its time.
        if (parts.Count(p => p.Evidence is not null) > PrunerOptions.MaxContexts)
            throw new PrunerInvalidInput($"evidence may hold at most {PrunerOptions.MaxContexts} contexts that were drafted from.");
        return [.. parts.Select((part, i) => Of(part, i, ids, question)).OrderBy(p => p.Context.Rank)];
    }

    private static PendingContext Of(ContextPart part, int at, HashSet<string> ids, string question)
    {
        if (part.Text is null || part.Tokens < 0)
            throw new PrunerInvalidInput($"evidence[{at}].text is required, and tokens at least 0: ask with include texts and tokens.");
        if (part.Trust is { } trust && !TrustWeight.IsWeight(trust))
            throw new PrunerInvalidInput($"evidence[{at}].trust must be at least 0.");
        if (part.RetrievalScore is { } score && !double.IsFinite(score))
            throw new PrunerInvalidInput($"evidence[{at}].retrievalScore must be a finite number.");
        if (part.MergedInto is { } other && (!ids.Contains(other) || other == part.Id))
            throw new PrunerInvalidInput($"evidence[{at}].mergedInto is the id of no other context here.");
        var pending = new PendingContext(new Context
        {
            Id = part.Id,
            Text = part.Text,
            Rank = part.Rank,
            RetrievalScore = part.RetrievalScore,
            FoundBy = part.FoundBy,
            Title = part.Title,
            Uri = part.Uri,
            Source = part.Source,
            Trust = part.Trust,
            EstimatedTokens = part.Tokens,
        })
        {
            Question = question,
            MergedInto = part.MergedInto,
            IsOverLimit = part.Reason == Reasons.OverLimit,
            UnscoredReason = part.MergedInto is null && Reasons.IsWithoutEvidence(part.Reason) ? part.Reason : null,
            Evidence = part.Evidence is { } evidence ? Of(evidence, at) : null,
        };
        return part.Reason == Reasons.NotNeeded ? pending.NotNeeded() : pending;
    }

    private static Evidence Of(EvidencePart part, int at)
    {
        var measured = part.Measured ?? new MeasuredPart();
        if (part.Draft?.Length > DraftingStage.LongestDraft || measured.Scent?.Length > DraftingStage.LongestDraft)
            throw new PrunerInvalidInput($"evidence[{at}].evidence has a draft or a scent of more than {DraftingStage.LongestDraft} characters.");
        return new Evidence
        {
            Draft = part.Draft ?? throw new PrunerInvalidInput($"evidence[{at}].evidence.draft is required: ask with include texts and tokens."),
            Tokens = measured.Tokens is { } tokens ? TokenPart.ToTokens(tokens) : null,
            MeanLogprob = measured.Tokens is null ? LogProbability.Valid(part.MeanLogprob) : null,
            QuestionLogprobs = LogProbability.Valid(measured.QuestionLogprobs),
            QuestionLogprob = measured.QuestionLogprobs is null ? LogProbability.Valid(part.QuestionLogprob) : null,
            QuestionPriorLogprobs = LogProbability.Valid(measured.QuestionPriorLogprobs),
            ClosedBookLogprobs = LogProbability.Valid(measured.ClosedBookLogprobs),
            Gain = measured.ClosedBookLogprobs is null ? part.Gain : null,
            Sufficiency = Sufficiency.Of(measured.YesLogprob, measured.NoLogprob),
            SufficiencyLogOdds = measured.YesLogprob is null ? part.Sufficiency : null,
            Labels = measured.Labels is { } labels ? [.. labels.Where(l => LogProbability.Valid(l?.Logprob) is not null)] : null,
            Scent = measured.Scent,
            ScentLogprobs = LogProbability.Valid(measured.ScentLogprobs),
            ScentLogprob = measured.ScentLogprobs is null ? LogProbability.Valid(part.ScentLogprob) : null,
            Pair = measured.Pair?.IsValid() == true ? measured.Pair : null,
            OutputTokens = Math.Max(0, part.DraftTokens),
        };
    }

    private static PrunerInvalidInput NoContext(string place) =>
        new($"{place} is not as a response lists it: evidence takes the contexts of one that was asked for with include texts and tokens.");

    [GeneratedRegex(@"\.\w+|\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
