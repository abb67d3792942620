using System.Text;
using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>
/// Finds the question's own tokens among those of a prompt by their decoded text: the last place where the prompt spells
/// the question behind what leads up to it. White space does not count, since tokenizers move it; neither do characters that tokens cut apart and
/// decode to U+FFFD.
/// </summary>
internal static class QuestionSpan
{
    // Below this many plain letters and digits a match could be anywhere, so every character must match.
    private const int EnoughPlain = 8;

    /// <summary>The log probabilities of the tokens that spell the question, or null if the prompt does not spell it.</summary>
    /// <param name="prompt">All tokens of the prompt.</param>
    /// <param name="question">The question as it stands in the prompt.</param>
    /// <param name="lead">What stands right before it, so that a question such as "assistant" is not found in the template.</param>
    public static IReadOnlyList<double?>? Find(IReadOnlyList<PromptToken> prompt, string question, string lead = "")
    {
        return Find(prompt, question, lead, static c => !char.IsWhiteSpace(c))
            ?? (question.Count(IsPlain) >= EnoughPlain ? Find(prompt, question, lead, IsPlain) : null);
    }

    /// <summary>
    /// Finds the question where a server gives token ids only: the prompts of one question end alike, from somewhere in
    /// the text before the question on. The longest common suffix of their ids, less the template's known tail, is taken.
    /// </summary>
    /// <param name="tails">The ends of the prompts of one question's contexts.</param>
    /// <returns>
    /// For each prompt the log probabilities of the question's tokens; null for all with fewer than two prompts, no common
    /// suffix, or one that may have lost the question's beginning.
    /// </returns>
    public static IReadOnlyList<IReadOnlyList<double?>?> FindByCommonSuffix(IReadOnlyList<PromptTail> tails)
    {
        var length = 0;
        if (tails.Count > 1)
        {
            var shortest = tails.Min(t => t.Tokens.Count);
            while (length < shortest && tails.All(t => t.Tokens[^(length + 1)].Id is { } id && id == tails[0].Tokens[^(length + 1)].Id))
                length++;
        }
        var template = tails.Count == 0 ? 0 : tails[0].TemplateTokens;
        return length <= template || tails.Any(t => t.IsCut && t.Tokens.Count == length)
            ? new IReadOnlyList<double?>?[tails.Count]
            : [.. tails.Select(t => t.Tokens.Skip(t.Tokens.Count - length).Take(length - template).Select(token => token.Logprob).ToArray())];
    }

    private static IReadOnlyList<double?>? Find(IReadOnlyList<PromptToken> prompt, string question, string lead, Func<char, bool> counts)
    {
        var before = lead.Count(counts);
        var wanted = string.Concat((lead + question).Where(counts));
        if (wanted.Length == before)
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
        var (first, last) = (tokenOf[at + before], tokenOf[at + wanted.Length - 1]);
        return [.. Enumerable.Range(first, last - first + 1).Select(i => prompt[i].Logprob)];
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c);
}
