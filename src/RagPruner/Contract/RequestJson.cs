using System.Text.Json;
using RagPruner.Contexts;
using RagPruner.Pipeline;
using RagPruner.Selection;

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
    /// <summary>The longest body, in bytes.</summary>
    public const int MaxBytes = 65_536;

    // A filter of one nested group, with a list as value, is 9 deep.
    private const int MaxDepth = 12;
    private const int LongestId = 256;

    private static readonly string[] s_members = ["question", "contexts", "scorer", "keep", "filter", "candidates", "deadlineMs", "include"];
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

    private static RequestBody WithQuestion(RequestBody body) =>
        body.Request.Question.Length > 0 ? body : throw new PrunerInvalidInput("question is required.");

    private static RequestBody Read(ReadOnlySpan<byte> utf8, string[] members, RequestBody defaults, Catalog catalog)
    {
        if (utf8.Length > MaxBytes)
            throw new PrunerInvalidInput($"The body is longer than {MaxBytes} bytes.");
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            json.Read();
            var body = Object(ref json, members, defaults, catalog);
            // Anything behind the object makes this throw.
            json.Read();
            return body;
        }
        catch (JsonException)
        {
            throw new PrunerInvalidInput($"The body is not valid JSON of at most {MaxDepth} levels, at byte {json.BytesConsumed}.");
        }
        catch (InvalidOperationException)
        {
            throw new PrunerInvalidInput($"The body holds a text that is not valid Unicode, at byte {json.TokenStartIndex}.");
        }
    }

    private static RequestBody Object(ref Utf8JsonReader json, string[] members, RequestBody defaults, Catalog catalog)
    {
        var id = default(string);
        var (request, include) = (defaults.Request, defaults.Include);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (NextMember(ref json, "The body", members, seen) is { } member)
        {
            switch (member)
            {
                case "question":
                    request = request with { Question = Text(ref json, member) ?? "" };
                    break;
                case "id":
                    id = json.TokenType == JsonTokenType.Number
                        ? json.TryGetInt64(out var number) ? $"{number}" : throw new PrunerInvalidInput("id must be a text or a whole number.")
                        : Text(ref json, member);
                    if (id is { Length: 0 or > LongestId })
                        throw new PrunerInvalidInput($"id must have 1 to {LongestId} characters.");
                    break;
                case "contexts":
                    request = request with { Contexts = WholeNumber(ref json, member) ?? request.Contexts };
                    break;
                case "scorer":
                    request = Text(ref json, member) is { } scorer ? request with { Scorer = catalog.Scorer(scorer) } : request;
                    break;
                case "keep":
                    request = Keep(ref json, catalog) is { } keep ? request with { Keep = keep } : request;
                    break;
                case "filter":
                    request = Filter(ref json) is { } filter ? request with { Filter = filter } : request;
                    break;
                case "candidates":
                    request = request with { Candidates = WholeNumber(ref json, member) ?? request.Candidates };
                    break;
                case "deadlineMs":
                    if (WholeNumber(ref json, member) is { } milliseconds)
                        request = request with
                        {
                            Deadline = milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds)
                            : throw new PrunerInvalidInput("deadlineMs must be above 0.")
                        };
                    break;
                default:
                    include = Include(ref json) ?? include;
                    break;
            }
        }
        return new RequestBody(request, include) { Id = id };
    }

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
                    rule = Text(ref json, "keep.rule");
                    break;
                case "min":
                    min = WholeNumber(ref json, "keep.min");
                    break;
                default:
                    // Null is the same as absent, here as everywhere.
                    if (Number(ref json, $"keep.{member}") is not { } value)
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
            include |= Text(ref json, "include") switch
            {
                "contexts" => Includes.Contexts,
                "evidence" => Includes.Evidence,
                _ => throw new PrunerInvalidInput("include may list contexts and evidence."),
            };
        }
        return include;
    }

    /// <summary>The next member's name, with the reader on its value; null at the object's end.</summary>
    private static string? NextMember(ref Utf8JsonReader json, string place, string[] members, HashSet<string> seen)
    {
        if (seen.Count == 0 && json.TokenType != JsonTokenType.StartObject)
            throw new PrunerInvalidInput($"{place} must be an object.");
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
            return null;
        var at = json.TokenStartIndex;
        var name = json.GetString()!;
        if (!members.Contains(name, StringComparer.Ordinal))
            throw new PrunerInvalidInput($"{place} has an unknown member at byte {at}; known: {string.Join(", ", members)}.");
        if (!seen.Add(name))
            throw new PrunerInvalidInput($"{place} repeats the member {name} at byte {at}.");
        json.Read();
        return name;
    }

    private static string? Text(ref Utf8JsonReader json, string member) => json.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => json.GetString(),
        _ => throw new PrunerInvalidInput($"{member} must be a text."),
    };

    private static int? WholeNumber(ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Null ? null
        : json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var number) ? number
        : throw new PrunerInvalidInput($"{member} must be a whole number.");

    private static double? Number(ref Utf8JsonReader json, string member) =>
        json.TokenType == JsonTokenType.Null ? null
        : json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new PrunerInvalidInput($"{member} must be a number.");
}
