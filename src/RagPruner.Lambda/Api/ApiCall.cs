using System.Runtime.CompilerServices;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Telemetry;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Api;

/// <summary>
/// A call of a route. What it prunes and answers is of the caller's tenant, within the time that is left, and in the log
/// record with what it took: a route cannot forget any of it.
/// </summary>
public sealed class ApiCall
{
    private readonly Invocation _invocation;
    private readonly RequestRecord _record;
    private readonly TenantClause? _tenant;
    private readonly Func<TimeSpan>? _left;

    /// <param name="invocation">The invocation that it is a part of.</param>
    /// <param name="record">What the log will say of it.</param>
    /// <param name="body">The body.</param>
    /// <param name="tenant">The tenant that was verified.</param>
    /// <param name="left">The time that is left, where somebody else sets a limit.</param>
    internal ApiCall(Invocation invocation, RequestRecord record, ReadOnlyMemory<byte> body, TenantClause? tenant, Func<TimeSpan>? left = null) =>
        (_invocation, _record, Body, _tenant, _left) = (invocation, record, body, tenant, left);

    /// <summary>The body of the request, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Identifies the request in logs.</summary>
    public string RequestId => _invocation.RequestId;

    internal PrunerOptions Options => _invocation.Deployment.Settings.Pruner;

    /// <summary>Prunes. The request's tenant is replaced by the caller's.</summary>
    /// <exception cref="Errors.PrunerException">The request is wrong, a service failed, or the time is spent.</exception>
    public async Task<PruneResult> PruneAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        var result = await _invocation.Deployment.Pruner.PruneAsync(Admit(request), progress: null, cancellationToken);
        _record.Pruned(result);
        return result;
    }

    /// <summary>Prunes and answers. The request's tenant is replaced by the caller's.</summary>
    /// <exception cref="Errors.PrunerException">The request is wrong, a service failed, or the time is spent.</exception>
    public async Task<AnswerResult> AnswerAsync(PruneRequest request, CancellationToken cancellationToken)
    {
        var result = await _invocation.Deployment.Pipeline.AnswerAsync(Admit(request), progress: null, cancellationToken);
        _record.Answered(result);
        return result;
    }

    /// <summary>Prunes and answers, and tells of it as it goes. The request's tenant is replaced by the caller's.</summary>
    /// <exception cref="Errors.PrunerException">While enumerating: the request is wrong, a service failed, or the time is spent.</exception>
    public async IAsyncEnumerable<PipelineProgress> StreamAsync(PruneRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var progress in _invocation.Deployment.Pipeline.StreamAsync(Admit(request), cancellationToken))
        {
            if (progress.Result is { } result)
                _record.Answered(result);
            yield return progress;
        }
    }

    /// <summary>The body as one of the contract.</summary>
    internal RequestBody Read() => RequestJson.Read(Body.Span, _invocation.Deployment.Catalog);

    private PruneRequest Admit(PruneRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Tenant = _tenant, Deadline = _invocation.Within(request.Deadline, _left?.Invoke()) };
    }
}
