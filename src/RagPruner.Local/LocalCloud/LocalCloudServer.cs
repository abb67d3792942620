using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RagPruner.Local.Agents;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud.Functions;
using RagPruner.Local.LocalCloud.Page;

namespace RagPruner.Local.LocalCloud;

/// <summary>
/// The cloud on this machine: Bedrock Runtime, Agent Runtime, Lambda and API Gateway on one port, told apart by path.
/// </summary>
internal sealed class LocalCloudServer : IAsyncDisposable
{
    private const string EventStream = "application/vnd.amazon.eventstream";
    private const string Malformed = "{\"generation\": \"unfin";
    private const int LargestBody = 25_000_000;

    private readonly ImportedModelApi _models;
    private readonly ChatApi _chat;
    private readonly ConverseApi _converse;
    private readonly AgentRuntimeApi _agent;
    private readonly FaultInjector _faults;
    private readonly AgentEndpoint _agents = new();
    private LocalHost _host = null!;
    private LocalFunctions? _functions;
    private LambdaApi? _lambda;
    private GatewayApi? _gateway;
    private PageFiles? _page;
    private int _requests;

    private LocalCloudServer(ISearch search, CollectionStatistics statistics, IPromptModel model, FaultPlan faults, TimeProvider time)
    {
        (_chat, _converse) = (new ChatApi(model, time), new ConverseApi(model));
        (_models, _agent, _faults) = (new ImportedModelApi(model, _chat, time), new AgentRuntimeApi(search, statistics), new FaultInjector(faults, time));
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _host.Address;

    /// <summary>Starts serving.</summary>
    /// <exception cref="PrunerInvalidInput">The address or port cannot be had.</exception>
    public static Task<LocalCloudServer> StartAsync(
        IPAddress bind, int port, KnowledgeIndex index, IPromptModel model, FaultPlan faults, TimeProvider time, CancellationToken cancellationToken) =>
        StartAsync(bind, port, index, index.Statistics, model, faults, time, cancellationToken);

    /// <summary>The same with a search of its own over the index, by whose statistics reranking is done.</summary>
    public static async Task<LocalCloudServer> StartAsync(
        IPAddress bind, int port, ISearch search, CollectionStatistics statistics, IPromptModel model, FaultPlan faults, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var server = new LocalCloudServer(search, statistics, model, faults, time);
        server._host = await LocalHost.StartAsync(bind, port, LargestBody, server.HandleAsync, cancellationToken, server._agents);
        return server;
    }

    /// <summary>Serves the Lambda functions too, directly and behind API Gateway.</summary>
    /// <exception cref="PrunerMisconfigured">A setting of theirs is wrong.</exception>
    public LocalCloudServer WithFunctions(FunctionOptions options, TimeProvider time)
    {
        _functions = new LocalFunctions(Address, options, time);
        (_lambda, _gateway) = (new LambdaApi(_functions), new GatewayApi(_functions, options));
        _agents.Tools = _functions.AgentTools;
        return this;
    }

    /// <summary>Serves the page too.</summary>
    public LocalCloudServer WithPage(PageFiles page)
    {
        _page = page;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _functions?.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var requestId = $"local-{Interlocked.Increment(ref _requests):d8}";
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        try
        {
            // The path as sent: a model's ARN is one segment with its slashes escaped.
            var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
            string[] path = [.. target.Split('/').Skip(1).Select(Uri.UnescapeDataString)];
            Origins.EnsureOwn(context.Request, isPage: path is [""] or ["page", _]);
            await (path switch
            {
                [""] when _page is not null => _page.ServeAsync(context, "index.html"),
                ["page", var file] when _page is not null => _page.ServeAsync(context, file),
                [""] => throw new AwsError("UnknownOperationException", 404, "The page is not served here: beyond this machine it takes --page."),
                ["model", var model, "invoke"] => AnswerAsync(context, "InvokeModel", body => InvokeAsync(model, body, context)),
                ["model", var model, "converse"] => AnswerAsync(context, "Converse", async body => (await ConverseAsync(model, body, context)).ToJson()),
                ["model", var model, "invoke-with-response-stream"] =>
                    StreamAsync(context, "InvokeModelWithResponseStream", async body =>
                    ChunksOf(await InvokeAsync(model, body, context))),
                ["model", var model, "converse-stream"] =>
                    StreamAsync(context, "ConverseStream", async body => (await ConverseAsync(model, body, context)).ToEvents()),
                ["knowledgebases", var id, "retrieve"] => AnswerAsync(context, "Retrieve", body => Task.FromResult(_agent.Retrieve(id, body))),
                ["2015-03-31", "functions", var name, "invocations"] when _lambda is not null => _lambda.InvokeAsync(context, name, requestId),
                ["v1", "chat", "completions"] or ["openai", "v1", "chat", "completions"] => ChatAsync(context),
                ["v1" or "v2", ..] when _gateway is not null => _gateway.RestAsync(context, target, requestId),
                ["http", "v1" or "v2", ..] when _gateway is not null => _gateway.HttpAsync(context, target["/http".Length..], requestId),
                ["rerank"] => AnswerAsync(context, "Rerank", body => Task.FromResult(_agent.Rerank(body))),
                _ => throw new AwsError("UnknownOperationException", 404, "There is no such operation here."),
            });
        }
        catch (AwsError e)
        {
            await FailAsync(context, e);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException && !context.Response.HasStarted)
        {
            await FailAsync(context, AwsError.Validation("A member of the request is of the wrong type."));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller went away.
        }
    }

    private Task<Conversation> ConverseAsync(string model, JsonElement body, HttpContext context) =>
        _converse.ConverseAsync(LocalIds.ModelOf(model), body, context.RequestAborted);

    // A hosted model has the chat form alone.
    private Task<JsonObject> InvokeAsync(string model, JsonElement body, HttpContext context) =>
        LocalIds.ModelOf(model) is var name && LocalIds.IsHosted(name)
            ? _chat.CompleteAsync(model, body, ChatAbilities.OfHosted(name), context.RequestAborted)
            : _models.InvokeAsync(model, body, context.RequestAborted);

    private async Task ChatAsync(HttpContext context)
    {
        try
        {
            OpenAiApi.EnsureAuthorized(context);
            var injected = await _faults.BeforeAsync("ChatCompletions", context.RequestAborted);
            var body = await BodyAsync(context);
            var model = OpenAiApi.ModelOf(RequestMembers.Member(body, "model")?.GetString());
            var reply = await _chat.CompleteAsync(model, body, ChatAbilities.OfHosted(model), context.RequestAborted);
            var isStream = ModelJson.Flag(body, "stream");
            context.Response.ContentType = isStream ? "text/event-stream" : "application/json";
            if (isStream && injected.Damage == ReplyDamage.None)
                await SendPiecesAsync(context, OpenAiApi.ToEvents(reply).Select(System.Text.Encoding.UTF8.GetBytes), injected);
            else
            {
                var text = injected.Damage == ReplyDamage.Malformed ? Malformed : isStream ? string.Concat(OpenAiApi.ToEvents(reply)) : reply.ToJsonString();
                await SendAsync(context, System.Text.Encoding.UTF8.GetBytes(text), injected.Damage);
            }
        }
        catch (AwsError e)
        {
            await FailAsync(context, e, OpenAiApi.Error(e));
        }
    }

    private async Task AnswerAsync(HttpContext context, string operation, Func<JsonElement, Task<JsonObject>> answer)
    {
        var (damage, _) = await _faults.BeforeAsync(operation, context.RequestAborted);
        var reply = await answer(await BodyAsync(context));
        var bytes = System.Text.Encoding.UTF8.GetBytes(damage == ReplyDamage.Malformed ? Malformed : reply.ToJsonString());
        context.Response.ContentType = "application/json";
        await SendAsync(context, bytes, damage);
    }

    private async Task StreamAsync(HttpContext context, string operation, Func<JsonElement, Task<IEnumerable<(string Type, JsonObject Payload)>>> answer)
    {
        var injected = await _faults.BeforeAsync(operation, context.RequestAborted);
        var events = await answer(await BodyAsync(context));
        var frames = events.Select(e => EventFrames.Event(e.Type, e.Payload)).ToList();
        if (injected.Damage == ReplyDamage.Malformed)
            frames = [frames[0], EventFrames.Exception("ModelStreamErrorException", "Injected by the fault plan.")];
        context.Response.ContentType = EventStream;
        if (operation == "InvokeModelWithResponseStream")
            context.Response.Headers["X-Amzn-Bedrock-Content-Type"] = "application/json";
        // Cut inside a frame, but in good order: what a client must notice by itself.
        if (injected.Damage == ReplyDamage.Truncated)
            frames = [frames.SelectMany(f => f).Take(frames.Sum(f => f.Length) / 2).ToArray()];
        await SendPiecesAsync(context, frames, injected);
    }

    private async Task SendPiecesAsync(HttpContext context, IEnumerable<byte[]> pieces, Injected injected)
    {
        foreach (var piece in pieces)
        {
            await _faults.PaceAsync(injected, context.RequestAborted);
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] bytes, ReplyDamage damage)
    {
        context.Response.ContentLength = bytes.Length;
        if (damage != ReplyDamage.Truncated)
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
            return;
        }
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw new AwsError("UnknownOperationException", 404, "There is no such operation here.");
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw AwsError.Validation("The request body is not JSON.");
        }
        catch (BadHttpRequestException)
        {
            throw AwsError.Validation("The request body is too large or was cut off.");
        }
    }

    /// <summary>A reply in two chunks: the text, and the rest that comes with its end.</summary>
    private static IEnumerable<(string Type, JsonObject Payload)> ChunksOf(JsonObject reply)
    {
        if (reply.TryGetPropertyValue("generation", out var text))
        {
            yield return Chunk(new JsonObject { ["generation"] = text!.DeepClone(), ["stop_reason"] = null });
            reply["generation"] = "";
        }
        yield return Chunk(reply);

        static (string, JsonObject) Chunk(JsonObject json) =>
            ("chunk", new JsonObject { ["bytes"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())) });
    }

    private static async Task FailAsync(HttpContext context, AwsError error, JsonObject? body = null)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["x-amzn-ErrorType"] = error.Type;
        if (error.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = $"{seconds}";
        await context.Response.WriteAsync((body ?? new JsonObject { ["message"] = error.Message }).ToJsonString(), context.RequestAborted);
    }
}
