namespace RagPruner.Contexts;

/// <summary>What a context's metadata must say for a tenant to see it.</summary>
/// <param name="Key">The metadata key; not empty.</param>
/// <param name="Value">Its value; not empty.</param>
public sealed record TenantClause(string Key, string Value)
{
    /// <summary>The condition.</summary>
    public FilterClause Filter => new(FilterOperator.EqualTo, Key, MetadataValue.Of(Value));
}
