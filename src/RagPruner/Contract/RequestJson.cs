using System.Text.Json;
using RagPruner.Conflicts;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using RagPruner.Selection;
using static RagPruner.Contract.StrictJson;

namespace RagPruner.Contract;

/// <summary>A request's body.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Include">What the response lists.</param>
internal sealed record RequestBody(PruneRequest Request, Includes Include)
{
    /// <summary>The item's id, where the body is one item of a file of questions; else null.</summary>
    public string? Id { get; init; }
}

/// <summary>
/// Reads the body of <c>/v1/answer</c> and <c>/v1/prune</c>. Strict: unknown and repeated members, wrong types and deep
/// nesting are refused. Messages name members of the contract, limits and byte offsets, and never quote the body.
/// </summary>
internal static class RequestJson
{
    /// <summary>The longest body without documents, in bytes. With them it is the caller's to bound.</summary>
    public const int MaxBytes = 65_536;

    private const int LongestId = 256;

    private static readonly string[] s_members =
        ["question", "contexts", "scorer", "keep", "filter", "candidates", "onConflict", "deadlineMs", "include", "documents", "evidence"];
    private static readonly string[] s_itemMembers = ["id", .. s_members];
    private static readonly string[] s_defaultMembers = s_members[1..];
    private static readonly RequestBody s_none = new(new PruneRequest(""), Includes.Contexts);

    /// <summary>Reads a body.</summary>
    /// <exception cref="PrunerInvalidInput">It is not one.</exception>
    public static RequestBody Read(ReadOnlySpan<byte> utf8, Catalog catalog) => WithQuestion(Read(utf8, s_members, s_none, catalog));

    /// <summary>Reads one item of a file of questions: a body with an <c>id</c>, a text or a whole number.</summary>
    /// <param name="utf8">The item.</param>
    /// <param name="catalog">What can be named.</param>
    /// <param name="defaults">What holds for members that the item leaves out, or null for the contract's defaults.</param>
    /// <exception cref="PrunerInvalidInput">It is not one.</exception>
    public static RequestBody ReadItem(ReadOnlySpan<byte> utf8, Catalog catalog, RequestBody? defaults = null)
    {
        var body = WithQuestion(Read(utf8, s_itemMembers, defaults ?? s_none, catalog));
        return body.Id is not null ? body : throw new PrunerInvalidInput("id is required.");
    }

    /// <summary>Reads what items leave out: a body without question.</summary>
    /// <exception cref="PrunerInvalidInput">It is not one.</exception>
    public static RequestBody ReadDefaults(ReadOnlySpan<byte> utf8, Catalog catalog) => Read(utf8, s_defaultMembers, s_none, catalog);

    private static PrunerInvalidInput TooLong() => new($"The body is longer than {MaxBytes} bytes.") { IsTooLong = true };

    private static RequestBody WithQuestion(RequestBody body) =>
        body.Request.Question.Length > 0 ? body : throw new PrunerInvalidInput("question is required.");

    private static RequestBody Read(ReadOnlySpan<byte> utf8, string[] members, RequestBody defaults, Catalog catalog)
    {
        // A body that cannot have documents need not be read to be refused.
        if (utf8.Length > MaxBytes && utf8.IndexOf("\"documents\""u8) < 0 && utf8.IndexOf("\"evidence\""u8) < 0)
            throw TooLong();
        var body = StrictJson.Read(utf8, (ref Utf8JsonReader json) => Object(ref json, members, defaults, catalog));
        return utf8.Length <= MaxBytes || body.Request is not { Documents: null, Collected: null } ? body : throw TooLong();
    }

