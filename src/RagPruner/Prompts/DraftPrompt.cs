using System.Security.Cryptography;
using System.Text;
using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Prompts;

/// <summary>
/// The prompt of a drafting call. Short, with the question after the context (so that one call can return the
/// question's log probabilities given the context too), and with the assistant's turn begun inside a quotation, which is
/// how very small models answer best.
/// </summary>
/// <param name="System">The system message.</param>
/// <param name="User">The user message; ends with the question.</param>
/// <param name="Question">The question as it stands in the user message.</param>
public sealed record DraftPrompt(string System, string User, string Question)
{
    /// <summary>How the assistant's turn begins.</summary>
    public const string AssistantPrefix = "The answer is \"";

    /// <summary>What ends a draft.</summary>
    public static IReadOnlyList<string> Stops { get; } = ["\"", "\n"];

    private const string SystemText =
        $"You answer questions about a context. Give only the short answer, copied from the context. If it is not there, answer \"{Abstention.Phrase}\".";

    /// <summary>
    /// Identifies the wording, by SHA-256 of the prompts for an empty question and context: scores taken with another one
    /// cannot be compared. 16 hexadecimal digits. Templates that adapters put around them are theirs to add.
    /// </summary>
    public static string Hash { get; } = HashOf(new DraftRequest("", new Context { Id = "", Text = "", Rank = 1 }, "", 1, EvidenceKinds.None));

    private static string HashOf(DraftRequest request)
    {
        var (draft, sufficiency) = (For(request), SufficiencyPrompt.For(request));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [draft.System, draft.User, AssistantPrefix, .. Stops, sufficiency.System, sufficiency.User]))))[..16];
    }

    /// <summary>What stands right before the question.</summary>
    private const string Lead = "Question: ";

    internal static string Ask(string question) => Lead + question;

    /// <summary>The log probabilities of the question's tokens, found by the texts of the prompt's last ones; null where the reply lacks them.</summary>
    public IReadOnlyList<double?>? QuestionLogprobsIn(IReadOnlyList<PromptToken>? tokens) =>
        tokens is null ? null : QuestionSpan.Find(tokens, Question, Lead);

    /// <summary>The prompt for a request.</summary>
    public static DraftPrompt For(DraftRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var question = ChatTokens.Neutralize(request.Question).Trim();
        var user = $"<context {request.Fence}>\n{ChatTokens.Neutralize(request.Context.Text).Trim()}\n</context {request.Fence}>\n\n{Ask(question)}";
        return new DraftPrompt(SystemText, user, question);
    }
}
