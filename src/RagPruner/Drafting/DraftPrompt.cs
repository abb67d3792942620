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

    /// <summary>What is asked behind the question to hear which context is best.</summary>
    public const string ListwiseQuestion = "Which context answers this question best? Reply with its letter.";

    // A letter follows with its space, as one token.
    private const string ListwiseBegun = "The best context is";

    /// <summary>What stands right before the question, so that a question such as "assistant" is not found in the template.</summary>
    public const string Lead = "Question: ";

    private const string SystemText =
        $"You answer questions about a context. Give only the short answer, copied from the context. If it is not there, answer \"{Abstention.Phrase}\".";

    private const string SufficiencySystemText = "You judge whether a context holds the answer to a question. Reply with one word, Yes or No.";

    private const string ListwiseSystemText = "You compare contexts. Reply with the letter of the one that answers the question best, and nothing else.";

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
    public static Prompt For(DraftRequest request, ModelAbilities abilities) => For(request.Question, [request.Context.Text], request.Fence, abilities);

    /// <summary>The same from several texts together.</summary>
    public static Prompt For(string question, IReadOnlyList<string> texts, string fence, ModelAbilities abilities) =>
        AsQuotation(new Prompt(SystemText, Asking(texts.SelectMany(t => Fenced(t, fence)), question)), abilities);

    /// <summary>Asks, for one token, which of several texts answers best, under the labels A, B, C, ….</summary>
    public static Prompt Listwise(string question, IReadOnlyList<string> texts, string fence, ModelAbilities abilities) =>
        new(ListwiseSystemText, Asking(
            texts.SelectMany((t, i) => (string[])[$"{Drafting.Listwise.Label(i)}\n", .. Fenced(t, fence)]), question, $"\n{ListwiseQuestion}"))
        {
            Begun = abilities.BegunTurns ? ListwiseBegun : null,
        };

    /// <summary>The prompt with its answer begun as a quotation where the model goes on with one, and with the stops that fit.</summary>
    public static Prompt AsQuotation(Prompt prompt, ModelAbilities abilities) =>
        abilities.BegunTurns ? prompt with { Begun = Begun, Stops = Stops } : prompt with { Stops = s_ownTurnStops };

    /// <summary>Asks, for one token, whether the context holds the answer.</summary>
    public static Prompt Sufficiency(DraftRequest request) =>
        new(SufficiencySystemText, Asking(Fenced(request.Context.Text, request.Fence), request.Question, $"\n{SufficiencyQuestion}"));

    /// <summary>The drafting prompt without a context: what is the question, or the answer, worth alone?</summary>
    /// <param name="question">The question.</param>
    /// <param name="draft">A finished draft as the assistant's turn, or null.</param>
    public static Prompt ClosedBook(string question, string? draft) =>
        new(SystemText, Lead + Plain(question)) { Begun = draft is null ? null : Begun + draft };

    /// <summary>A text from outside as it stands in a prompt.</summary>
    public static string Plain(string text) => ChatTokens.Neutralize(text).Trim();

    // Texts are long, and there is a prompt for each: pieces are put together once.
    private static string Asking(IEnumerable<string> pieces, string question, string then = "") => string.Concat([.. pieces, Lead, Plain(question), then]);

    private static string[] Fenced(string text, string fence) => ["<context ", fence, ">\n", Plain(text), "\n</context ", fence, ">\n\n"];

    private static string HashOf(DraftRequest request)
    {
        var (draft, sufficiency) = (For(request, new ModelAbilities()), Sufficiency(request));
        var listwise = Listwise(request.Question, [request.Context.Text], request.Fence, new ModelAbilities());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', [draft.System, draft.User, Begun, .. Stops, sufficiency.System, sufficiency.User, listwise.System, listwise.User,
                ListwiseBegun]))))[..16];
    }
}
