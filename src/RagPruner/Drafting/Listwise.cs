using RagPruner.Contexts;
using RagPruner.Models;

namespace RagPruner.Drafting;

/// <summary>What one call of <see cref="Listwise"/> said of one context.</summary>
/// <param name="Window">The window of contexts that it was compared in, from 0.</param>
/// <param name="IsReversed">Whether the contexts stood in reversed order.</param>
/// <param name="Logprob">The log probability of the context's label.</param>
internal sealed record LabelReading(int Window, bool IsReversed, double Logprob);

/// <summary>
/// Several contexts in one prompt under bare labels; the model is asked for the label of the best, and one token is enough
/// to rank them all (FIRST: Reddy et al., 2024, arXiv 2406.15657). Each window is asked twice, the second time in reversed
/// order, because models prefer places. More contexts than a model lists labels for are compared in windows, by retrieval
/// order, of which each shares half with the one before, so that they can be put on one scale.
/// </summary>
internal static class Listwise
{
    /// <summary>The most labels in a prompt: what OpenAI's interface lists as alternatives.</summary>
    public const int MostLabels = 20;

    /// <summary>The windows of so many contexts: where each begins, and how many it has.</summary>
    /// <param name="contexts">How many contexts.</param>
    /// <param name="labels">How many labels a call can tell apart; at least 2.</param>
    public static IReadOnlyList<(int Start, int Count)> Windows(int contexts, int labels)
    {
        if (contexts <= labels)
            return contexts == 0 ? [] : [(0, contexts)];
        var step = labels - labels / 2;
        var count = 1 + (contexts - labels + step - 1) / step;
        return [.. Enumerable.Range(0, count).Select(i => (Math.Min(i * step, contexts - labels), labels))];
    }

    /// <summary>The most calls: two a window, one for a context alone, which has no other order.</summary>
    public static int MostCalls(int contexts, int labels) => contexts == 1 ? 1 : 2 * Windows(contexts, labels).Count;

    /// <summary>The calls of a question.</summary>
    /// <param name="request">The question and its contexts in retrieval order.</param>
    /// <param name="abilities">What the model can do: it lists that many labels.</param>
    /// <param name="labels">How many labels a call can tell apart.</param>
    public static IReadOnlyList<QuestionCall> Calls(QuestionRequest request, ModelAbilities abilities, int labels)
    {
        var contexts = request.Contexts.Select(c => c.Context).ToArray();
        return [.. Windows(contexts.Length, labels).SelectMany((window, i) =>
        {
            var inWindow = contexts[window.Start..(window.Start + window.Count)];
            var straight = Call(request, abilities, inWindow, i, [false]);
            return inWindow.Length == 1 ? [Call(request, abilities, inWindow, i, [false, true])]
                : new[] { straight, Call(request, abilities, [.. inWindow.Reverse()], i, [true]) };
        })];
    }

    private static QuestionCall Call(QuestionRequest request, ModelAbilities abilities, IReadOnlyList<Context> contexts, int window, bool[] orders)
    {
        var prompt = DraftPrompt.Listwise(request.Question, SharedTexts.Of(contexts, request.SharedTokens), request.Fence, abilities);
        var at = contexts.Select((c, i) => (c.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        return new QuestionCall(
            new CompletionRequest(prompt, 1) { Logprobs = true, Alternatives = abilities.Alternatives },
            completion => completion is { Tokens: [var first, ..], StopCause: not StopCause.Blocked }
                && ForcedChoice.Read(first, contexts.Count, LabelOf) is { } logprobs
                ? (context, evidence) => at.TryGetValue(context.Id, out var i)
                    ? evidence with { Labels = [.. evidence.Labels ?? [], .. orders.Select(o => new LabelReading(window, o, logprobs[i]))] } : evidence
                : null);

        // "B" with what models put around it. A small "a" is more often an article than a choice.
        int LabelOf(string text) => text.Trim('(', ')', '[', ']', '"', '*', '.', ':') is [var letter]
            && (char.IsAsciiLetterUpper(letter) || char.IsAsciiLetterLower(letter) && letter != 'a')
            && char.ToUpperInvariant(letter) - 'A' is var label && label < contexts.Count ? label : -1;
    }

    /// <summary>The label of a place, from 0.</summary>
    public static char Label(int place) => (char)('A' + place);
}
