using System.Security.Cryptography;
using System.Text;
using RagPruner.Contexts;
using RagPruner.Models;
using RagPruner.Text;

namespace RagPruner.Drafting;

/// <summary>
/// The prompts of drafting. Short, with the question after the context (so that one call can return the question's log
/// probabilities given the context too), and with the assistant's turn begun inside a quotation, which is how very small
/// models answer best.
/// </summary>
internal static class DraftPrompt
{
    /// <summary>How the assistant's turn begins.</summary>
    public const string Begun = "The answer is \"";

    /// <summary>What is asked behind the question to hear whether a context is sufficient.</summary>
    public const string SufficiencyQuestion = "Does the context hold the answer to this question? Reply with Yes or No.";

    /// <summary>What stands right before the question, so that a question such as "assistant" is not found in the template.</summary>
    public const string Lead = "Question: ";

    private const string SystemText =
        $"You answer questions about a context. Give only the short answer, copied from the context. If it is not there, answer \"{Abstention.Phrase}\".";

    private const string SufficiencySystemText = "You judge whether a context holds the answer to a question. Reply with one word, Yes or No.";

    /// <summary>What ends a draft.</summary>
    public static IReadOnlyList<string> Stops { get; } = ["\"", "\n"];

    // A closing quote ends a quotation that was begun; in a turn of the model's own it would end it at the opening one.
    private static readonly IReadOnlyList<string> s_ownTurnStops = ["\n"];

    /// <summary>
    /// Identifies the wording, by SHA-256 of the prompts for an empty question and context: scores taken with another one
    /// cannot be compared. 16 hexadecimal digits. Forms that adapters give to them are theirs to add.
    /// </summary>
    public static string Hash { get; } = HashOf(new DraftRequest("", new Context { Id = "", Text = "", Rank = 1 }, "", 1, EvidenceKinds.None));

    /// <summary>Asks for a draft, in the way that the model takes it.</summary>
    public static Prompt For(DraftRequest request, ModelAbilities abilities) =>
        AsQuotation(new Prompt(SystemText, User(request)), abilities);

    /// <summary>The prompt with its answer begun as a quotation where the model goes on with one, and with the stops that fit.</summary>
    public static Prompt AsQuotation(Prompt prompt, ModelAbilities abilities) =>
        abilities.BegunTurns ? prompt with { Begun = Begun, Stops = Stops } : prompt with { Stops = s_ownTurnStops };

    /// <summary>Asks, for one token, whether the context holds the answer.</summary>
    public static Prompt Sufficiency(DraftRequest request) => new(SufficiencySystemText, $"{User(request)}\n{SufficiencyQuestion}");

    /// <summary>The drafting prompt without a context: what is the question, or the answer, worth alone?</summary>
    /// <param name="question">The question.</param>
    /// <param name="draft">A finished draft as the assistant's turn, or null.</param>
    public static Prompt ClosedBook(string question, string? draft) =>
        new(SystemText, Lead + Plain(question)) { Begun = draft is null ? null : Begun + draft };

    /// <summary>A text from outside as it stands in a prompt.</summary>
    public static string Plain(string text) => ChatTokens.Neutralize(text).Trim();

    private static string User(DraftRequest request) =>
        $"<context {request.Fence}>\n{Plain(request.Context.Text)}\n</context {request.Fence}>\n\n{Lead}{Plain(request.Question)}";

    private static string HashOf(DraftRequest request)
    {
        var (draft, sufficiency) = (For(request, new ModelAbilities()), Sufficiency(request));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', [draft.System, draft.User, Begun, .. Stops, sufficiency.System, sufficiency.User]))))[..16];
    }
}
