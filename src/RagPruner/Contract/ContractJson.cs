using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Contract;

/// <summary>Reads and writes the contract's bodies without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(DeltaBody))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>
    /// The context to use: texts stay readable instead of being escaped for HTML, which a JSON body is not.
    /// </summary>
    public static ContractJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
