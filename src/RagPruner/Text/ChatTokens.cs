using System.Text.RegularExpressions;

namespace RagPruner.Text;

/// <summary>
/// Takes out what a reader does not see, and breaks the control tokens of chat templates (<c>&lt;|im_end|&gt;</c>,
/// <c>[/INST]</c>, <c>&lt;/s&gt;</c> and their like)
/// in text that comes from outside, so that a context cannot end its turn and speak as somebody else.
/// </summary>
internal static partial class ChatTokens
{
    /// <summary>The text without invisible characters, with a space inside every control token; the same text if there is none.</summary>
    public static string Neutralize(string text)
    {
        return ControlToken().Replace(Invisible.Remove(text), static m => $"{m.Value[0]} {m.Value.AsSpan(1)}");
    }

    [GeneratedRegex(
        @"<\|[^<>|]{1,60}\|>|<\uFF5C[^<>]{1,60}\uFF5C>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS|TOOL_CALLS)\]"
        + @"|<</?SYS>>|</?s>|<(?:bos|eos|pad|unk|start_of_turn|end_of_turn|/?think)>",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex ControlToken();
}
