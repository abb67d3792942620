namespace RagPruner.Local.EmbeddedModel;

/// <summary>What kind of word a question asks for, by its question word.</summary>
internal enum AnswerType
{
    Any,
    Name,
    Number,
}

internal static class AnswerTypes
{
    private static readonly HashSet<string> s_measures = new(
        ["many", "much", "long", "often", "old", "far", "large", "big", "fast", "high", "soon", "late", "early", "tall", "deep", "wide", "quickly"],
            StringComparer.Ordinal);

    private static readonly HashSet<string> s_quantities = new(
        ["year", "date", "time", "percentage", "percent", "number", "limit", "price", "share", "day", "month", "century", "size", "age", "cost",
            "amount", "rate"], StringComparer.Ordinal);

    private static readonly HashSet<string> s_numberWords = new(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty",
            "fifty", "sixty", "ninety", "hundred",
         "thousand", "million", "billion", "half", "twice", "once", "january", "february", "march", "april", "may", "june", "july", "august",
             "september", "october", "november", "december",
         "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        StringComparer.Ordinal);

    /// <summary>The type that a question asks for.</summary>
    public static AnswerType Of(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            var next = i + 1 < words.Count ? words[i + 1] : "";
            switch (words[i])
            {
                case "when":
                case "how" when s_measures.Contains(next):
                case "what" or "which" when s_quantities.Contains(next):
                    return AnswerType.Number;
                case "who" or "whom" or "whose" or "where":
                    return AnswerType.Name;
            }
        }
        return AnswerType.Any;
    }

    public static bool IsNumber(string normal) => normal.Any(char.IsAsciiDigit) || s_numberWords.Contains(normal);
}
