using RagPruner.Drafting;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Models;
using RagPruner.Text;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>The words of prompts and answers as tokens of the embedded model.</summary>
internal static class PromptWords
{
    /// <summary>The prompt in words, each with what follows up to the next space. The question's own begin and end with it.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="reading">What it says.</param>
    /// <param name="evidence">What the question's words are worth, and those of an answer that was begun.</param>
    /// <param name="collection">What the others are.</param>
    /// <param name="isWhole">Whether the words before the question's line are wanted too.</param>
    public static IReadOnlyList<PromptToken> Of(string prompt, PromptReading reading, Evidence evidence, CollectionStatistics collection, bool isWhole)
    {
        var tokens = new List<PromptToken>();
        var (start, end) = (reading.QuestionStart, reading.QuestionStart + reading.QuestionLength);
        Add(isWhole ? 0 : prompt.LastIndexOf('\n', Math.Max(0, start - 1)) + 1, start, null);
        Add(start, end, reading.Contexts.Count == 0 ? null : evidence.QuestionLogprobs);
        Add(end, prompt.Length - reading.BegunAnswer.Length, null);
        Add(prompt.Length - reading.BegunAnswer.Length, prompt.Length, evidence.ScentLogprobs);
        if (tokens.Count > 0)
            tokens[0] = tokens[0] with { Logprob = null };
        return tokens;

        void Add(int from, int to, IReadOnlyList<double?>? logprobs)
        {
            var words = Words.Of(prompt[from..to]);
            var at = from;
            for (var i = 0; i < words.Count; i++)
            {
                var next = i + 1 < words.Count ? from + words[i + 1].Start : to;
                // Punctuation belongs to the word before it, a space to the word after it.
                var behind = from + words[i].Start + words[i].Length;
                var cut = i + 1 < words.Count && prompt.IndexOf(' ', behind, next - behind) is >= 0 and var space ? space : next;
                Append(prompt[at..cut], logprobs is null ? Background(words[i].Normal) : logprobs[i]);
                at = cut;
            }
            if (words.Count == 0 && to > from)
                Append(prompt[from..to], Background(""));
        }

        void Append(string text, double? logprob) => tokens.Add(new PromptToken(text, logprob, $"{IdOf(text)}"));

        double Background(string normal) => -collection.Information(Terms.Stem(normal));
    }

    /// <summary>An answer in words.</summary>
    public static IReadOnlyList<CompletionToken> OfAnswer(string answer, PromptReading reading)
    {
        // How sure a quotation is: how many of the contexts' sentences it could have been.
        var sentences = Math.Max(1, reading.Contexts.Sum(c => c.Count(x => x is '.' or '!' or '?')));
        var first = -Math.Log(1 + 0.1 * sentences);
        return [.. Pieces(answer).Select((piece, i) => new CompletionToken(piece, i == 0 ? first : -0.05))];
    }

    /// <summary>A text word by word, each but the first with the space before it.</summary>
    public static IEnumerable<string> Pieces(string text) => text.Split(' ').Select((word, i) => i == 0 ? word : $" {word}");

    /// <summary>A stable id for a token's text.</summary>
    public static int IdOf(string text)
    {
        // FNV-1a, without the sign.
        var hash = 2166136261u;
        foreach (var c in text)
            hash = unchecked((hash ^ c) * 16777619u);
        return (int)(hash & 0x7fffffff);
    }
}
