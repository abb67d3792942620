namespace RagPruner.Calls;

/// <summary>What a call is made under.</summary>
/// <param name="Deadline">By when it must be over.</param>
/// <param name="Plan">The request's calls.</param>
/// <param name="Upstream">The service.</param>
/// <param name="Request">The number of the request, in the order in which they were let in.</param>
/// <param name="Tenant">Whose it is; null where there are no tenants.</param>
internal sealed record CallTerms(Deadline Deadline, CallPlan Plan, Upstream Upstream, long Request, string? Tenant)
{
    /// <summary>Whether a second attempt may be made beside a slow one: the first to succeed counts, so it must do nothing but return.</summary>
    public bool MayHedge { get; init; }
}
