using System.Text.Json.Nodes;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>A Retrieve in the form of managed knowledge bases.</summary>
internal sealed class ManagedRetrieveRequest : RetrieveRequest
{
    /// <summary><c>MANAGED</c>, <c>CUSTOM</c> or <c>NONE</c>.</summary>
    public required string RerankingModelType { get; init; }
}

/// <summary>A client that asks managed knowledge bases in their own form (docs/decisions/0013).</summary>
internal sealed class ManagedSearchClient : AmazonBedrockAgentRuntimeClient
{
    public ManagedSearchClient(AmazonBedrockAgentRuntimeConfig config) : base(config)
    {
    }

    public ManagedSearchClient(AWSCredentials credentials, AmazonBedrockAgentRuntimeConfig config) : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        // What is added last stands first: right behind the marshaller, and before anything is signed.
        pipeline.AddHandlerAfter<Marshaller>(new ManagedSearchHandler());
    }
}

/// <summary>
/// Renames the search configuration in a marshalled request. The member itself is too new for every version of the SDK that
/// must do, and its filter, number of results and reranking have the shapes of the old one.
/// </summary>
internal sealed class ManagedSearchHandler : PipelineHandler
{
    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        if (executionContext.RequestContext.OriginalRequest is ManagedRetrieveRequest managed)
            Rewrite(executionContext.RequestContext.Request, managed.RerankingModelType);
        return base.InvokeAsync<T>(executionContext);
    }

    private static void Rewrite(IRequest request, string rerankingModelType)
    {
        var body = JsonNode.Parse(ContentOf(request))!.AsObject();
        var configuration = body["retrievalConfiguration"]!.AsObject();
        var search = configuration["vectorSearchConfiguration"]!.AsObject();
        configuration.Remove("vectorSearchConfiguration");
        search["rerankingModelType"] = rerankingModelType;
        configuration["managedSearchConfiguration"] = search;
        request.Content = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    // Newer marshallers write to a stream of pooled memory.
    private static byte[] ContentOf(IRequest request)
    {
        if (request.ContentStream is not { } stream)
            return request.Content;
        using var bytes = new MemoryStream();
        stream.Position = 0;
        stream.CopyTo(bytes);
        stream.Dispose();
        request.ContentStream = null;
        return bytes.ToArray();
    }
}
