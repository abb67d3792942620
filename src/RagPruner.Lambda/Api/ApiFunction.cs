using System.Text;
using RagPruner.Contexts;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Api;

/// <summary>
/// The routes of <see cref="ApiRoute"/> behind API Gateway, for the events of REST APIs and of HTTP APIs. A failure is
/// a response with its status, so the function itself does not fail.
/// </summary>
public class ApiFunction : Function
{
    // Lambda's own limit on a synchronous invocation.
    private const int LargestEvent = 6 * 1024 * 1024;

    // A REST API waits 29 s, an HTTP API 30 s, from when they got the request: a cold start is part of it.
    private static readonly TimeSpan s_gateway = TimeSpan.FromSeconds(29);

    /// <summary>Builds the function from the environment.</summary>
    public ApiFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts and routes of one's own.</summary>
    protected ApiFunction(FunctionExtensions extensions) : base(Parts.All, extensions)
    {
    }

    internal ApiFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var request = ApiRequest.Read(await Invocation.ReadAsync(input, LargestEvent, invocation.CancellationToken));
        var (route, bytes, refusal) = ApiRouting.Find(request, invocation.Routes, invocation.MaxDocumentBytes);
        // A REST API that streams a route takes every reply of it that way, and never a whole one; an HTTP API cannot stream.
        var open = route?.Events is not null && !request.IsHttpApi ? invocation.Open : null;
        await using var reply = refusal is not null ? Refused(refusal, route, invocation)
            : await ReplyAsync(request, route!, bytes, open is not null, invocation);
        ErrorBody Failed(Exception e) => ErrorBody.Of(invocation.Fail(e), invocation.RequestId);
        if (open is null)
            return await reply.ToStreamAsync(request.IsHttpApi, Failed, invocation.CancellationToken);
        await using var body = open(reply.Status, reply.AllHeaders());
        await reply.WriteAsync(body, Failed, invocation.CancellationToken);
        return Stream.Null;
    }

    private static ApiReply Refused(HttpRefusal refusal, ApiRoute? route, Invocation invocation) =>
        ApiReply.Of(invocation.Fail(refusal.Failure), invocation.RequestId, route, refusal.Status) with
        {
            Headers = refusal.Status == 405 ? [("Allow", "POST")] : [],
        };

    private static async Task<ApiReply> ReplyAsync(ApiRequest request, ApiRoute route, byte[] bytes, bool isStreamed, Invocation invocation)
    {
        try
        {
            var tenant = TenantOf(request, invocation.Deployment.Settings);
            Func<TimeSpan>? left = isStreamed ? null : () => invocation.LeftOf(s_gateway, request.ReceivedAt);
            var call = new ApiCall(invocation, invocation.Record!, bytes, tenant, left);
            return route.Events is not null && request.WantsEvents
                ? await EventsAsync(route, call, invocation.CancellationToken)
                : new ApiReply(200, Encoding.UTF8.GetString((await route.AnswerAsync(call, invocation.CancellationToken)).Span));
        }
#pragma warning disable CA1031 // Every failure is a response.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // A caller whom nobody verified may try again as somebody; one who was verified is refused.
            return ApiReply.Of(invocation.Fail(e), invocation.RequestId, route, e is PrunerForbidden && request.Claims is null ? 401 : null);
        }
    }

    // What fails before there is anything to tell still has a status of its own.
    private static async Task<ApiReply> EventsAsync(ApiRoute route, ApiCall call, CancellationToken cancellationToken)
    {
        var events = route.Events!(call, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            await events.MoveNextAsync();
            return new ApiReply(200, "") { ContentType = AnswerEvents.MediaType, Events = events };
        }
        catch
        {
            await events.DisposeAsync();
            throw;
        }
    }

    private static TenantClause? TenantOf(ApiRequest request, FunctionSettings settings) =>
        settings.TenantMode == TenantMode.Single ? settings.Tenant
        : settings.TenantNamed(request.Claims?.GetValueOrDefault(settings.TenantClaim))
            ?? throw new PrunerForbidden("The request has no verified claim that names its tenant.");
}
