using System.Collections.Frozen;
using System.Net;
using System.Text.RegularExpressions;
using RagPruner.Text;

namespace RagPruner.Contexts;

/// <summary>
/// What is left of a text when its surface is taken away: how it was wrapped, which quotation marks, dashes and spaces it
/// has, its emphasis, bullets, heading marks and HTML entities, its English articles. Words, figures, signs, units and all
/// other punctuation stay as they are, so two texts that differ in any fact differ here.
/// </summary>
internal sealed partial class SurfaceForm
{
    // What typesetting joins.
    private static readonly FrozenDictionary<char, string> s_spelled = new Dictionary<char, string>
    {
        ['ﬀ'] = "ff",
        ['ﬁ'] = "fi",
        ['ﬂ'] = "fl",
        ['ﬃ'] = "ffi",
        ['ﬄ'] = "ffl",
        ['ﬅ'] = "st",
        ['ﬆ'] = "st",
        ['…'] = "...",
        ['-'] = "-",
    }.ToFrozenDictionary();

    private readonly List<Token> _tokens;

    private SurfaceForm(List<Token> tokens) => (_tokens, Hash) = (tokens, HashOf(tokens));

    /// <summary>Equal for texts that are the same; nearly always different for others.</summary>
    public ulong Hash { get; }

    /// <summary>Whether there is anything to compare.</summary>
    public bool IsEmpty => _tokens.Count == 0;

