using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Models;
using static RagPruner.Local.LocalCloud.RequestMembers;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// What a Converse request hands on to the model, and wants back of the model's own reply. Without the pointer nothing comes
/// back; a model that does not know a member refuses it, or drops it without a word, each in its own way.
/// </summary>
/// <param name="Alternatives">How many alternatives of each token are asked for.</param>
/// <param name="ReturnsLogprobs">Whether log probabilities were asked for, and pointed to, and the model has them.</param>
internal sealed record AdditionalFields(int Alternatives, bool ReturnsLogprobs)
{
    private const string Pointer = "/choices/0/logprobs";

    public static AdditionalFields Read(JsonElement body, string model)
    {
        var paths = Member(body, "additionalModelResponseFieldPaths") is { } list ? list.EnumerateArray().Select(p => p.GetString()).ToArray() : [];
        if (paths.Any(p => p?.StartsWith('/') != true))
            throw AwsError.Validation("additionalModelResponseFieldPaths must hold JSON pointers.");
        if (Member(body, "additionalModelRequestFields") is not { } fields)
            return new AdditionalFields(0, false);
        if (!LocalIds.IsHosted(model) && fields.EnumerateObject().FirstOrDefault() is { Name: { } extraneous })
            throw AwsError.Validation($"Malformed input request: #: extraneous key [{extraneous}] is not permitted, please reformat your input and try again.");
        var wants = ModelJson.Flag(fields, "logprobs");
        var alternatives = ModelJson.Optional(fields, "top_logprobs", 0, ModelJson.MostAlternatives);
        if (alternatives is not null && !wants)
            throw AwsError.Validation("top_logprobs needs logprobs.");
        return new AdditionalFields(alternatives ?? 0, wants && paths.Contains(Pointer) && model == LocalIds.HostedModel);
    }

    /// <summary>The part of the model's reply that was pointed to, or null.</summary>
    public JsonObject? Of(Completion completion) => !ReturnsLogprobs ? null
        : new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["logprobs"] = ModelJson.ChatLogprobs(completion) }) };
}
