namespace RagPruner.Statements;

/// <summary>What a question asks for, as far as its words tell.</summary>
/// <param name="Kind">The kind of answer.</param>
/// <param name="Dimensions">Of a figure, what it may count; empty for anything.</param>
internal sealed record ExpectedAnswer(AnswerKind Kind, IReadOnlyList<string> Dimensions)
{
    /// <summary>Where the words do not tell.</summary>
    public static ExpectedAnswer Any { get; } = new(AnswerKind.Any, []);

    /// <summary>Whether a figure counts what is asked for.</summary>
    public bool Counts(Figure figure) =>
        Dimensions.Count == 0 || figure.Unit is { } unit && Dimensions.Any(d => d == unit.Dimension || d == Unit.Money && unit.IsCurrency);
}

/// <summary>A kind of answer.</summary>
internal enum AnswerKind
{
    /// <summary>Any.</summary>
    Any,

    /// <summary>Yes or no.</summary>
    YesOrNo,

    /// <summary>A figure: how many, how much, how long.</summary>
    Figure,

    /// <summary>A date, a time or a day.</summary>
    Moment,

    /// <summary>The name of a person, a place, a thing.</summary>
    Name,
}
