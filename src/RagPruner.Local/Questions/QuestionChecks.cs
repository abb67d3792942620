using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.Evaluation;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Text;

namespace RagPruner.Local.Questions;

/// <summary>What a person should know before keeping a drafted question.</summary>
internal static class QuestionChecks
{
    // Two questions of which one is the other with a word changed.
    private const double NearDuplicate = 0.8;
    private const int Searched = 10;

    // A sentence with the answer that is about something else shares little with the question.
    private const double LeastCovered = 0.5;

    // All but a word: then it is the sentence that the question was made from, or one like it.
    private const double AllCovered = 0.95;

    /// <summary>
    /// Marks those that are nearly copies of an earlier one. One with an answer and one without are none: they differ in what counts.
    /// </summary>
    public static IEnumerable<DraftedQuestion> WithNearDuplicates(IEnumerable<DraftedQuestion> questions)
    {
        var seen = new List<(string Id, bool IsUnanswerable, IReadOnlyList<string> Words)>();
        foreach (var question in questions)
        {
            var words = TokenOverlap.Content(question.Question);
            var copied = question.Status == DraftedQuestion.Dropped ? null
                : seen.FirstOrDefault(s => s.IsUnanswerable == question.IsUnanswerable && TokenOverlap.F1(s.Words, words) >= NearDuplicate).Id;
            if (question.Status != DraftedQuestion.Dropped)
                seen.Add((question.Id, question.IsUnanswerable, words));
            yield return question with { NearDuplicateOf = copied };
        }
    }

    /// <summary>Marks in which other chunks a sentence holds an accepted answer and most of the question's words.</summary>
    public static DraftedQuestion WithOtherPlaces(DraftedQuestion question, KnowledgeIndex index)
    {
        if (question.IsUnanswerable)
            return question;
        var terms = new QuestionTerms(question.Question, index.Statistics);
        string[] found = [.. index.Search(question.Question, Searched)
            .Where(c => !question.RelevantContextIds.Contains(c.Id, StringComparer.Ordinal) && Answers(c.Text)).Select(c => c.Id)];
        return question with { AlsoIn = found.Length > 0 ? found : null };

        bool Answers(string context)
        {
            var text = new ContextText(context);
            return text.Sentences().Any(s => AnswerMeasures.Of(text.Quote(s.First, s.Next), question.Answers).Contains
                && Covered(text, s.First, s.Next, terms) >= LeastCovered);
        }
    }

    /// <summary>Whether some chunk answers what nothing should answer: a sentence with most of its words but the gap.</summary>
    public static bool IsAnswerable(string question, KnowledgeIndex index)
    {
        var terms = new QuestionTerms(question, index.Statistics);
        return index.Search(question, Searched).Any(c =>
            new ContextText(c.Text) is var text && text.Sentences().Any(s => Covered(text, s.First, s.Next, terms) >= AllCovered));
    }

    /// <summary>How much of a question's information a sentence has.</summary>
    private static double Covered(ContextText text, int first, int next, QuestionTerms terms) =>
        text.Terms[first..next].Select(t => t.Term).Distinct(StringComparer.Ordinal).Sum(t => terms.Weights.GetValueOrDefault(t));
}
