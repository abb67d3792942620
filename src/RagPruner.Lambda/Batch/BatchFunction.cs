using System.Text.Json;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Batch;

/// <summary>
/// Answers the questions of a Distributed Map: a batch of items, or one. Items run one after the other, each within its
/// share of the time that is left, so that every one is handed back; at once there are as many drafts as the map runs
/// batches, times the drafts at once within a request. A bad item has an error as its result and never fails its batch; one
/// that an earlier attempt at the same job has finished is not done again.
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
        var results = await new BatchRun(invocation, batch).RunAsync();
        // Each item that was tried has left a record of its own.
        invocation.Record = null;
        // A state machine passes no more on; whoever invokes the function directly takes what Lambda carries.
        return Invocation.Json(batch.Options is null ? results : BatchBudget.Fit(results), BatchJson.Readable.IReadOnlyListBatchResult);
    }

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
}
