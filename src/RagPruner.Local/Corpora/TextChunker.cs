using System.Text.RegularExpressions;
using RagPruner.Accounting;

namespace RagPruner.Local.Corpora;

/// <summary>How long chunks get, in estimated tokens.</summary>
/// <param name="MaxTokens">No chunk is longer, its heading aside.</param>
/// <param name="OverlapTokens">Up to this much of a chunk's end is repeated at the start of the next one of the same section.</param>
internal sealed record ChunkLimits(int MaxTokens = 256, int OverlapTokens = 32);

/// <summary>
/// Cuts Markdown and plain text into chunks: at headings first, then between paragraphs, then between sentences. A chunk
/// starts with its heading path, which says what the text is about. HTML comments are left out: nobody reads them, so
/// nothing in them should reach a model.
/// </summary>
internal static partial class TextChunker
{
    public static IEnumerable<CorpusChunk> Chunk(string name, string text, ChunkLimits limits)
    {
        var isMarkdown = !name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        var sections = isMarkdown ? Sections(Comment().Replace(text, "")) : [new Section([], text)];
        var title = sections.FirstOrDefault(s => s.Headings.Count > 0)?.Headings[0] ?? Path.GetFileNameWithoutExtension(name);
        var n = 0;
        foreach (var section in sections)
        {
            var heading = string.Join(" > ", section.Headings);
            foreach (var body in Pack(section.Body, limits))
                yield return new CorpusChunk($"{name}#{++n}", title, heading.Length == 0 ? body : $"{heading}\n{body}", name, Metadata: null);
        }
    }

    private static List<Section> Sections(string text)
    {
        var sections = new List<Section>();
        var headings = new List<string>();
        var body = new List<string>();
        string? fence = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal) || line.StartsWith("~~~", StringComparison.Ordinal))
                fence = fence is null ? line[..3] : line.StartsWith(fence, StringComparison.Ordinal) ? null : fence;
            if (fence is not null || Heading().Match(line) is not { Success: true } match)
            {
                body.Add(line);
                continue;
            }
            Close();
            var level = match.Groups["level"].Length;
            headings.RemoveRange(Math.Min(level - 1, headings.Count), headings.Count - Math.Min(level - 1, headings.Count));
            headings.Add(match.Groups["text"].Value.Trim());
        }
        Close();
        // A page of nothing but headings still says what they say.
        if (sections.Count == 0 && headings.Count > 0)
            sections.Add(new Section([], string.Join('\n', headings)));
        return sections;

        void Close()
        {
            var joined = string.Join('\n', body).Trim();
            if (joined.Length > 0)
                sections.Add(new Section([.. headings], joined));
            body.Clear();
        }
    }

    private static IEnumerable<string> Pack(string body, ChunkLimits limits)
    {
        var chunk = new List<(string Text, string Before)>();
        var tokens = 0;
        var isFresh = true;
        foreach (var (piece, before) in Pieces(body, limits.MaxTokens))
        {
            var length = TokenEstimate.Of(piece);
            if (!isFresh && tokens + length > limits.MaxTokens)
            {
                yield return Join(chunk);
                (chunk, tokens) = Overlap(chunk, Math.Min(limits.OverlapTokens, limits.MaxTokens - length));
            }
            chunk.Add((piece, before));
            tokens += length;
            isFresh = false;
        }
        if (!isFresh)
            yield return Join(chunk);
    }

    /// <summary>Paragraphs that fit, and the sentences of those that do not, each with what separates it from the one before.</summary>
    private static IEnumerable<(string Text, string Before)> Pieces(string body, int maxTokens)
    {
        foreach (var paragraph in BlankLines().Split(body).Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (TokenEstimate.Of(paragraph) <= maxTokens)
            {
                yield return (paragraph, "\n\n");
                continue;
            }
            var before = "\n\n";
            foreach (var sentence in SentenceEnd().Split(paragraph).Select(s => s.Trim()).Where(s => s.Length > 0).SelectMany(s => ByLength(s, maxTokens)))
            {
                yield return (sentence, before);
                before = " ";
            }
        }
    }

    // Text without sentence ends (tables, logs, some scripts) is cut at a space, or anywhere if there is none.
    private static IEnumerable<string> ByLength(string sentence, int maxTokens)
    {
        while (TokenEstimate.Of(sentence) > maxTokens)
        {
            var most = Math.Min(sentence.Length, maxTokens * 4);
            while (TokenEstimate.Of(sentence[..most]) > maxTokens)
                most = most * 3 / 4;
            var space = sentence.LastIndexOf(' ', most - 1, most);
            var cut = space > 0 ? space : char.IsHighSurrogate(sentence[most - 1]) ? most - 1 : most;
            yield return sentence[..cut];
            sentence = sentence[cut..].TrimStart();
        }
        if (sentence.Length > 0)
            yield return sentence;
    }

    private static string Join(List<(string Text, string Before)> pieces) =>
        string.Concat(pieces.Select((p, i) => i == 0 ? p.Text : p.Before + p.Text));

    private static (List<(string Text, string Before)> Pieces, int Tokens) Overlap(List<(string Text, string Before)> chunk, int budget)
    {
        var kept = new List<(string Text, string Before)>();
        var tokens = 0;
        for (var i = chunk.Count - 1; i > 0 && tokens + TokenEstimate.Of(chunk[i].Text) <= budget; i--)
        {
            kept.Insert(0, chunk[i]);
            tokens += TokenEstimate.Of(chunk[i].Text);
        }
        return (kept, tokens);
    }

    private sealed record Section(IReadOnlyList<string> Headings, string Body);

    [GeneratedRegex(@"<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(?<level>#{1,6})\s+(?<text>.+?)\s*#*\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"(?<=[.!?][""')\]]*)\s+(?=[\p{Lu}\p{N}""'(\[])")]
    private static partial Regex SentenceEnd();
}
