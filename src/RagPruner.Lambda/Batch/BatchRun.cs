using System.Runtime.InteropServices;
using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Api;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Telemetry;

namespace RagPruner.Lambda.Batch;

/// <summary>One attempt at a batch: its items one after the other, those that an earlier attempt has finished aside.</summary>
internal sealed class BatchRun
{
    private readonly Invocation _invocation;
    private readonly IReadOnlyList<JsonElement> _items;
    private readonly BatchOptions _options;
    private readonly TenantClause? _tenant;
    private readonly RequestBody? _defaults;
    private readonly FinishedItems? _finished;

    /// <exception cref="PrunerException">What is said about all items is wrong.</exception>
    public BatchRun(Invocation invocation, BatchInput batch)
    {
        (_invocation, _items, _options) = (invocation, batch.Items!, batch.Options ?? new BatchOptions());
        _tenant = invocation.TenantOf(_options.Tenant);
        _defaults = _options.Defaults is { ValueKind: not JsonValueKind.Null } members
            ? RequestJson.ReadDefaults(JsonMarshal.GetRawUtf8Value(members), invocation.Deployment.Catalog) : null;
        _finished = _options.Job is null ? null : invocation.Deployment.FinishedItems;
    }

    /// <summary>A result for each item, in their order.</summary>
    /// <exception cref="PrunerException">Every item that was tried fails for the same passing reason, and there will be another attempt.</exception>
    public async Task<IReadOnlyList<BatchResult>> RunAsync()
    {
        var results = new List<BatchResult>(_items.Count);
        if (_finished is null)
        {
            await AddAsync(results, []);
            return results;
        }
        var key = FinishedItems.KeyOf(_options.Job!, _options, _items, _tenant);
        IReadOnlyList<BatchResult> before;
        try
        {
            before = await _finished.ReadAsync(key, _invocation.CancellationToken);
        }
        catch (PrunerException e) when (_options.LastAttempt)
        {
            // What may have been paid for is not paid for again: the items fail, and the job can be started again.
            return [.. _items.Select((item, i) => Failed(new BatchResult { Id = IdOf(item), Index = i }, e, _invocation.NewRecord()))];
        }
        await AddAsync(results, before);
        // A batch that fails has nothing that is new: it fails while nothing has succeeded.
        if (results.Count(r => r.Error is null) > before.Count)
            await KeepAsync(key, results);
        return results;
    }

    private async Task KeepAsync(string key, IEnumerable<BatchResult> results)
    {
        try
        {
            await _finished!.KeepAsync(key, results);
        }
        catch (PrunerException e)
        {
            // They are handed back all the same; only another attempt would pay for them again.
            _invocation.Report(e);
        }
    }

    private async Task AddAsync(List<BatchResult> results, IReadOnlyList<BatchResult> before)
    {
        var tried = new List<BatchResult>(_items.Count);
        for (var i = 0; i < _items.Count; i++)
        {
            if (before.FirstOrDefault(r => r.Index == i) is { } finished)
            {
                results.Add(finished);
                continue;
            }
            tried.Add(await TryAsync(i, tried));
            results.Add(tried[^1]);
        }
    }

    private async Task<BatchResult> TryAsync(int index, IReadOnlyList<BatchResult> tried)
    {
        var item = _items[index];
        var result = new BatchResult { Id = IdOf(item), Index = index };
        var record = _invocation.NewRecord();
        try
        {
            var body = RequestJson.ReadItem(JsonMarshal.GetRawUtf8Value(item), _invocation.Deployment.Catalog, _defaults);
            var response = await ApiRoute.AnswerOneAsync(new ApiCall(_invocation, record, default, _tenant, Share), body, _invocation.CancellationToken);
            _invocation.Write(record);
            return _options.Brief ? result with { Brief = BriefResult.Of(response) } : result with { Result = response };
        }
#pragma warning disable CA1031 // A bad item never fails its batch.
        catch (Exception e) when (_options.LastAttempt || !FailsAll(e, tried))
#pragma warning restore CA1031
        {
            return Failed(result, e, record);
        }

        TimeSpan Share() => _invocation.ShareOf(_items.Count - index, _finished is null ? TimeSpan.Zero : FinishedItems.Reserve);
    }

    private BatchResult Failed(BatchResult result, Exception cause, RequestRecord record)
    {
        var failure = Failures.Of(cause);
        record.Failed(failure, cause);
        _invocation.Write(record);
        return result with { Error = ErrorBody.Of(failure, _invocation.RequestId) };
    }

    // A model that is being loaded, a spent quota or a wrong deployment would fail one item after the other: better the
    // state machine waits and tries the batch again, as long as nothing is lost by it.
    private static bool FailsAll(Exception failure, IReadOnlyList<BatchResult> tried) =>
        failure is PrunerException { IsTransient: true } or PrunerMisconfigured && tried.All(r => r.Error is not null);

    /// <summary>The id even of an item that is wrong in every other way.</summary>
    private static string? IdOf(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("id", out var id) ? null
        : id.ValueKind switch
        {
            // Half a character is no id; the item is refused for it by its own reading.
            JsonValueKind.String => StrictJson.TextOrNull(id),
            JsonValueKind.Number => id.GetRawText(),
            _ => null,
        };
}
