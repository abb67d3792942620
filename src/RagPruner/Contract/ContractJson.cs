using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RagPruner.Contract;

/// <summary>Reads and writes the contract's bodies without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnswerBody))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(DeltaBody))]
[JsonSerializable(typeof(RetrievedBody))]
[JsonSerializable(typeof(DraftBody))]
[JsonSerializable(typeof(ContextPart))]
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

    /// <summary>The context to read what comes back with: nothing that was never sent is taken.</summary>
    public static ContractJson Strict { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    });
}
