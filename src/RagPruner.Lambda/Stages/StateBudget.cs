using System.Text;
using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Text;

namespace RagPruner.Lambda.Stages;

/// <summary>
/// Keeps the state of an execution within what Step Functions carries. Long texts are cut so that all fit: the same
/// limit for each, as high as possible, so that short ones stay whole.
/// </summary>
internal static class StateBudget
{
    /// <summary>The least that the state has for one draft, in bytes; Draft keeps to what its task says.</summary>
    public const int DraftBytes = 4096;

    /// <summary>The fewest bytes that a token of a prompt takes in the state: an id in quotation marks and a number, with their commas.</summary>
    public const int LeastTokenBytes = 6;

    // The same at most, with all its digits, in a common vocabulary.
    private const int MostTokenBytes = 32;

    // A token of a draft with its text, its number and five alternatives.
    private const int MostDraftTokenBytes = 400;

    // A draft's own text and numbers.
    private const int DraftTextBytes = 2048;

    // A context in the response, without its id and location: members, numbers, disposition and reason.
    private const int VerdictBytes = 320;

    // A context's labels in three windows, in both orders, and a pairing; or a scent.
    private const int SurveyBytes = 640;

    // For what the state machine itself adds around payloads.
    private const int Reserve = 8192;

    /// <summary>
    /// The bytes for each draft: what its tokens and a long question's take, as far as the contexts leave room for them.
    /// </summary>
    /// <param name="tailTokens">The most tokens of a prompt's end.</param>
    /// <param name="draftTokens">The most tokens of a draft.</param>
    /// <param name="drafts">How many drafts will be added.</param>
    /// <param name="texts">The bytes of the texts.</param>
    /// <param name="room">What <see cref="ForTexts"/> gives for texts with <see cref="DraftBytes"/> for each draft.</param>
    public static int ForDraft(int tailTokens, int draftTokens, int drafts, int texts, int room) => drafts == 0 ? DraftBytes
        : DraftBytes
            + Math.Clamp((room - texts) / drafts, 0,
            Math.Max(0, DraftTextBytes + tailTokens * MostTokenBytes + draftTokens * MostDraftTokenBytes - DraftBytes));

    /// <summary>The bytes for what Survey adds to these contexts, and to the question.</summary>
    public static int ForSurvey(IReadOnlyList<StageContext> contexts) =>
        (contexts.Count + 1) * SurveyBytes + Pairing.MostPartners * contexts.Select(c => SizeOf(c.Id)).DefaultIfEmpty(0).Max();

    /// <summary>The bytes that texts may take beside the rest of a state.</summary>
    /// <param name="rest">The state's bytes without any text.</param>
    /// <param name="drafts">How many drafts will be added.</param>
    /// <param name="contexts">The contexts: Prune names each again, in the response, and where it is in a conflict once more with its source.</param>
    public static int ForTexts(int rest, int drafts, IEnumerable<Context> contexts) =>
        StagePayload.Limit - Reserve - rest - drafts * DraftBytes - contexts.Sum(c =>
            VerdictBytes + (drafts > 0 ? 2 : 1) * SizeOf(c.Id) + SizeOf(c.Uri) + (drafts > 0 ? SizeOf(c.Source) : 0));

    /// <summary>The contexts with texts that fit the budget; those that were cut say so.</summary>
    public static IReadOnlyList<StageContext> Fit(IReadOnlyList<StageContext> contexts, int budget)
    {
        var sizes = SizesOf(contexts);
        if (sizes.Sum() <= budget)
            return contexts;
        var share = FittedText.ShareOf(sizes, budget);
        return [.. contexts.Select((c, i) => sizes[i] <= share ? c : c with { Text = Cut(c.Text!, share), IsTrimmed = true })];
    }

    /// <summary>The bytes of the texts of some contexts.</summary>
    public static int[] SizesOf(IReadOnlyList<StageContext> contexts) => [.. contexts.Select(c => SizeOf(c.Text))];

    /// <summary>The longest beginning of a text that takes at most this many bytes in JSON, ended at a word where there is one.</summary>
    internal static string Cut(string text, int bytes) => FittedText.Cut(text, t => SizeOf(t) <= bytes);

    /// <summary>The bytes of a text in JSON.</summary>
    internal static int SizeOf(string? text) =>
        text is null ? 0 : Encoding.UTF8.GetByteCount(JsonEncodedText.Encode(text, StageJson.Readable.Options.Encoder).Value);
}
