namespace RagPruner.Answering;

/// <summary>
/// How much of a text that is still coming can be checked without knowing the rest. A link, a citation or an address that is
/// not complete could become anything, so nothing is settled behind where one begins.
/// </summary>
internal static class SettledText
{
    // Chinese and Japanese set no spaces; their marks end an address as a space does.
    private const string Marks = "。、，！？；：」』）";

    /// <summary>Whether a word ends with this character, and no link goes on behind it.</summary>
    public static bool EndsWord(char c) => char.IsWhiteSpace(c) || Marks.Contains(c, StringComparison.Ordinal);

    /// <summary>The length of the longest beginning that ends with a word and leaves no bracket, target or title open.</summary>
    public static int LengthOf(ReadOnlySpan<char> text)
    {
        var (settled, depth) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '[':
                    depth++;
                    break;
                case ']':
                    depth = Math.Max(0, depth - 1);
                    if (at + 1 == text.Length)
                        return settled;
                    var end = text[at + 1] == '(' ? EndOfTarget(text, at + 1) : text[at + 1] == ':' ? EndOfDefinition(text, at + 1) : at;
                    if (end < 0)
                        return settled;
                    at = end;
                    break;
                case var c when depth == 0 && EndsWord(c):
                    settled = at + 1;
                    break;
            }
        }
        return settled;
    }

    /// <summary>Where the round bracket at an offset closes, which may hold a target in angle brackets and a title; -1 if it is open.</summary>
    private static int EndOfTarget(ReadOnlySpan<char> text, int open)
    {
        var depth = 0;
        for (var at = open; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return at;
                case '<' when depth == 1 && IsFirst(text, open, at):
                    if (text[at..].IndexOfAny('>', '\n') is not (> 0 and var length))
                        return -1;
                    at += length;
                    break;
                case '"' or '\'' when char.IsWhiteSpace(text[at - 1]):
                    if (text[(at + 1)..].IndexOf(text[at]) is not (>= 0 and var title))
                        return -1;
                    at += title + 1;
                    break;
            }
        }
        return -1;
    }

    private static bool IsFirst(ReadOnlySpan<char> text, int open, int at) => text[(open + 1)..at].IsWhiteSpace();

    /// <summary>The last character of what the colon at an offset defines a label to be; -1 if it has not come.</summary>
    private static int EndOfDefinition(ReadOnlySpan<char> text, int colon)
    {
        var at = colon + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length ? at - 1 : -1;
    }
}
