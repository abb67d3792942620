using RagPruner.Answering;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// Answers by quotation: the sentence of the kept contexts that covers most of the question's information, and a second
/// one if it adds enough. If even the best covers too little, it says that the answer is not in the sources.
/// </summary>
internal static class QuotedAnswer
{
    // Shares of the question's information. Set by hand on the sample corpus.
    private const double WeakBelow = 0.43;
    private const double WorthAdding = 0.2;

    // A passage that is about the question lends its sentences some of what stands around them.
    private const double ContextShare = 0.25;
    private const double KindBonus = 0.1;

    /// <summary>The answer, with its sentences cited by the numbers of their contexts.</summary>
    public static string From(string question, IReadOnlyList<string> contexts, CollectionStatistics collection)
    {
        var terms = new QuestionTerms(question, collection);
        return Answer(terms, [.. contexts.SelectMany((c, i) => Sentences(c, i + 1, terms))]);
    }

    private static string Answer(QuestionTerms question, IReadOnlyList<Sentence> sentences)
    {
        if (sentences.MaxBy(s => s.Score) is not { } best || best.Coverage < WeakBelow)
            return Answering.Answer.NotInSources;
        var open = question.Weights.Where(w => !best.Covered.Contains(w.Key)).ToDictionary(StringComparer.Ordinal);
        double Adds(Sentence s) => open.Where(w => s.Covered.Contains(w.Key)).Sum(w => w.Value);
        var second = sentences.Where(s => s != best).MaxBy(s => (Adds(s), s.Score));
        return second is not null && Adds(second) >= WorthAdding ? $"{best.Cited} {second.Cited}" : best.Cited;
    }

    private static IEnumerable<Sentence> Sentences(string context, int number, QuestionTerms question)
    {
        var text = new ContextText(AnswerCheck.WithoutMarkers(context));
        var all = text.Terms.Select(t => t.Term).ToHashSet(StringComparer.Ordinal);
        var around = question.Weights.Where(w => all.Contains(w.Key)).Sum(w => w.Value);
        // What a heading says counts for what stands below it, and answers nothing.
        foreach (var (first, next) in text.Sentences().Where(s => !text.IsHeading(s.First, s.Next)))
        {
            var covered = text.Terms[first..next].Select(t => t.Term).Where(question.Weights.ContainsKey).ToHashSet(StringComparer.Ordinal);
            var own = covered.Sum(t => question.Weights[t]);
            var hasKind = question.AnswerType == AnswerType.Number && Enumerable.Range(first, next - first).Any(text.IsNumber);
            yield return new Sentence(
                $"{text.Quote(first, next)} [{number}]", covered,
                Coverage: (1 - ContextShare) * own + ContextShare * around,
                Score: (1 - ContextShare) * own + ContextShare * around + (hasKind ? KindBonus : 0));
        }
    }

    private sealed record Sentence(string Cited, HashSet<string> Covered, double Coverage, double Score);
}