    public static SurfaceForm Of(string text)
    {
        text = Accents.Compose(Invisible.Remove(text.Contains('&', StringComparison.Ordinal) ? WebUtility.HtmlDecode(text) : text));
        text = Ligature().Replace(text, static m => s_spelled[m.ValueSpan[0]]);
        var tokens = new List<Token>(text.Length / 6 + 1);
        var lines = Hyphenation().Replace(text.ReplaceLineEndings("\n"), "").Split('\n');
        var afterBlank = true;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = Emphasis().Replace(LineMark().Replace(lines[i], "", 1).Trim(), "${text}");
            if (line.Length == 0)
            {
                afterBlank = true;
                continue;
            }
            var isMarked = lines[i].TrimStart().StartsWith('#') && line.Length < lines[i].Trim().Length;
            Add(tokens, line, isMarked || IsShouted(line) || afterBlank && IsTitle(line, lines.ElementAtOrDefault(i + 1)));
            afterBlank = false;
        }
        if (tokens.Count > 0 && tokens[^1].Text.EndsWith('.'))
            tokens[^1] = tokens[^1] with { Text = tokens[^1].Text[..^1] };
        if (IsEnglish(tokens))
            DropArticles(tokens);
        tokens.RemoveAll(static t => t.Text.Length == 0);
        return new SurfaceForm(tokens);
    }

    /// <summary>Whether both say the same in the same words.</summary>
    public bool Is(SurfaceForm other)
    {
        if (Hash != other.Hash || _tokens.Count != other._tokens.Count)
            return false;
        for (var i = 0; i < _tokens.Count; i++)
        {
            if (!_tokens[i].Is(other._tokens[i]))
                return false;
        }
        return true;
    }

    private static void Add(List<Token> tokens, string line, bool isHeading)
    {
        var startsSentence = tokens.Count == 0 || EndsSentence(tokens[^1].Text);
        foreach (Match match in Chunk().Matches(line))
        {
            var text = Plain(match.ValueSpan);
            tokens.Add(new Token(text, startsSentence, isHeading));
            startsSentence = EndsSentence(text);
        }
    }

    private static bool EndsSentence(string text) => text.Length > 0 && text.TrimEnd('"', '\'', ')') is [.., '.' or '!' or '?'];

    // Quotation marks, apostrophes and dashes of one kind; without backticks.
    private static string Plain(ReadOnlySpan<char> chunk)
    {
        Span<char> buffer = chunk.Length <= 128 ? stackalloc char[chunk.Length] : new char[chunk.Length];
        var length = 0;
        for (var i = 0; i < chunk.Length; i++)
        {
            var c = chunk[i] switch
            {
                '“' or '”' or '„' or '‟' or '«' or '»' or '″' => '"',
                '‘' or '’' or '‚' or '‛' or '′' => '\'',
                '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' => '-',
                '`' => '\0',
                var other => other,
            };
            if (c != '\0')
                buffer[length++] = c;
        }
        return new string(buffer[..length]);
    }

    // A short line without an end, before one that begins anew: what was wrapped goes on in lower case.
    private static bool IsTitle(string line, string? next) =>
        next is not null && char.IsLetterOrDigit(line[^1]) && line.Count(c => c == ' ') < 8 && next.TrimStart() is not [>= 'a' and <= 'z', ..];

    private static bool IsShouted(string line)
    {
        var (upper, words) = (0, 1);
        foreach (var c in line)
        {
            if (char.IsLower(c) || char.IsDigit(c))
                return false;
            upper += char.IsUpper(c) ? 1 : 0;
            words += c == ' ' ? 1 : 0;
        }
        return upper >= 8 && words >= 2;
    }

    private static bool IsEnglish(List<Token> tokens) =>
        tokens.Exists(static t => t.Text is "the" or "of" or "is" or "and" or "are" or "with" or "to" or "must" or "The");

    // "The camera" and "Camera" differ in an article and in a capital; "few" and "a few" do not mean the same.
    private static void DropArticles(List<Token> tokens)
    {
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            var (article, next) = (tokens[i], tokens[i + 1]);
            var isArticle = article.Text is "a" or "an" or "the" || article.StartsSentence && article.Text is "A" or "An" or "The"
                || article.IsHeading && article.Text is "The" or "THE";
            if (isArticle && next.Text.Length > 1 && char.IsLetter(next.Text[0])
                && next.Text.TrimEnd(',', '.', ';', ':').ToLowerInvariant() is not (
                    "few" or "little" or "bit" or "lot" or "most" or "more" or "less" or "many" or "while" or "number" or "majority" or "variety"
                    or "for" or "of" or "in" or "to" or "and" or "or" or "is" or "on" or "at" or "by" or "with" or "from" or "as"))
            {
                tokens[i] = article with { Text = "" };
                tokens[i + 1] = next with { StartsSentence = article.StartsSentence };
            }
        }
    }

    private static ulong HashOf(List<Token> tokens)
    {
        var hash = Fnv.Start;
        foreach (var token in tokens)
        {
            foreach (var c in token.Text)
                hash = Fnv.Add(hash, char.ToLowerInvariant(c));
            hash = Fnv.Add(hash, ' ');
        }
        return hash;
    }

    // Two hyphens by themselves are how a typewriter makes a dash.
    [GeneratedRegex("[ﬀ-ﬆ…]|(?<= )--(?= )", RegexOptions.CultureInvariant)]
    private static partial Regex Ligature();

    // A word cut at the end of a line.
    [GeneratedRegex(@"(?<=\p{Ll})-\n[ \t]*(?=\p{Ll})", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphenation();

    // A heading's marks or a bullet; before a figure a dash may be its sign.
    [GeneratedRegex(@"^[ \t]*(?:#{1,6}[ \t]+|[*•‣▪●◦·-][ \t]+(?![\d$€£¥.,])|[–—][ \t]+(?![\d$€£¥.,])|[*•‣▪●◦·][ \t]+)",
        RegexOptions.CultureInvariant)]
    private static partial Regex LineMark();

    // Only in pairs, and around words: 4*, f(*args), *.txt and __init__ are none. Each mark looks no further than the next,
    // and takes nothing back: a text of a megabyte is read in one go.
    [GeneratedRegex(
        @"(?<![\w*_])(?:(?<mark>\*{1,3})(?=[\p{L}\d])(?<text>[^*\n]*[^*\s])\k<mark>|_(?=\p{L})(?=[^_\s]*\s)(?<text>(?>[^_\n]+))(?<=\S)_)(?![\w*_])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Chunk();

    private readonly record struct Token(string Text, bool StartsSentence, bool IsHeading)
    {
        public bool Is(Token other)
        {
            if (string.Equals(Text, other.Text, StringComparison.Ordinal))
                return true;
            if (!string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase))
                return false;
            // Elsewhere case tells facts apart: MW and mW, -v and -V, US and us.
            return IsPlainWord(Text) && IsPlainWord(other.Text)
                && ((IsHeading || other.IsHeading) && IsNoAbbreviation(Text)
                    || (StartsSentence || other.StartsSentence) && Text.Length > 1 && Text.AsSpan(1).SequenceEqual(other.Text.AsSpan(1)));
        }

        // Units, flags and abbreviations are short.
        private static bool IsNoAbbreviation(string text) =>
            text.TrimEnd(',', '.', ';', ':', '!', '?') is var word
                && (word.Length >= 4
                || word.ToLowerInvariant() is "and" or "or" or "of" or "in" or "on" or "to" or "for" or "the" or "with" or "from"
                    or "by" or "at" or "is" or "are" or "not" or "how" or "und" or "de" or "la" or "el");

        // letters, Letters or LETTERS.
        private static bool IsPlainWord(string text) =>
            text.TrimEnd(',', '.', ';', ':', '!', '?') is { Length: > 0 } word && word.All(char.IsLetter)
                && (word.All(char.IsUpper) || !word.Skip(1).Any(char.IsUpper));
    }
}
