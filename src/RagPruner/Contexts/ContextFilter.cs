using RagPruner.Errors;

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

    /// <summary>How many levels of groups there are; 0 for a clause.</summary>
    public abstract int Levels { get; }

    /// <summary>Whether every group has 2 to <see cref="MostMembers"/> members.</summary>
    internal abstract bool HasGroupsInRange { get; }

    /// <summary>Both conditions: an own root <c>andAll</c> takes the other in where there is room, and is nested where there is none.</summary>
    public ContextFilter And(ContextFilter other) =>
        this is FilterGroup { All: true, Members.Count: < MostMembers } group ? new FilterGroup(true, [other, .. group.Members]) : new FilterGroup(true, [other, this]);

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

/// <summary>Several conditions.</summary>
/// <param name="All">Whether all must be met (<c>andAll</c>) or any (<c>orAll</c>).</param>
/// <param name="Members">The conditions; at least two.</param>
public sealed record FilterGroup(bool All, IReadOnlyList<ContextFilter> Members) : ContextFilter
{
    /// <inheritdoc/>
    public override int Levels => 1 + Members.Select(m => m.Levels).DefaultIfEmpty(0).Max();

    internal override bool HasGroupsInRange => Members.Count is >= 2 and <= MostMembers && Members.All(m => m.HasGroupsInRange);

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata) =>
        All ? Members.All(m => m.Matches(metadata)) : Members.Any(m => m.Matches(metadata));
}

/// <summary>How a clause compares.</summary>
public enum FilterOperator
{
    /// <summary>The value is this one.</summary>
    EqualTo,

    /// <summary>The value is another one, or there is none.</summary>
    NotEqualTo,

    /// <summary>The number is greater.</summary>
    GreaterThan,

    /// <summary>The number is greater or equal.</summary>
    GreaterThanOrEqualTo,

    /// <summary>The number is less.</summary>
    LessThan,

    /// <summary>The number is less or equal.</summary>
    LessThanOrEqualTo,

    /// <summary>The value is in the list.</summary>
    In,

    /// <summary>The value is not in the list, or there is none.</summary>
    NotIn,

    /// <summary>The text starts with this.</summary>
    StartsWith,

    /// <summary>The text, or an item of the list, contains this text.</summary>
    StringContains,

    /// <summary>The list has this item.</summary>
    ListContains,
}

/// <summary>One condition.</summary>
/// <param name="Operator">How it compares.</param>
/// <param name="Key">The metadata key.</param>
/// <param name="Value">What it compares with.</param>
public sealed record FilterClause(FilterOperator Operator, string Key, MetadataValue Value) : ContextFilter
{
    /// <inheritdoc/>
    public override int Levels => 0;

    internal override bool HasGroupsInRange => true;

    /// <inheritdoc/>
    public override bool Matches(IReadOnlyDictionary<string, MetadataValue> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var own = metadata.GetValueOrDefault(Key);
        return Operator switch
        {
            FilterOperator.EqualTo => own is not null && own.Is(Value),
            FilterOperator.NotEqualTo => own is null || !own.Is(Value),
            FilterOperator.In => own is not null && Value.Items.Any(own.Is),
            FilterOperator.NotIn => own is null || !Value.Items.Any(own.Is),
            FilterOperator.GreaterThan => own?.Number > Value.Number,
            FilterOperator.GreaterThanOrEqualTo => own?.Number >= Value.Number,
            FilterOperator.LessThan => own?.Number < Value.Number,
            FilterOperator.LessThanOrEqualTo => own?.Number <= Value.Number,
            FilterOperator.StartsWith => own?.Text?.StartsWith(Value.Text!, StringComparison.Ordinal) == true,
            FilterOperator.StringContains => own is not null && (own.Text?.Contains(Value.Text!, StringComparison.Ordinal) == true || own.Items.Any(i => i.Text?.Contains(Value.Text!, StringComparison.Ordinal) == true)),
            _ => own is not null && own.Items.Any(i => i.Is(Value)),
        };
    }
}

/// <summary>A value of metadata or of a clause: a text, a number, a truth value or a list of those.</summary>
public sealed record MetadataValue
{
    /// <summary>The text, if it is one.</summary>
    public string? Text { get; init; }

    /// <summary>The number, if it is one.</summary>
    public double? Number { get; init; }

    /// <summary>The truth value, if it is one.</summary>
    public bool? Flag { get; init; }

    /// <summary>The items, if it is a list; else empty.</summary>
    public IReadOnlyList<MetadataValue> Items { get; init; } = [];

    /// <summary>Whether it is a list.</summary>
    public bool IsList { get; init; }

    /// <summary>A text.</summary>
    public static MetadataValue Of(string text) => new() { Text = text };

    /// <summary>A number.</summary>
    public static MetadataValue Of(double number) => new() { Number = number };

    /// <summary>A truth value.</summary>
    public static MetadataValue Of(bool flag) => new() { Flag = flag };

    /// <summary>A list.</summary>
    public static MetadataValue Of(IReadOnlyList<MetadataValue> items) => new() { Items = items, IsList = true };

    /// <summary>Whether two values that are not lists are the same.</summary>
    public bool Is(MetadataValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !IsList && !other.IsList && Text == other.Text && Number == other.Number && Flag == other.Flag;
    }
}
