using System.Text.Json;
using Amazon.Runtime.EventStreams;
using Amazon.Runtime.EventStreams.Internal;
using RagPruner.Compat;

namespace Amazon.BedrockRuntime.Model;

public sealed class ConverseStreamOutput : EnumerableEventOutputStream<IEventStreamEvent, BedrockRuntimeEventStreamException>
{
    public ConverseStreamOutput(Stream stream) : this(stream, null) { }

    public ConverseStreamOutput(Stream stream, IEventStreamDecoder eventStreamDecoder) : base(stream, eventStreamDecoder)
    {
        base.EventReceived += (_, args) => EventReceived?.Invoke(this, args);
        base.ExceptionReceived += (_, args) => ExceptionReceived?.Invoke(this, args);
        Decoder.MessageReceived += (_, args) =>
            EventReceived?.Invoke(this, new EventStreamEventReceivedArgs<IEventStreamEvent>(ConvertMessageToEvent((EventStreamMessage)args.Message)));
    }

    public override event EventHandler<EventStreamEventReceivedArgs<IEventStreamEvent>> EventReceived;

    public override event EventHandler<EventStreamExceptionReceivedArgs<BedrockRuntimeEventStreamException>> ExceptionReceived;

    protected override bool IsProcessing { get; set; }

    protected override IDictionary<string, Func<IEventStreamMessage, IEventStreamEvent>> EventMapping { get; } =
        new Dictionary<string, Func<IEventStreamMessage, IEventStreamEvent>>(StringComparer.OrdinalIgnoreCase)
        {
            ["initial-response"] = m => new InitialResponseEvent(m),
            ["messageStart"] = m => new MessageStartEvent { Role = Read(m).Text("role") },
            ["contentBlockStart"] = m => new ContentBlockStartEvent { ContentBlockIndex = Read(m).Int("contentBlockIndex") },
            ["contentBlockDelta"] = m => new ContentBlockDeltaEvent
            {
                ContentBlockIndex = Read(m).Int("contentBlockIndex"),
                Delta = Read(m).One("delta", d => new ContentBlockDelta { Text = d.Text("text") }),
            },
            ["contentBlockStop"] = m => new ContentBlockStopEvent { ContentBlockIndex = Read(m).Int("contentBlockIndex") },
            ["messageStop"] = m => new MessageStopEvent
            {
                StopReason = Read(m).Text("stopReason"),
                AdditionalModelResponseFields = Read(m).Get("additionalModelResponseFields") is { } fields ? DocumentJson.Read(fields) : default,
            },
            ["metadata"] = m => new ConverseStreamMetadataEvent
            {
                Usage = Read(m).One("usage", ConverseJson.ReadUsage),
                Metrics = Read(m).One("metrics", x => new ConverseStreamMetrics { LatencyMs = x.Get("latencyMs")?.GetInt64() }),
            },
        };

    protected override IDictionary<string, Func<IEventStreamMessage, BedrockRuntimeEventStreamException>> ExceptionMapping { get; } =
        new Dictionary<string, Func<IEventStreamMessage, BedrockRuntimeEventStreamException>>(StringComparer.OrdinalIgnoreCase)
        {
            ["internalServerException"] = m => Failed(m, new InternalServerException()),
            ["modelStreamErrorException"] = m => Failed(m, new ModelStreamErrorException()),
            ["serviceUnavailableException"] = m => Failed(m, new ServiceUnavailableException()),
            ["throttlingException"] = m => Failed(m, new ThrottlingException()),
            ["validationException"] = m => Failed(m, new ValidationException()),
        };

    private static JsonElement Read(IEventStreamMessage message)
    {
        using var document = JsonDocument.Parse(message.Payload);
        return document.RootElement.Clone();
    }

    private static BedrockRuntimeEventStreamException Failed(IEventStreamMessage message, Exception typed) =>
        new(System.Text.Encoding.UTF8.GetString(message.Payload), typed);
}
