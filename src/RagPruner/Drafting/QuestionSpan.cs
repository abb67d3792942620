using System.Text;

namespace RagPruner.Drafting;

/// <summary>One token of a prompt, as a server reports it.</summary>
/// <param name="Text">Its decoded text, or null if the server gives ids only.</param>
/// <param name="Logprob">Its log probability given what stands before it; null for the first token or if missing.</param>
/// <param name="Id">Its id in the vocabulary, if known.</param>
public sealed record PromptToken(string? Text, double? Logprob, string? Id = null);

/// <summary>
/// Finds the question's own tokens among those of a prompt by their decoded text: the last place where the prompt spells
/// the question. White space does not count, since tokenizers move it; neither do characters that tokens cut apart and
/// decode to U+FFFD.
/// </summary>
public static class QuestionSpan
{
    // Below this many plain letters and digits a match could be anywhere, so every character must match.
    private const int EnoughPlain = 8;

    /// <summary>The log probabilities of the tokens that spell the question, or null if the prompt does not spell it.</summary>
    /// <param name="prompt">All tokens of the prompt.</param>
    /// <param name="question">The question as it stands in the prompt.</param>
    public static IReadOnlyList<double?>? Find(IReadOnlyList<PromptToken> prompt, string question)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(question);
        return Find(prompt, question, static c => !char.IsWhiteSpace(c))
            ?? (question.Count(IsPlain) >= EnoughPlain ? Find(prompt, question, IsPlain) : null);
    }

    /// <summary>
    /// Finds the question where a server gives token ids only: the prompts of one question end alike, from somewhere in
    /// the text before the question on. The longest common suffix of their ids, less the template's known tail, is taken.
    /// </summary>
    /// <param name="prompts">The prompts of one question's contexts.</param>
    /// <param name="tailTokens">How many tokens the template adds after the question.</param>
    /// <returns>For each prompt the log probabilities of the question's tokens; null for all with fewer than two prompts or no common suffix.</returns>
    public static IReadOnlyList<IReadOnlyList<double?>?> FindByCommonSuffix(IReadOnlyList<IReadOnlyList<PromptToken>> prompts, int tailTokens)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var length = 0;
        if (prompts.Count > 1)
        {
            var shortest = prompts.Min(p => p.Count);
            while (length < shortest && prompts.All(p => p[^(length + 1)].Id is { } id && id == prompts[0][^(length + 1)].Id))
                length++;
        }
        return length <= tailTokens
            ? new IReadOnlyList<double?>?[prompts.Count]
            : [.. prompts.Select(p => p.Skip(p.Count - length).Take(length - tailTokens).Select(t => t.Logprob).ToArray())];
    }

    private static IReadOnlyList<double?>? Find(IReadOnlyList<PromptToken> prompt, string question, Func<char, bool> counts)
    {
        var wanted = string.Concat(question.Where(counts));
        if (wanted.Length == 0)
            return null;
        var length = prompt.Sum(t => t.Text?.Length ?? 0);
        var spelled = new StringBuilder(length);
        var tokenOf = new List<int>(length);
        for (var i = 0; i < prompt.Count; i++)
        {
            foreach (var c in prompt[i].Text ?? "")
            {
                if (!counts(c))
                    continue;
                spelled.Append(c);
                tokenOf.Add(i);
            }
        }
        var at = spelled.ToString().LastIndexOf(wanted, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var (first, last) = (tokenOf[at], tokenOf[at + wanted.Length - 1]);
        return [.. Enumerable.Range(first, last - first + 1).Select(i => prompt[i].Logprob)];
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c);
}
