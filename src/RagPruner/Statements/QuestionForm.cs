using System.Collections.Frozen;

namespace RagPruner.Statements;

/// <summary>Reads from the form of a question what it asks for, in English, and its commonest forms in German, French and Spanish.</summary>
internal static class QuestionForm
{
    // What is asked for after "how", or "what is the".
    private static readonly FrozenDictionary<string, string[]> s_figures = new (string Words, string[] Dimensions)[]
    {
        ("much viel combien cuánto cuánta many viele vielen cuántos cuántas number amount capacity size limit maximum minimum population age power", []),
        ("price cost costs fee fees tariff charge charges preis kosten kostet teuer prix precio", [Unit.Money]),
        ("long lange duration period life warranty notice validity dauer frist durée duración", [Unit.Time, Unit.Length]),
        ("old alt", [Unit.Time]),
        ("far high tall deep wide weit hoch tief height length depth width distance höhe länge tiefe hauteur", [Unit.Length]),
        ("fast schnell speed", [Unit.Speed]), ("heavy weight load mass weigh weighs schwer gewicht", [Unit.Mass]),
        ("temperature temperatur température temperatura", [Unit.Temperature]), ("percent percentage share rate interest prozent prozentsatz", [Unit.Percent]),
        ("area fläche", [Unit.Area]), ("volume volumen", [Unit.Volume]), ("large big groß", []),
    }.SelectMany(f => f.Words.Split(' ').Select(w => KeyValuePair.Create(w, f.Dimensions))).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_moments =
        "time day date year month deadline uhr tag datum jahr monat".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What a question asks for.</summary>
    /// <param name="words">Its words in lower case, without articles.</param>
    public static ExpectedAnswer Expects(IReadOnlyList<string> words)
    {
        // "In which city", "at what temperature".
        var at = Enumerable.Range(0, Math.Min(3, words.Count)).FirstOrDefault(i => IsQuestionWord(words[i]), -1);
        if (at < 0)
            return words.Count > 0 && IsVerb(words[0]) && !words.Any(w => w is "or" or "oder" or "ou")
                ? new ExpectedAnswer(AnswerKind.YesOrNo, []) : ExpectedAnswer.Any;
        IReadOnlyList<string> after = [.. words.Skip(at + 1).Take(5)];
        return words[at] switch
        {
            "when" or "wann" or "quand" or "cuándo" => new ExpectedAnswer(AnswerKind.Moment, []),
            "who" or "whom" or "whose" or "wer" or "wen" or "wem" or "qui" or "quién" or "where" or "wo" or "où" or "dónde"
                => new ExpectedAnswer(AnswerKind.Name, []),
            "how" or "wie" => after.Count > 0 && s_figures.ContainsKey(after[0]) ? Figure(after[0], words) : ExpectedAnswer.Any,
            "wieviel" or "wieviele" or "combien" or "cuánto" or "cuánta" or "cuántos" or "cuántas" => Figure("much", words),
            var which => Noun(after) is { } noun ? noun is "" ? new ExpectedAnswer(AnswerKind.Moment, []) : Figure(noun, words)
                : which is "which" or "welche" or "welcher" or "welches" ? new ExpectedAnswer(AnswerKind.Name, []) : ExpectedAnswer.Any,
        };
    }

    // The first of the words that says what is wanted: empty for a moment.
    private static string? Noun(IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (s_moments.Contains(word))
                return "";
            if (s_figures.ContainsKey(word))
                return word;
        }
        return null;
    }

    private static ExpectedAnswer Figure(string word, IReadOnlyList<string> words)
    {
        var dimensions = s_figures[word];
        // How many beds; how much does it cost, or weigh.
        if (word is "many" or "viele" or "vielen" && words.SkipWhile(w => w != word).ElementAtOrDefault(1) is { } thing)
            dimensions = (Unit.Of(thing) ?? Unit.ThingOf(thing)) is { } unit ? [unit.Dimension] : [];
        else if (word == "much" && words.FirstOrDefault(w => w is "weigh" or "weighs"
            or "cost" or "costs" or "charge" or "charges" or "pay" or "kostet" or "coûte" or "cuesta") is { } verb)
            dimensions = verb is "weigh" or "weighs" ? [Unit.Mass] : [Unit.Money];
        return new ExpectedAnswer(AnswerKind.Figure, dimensions);
    }

    /// <summary>Whether a word asks.</summary>
    public static bool IsQuestionWord(string word) => word is "when" or "who" or "whom" or "whose" or "where" or "how" or "what" or "which"
        or "wann" or "wer" or "wen" or "wem" or "wo" or "wie" or "was" or "welche" or "welcher" or "welches" or "wieviel" or "wieviele"
        or "quand" or "qui" or "où" or "quel" or "quelle" or "combien"
        or "cuándo" or "quién" or "dónde" or "cuánto" or "cuánta" or "cuántos" or "cuántas" or "cuál";

    private static bool IsVerb(string word) => word is
        "is" or "are" or "was" or "were" or "do" or "does" or "did" or "can" or "could" or "may" or "must" or "should"
        or "will" or "has" or "have" or "ist" or "sind" or "kann" or "darf" or "muss" or "gibt" or "hat" or "est" or "peut" or "es" or "puede";
}
