using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RagPruner.Lambda.Hosting;

namespace RagPruner.Lambda.Stages;

/// <summary>Reads what a state machine passes to a stage.</summary>
internal static class StagePayload
{
    /// <summary>The most bytes that a state may have in Step Functions, and so a payload.</summary>
    public const int Limit = 262_144;

    /// <exception cref="PrunerInvalidInput">It is not what the stage takes; the message names the member.</exception>
    public static async Task<T> ReadAsync<T>(Stream input, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        // Where a state machine adds whitespace or escapes, a full state is somewhat longer on the wire.
        var bytes = await Invocation.ReadAsync(input, 4 * Limit, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw new PrunerInvalidInput("The payload is null.");
        }
        catch (JsonException e)
        {
            // The path holds names of members and indexes; names that are not ours are refused without being quoted.
            throw new PrunerInvalidInput(
                $"The payload is not what this stage takes{(e.Path is { Length: > 2 } path && path.All(IsPlain) ? $", at {path[2..]}" : "")}.");
        }
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '$' or '.' or '[' or ']';
}
