namespace RagPruner.Contexts;

/// <summary>Several conditions.</summary>
/// <param name="All">Whether all must be met (<c>andAll</c>) or any (<c>orAll</c>).</param>
/// <param name="Members">The conditions; at least two.</param>
public sealed record FilterGroup(bool All, IReadOnlyList<ContextFilter> Members) : ContextFilter
{
    /// <inheritdoc/>
    public override int Levels => 1 + Members.Select(m => m.Levels).DefaultIfEmpty(0).Max();

    internal override bool HasGroupsInRange => Members.Count is >= 2 and <= MostMembers && Members.All(m => m.HasGroupsInRange);

    /// <inheritdoc/>
    public override FilterOperator? Uses(params ReadOnlySpan<FilterOperator> operators)
    {
        foreach (var member in Members)
        {
            if (member.Uses(operators) is { } used)
                return used;
        }
        return null;
    }

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata) =>
        All ? Members.All(m => m.Matches(metadata)) : Members.Any(m => m.Matches(metadata));
}
