using System.Runtime.InteropServices;
using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Batch;

/// <summary>
/// Answers the questions of a Distributed Map: a batch of items, or one. Items run one after the other, each within its
/// share of the time that is left, so that every one is handed back; at once there are as many drafts as the map runs
/// batches, times the drafts at once within a request. A bad item has an error as its result and never fails its batch.
/// </summary>
public class BatchFunction : Function
{
    private const int LargestPayload = 6 * 1024 * 1024;

    /// <summary>Builds the function from the environment.</summary>
    public BatchFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected BatchFunction(FunctionExtensions extensions) : base(Parts.All, extensions)
    {
    }

    internal BatchFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var batch = Read(await Invocation.ReadAsync(input, LargestPayload, invocation.CancellationToken));
        var options = batch.Options ?? new BatchOptions();
        var tenant = invocation.TenantOf(options.Tenant);
        var defaults = options.Defaults is { ValueKind: not JsonValueKind.Null } members
            ? RequestJson.ReadDefaults(JsonMarshal.GetRawUtf8Value(members), invocation.Deployment.Catalog) : null;
        var results = new List<BatchResult>(batch.Items!.Count);
        foreach (var item in batch.Items)
            results.Add(await ResultAsync(invocation, item, batch.Items.Count - results.Count, results, defaults, tenant, options));
        // Each item has left a record of its own.
        invocation.Record = null;
        // A state machine passes no more on; whoever invokes the function directly takes what Lambda carries.
        return Invocation.Json(batch.Options is null ? results : BatchBudget.Fit(results), BatchJson.Readable.IReadOnlyListBatchResult);
    }

    private static async Task<BatchResult> ResultAsync(
        Invocation invocation, JsonElement item, int left, IReadOnlyList<BatchResult> before, RequestBody? defaults, TenantClause? tenant, BatchOptions options)
    {
        var result = new BatchResult { Id = IdOf(item), Index = before.Count };
        var record = invocation.NewRecord();
        try
        {
            var body = RequestJson.ReadItem(JsonMarshal.GetRawUtf8Value(item), invocation.Deployment.Catalog, defaults);
            var response = await ApiRoute.AnswerOneAsync(
                new ApiCall(invocation, record, default, tenant, () => invocation.ShareOf(left)), body, invocation.CancellationToken);
            invocation.Write(record);
            return options.Brief ? result with { Brief = BriefResult.Of(response) } : result with { Result = response };
        }
#pragma warning disable CA1031 // A bad item never fails its batch.
        catch (Exception e) when (options.LastAttempt || !FailsAll(e, before))
#pragma warning restore CA1031
        {
            var failure = Failures.Of(e);
            record.Failed(failure, e);
            invocation.Write(record);
            return result with { Error = ErrorBody.Of(failure, invocation.RequestId) };
        }
    }

    // A model that is being loaded, a spent quota or a wrong deployment would fail one item after the other: better the
    // state machine waits and tries the batch again, as long as nothing is lost by it.
    private static bool FailsAll(Exception failure, IReadOnlyList<BatchResult> before) =>
        failure is PrunerException { IsTransient: true } or PrunerMisconfigured && before.All(r => r.Error is not null);

    private static BatchInput Read(byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Items", out _))
                return new BatchInput { Items = [root.Clone()] };
            var batch = JsonSerializer.Deserialize(payload, BatchJson.Readable.BatchInput)!;
            return batch.Items is null ? throw new PrunerInvalidInput("Items must be a list.") : batch;
        }
        catch (JsonException)
        {
            throw new PrunerInvalidInput("The payload is neither an item nor a batch of BatchInput and Items.");
        }
    }

    /// <summary>The id even of an item that is wrong in every other way.</summary>
    private static string? IdOf(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out var id) ? null
        : id.ValueKind switch
        {
            JsonValueKind.String => Text(id),
            JsonValueKind.Number => id.GetRawText(),
            _ => null,
        };

    // Half of a surrogate pair is valid JSON and no text; the item is refused for it by its own reading.
    private static string? Text(JsonElement id)
    {
        try
        {
            return id.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
