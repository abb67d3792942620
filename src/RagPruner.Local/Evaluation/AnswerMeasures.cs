using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Local.Evaluation;

/// <summary>
/// How good an answer is, by SQuAD's measures (Rajpurkar et al., 2016): on words without case and English articles, with
/// ASCII punctuation deleted rather than taken as the end of a word, so that figures compare with published ones.
/// </summary>
/// <param name="IsExact">Equal to an accepted answer.</param>
/// <param name="F1">The best token F1 with one, 0 to 1.</param>
/// <param name="Contains">Holds one, word for word.</param>
internal sealed record AnswerMeasures(bool IsExact, double F1, bool Contains)
{
    // A draft that shares half its words with an accepted answer says the same, in the study that the defaults come from too.
    private const double RightF1 = 0.5;

    /// <summary>Whether it counts as right where one bit is wanted: it holds an accepted answer, or shares half its words with one.</summary>
    public bool IsRight => Contains || F1 >= RightF1;

    /// <summary>Measures a text. Where no answer is accepted, because the corpus holds none, saying so is the right one.</summary>
    public static AnswerMeasures Of(string text, IReadOnlyList<string> accepted)
    {
        if (accepted.Count == 0)
            return Abstention.Is(text) ? new AnswerMeasures(true, 1, true) : new AnswerMeasures(false, 0, false);
        var words = WordsOf(text);
        var spelled = $" {string.Join(' ', words)} ";
        var best = new AnswerMeasures(false, 0, false);
        foreach (var answer in accepted.Select(WordsOf).Where(a => a.Length > 0))
        {
            best = new AnswerMeasures(
                best.IsExact || answer.SequenceEqual(words, StringComparer.Ordinal),
                Math.Max(best.F1, TokenOverlap.F1(words, answer)),
                best.Contains || spelled.Contains($" {string.Join(' ', answer)} ", StringComparison.Ordinal));
        }
        return best;
    }

    private static string[] WordsOf(string text) =>
        [.. string.Concat(text.Where(c => !char.IsAscii(c) || !(char.IsPunctuation(c) || char.IsSymbol(c)))).ToLowerInvariant()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(w => w is not ("a" or "an" or "the"))];
}
