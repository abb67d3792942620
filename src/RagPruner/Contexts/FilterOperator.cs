namespace RagPruner.Contexts;

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
