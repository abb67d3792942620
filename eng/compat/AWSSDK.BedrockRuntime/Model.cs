using Amazon.Runtime;
using Amazon.Runtime.Documents;
using Amazon.Runtime.EventStreams;

namespace Amazon.BedrockRuntime.Model;

public partial class InvokeModelRequest : AmazonBedrockRuntimeRequest
{
    public string Accept { get; set; }
    public MemoryStream Body { get; set; }
    public string ContentType { get; set; }
    public string GuardrailIdentifier { get; set; }
    public string GuardrailVersion { get; set; }
    public string ModelId { get; set; }
    public ServiceTierType ServiceTier { get; set; }
    public Trace Trace { get; set; }
}

public partial class InvokeModelResponse : AmazonWebServiceResponse
{
    public MemoryStream Body { get; set; }
    public string ContentType { get; set; }
}

public partial class ConverseRequest : AmazonBedrockRuntimeRequest
{
    public string ModelId { get; set; }
    public List<Message> Messages { get; set; }
    public List<SystemContentBlock> System { get; set; }
    public InferenceConfiguration InferenceConfig { get; set; }
    public GuardrailConfiguration GuardrailConfig { get; set; }
    public Document AdditionalModelRequestFields { get; set; }
    public List<string> AdditionalModelResponseFieldPaths { get; set; }
    public ServiceTier ServiceTier { get; set; }
}

public partial class ConverseStreamRequest : AmazonBedrockRuntimeRequest
{
    public string ModelId { get; set; }
    public List<Message> Messages { get; set; }
    public List<SystemContentBlock> System { get; set; }
    public InferenceConfiguration InferenceConfig { get; set; }
    public GuardrailStreamConfiguration GuardrailConfig { get; set; }
    public Document AdditionalModelRequestFields { get; set; }
    public List<string> AdditionalModelResponseFieldPaths { get; set; }
    public ServiceTier ServiceTier { get; set; }
}

public partial class ConverseResponse : AmazonWebServiceResponse
{
    public ConverseOutput Output { get; set; }
    public StopReason StopReason { get; set; }
    public TokenUsage Usage { get; set; }
    public ConverseMetrics Metrics { get; set; }
    public Document AdditionalModelResponseFields { get; set; }
}

public partial class ConverseStreamResponse : AmazonWebServiceResponse, IDisposable
{
    public ConverseStreamOutput Stream { get; set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Stream?.Dispose();
    }
}

public partial class Message
{
    public ConversationRole Role { get; set; }
    public List<ContentBlock> Content { get; set; }
}

public partial class ContentBlock
{
    public string Text { get; set; }
    public GuardrailConverseContentBlock GuardContent { get; set; }
}

public partial class SystemContentBlock
{
    public string Text { get; set; }
}

public partial class GuardrailConverseContentBlock
{
    public GuardrailConverseTextBlock Text { get; set; }
}

public partial class GuardrailConverseTextBlock
{
    public string Text { get; set; }
    public List<string> Qualifiers { get; set; }
}

public partial class InferenceConfiguration
{
    public int? MaxTokens { get; set; }
    public float? Temperature { get; set; }
    public float? TopP { get; set; }
    public List<string> StopSequences { get; set; }
}

public partial class GuardrailConfiguration
{
    public string GuardrailIdentifier { get; set; }
    public string GuardrailVersion { get; set; }
    public GuardrailTrace Trace { get; set; }
}

public partial class GuardrailStreamConfiguration
{
    public string GuardrailIdentifier { get; set; }
    public string GuardrailVersion { get; set; }
    public GuardrailTrace Trace { get; set; }
    public GuardrailStreamProcessingMode StreamProcessingMode { get; set; }
}

public partial class ConverseOutput
{
    public Message Message { get; set; }
}

public partial class TokenUsage
{
    public int? InputTokens { get; set; }
    public int? OutputTokens { get; set; }
    public int? TotalTokens { get; set; }
    public int? CacheReadInputTokens { get; set; }
    public int? CacheWriteInputTokens { get; set; }
}

public partial class ServiceTier
{
    public ServiceTierType Type { get; set; }
}

public partial class ConverseMetrics
{
    public long? LatencyMs { get; set; }
}

public partial class MessageStartEvent : IEventStreamEvent
{
    public ConversationRole Role { get; set; }
}

public partial class ContentBlockStartEvent : IEventStreamEvent
{
    public int? ContentBlockIndex { get; set; }
}

public partial class ContentBlockDeltaEvent : IEventStreamEvent
{
    public int? ContentBlockIndex { get; set; }
    public ContentBlockDelta Delta { get; set; }
}

public partial class ContentBlockDelta
{
    public string Text { get; set; }
}

public partial class ContentBlockStopEvent : IEventStreamEvent
{
    public int? ContentBlockIndex { get; set; }
}

public partial class MessageStopEvent : IEventStreamEvent
{
    public StopReason StopReason { get; set; }
    public Document AdditionalModelResponseFields { get; set; }
}

public partial class ConverseStreamMetadataEvent : IEventStreamEvent
{
    public TokenUsage Usage { get; set; }
    public ConverseStreamMetrics Metrics { get; set; }
}

public partial class ConverseStreamMetrics
{
    public long? LatencyMs { get; set; }
}
