
namespace RagPruner.Contexts;

/// <summary>
/// A condition on the metadata of contexts, with the operators of a Bedrock Knowledge Base: a clause, or a group of at
/// least two members that may hold groups of clauses.
/// </summary>
public abstract record ContextFilter
{
    /// <summary>Whether metadata meets the condition. A clause on a key that is not there is met by <c>notEquals</c> and <c>notIn</c> only.</summary>
    public abstract bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata);

    /// <summary>The most members that a group may have.</summary>
    public const int MostMembers = 5;

    /// <summary>The most levels of groups, the outermost included.</summary>
    public const int MostLevels = 2;

    /// <summary>The first of these operators that a clause uses, or null.</summary>
    public abstract FilterOperator? Uses(params ReadOnlySpan<FilterOperator> operators);

    /// <summary>How many levels of groups there are; 0 for a clause.</summary>
    public abstract int Levels { get; }

    /// <summary>Whether every group has 2 to <see cref="MostMembers"/> members.</summary>
    internal abstract bool HasGroupsInRange { get; }

    /// <summary>Both conditions: an own root <c>andAll</c> takes the other in where there is room, and is nested where there is none.</summary>
    public ContextFilter And(ContextFilter other) =>
        this is FilterGroup { All: true, Members.Count: < MostMembers } group ? new FilterGroup(true, [other, .. group.Members])
            : new FilterGroup(true, [other, this]);

    /// <summary>Refuses what a knowledge base would refuse.</summary>
    /// <exception cref="PrunerInvalidInput">A group is too small, too large or too deep.</exception>
    internal void EnsureFits()
    {
        if (Levels > MostLevels)
            throw new PrunerInvalidInput("filter nests groups more than one level deep.");
        if (!HasGroupsInRange)
            throw new PrunerInvalidInput($"filter must have groups of 2 to {MostMembers} members.");
    }
}
