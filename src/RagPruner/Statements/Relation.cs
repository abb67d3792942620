namespace RagPruner.Statements;

/// <summary>How two answers to a question stand to each other.</summary>
internal enum Relation
{
    /// <summary>Nothing in them can be compared.</summary>
    Unrelated,

    /// <summary>They say the same, as far as they were written: wording, units, rounding and further detail apart.</summary>
    Same,

    /// <summary>They cannot both be true: another figure, date, time, name, or yes against no.</summary>
    Contradicts,
}
