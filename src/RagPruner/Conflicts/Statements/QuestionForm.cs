namespace RagPruner.Conflicts.Statements;

/// <summary>Reads from the form of a question what it asks for.</summary>
internal static class QuestionForm
{
    /// <summary>What a question asks for.</summary>
    /// <param name="words">Its words in lower case, without articles.</param>
    public static ExpectedAnswer Expects(IReadOnlyList<string> words)
    {
        var (first, second) = (words.ElementAtOrDefault(0), words.ElementAtOrDefault(1));
        return first switch
        {
            "when" or "wann" or "quand" or "cuándo" => ExpectedAnswer.Moment,
            "who" or "whom" or "whose" or "wer" or "wen" or "wem" or "qui" or "quién" or "quiénes" => ExpectedAnswer.Name,
            "how" when second is "many" or "much" or "long" or "old" or "far" or "high" or "tall" or "fast" or "often" or "large" or "heavy" or "wide" or "deep"
                => ExpectedAnswer.Figure,
            "wie" when second is "viel" or "viele" or "vielen" or "lange" or "oft" or "hoch" or "weit" or "alt" or "groß" or "teuer" => ExpectedAnswer.Figure,
            "wieviel" or "wieviele" or "combien" or "cuánto" or "cuánta" or "cuántos" or "cuántas" => ExpectedAnswer.Figure,
            "what" or "which" when second is "time" or "day" or "date" or "year" or "month" => ExpectedAnswer.Moment,
            "is" or "are" or "was" or "were" or "do" or "does" or "did" or "can" or "could" or "may" or "must" or "should" or "will" or "has" or "have"
                or "ist" or "sind" or "kann" or "darf" or "muss" or "gibt" or "hat" or "est" or "peut" => IsChoice(words) ? ExpectedAnswer.Any : ExpectedAnswer.YesOrNo,
            _ => ExpectedAnswer.Any,
        };
    }

    // "Is it open or closed?"
    private static bool IsChoice(IReadOnlyList<string> words) => words.Any(w => w is "or" or "oder" or "ou");
}
