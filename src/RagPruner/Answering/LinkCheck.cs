using System.Text.RegularExpressions;
using RagPruner.Contexts;

namespace RagPruner.Answering;

/// <summary>
/// Removes whatever a renderer would make a link or an image of, unless its target stands in a kept context: Markdown of
/// every kind and HTML with any target, URLs of any scheme, addresses without one. A link carries away what is in the
/// conversation, so it is not enough to know the schemes that are in use.
/// </summary>
internal sealed partial class LinkCheck(IReadOnlyList<Context> contexts)
{
    /// <summary>Whether a target was found that stands in no kept context.</summary>
    public bool HasForeign { get; private set; }

    /// <summary>Removes the links of one level.</summary>
    /// <returns>Whether there were any to remove.</returns>
    public bool Edit(TextEdit edit)
    {
        foreach (Match match in Link().Matches(edit.Text))
        {
            var label = match.Groups["label"];
            var target = match.Groups["target"].Value.Trim('<', '>', ' ', '\n', '\t');
            // Of a citation with a link the number is the citation.
            var isCitation = label.Success && Number().IsMatch(label.Value) && match.Groups["target"].Success;
            if (target.Length > 0 && IsKnown(target))
            {
                if (isCitation)
                    edit.Replace(match.Index, match.Length, $"[{label.Value}]");
                continue;
            }
            HasForeign = true;
            edit.Replace(match.Index, match.Length, isCitation ? $"[{label.Value}]" : label.Value);
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

    // Domains that renderers and mail programs make links of without a scheme; elsewhere "System.Text" would be one.
    private const string Domain =
        "(?:com|net|org|info|biz|dev|app|io|co|ai|xyz|online|site|shop|top|club|link|click|live|test|example|invalid|edu|gov|mil|int|eu|uk|de|fr|es|it|nl|ch|at|us|ru|cn|jp|in|br|au|ca|onion|zip|mov|cloud|tech|store)";

    // In this order: Markdown links and images; the definitions of reference links; HTML tags with attributes, which are known
    // only as a whole; then bare targets: with a scheme and slashes, with one that needs none, without one.
    [GeneratedRegex(
        $$"""
        !?\[(?<label>[^\[\]]*)\]\(\s*(?<target><[^<>\n]*>|(?:[^\s()<>]|\([^\s()]*\))*)(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)
        |^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*\n?[ \t]*(?<target><[^<>\n]*>|\S+).*$
        |(?<target><\/?[a-z][^<>]*?[\s/][^<>]*?=(?:[^<>]*>|[^<>\n]*))
        |(?<target><[a-z][a-z0-9+.-]{1,31}{{Colon}}[^\s<>]*>)
        |(?<![a-z0-9+.-])(?<target>[a-z][a-z0-9+.-]{1,31}{{Colon}}{{Slash}}+{{Rest}})
        |(?<![a-z0-9+.-])(?<target>(?:javascript|vbscript|data|mailto|tel|sms|blob|cid|file){{Colon}}{{Rest}})
        |(?<![a-z0-9:/\\.-])(?<target>(?:{{Slash}}){2}[a-z0-9-]+(?:\.[a-z0-9-]+)+{{Rest}})
        |(?<![a-z0-9@/.-])(?<target>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:{{Domain}}(?![a-z0-9-])(?:(?::\d+)?(?:[/?\#]{{Rest}})?)?|[a-z]{2,24}(?::\d+)?[/?]{{Rest}}))
        |(?<target>[a-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,24})
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*\d{1,9}(?:\s*,\s*\d{1,9})*\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
