using System.Buffers;
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
        // Every draft is looked through, so what is only compared is never made a string of.
        var buffer = ArrayPool<char>.Shared.Rent(lead.Length + question.Length + prompt.Sum(t => t.Text?.Length ?? 0));
        try
        {
            var before = Spell(lead, counts, buffer);
            var length = before + Spell(question, counts, buffer.AsSpan(before));
            var end = length;
            foreach (var token in prompt)
                end += Spell(token.Text, counts, buffer.AsSpan(end));
            // A question without such characters stands nowhere.
            var at = length == before ? -1 : buffer.AsSpan(length, end - length).LastIndexOf(buffer.AsSpan(0, length));
            return at < 0 ? null : [.. TokensBetween(prompt, at + before, at + length, counts).Select(t => t.Logprob)];
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Writes the characters of a text that count; returns how many they are.</summary>
    private static int Spell(string? text, Func<char, bool> counts, Span<char> spelled)
    {
        var length = 0;
        foreach (var c in text ?? "")
        {
            if (counts(c))
                spelled[length++] = c;
        }
        return length;
    }

    /// <summary>The tokens that spell the characters between two places, from the first of them to the last.</summary>
    private static IEnumerable<PromptToken> TokensBetween(IReadOnlyList<PromptToken> prompt, int from, int to, Func<char, bool> counts)
    {
        var at = 0;
        foreach (var token in prompt)
        {
            if (at >= to)
                yield break;
            foreach (var c in token.Text ?? "")
            {
                if (counts(c))
                    at++;
            }
            if (at > from)
                yield return token;
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c);
}