    private static RequestBody Object(ref Utf8JsonReader json, string[] members, RequestBody defaults, Catalog catalog)
    {
        var id = default(string);
        var evidence = default(IReadOnlyList<ContextPart>);
        var (request, include) = (defaults.Request, defaults.Include);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextMember(ref json, "The body", members, seen) is { } member)
        {
            switch (member)
            {
                case "question":
                    request = request with { Question = ReadText(ref json, member) ?? "" };
                    break;
                case "id":
                    id = ReadTextOrWholeNumber(ref json, member);
                    if (id is { Length: 0 or > LongestId })
                        throw new PrunerInvalidInput($"id must have 1 to {LongestId} characters.");
                    break;
                case "contexts":
                    request = request with { Contexts = ReadWholeNumber(ref json, member) ?? request.Contexts };
                    break;
                case "scorer":
                    request = ReadText(ref json, member) is { } scorer ? request with { Scorer = catalog.Scorer(scorer) } : request;
                    break;
                case "keep":
                    request = Keep(ref json, catalog) is { } keep ? request with { Keep = keep } : request;
                    break;
                case "filter":
                    request = Filter(ref json) is { } filter ? request with { Filter = filter } : request;
                    break;
                case "candidates":
                    request = request with { Candidates = ReadWholeNumber(ref json, member) ?? request.Candidates };
                    break;
                case "deadlineMs":
                    if (ReadWholeNumber(ref json, member) is { } milliseconds)
                        request = request with
                        {
                            Deadline = milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds)
                            : throw new PrunerInvalidInput("deadlineMs must be above 0.")
                        };
                    break;
                case "documents":
                    request = DocumentJson.ReadList(ref json) is { } documents ? request with { Documents = documents } : request;
                    break;
                case "evidence":
                    evidence = CollectedJson.ReadList(ref json) ?? evidence;
                    break;
                case "onConflict":
                    request = ReadText(ref json, member) is { } handling ? request with { OnConflict = OnConflictOf(handling) } : request;
                    break;
                default:
                    include = Include(ref json) ?? include;
                    break;
            }
        }
        if (include.HasFlag(Includes.Tokens))
            request = request with { Wanted = EvidenceKinds.OneCall };
        // Each is for the question, which may stand behind them.
        if (evidence is not null)
            request = request with { Collected = CollectedJson.ToPending(evidence, request.Question) };
        return new RequestBody(request, include) { Id = id };
    }

    private static OnConflict OnConflictOf(string name) => name switch
    {
        "flag" => OnConflict.Flag,
        "drop" => OnConflict.Drop,
        "review" => OnConflict.Review,
        _ => throw new PrunerInvalidInput("onConflict is not one of: flag, drop, review."),
    };

    private static KeepRule? Keep(ref Utf8JsonReader json, Catalog catalog)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        var rule = default(string);
        var min = default(int?);
        var number = default((string Member, double? Value)?);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextMember(ref json, "keep", catalog.KeepMembers, seen) is { } member)
        {
            switch (member)
            {
                case "rule":
                    rule = ReadText(ref json, "keep.rule");
                    break;
                case "min":
                    min = ReadWholeNumber(ref json, "keep.min");
                    break;
                default:
                    // Null is the same as absent, here as everywhere.
                    if (ReadNumber(ref json, $"keep.{member}") is not { } value)
                        break;
                    if (number is { } other)
                        throw new PrunerInvalidInput($"keep.{other.Member} and keep.{member} exclude each other.");
                    number = (member, value);
                    break;
            }
        }
        if (rule is null)
            throw new PrunerInvalidInput("keep.rule is required.");
        if (number is { } given && catalog.Definition(rule) is { } definition && definition.Parameter != given.Member)
            throw new PrunerInvalidInput(
                $"keep.{given.Member} does not belong to the rule " +
                $"{definition.Name}{(definition.Parameter is { } right ? $", which takes keep.{right}" : "")}.");
        return catalog.KeepRule(rule, number?.Value, min);
    }

    private static ContextFilter? Filter(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        using var document = JsonDocument.ParseValue(ref json);
        return FilterJson.Read(document.RootElement);
    }

    private static Includes? Include(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.StartArray)
            throw new PrunerInvalidInput("include must be a list.");
        var include = Includes.None;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            include |= ReadText(ref json, "include") switch
            {
                "contexts" => Includes.Contexts,
                "evidence" => Includes.Evidence,
                "texts" => Includes.Texts,
                "tokens" => Includes.Tokens,
                "why" => Includes.Why,
                "progress" => Includes.Progress,
                _ => throw new PrunerInvalidInput("include may list contexts, evidence, texts, tokens, why and progress."),
            };
        }
        return include;
    }
}
