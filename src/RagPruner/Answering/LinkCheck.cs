using System.Text.RegularExpressions;
using RagPruner.Contexts;

namespace RagPruner.Answering;

/// <summary>
/// Removes whatever a renderer would make a link or an image of, unless its target stands in a kept context: Markdown of
/// every kind, URLs of any scheme, addresses without one. A link carries away what is in the conversation, so it is not
/// enough to know the schemes that are in use. What is no plain link (brackets within brackets, tags of HTML) loses the
/// one character that would make it work, and no text.
/// </summary>
internal sealed partial class LinkCheck(IReadOnlyList<Context> contexts)
{
    // Links may lie within links; what is still one after so many rounds is broken instead.
    private const int MostRounds = 8;

    /// <summary>Whether a target was found that stands in no kept context.</summary>
    public bool HasForeign { get; private set; }

    public void Edit(TextEdit edit)
    {
        for (var round = 0; round < MostRounds && RemoveOnce(edit); round++)
        {
        }
        // What one break leaves behind may be markup of another kind.
        for (var round = 0; round < MostRounds && BreakOnce(edit); round++)
        {
        }
    }

    private bool RemoveOnce(TextEdit edit)
    {
        foreach (Match match in Link().Matches(edit.Text))
        {
            var label = match.Groups["label"];
            var target = match.Groups["target"].Value.Trim('<', '>', ' ', '\n', '\t');
            // Of a citation with a link the number is the citation.
            var isCitation = label.Success && Number().IsMatch(label.Value);
            var isKnown = target.Length > 0 && IsKnown(target);
            HasForeign |= !isKnown;
            if (isCitation || !isKnown)
                edit.Replace(match.Index, match.Length, isCitation ? $"[{label.Value}]" : label.Value);
        }
        return edit.Apply();
    }

    // A space after the bracket or the tag's first character, and neither is one any more.
    private bool BreakOnce(TextEdit edit)
    {
        foreach (Match match in Markup().Matches(edit.Text))
        {
            var target = match.Groups["target"].Value.Trim('<', '>', '(', ')', ' ', '\t');
            if (target.Length > 0 && IsKnown(target))
                continue;
            HasForeign = true;
            edit.Replace(match.Index, 1, $"{match.Value[0]} ");
        }
        return edit.Apply();
    }

    private bool IsKnown(string target) => contexts.Any(c => c.Uri is { } uri && Holds(uri, target) || Holds(c.Text, target));

    // The target itself, not one that merely begins or ends alike: https://a.example is not known from https://a.example.net.
    private static bool Holds(string text, string target)
    {
        for (var at = text.IndexOf(target, StringComparison.Ordinal); at >= 0; at = text.IndexOf(target, at + 1, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at + target.Length);
            if (rest.Length > 0 && rest[0] == '.')
                rest = rest[1..];
            if ((at == 0 || !IsPart(text[at - 1]) || !IsPart(target[0])) && (rest.Length == 0 || !IsPart(rest[0])))
                return true;
        }
        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '-' or '.' or '@' or '_';

    private const string Colon = @"(?::|&\#0*58;?|&\#x0*3a;?|&colon;)";
    private const string Slash = @"(?:/|\\|&\#0*47;?|&\#x0*2f;?|&sol;)";
    private const string Rest = """[^\s<>"'\[\]()]*[^\s<>"'\[\]().,;:!?*_`]""";

    // Domains that mail programs and chats make links of without a scheme or a path.
    private const string Domain =
        "(?:com|net|org|info|biz|dev|app|xyz|online|site|shop|top|club|link|click|live|example|edu|gov|eu|uk|de|fr|ch|ru|cn|onion|cloud|tech|store)";

    // In this order: Markdown links and images; autolinks; then bare targets: with a scheme and slashes, with one that needs
    // none, without one, with www, a domain, a mail address. Nothing here can be tried twice from the same place.
    [GeneratedRegex(
        $$"""
        !?\[(?<label>[^\[\]]*)\]\((?>\s*)(?<target><[^<>\n]*>|(?>(?:[^\s()<>]|\([^\s()]*\))*))(?>\s*)(?:"[^"]*"|'[^']*'|\([^()]*\))?(?>\s*)\)
        |<(?<target>[a-z][a-z0-9+.-]{1,31}{{Colon}}[^\s<>]*)>
        |(?<![a-z0-9+.-])(?<target>[a-z][a-z0-9+.-]{1,31}{{Colon}}{{Slash}}+{{Rest}})
        |(?<![a-z0-9+.-])(?<target>(?:javascript|vbscript|data|mailto|tel|sms|blob|cid|file){{Colon}}{{Rest}})
        |(?<![a-z0-9:/\\.-])(?<target>(?:{{Slash}}){2}[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+{{Rest}})
        |(?<![\p{L}\p{N}@/.-])(?<target>www\.{{Rest}})
        |(?<![\p{L}\p{N}@/.-])
            (?<target>(?>(?:[\p{L}\p{N}-]+\.)+)(?:(?-i:{{Domain}})(?![\p{L}\p{N}-])(?:(?::\d+)?(?:[/?\#]{{Rest}})?)?|[a-z]{2,24}(?::\d+)?[/?]{{Rest}}))
        |(?<![a-z0-9._%+-])(?<target>[a-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,24})
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    // What is left of links: a label's end before a target, a definition, and tags of HTML that have attributes or do something.
    [GeneratedRegex(
        """
        \](?=\((?>[ \t\n]*)(?<target>[^\s]*))
        |\](?=:[ \t]*\n?[ \t]*(?<target>\S+))
        |<(?=[!?])
        |<(?=/?[a-z][a-z0-9-]*[\s/"'])
        |<(?=/?(?:script|style|iframe|frame|frameset|object|embed|link|meta|base|form|svg|math|img|image|a|area|video|audio|source
            |track|input|button|body|html|template|textarea|title|xmp|plaintext|noscript|portal|applet)\b)
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^\s*\d{1,9}(?:\s*,\s*\d{1,9})*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
