namespace RagPruner.Contexts;

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
    public override FilterOperator? Uses(params ReadOnlySpan<FilterOperator> operators) => operators.Contains(Operator) ? Operator : null;

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
            FilterOperator.StringContains => own is not null
                && (own.Text?.Contains(Value.Text!, StringComparison.Ordinal) == true
                || own.Items.Any(i => i.Text?.Contains(Value.Text!, StringComparison.Ordinal) == true)),
            _ => own is not null && own.Items.Any(i => i.Is(Value)),
        };
    }
}
