using System.Text.Json;
using RagPruner.Lambda.Stages;
using RagPruner.Text;

namespace RagPruner.Lambda.Batch;

/// <summary>
/// Keeps the results of a batch within what Step Functions carries: answers that were paid for must not be lost over their
/// length. Whole responses become brief ones where they do not fit, and then the longest texts are cut, and say so.
/// </summary>
internal static class BatchBudget
{
    // For what the state machine adds around the results.
    private const int Reserve = 4096;

    public static IReadOnlyList<BatchResult> Fit(IReadOnlyList<BatchResult> results)
    {
        var most = StagePayload.Limit - Reserve;
        if (SizeOf(results) <= most)
            return results;
        results = [.. results.Select(r => r.Result is { } body ? r with { Result = null, Brief = BriefResult.Of(body) } : r)];
        var texts = results.Sum(r => StateBudget.SizeOf(r.Brief?.Text));
        var room = most - (SizeOf(results) - texts);
        if (texts <= room)
            return results;
        var share = FittedText.ShareOf([.. results.Select(r => StateBudget.SizeOf(r.Brief?.Text))], room);
        return [.. results.Select(r => r.Brief is { } brief && StateBudget.SizeOf(brief.Text) > share
            ? r with { Brief = brief with { Text = StateBudget.Cut(brief.Text, share), IsCut = true } } : r)];
    }

    private static int SizeOf(IReadOnlyList<BatchResult> results) =>
        JsonSerializer.SerializeToUtf8Bytes(results, BatchJson.Readable.IReadOnlyListBatchResult).Length;
}
