using System.CommandLine;
using RagPruner.Bedrock.KnowledgeBases;
using RagPruner.Bedrock.Models;
using RagPruner.Lambda.Settings;

namespace RagPruner.Local.Commands;

/// <summary>How a drafting model on Bedrock is spoken to, or the wish to find out.</summary>
internal enum DraftFormat
{
    Auto,
    Native,
    OpenAiCompletion,
    OpenAiChat,
    Hosted,
}

/// <summary>What the user said about Bedrock.</summary>
internal sealed record BedrockChoice(Uri? Endpoint, string? Region)
{
    public string? DraftModel { get; init; }

    public string? FinalModel { get; init; }

    public DraftFormat Format { get; init; }

    public ChatTemplate Template { get; init; }

    public bool BegunTurns { get; init; }

    public string? ServiceTier { get; init; }

    /// <summary>The knowledge base; its id is empty where none is named.</summary>
    public KnowledgeBaseOptions KnowledgeBase { get; init; } = new() { KnowledgeBaseId = "" };

    /// <summary>Whether it is the one that `up` serves.</summary>
    public bool IsLocal => Endpoint is { IsLoopback: true };
}

/// <summary>The options of a backend on Bedrock.</summary>
internal sealed class BedrockOptions
{
    private const string KindName = "--knowledge-base-kind";

    private readonly Option<bool> _bedrock = Flag.Switch("--bedrock",
        "Retrieve, draft and answer on Amazon Bedrock, or on the local one (see `up`), with the environment's region and credentials.");
    private readonly Option<string?> _endpointUrl = Flag.Text("--endpoint-url", "URL",
        "With --bedrock: the endpoint, for example http://127.0.0.1:9000. Default: AWS, or AWS_ENDPOINT_URL_BEDROCK_RUNTIME and ..._AGENT_RUNTIME.");
    private readonly Option<string?> _region = Flag.Text("--region", "NAME",
        "With --bedrock: the AWS region. With --model-url: sign requests for it with AWS credentials, where there is no API key.");
    private readonly Option<string?> _knowledgeBase = Flag.Text("--knowledge-base", "ID",
        "With --bedrock: the knowledge base's id. On a loopback endpoint, knowledge base and models default to the local ones.");
    private readonly Option<KnowledgeBaseKind> _kind = Flag.Of(KindName, null, "With --bedrock: who runs the knowledge base's store.",
        KnowledgeBaseKind.Custom);
    private readonly Option<RerankMode> _rerank = Flag.Of("--rerank", null, "With --bedrock: whether, and by which call, contexts are reranked.",
        RerankMode.None);
    private readonly Option<string?> _rerankModel = Flag.Text("--rerank-model", "ARN",
        "With --bedrock: the reranking model. `eval` compares with it, whatever --rerank says.");
    private readonly Option<DraftFormat> _format = Flag.Of("--draft-format", null,
        "With --bedrock: how the drafting model is spoken to; Auto asks an imported one, and speaks to any other as Hosted, by Converse.", DraftFormat.Auto);
    private readonly Option<ChatTemplate> _template = Flag.Of("--template", null,
        "With --bedrock: how the imported model's turns are written.", ChatTemplate.ChatMl);
    private readonly Option<bool> _begunTurn = Flag.Switch("--begun-turn",
        "With --bedrock: the hosted model goes on with an assistant's message that is begun (`probe` finds out).");
    private readonly Option<string?> _serviceTier = Flag.Text("--service-tier", "NAME",
        "With --bedrock: the service tier of the calls of models: default, flex, priority or reserved.");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _bedrock, _endpointUrl, _region, _knowledgeBase, _kind, _rerank, _rerankModel, _format, _template, _begunTurn,
            _serviceTier })
            command.Add(option);
    }

    /// <summary>The options that say where Bedrock is, for commands that need no more.</summary>
    public void AddPlaceTo(Command command)
    {
        foreach (var option in new Option[] { _bedrock, _endpointUrl, _region, _format, _template })
            command.Add(option);
    }

    public bool IsChosen(ParseResult parsed) => parsed.GetValue(_bedrock);

    public string? Region(ParseResult parsed) => parsed.GetValue(_region);

    /// <summary>Where Bedrock is, for commands that need no more.</summary>
    /// <exception cref="PrunerInvalidInput">The endpoint is no address.</exception>
    public BedrockChoice Place(ParseResult parsed)
    {
        Uri? endpoint = null;
        if (parsed.GetValue(_endpointUrl) is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https")))
            throw new PrunerInvalidInput("--endpoint-url is not an http or https address.");
        return new BedrockChoice(endpoint, parsed.GetValue(_region)) { Format = parsed.GetValue(_format), Template = parsed.GetValue(_template) };
    }

    /// <exception cref="PrunerInvalidInput">An option is wrong, or two contradict each other.</exception>
    public BedrockChoice Choice(ParseResult parsed)
    {
        var (rerank, kind) = (parsed.GetValue(_rerank), parsed.GetValue(_kind));
        if (rerank is RerankMode.InRetrieve or RerankMode.Separate && parsed.GetValue(_rerankModel) is null)
            throw new PrunerInvalidInput("--rerank needs --rerank-model, the ARN of a reranking model.");
        if (rerank == RerankMode.Managed && kind != KnowledgeBaseKind.Managed)
            throw new PrunerInvalidInput($"--rerank Managed needs {KindName} Managed.");
        return Place(parsed) with
        {
            BegunTurns = parsed.GetValue(_begunTurn),
            ServiceTier = parsed.GetValue(_serviceTier) is not { } tier ? null : ModelSettings.IsTier(tier) ? tier
                : throw new PrunerInvalidInput("--service-tier must be default, flex, priority or reserved."),
            KnowledgeBase = new KnowledgeBaseOptions
            {
                KnowledgeBaseId = parsed.GetValue(_knowledgeBase) ?? "",
                Kind = kind,
                KindSource = KindName,
                Rerank = rerank,
                RerankModelArn = parsed.GetValue(_rerankModel),
            },
        };
    }
}
