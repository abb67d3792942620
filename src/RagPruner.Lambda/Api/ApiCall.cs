using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Telemetry;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Api;

/// <summary>A call of a route: who asks, how much time is left, and what to answer with.</summary>
public sealed class ApiCall
{
    private readonly Invocation _invocation;
    private readonly TenantClause? _tenant;
    private readonly TimeSpan? _most;

    /// <param name="invocation">The invocation that it is a part of.</param>
    /// <param name="body">The body.</param>
    /// <param name="tenant">The tenant that was verified.</param>
    /// <param name="most">The most time it may take, where somebody else sets a limit.</param>
    internal ApiCall(Invocation invocation, ReadOnlyMemory<byte> body, TenantClause? tenant, TimeSpan? most = null) =>
        (_invocation, Body, _tenant, _most) = (invocation, body, tenant, most);

    /// <summary>The body of the request, in UTF-8.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Identifies the request in logs.</summary>
    public string RequestId => _invocation.RequestId;

    /// <summary>Prunes.</summary>
    public ContextPruner Pruner => _invocation.Deployment.Pruner;

    /// <summary>Prunes and answers.</summary>
    public AnswerPipeline Pipeline => _invocation.Deployment.Pipeline;

    /// <summary>A request as this call may run it: with its tenant, and within the time that is left.</summary>
    /// <exception cref="Errors.PrunerDeadlineExceeded">Nothing is left.</exception>
    public PruneRequest Admit(PruneRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request with { Tenant = _tenant, Deadline = _invocation.Within(request.Deadline, _most) };
    }

    internal RequestRecord Record => _invocation.Record!;

    /// <summary>The body as one of the contract.</summary>
    internal RequestBody Read() => RequestJson.Read(Body.Span, _invocation.Deployment.Catalog);
}
