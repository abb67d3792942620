using System.Text;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Answering;

/// <summary>
/// Checks a model's text against the contexts that it was given. Citations of anything else, and links, images and URLs
/// whose target stands in no kept context, are removed and flagged; the other citations are numbered in order of first
/// mention. A short text without any citation is traced to the contexts that contain it word for word.
/// </summary>
internal static class AnswerCheck
{
    private const int LongestQuotationWords = 20;

    /// <summary>The checked text with its citations and flags.</summary>
    /// <param name="text">The model's text; [n] means <c>contexts[n - 1]</c>.</param>
    /// <param name="contexts">The contexts in the order in which the prompt numbered them.</param>
    public static CheckedText Check(string text, IReadOnlyList<Context> contexts)
    {
        var (edit, links, citations) = Clean(text, contexts, []);
        var (result, map, cited) = (edit.Text, edit.Map, citations.Cited);
        if (cited.Count == 0 && Quoted(result, contexts) is { Count: > 0 } quoted)
        {
            cited = quoted;
            result = $"{result.TrimEnd()} {string.Concat(Enumerable.Range(1, quoted.Count).Select(n => $"[{n}]"))}";
        }
        string[] flags = [.. citations.HasForeign ? [AnswerFlags.UncitedSource] : Array.Empty<string>(), .. links.HasForeign
            ? [AnswerFlags.ForeignUrl] : Array.Empty<string>()];
        return new CheckedText(result, [.. cited.Select(i => new Citation(contexts[i].Id, contexts[i].Uri))], [.. flags.Order(StringComparer.Ordinal)], map);
    }

    /// <summary>Checks a stretch of an answer that is still coming.</summary>
    /// <param name="text">The stretch.</param>
    /// <param name="contexts">The contexts in the order in which the prompt numbered them.</param>
    /// <param name="cited">What was cited before it, from 0, in order of first mention.</param>
    /// <returns>The checked stretch, and what has been cited with it.</returns>
    public static (string Text, IReadOnlyList<int> Cited) Continue(string text, IReadOnlyList<Context> contexts, IReadOnlyList<int> cited)
    {
        var (edit, _, citations) = Clean(text, contexts, cited);
        return (edit.Text, citations.Cited);
    }

    /// <summary>A context's text with bracketed numbers in round brackets, so that a footnote of its own is not taken for a citation.</summary>
    public static string WithoutMarkers(string text) => CitationCheck.WithoutMarkers(text);

    private static (TextEdit Edit, LinkCheck Links, CitationCheck Citations) Clean(
        string text, IReadOnlyList<Context> contexts, IReadOnlyList<int> cited)
    {
        var edit = new TextEdit(text);
        edit.RemoveInvisible();
        var links = new LinkCheck(contexts);
        links.Edit(edit);
        var citations = new CitationCheck(contexts.Count, cited);
        // What a citation stood in the middle of may be a link without it.
        if (citations.Edit(edit))
            links.Edit(edit);
        return (edit, links, citations);
    }

    private static List<int> Quoted(string text, IReadOnlyList<Context> contexts)
    {
        var quotation = Spelled(text, out var count);
        return count is 0 or > LongestQuotationWords || Abstention.Is(text)
            ? []
            : [.. Enumerable.Range(0, contexts.Count).Where(i => Spelled(contexts[i].Text, out _).Contains(quotation, StringComparison.Ordinal))];
    }

    // The words with the signs that stand at them: $100 is not quoted from €100, nor C# from C++.
    private static string Spelled(string text, out int count)
    {
        var words = Words.Of(text);
        count = words.Count;
        var spelled = new StringBuilder(" ");
        foreach (var word in words)
        {
            var (before, after) = (word.Start - 1, word.Start + word.Length);
            if (before >= 0 && "$€£¥-−+<>".Contains(text[before], StringComparison.Ordinal) && (before == 0 || !char.IsLetterOrDigit(text[before - 1])))
                spelled.Append(text[before]);
            spelled.Append(word.Normal);
            for (; after < text.Length && "%‰°#+".Contains(text[after], StringComparison.Ordinal); after++)
                spelled.Append(text[after]);
            spelled.Append(' ');
        }
        return spelled.ToString();
    }
}

/// <summary>A text that passed <see cref="AnswerCheck"/>.</summary>
/// <param name="Text">The text; [n] refers to <c>Citations[n - 1]</c>.</param>
/// <param name="Citations">The kept contexts cited, in order of first mention.</param>
/// <param name="Flags">What was removed, sorted.</param>
/// <param name="Map">For each offset of the model's text (its length included), the offset in <see cref="Text"/>.</param>
internal sealed record CheckedText(string Text, IReadOnlyList<Citation> Citations, IReadOnlyList<string> Flags, IReadOnlyList<int> Map);
