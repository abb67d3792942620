namespace RagPruner.Statements;

/// <summary>Whether an answer begins with yes or with no.</summary>
internal static class YesOrNo
{
    /// <summary>True for yes, false for no, null for neither.</summary>
    /// <param name="words">The answer's words in lower case.</param>
    public static bool? Of(IReadOnlyList<string> words) => words.Count == 0 ? null : words[0] switch
    {
        "yes" or "yeah" or "ja" or "oui" or "sí" or "si" or "true" or "correct" => true,
        "no" when words.Count == 1 || words[1] is not ("more" or "less" or "later" or "one" or "fewer" or "longer") => false,
        "nein" or "non" or "false" or "incorrect" or "nope" => false,
        _ => null,
    };
}
