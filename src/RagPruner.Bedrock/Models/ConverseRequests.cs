using Amazon.BedrockRuntime;
using Amazon.BedrockRuntime.Model;
using Amazon.Runtime.Documents;
using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>Writes requests of Converse and ConverseStream, which are alike and share no type.</summary>
internal sealed class ConverseRequests(ConverseOptions options)
{
    private static readonly List<string> s_logprobs = [ConverseLogprobs.Pointer];

    public ConverseRequest Whole(CompletionRequest request)
    {
        var converse = new ConverseRequest
        {
            ModelId = options.ModelId,
            System = System(request),
            Messages = Messages(request),
            InferenceConfig = Inference(request),
            ServiceTier = Tier(),
            AdditionalModelRequestFields = Fields(request),
            AdditionalModelResponseFieldPaths = Paths(request),
        };
        if (options.Guardrail is { } guardrail)
            converse.GuardrailConfig = new GuardrailConfiguration { GuardrailIdentifier = guardrail.Id, GuardrailVersion = guardrail.Version };
        return converse;
    }

    public ConverseStreamRequest Streamed(CompletionRequest request)
    {
        var converse = new ConverseStreamRequest
        {
            ModelId = options.ModelId,
            System = System(request),
            Messages = Messages(request),
            InferenceConfig = Inference(request),
            ServiceTier = Tier(),
            AdditionalModelRequestFields = Fields(request),
            AdditionalModelResponseFieldPaths = Paths(request),
        };
        if (options.Guardrail is { } guardrail)
            converse.GuardrailConfig = new GuardrailStreamConfiguration { GuardrailIdentifier = guardrail.Id, GuardrailVersion = guardrail.Version };
        return converse;
    }

    private static Document Fields(CompletionRequest request) => request.Logprobs ? ConverseLogprobs.Request(request.Alternatives) : default;

    private static List<string>? Paths(CompletionRequest request) => request.Logprobs ? s_logprobs : null;

    private ServiceTier? Tier() => options.ServiceTier is { } tier ? new ServiceTier { Type = tier } : null;

    private static List<SystemContentBlock> System(CompletionRequest request) => [new SystemContentBlock { Text = request.Prompt.System }];

    private static List<Message> Messages(CompletionRequest request)
    {
        List<Message> messages = [new Message { Role = ConversationRole.User, Content = [new ContentBlock { Text = request.Prompt.User }] }];
        if (request.Prompt.Begun is { } begun)
            messages.Add(new Message { Role = ConversationRole.Assistant, Content = [new ContentBlock { Text = begun }] });
        return messages;
    }

    private static InferenceConfiguration Inference(CompletionRequest request)
    {
        var configuration = new InferenceConfiguration { MaxTokens = request.MaxTokens, Temperature = (float)request.Temperature };
        // Some models refuse a stop of white space; whoever gave it cuts the reply there as well.
        if (request.Prompt.Stops.Where(s => !string.IsNullOrWhiteSpace(s)).ToList() is { Count: > 0 } stops)
            configuration.StopSequences = stops;
        return configuration;
    }
}
