using RagPruner.Local.Commands;
using RagPruner.Local.Corpora;
using Spectre.Console;

namespace RagPruner.Local.Questions;

/// <summary>Walks through drafted questions with a person: keep, edit, drop. What was decided stays decided, whenever it ends.</summary>
/// <param name="console">Where questions are shown.</param>
/// <param name="input">What the person types, a line for each answer.</param>
/// <param name="chunks">The corpus, to show what a question was written from; may lack some.</param>
internal sealed class QuestionReview(IAnsiConsole console, TextReader input, IReadOnlyDictionary<string, CorpusChunk> chunks)
{
    private const string Help = "k keep, e edit, a keep and add the other places, d drop, s skip, q quit";

    /// <summary>Asks about each draft.</summary>
    /// <param name="questions">All questions.</param>
    /// <param name="save">Called with all of them after each decision.</param>
    /// <returns>How many were decided on.</returns>
    public int Run(IReadOnlyList<DraftedQuestion> questions, Action<IReadOnlyList<DraftedQuestion>> save)
    {
        var all = questions.ToArray();
        var decided = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].Status != DraftedQuestion.Draft)
                continue;
            Show(all[i], i + 1, all.Length);
            switch (Ask())
            {
                case null or "q":
                    return decided;
                case "s":
                    continue;
                case "d":
                    all[i] = all[i] with { Status = DraftedQuestion.Dropped };
                    break;
                case "a":
                    all[i] = all[i] with
                    {
                        Status = DraftedQuestion.Kept,
                        RelevantContextIds = [.. all[i].RelevantContextIds.Union(all[i].AlsoIn ?? [], StringComparer.Ordinal)],
                    };
                    break;
                case "e":
                    all[i] = Edited(all[i]);
                    break;
                default:
                    all[i] = all[i] with { Status = DraftedQuestion.Kept };
                    break;
            }
            decided++;
            save(all);
        }
        return decided;
    }

    private string? Ask()
    {
        while (true)
        {
            Shell.Raw(console, Help);
            if (input.ReadLine()?.Trim().ToLowerInvariant() is not { } answer)
                return null;
            if (answer is "k" or "e" or "a" or "d" or "s" or "q")
                return answer;
        }
    }

    private DraftedQuestion Edited(DraftedQuestion question)
    {
        Shell.Raw(console, "Question (empty: as it is):");
        var asked = Line(question.Question);
        Shell.Raw(console, "Accepted answers, separated by | (empty: as they are; - for none):");
        var answers = Line(string.Join(" | ", question.Answers));
        IReadOnlyList<string> accepted = answers == "-" ? [] : [.. answers.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return question with
        {
            Status = DraftedQuestion.Kept,
            Question = asked,
            Answers = accepted,
            RelevantContextIds = accepted.Count == 0 ? [] : question.RelevantContextIds is [] ? [question.From] : question.RelevantContextIds,
        };
    }

    private string Line(string otherwise) => input.ReadLine()?.Trim() is { Length: > 0 } line ? line : otherwise;

    private void Show(DraftedQuestion question, int number, int all)
    {
        Shell.Raw(console, "");
        Shell.Raw(console, $"{number} of {all}  {question.Id}  by {question.By} from {question.From}");
        if (chunks.GetValueOrDefault(question.From) is { } chunk)
            Shell.Raw(console, $"  {chunk.Text.Trim().ReplaceLineEndings("\n  ")}");
        Shell.Raw(console, $"Question: {question.Question}");
        Shell.Raw(console, $"Answer:   {(question.IsUnanswerable ? "none, the corpus should not hold it" : string.Join(" | ", question.Answers))}");
        if (question.NearDuplicateOf is { } other)
            Shell.Raw(console, $"Note: nearly the same as {other}.");
        if (question.AlsoIn is { } places)
            Shell.Raw(console, $"Note: {string.Join(", ", places)} {(places.Count == 1 ? "seems" : "seem")} to answer it too.");
    }
}
