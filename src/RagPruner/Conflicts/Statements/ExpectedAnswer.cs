namespace RagPruner.Conflicts.Statements;

/// <summary>What a question asks for, as far as its first words tell, in English, German, French and Spanish.</summary>
internal enum ExpectedAnswer
{
    /// <summary>They do not tell.</summary>
    Any,

    /// <summary>Yes or no.</summary>
    YesOrNo,

    /// <summary>A figure: how many, how much, how long.</summary>
    Figure,

    /// <summary>A date, a time or a day.</summary>
    Moment,

    /// <summary>Somebody's name.</summary>
    Name,
}
