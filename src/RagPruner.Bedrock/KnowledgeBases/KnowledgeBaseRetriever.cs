using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.BedrockAgentRuntime;
using Amazon.BedrockAgentRuntime.Model;
using RagPruner.Bedrock.Errors;
using RagPruner.Contexts;

namespace RagPruner.Bedrock.KnowledgeBases;

/// <summary>
/// Retrieves from one knowledge base. Content without text is listed with an empty text, so that it appears as unscored
/// instead of getting lost; results of another tenant, or that do not meet the filter, are dropped unread and only counted.
/// </summary>
public sealed class KnowledgeBaseRetriever : IRetriever
{
    // Bedrock puts a chunk's id here for most vector stores.
    private const string ChunkIdKey = "x-amz-bedrock-kb-chunk-id";

    private const int LongestUri = 2048;

    private readonly IAmazonBedrockAgentRuntime _client;
    private readonly KnowledgeBaseOptions _options;
    private readonly string _wrongKind;

    /// <summary>Builds a retriever.</summary>
    /// <param name="client">The client; for a managed knowledge base one of <see cref="BedrockClients"/>.</param>
    /// <param name="options">The knowledge base, and how it is asked.</param>
    /// <exception cref="PrunerMisconfigured">The options contradict each other, or the client cannot ask a managed knowledge base.</exception>
    public KnowledgeBaseRetriever(IAmazonBedrockAgentRuntime client, KnowledgeBaseOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Kind == KnowledgeBaseKind.Managed && client is AmazonBedrockAgentRuntimeClient and not ManagedSearchClient)
            throw new PrunerMisconfigured($"A managed knowledge base needs the client that {nameof(BedrockClients)} makes.");
        (_client, _options) = (client, options);
        _wrongKind = $"; is the knowledge base really {options.Kind.ToString().ToLowerInvariant()}, as {options.KindSource} says";
    }

    /// <inheritdoc/>
    public int MostCalls => _options.MaxPages + (_options.Rerank == RerankMode.Separate ? 1 : 0);

    /// <inheritdoc/>
    public void EnsureFits(ContextFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (_options.Kind == KnowledgeBaseKind.Managed && filter.Uses(FilterOperator.StartsWith, FilterOperator.StringContains) is { } refused)
            throw new PrunerInvalidInput($"filter uses {Contract.FilterJson.NameOf(refused)}, which managed knowledge bases do not support.");
    }

    /// <inheritdoc/>
    public async Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var request = Request(query);
        var accepted = new List<KnowledgeBaseRetrievalResult>();
        var (calls, foreign, mismatches) = (0, 0, 0);
        do
        {
            calls++;
            var page = await CallAsync("Retrieve", calls, () => _client.RetrieveAsync(request, cancellationToken), cancellationToken, _wrongKind)
                .ConfigureAwait(false);
            if (page.GuardrailAction == GuadrailAction.INTERVENED)
                return new Retrieval([]) { IsBlocked = true, Calls = calls };
            foreach (var result in page.RetrievalResults ?? [])
            {
                var metadata = query.Condition is null ? RetrievalFilters.None : RetrievalFilters.ToMetadata(result.Metadata);
                if (!query.IsOwn(metadata))
                    foreign++;
                else if (!query.Accepts(metadata))
                    mismatches++;
                else
                    accepted.Add(result);
            }
            request.NextToken = page.NextToken;
        }
        while (accepted.Count < query.Count && !string.IsNullOrEmpty(request.NextToken) && calls < _options.MaxPages);

        var contexts = accepted.Take(query.Count).Select((r, i) => ToContext(r, i + 1)).ToArray();
        if (_options.Rerank == RerankMode.Separate && contexts.Any(c => c.Text.Length > 0))
        {
            calls++;
            contexts = await RerankAsync(query.Question, contexts, calls, cancellationToken).ConfigureAwait(false);
        }
        return new Retrieval(WithDistinctIds(contexts)) { ForeignTenantCount = foreign, FilterMismatchCount = mismatches, Calls = calls };
    }

    /// <summary>
    /// What reranking would make of contexts that were retrieved without: by the model that the options name, or by what a managed
    /// knowledge base has for it. Contexts that it leaves out have no score.
    /// </summary>
    internal async Task<IReadOnlyDictionary<string, double>> RerankScoresAsync(string question, IReadOnlyList<Context> contexts,
        CancellationToken cancellationToken)
    {
        var reranked = _options.Kind == KnowledgeBaseKind.Managed
            ? (await new KnowledgeBaseRetriever(_client, _options with { Rerank = RerankMode.Managed })
                .RetrieveAsync(new RetrievalQuery(question, contexts.Count), cancellationToken).ConfigureAwait(false)).Contexts
            : await RerankAsync(question, [.. contexts], 1, cancellationToken).ConfigureAwait(false);
        return reranked.Where(c => c.RetrievalScore is not null).ToDictionary(c => c.Id, c => c.RetrievalScore!.Value, StringComparer.Ordinal);
    }

    private RetrieveRequest Request(RetrievalQuery query)
    {
        var request = _options.Kind == KnowledgeBaseKind.Custom ? new RetrieveRequest() : new ManagedRetrieveRequest
        {
            RerankingModelType = _options.Rerank switch { RerankMode.Managed => "MANAGED", RerankMode.InRetrieve => "CUSTOM", _ => "NONE" },
        };
        request.KnowledgeBaseId = _options.KnowledgeBaseId;
        request.RetrievalQuery = new KnowledgeBaseQuery { Text = query.Question };
        request.RetrievalConfiguration = new KnowledgeBaseRetrievalConfiguration
        {
            VectorSearchConfiguration = new KnowledgeBaseVectorSearchConfiguration
            {
                NumberOfResults = query.Count,
                OverrideSearchType = _options.SearchType,
                Filter = query.Condition is { } condition ? RetrievalFilters.ToSdk(condition) : null,
                RerankingConfiguration = _options.Rerank != RerankMode.InRetrieve ? null : new VectorSearchRerankingConfiguration
                {
                    Type = VectorSearchRerankingConfigurationType.BEDROCK_RERANKING_MODEL,
                    BedrockRerankingConfiguration = new VectorSearchBedrockRerankingConfiguration
                    {
                        ModelConfiguration = new VectorSearchBedrockRerankingModelConfiguration { ModelArn = _options.RerankModelArn },
                        NumberOfRerankedResults = query.Count,
                    },
                },
            },
        };
        if (_options.Guardrail is { } guardrail)
            request.GuardrailConfiguration = new GuardrailConfiguration { GuardrailId = guardrail.Id, GuardrailVersion = guardrail.Version };
        return request;
    }

    private Context ToContext(KnowledgeBaseRetrievalResult result, int rank)
    {
        var text = TextOf(result.Content);
        var uri = UriOf(result.Location);
        return new Context
        {
            Id = IdOf(result, uri, text),
            Text = text,
            Rank = rank,
            RetrievalScore = result.Score,
            Uri = uri,
            Source = TextIn(result, "source"),
        }.WithTrust(_options.TrustKey is null ? null : RetrievalFilters.ToMetadata(result.Metadata), _options.TrustKey);
    }

    private static string? TextIn(KnowledgeBaseRetrievalResult result, string key) =>
        result.Metadata is { } metadata && metadata.TryGetValue(key, out var value) && value.IsString() && value.AsString() is { Length: > 0 } text
            ? text : null;

    private static string TextOf(RetrievalResultContent? content)
    {
        // An image may carry its data where a text would stand.
        if (content is null || content.Type == RetrievalResultContentType.IMAGE
            || content.Text?.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) == true)
            return "";
        if (content.Row is { Count: > 0 } row)
            return string.Join('\n', row.Select(c => $"{c.ColumnName}: {c.ColumnValue}"));
        return content.Text ?? content.Audio?.Transcription ?? content.Video?.Summary ?? "";
    }

    // A location names where a source lies; one that holds the source itself, or that nobody could follow, names nothing.
    private static string? UriOf(RetrievalResultLocation? location) =>
        LocationOf(location) is { Length: <= LongestUri } uri && !uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? uri : null;

    private static string? LocationOf(RetrievalResultLocation? location) => location is null ? null
        : location.S3Location?.Uri ?? location.WebLocation?.Url ?? location.ConfluenceLocation?.Url ?? location.SalesforceLocation?.Url
        ?? location.SharePointLocation?.Url ?? location.KendraDocumentLocation?.Uri ?? location.CustomDocumentLocation?.Id;

    private static string IdOf(KnowledgeBaseRetrievalResult result, string? uri, string text) =>
        TextIn(result, ChunkIdKey) ?? HashOf(uri, text);

    /// <summary>16 hexadecimal digits of a location and a text.</summary>
    private static string HashOf(string? uri, string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount((uri?.Length ?? 0) + 1 + text.Length));
        var length = Encoding.UTF8.GetBytes(uri ?? "", bytes);
        bytes[length++] = (byte)'\n';
        length += Encoding.UTF8.GetBytes(text, bytes.AsSpan(length));
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.AsSpan(0, length), digest);
        ArrayPool<byte>.Shared.Return(bytes);
        return Convert.ToHexStringLower(digest[..8]);
    }

    private static Context[] WithDistinctIds(Context[] contexts)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. contexts.Select(c =>
        {
            var count = seen[c.Id] = seen.GetValueOrDefault(c.Id) + 1;
            return count == 1 ? c : c with { Id = string.Create(CultureInfo.InvariantCulture, $"{c.Id}~{count}") };
        })];
    }

    /// <summary>Makes a call that is the n-th of this retrieval; a failure says so.</summary>
    private static async Task<T> CallAsync<T>(string operation, int calls, Func<Task<T>> call, CancellationToken cancellationToken, string hint = "")
    {
        try
        {
            return await ServiceErrors.CallAsync(operation, call, cancellationToken, hint).ConfigureAwait(false);
        }
        catch (PrunerException e)
        {
            e.Calls = calls;
            throw;
        }
    }

    private async Task<Context[]> RerankAsync(string question, Context[] contexts, int calls, CancellationToken cancellationToken)
    {
        var withText = contexts.Where(c => c.Text.Length > 0).ToArray();
        var request = new RerankRequest
        {
            Queries = [new RerankQuery { Type = Amazon.BedrockAgentRuntime.RerankQueryContentType.TEXT,
                TextQuery = new RerankTextDocument { Text = question } }],
            Sources = [.. withText.Select(c => new RerankSource
            {
                Type = RerankSourceType.INLINE,
                InlineDocumentSource = new RerankDocument { Type = RerankDocumentType.TEXT, TextDocument = new RerankTextDocument { Text = c.Text } },
            })],
            RerankingConfiguration = new RerankingConfiguration
            {
                Type = RerankingConfigurationType.BEDROCK_RERANKING_MODEL,
                BedrockRerankingConfiguration = new BedrockRerankingConfiguration
                {
                    NumberOfResults = withText.Length,
                    ModelConfiguration = new BedrockRerankingModelConfiguration { ModelArn = _options.RerankModelArn },
                },
            },
        };
        var response = await CallAsync("Rerank", calls, () => _client.RerankAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        var scores = new double?[withText.Length];
        foreach (var result in response.Results ?? [])
        {
            if (result.Index is not { } index || index < 0 || index >= scores.Length)
                throw new PrunerUpstreamBadResponse("Rerank returned an index out of range.") { Calls = calls };
            scores[index] = result.RelevanceScore;
        }
        // What the reranker left out keeps its place behind what it ranked.
        var order = withText.Select((c, i) => c with { RetrievalScore = scores[i] })
            .OrderByDescending(c => c.RetrievalScore ?? double.NegativeInfinity).ThenBy(c => c.Rank);
        return [.. order.Concat(contexts.Where(c => c.Text.Length == 0)).Select((c, i) => c with { Rank = i + 1 })];
    }
}
