using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Statements;

namespace RagPruner.Local.Questions;

/// <summary>
/// Writes questions without a model that could: a sentence of the corpus with a figure, a date, a time or a name left out.
/// Such a question has the words of its sentence, so that any retriever that counts words finds it: what is measured with it
/// flatters retrieval, and tells scorers apart only among the sentence's neighbours.
/// </summary>
internal static class ClozeWriter
{
    public const string Name = "cloze";

    private const string Gap = "____";
    private const int FewestWords = 7;
    private const int MostWords = 40;

    /// <summary>A question from a chunk, or null where no sentence has anything to leave out.</summary>
    public static (string Question, string Answer)? Of(CorpusChunk chunk) =>
        Candidates(chunk.Text).Select(c => ((string, string)?)(c.Question, c.Answer)).FirstOrDefault();

    /// <summary>
    /// A question that the corpus does not answer: a sentence with its name replaced by one that stands elsewhere, and something else left
    /// out. Null where the sentence has no such name.
    /// </summary>
    /// <param name="chunk">Where the sentence is from.</param>
    /// <param name="names">Names of the corpus.</param>
    public static string? UnanswerableOf(CorpusChunk chunk, IReadOnlyList<string> names)
    {
        foreach (var (question, answer, sentence) in Candidates(chunk.Text))
        {
            var own = Claims.Of(sentence).Names.Select(n => sentence[n.Start..n.End])
                .FirstOrDefault(n => n != answer && question.Contains(n, StringComparison.Ordinal));
            var other = own is null ? null
                : names.FirstOrDefault(n => !chunk.Text.Contains(n, StringComparison.Ordinal) && !n.Contains(own, StringComparison.Ordinal));
            if (other is not null)
                return question.Replace(own!, other, StringComparison.Ordinal);
        }
        return null;
    }

    /// <summary>The names that a text mentions within its sentences: the first word of one is capitalised whatever it is.</summary>
    public static IEnumerable<string> NamesIn(string text) =>
        Sentences(text).SelectMany(s => Claims.Of(s).Names.Where(n => n.Start > 0).Select(n => s[n.Start..n.End])).Distinct(StringComparer.Ordinal);

    private static IEnumerable<(string Question, string Answer, string Sentence)> Candidates(string text)
    {
        foreach (var sentence in Sentences(text))
        {
            var claims = Claims.Of(sentence);
            (string Asked, int Start, int End)[] gaps =
            [
                .. claims.Figures.Select(f => ("Which number", f.Start, f.End)), .. claims.Dates.Select(d => ("Which date", d.Start, d.End)),
                .. claims.Times.Select(t => ("What time", t.Start, t.End)), .. claims.Names.Where(n => n.Start > 0).Select(n => ("Which name", n.Start, n.End)),
            ];
            foreach (var (asked, start, end) in gaps)
            {
                var answer = sentence[start..end];
                // What stands twice would still be read.
                if (sentence.Split(answer).Length == 2)
                    yield return ($"{asked} fills the gap: \"{sentence[..start]}{Gap}{sentence[end..]}\"", answer, sentence);
            }
        }
    }

    private static IEnumerable<string> Sentences(string text)
    {
        var read = new ContextText(text);
        return read.Sentences().Where(s => s.Next - s.First is >= FewestWords and <= MostWords).Select(s => read.Quote(s.First, s.Next).ReplaceLineEndings(" "))
            .Where(s => s.EndsWith('.'));
    }
}
