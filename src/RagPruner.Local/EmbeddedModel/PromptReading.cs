using System.Text.RegularExpressions;
using RagPruner.Drafting;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>
/// What the embedded model understands of a prompt: the fenced contexts, the question behind <c>Question:</c>, and whether
/// an answer with citations is wanted (contexts are numbered) or a draft. Without fences, the last line is the question
/// and everything before it the context.
/// </summary>
/// <param name="Contexts">The contexts' texts.</param>
/// <param name="IsNumbered">Whether the contexts are numbered, to be cited.</param>
/// <param name="QuestionStart">Where the question begins in the prompt.</param>
/// <param name="QuestionLength">Its length.</param>
internal sealed partial record PromptReading(IReadOnlyList<string> Contexts, bool IsNumbered, int QuestionStart, int QuestionLength)
{
    private const string Lead = "Question:";

    private static readonly string[] s_endsOfLine = ["\n", "<|", " [/INST]"];
    private static readonly string[] s_endsOfTurn =
        [$"\n{DraftPrompt.SufficiencyQuestion}", $"\n{DraftPrompt.ListwiseQuestion}", "<|im_end|>", "<|eot_id|>", " [/INST]"];

    public static PromptReading Of(string prompt)
    {
        var fenced = Fenced().Matches(prompt);
        var behind = fenced.Count == 0 ? 0 : fenced[^1].Index + fenced[^1].Length;
        // Behind contexts stands one question, which may have lines, and words such as these, of its own.
        var marker = fenced.Count == 0 ? prompt.LastIndexOf(Lead, StringComparison.Ordinal) : prompt.IndexOf(Lead, behind, StringComparison.Ordinal);
        int start, turn = 0;
        if (marker >= behind)
        {
            start = marker + Lead.Length;
            while (start < prompt.Length && prompt[start] == ' ')
                start++;
        }
        else if (fenced.Count > 0)
        {
            start = behind;
        }
        else
        {
            // The last line of the last user's turn, or of a prompt without turns.
            turn = prompt.LastIndexOf(ChatMl.UserTurn, StringComparison.Ordinal) is >= 0 and var at ? at + ChatMl.UserTurn.Length : 0;
            var close = turn > 0 ? prompt.IndexOf(ChatMl.EndOfTurn, turn, StringComparison.Ordinal) : -1;
            start = turn + prompt[turn..(close < 0 ? prompt.Length : close)].TrimEnd().LastIndexOf('\n') + 1;
        }
        // The question ends where a template's control token closes the turn, or what is asked about it begins; without contexts at the line's end.
        var rest = prompt.AsSpan(start);
        var end = rest.Length;
        foreach (var stop in fenced.Count == 0 ? s_endsOfLine : s_endsOfTurn)
        {
            if (rest.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var found && found < end)
                end = found;
        }
        // A turn that begins with the question has no context: the closed book.
        var isClosedBook = fenced.Count == 0 && marker >= 0 && prompt.AsSpan(0, marker).EndsWith(ChatMl.UserTurn);
        IReadOnlyList<string> contexts = fenced.Count > 0 ? [.. fenced.Select(m => m.Groups["text"].Value)] : isClosedBook ? [] : [prompt[turn..start]];
        return new PromptReading(contexts, fenced.Any(m => m.Groups["number"].Success), start, end)
        {
            AsksWhetherSufficient = prompt.IndexOf(DraftPrompt.SufficiencyQuestion, start + end, StringComparison.Ordinal) >= 0,
            AsksWhichIsBest = prompt.IndexOf(DraftPrompt.ListwiseQuestion, start + end, StringComparison.Ordinal) >= 0,
            BegunAnswer = prompt.IndexOf(DraftPrompt.Begun, start + end, StringComparison.Ordinal) is >= 0 and var begun
                ? prompt[(begun + DraftPrompt.Begun.Length)..] : "",
        };
    }

    /// <summary>Whether it asks for Yes or No instead of an answer.</summary>
    public bool AsksWhetherSufficient { get; private init; }

    /// <summary>Whether it asks for the label of one of the contexts.</summary>
    public bool AsksWhichIsBest { get; private init; }

    /// <summary>What the assistant's turn has of an answer already; empty if it has nothing.</summary>
    public string BegunAnswer { get; private init; } = "";

    public string Question(string prompt) => prompt.Substring(QuestionStart, QuestionLength);

    [GeneratedRegex(@"<context (?<fence>[0-9a-z]+)>(?<number> \[\d+\])?\n(?<text>.*?)\n</context \k<fence>>",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Fenced();
}
