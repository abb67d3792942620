using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Page;

namespace RagPruner.Local.Agents;

/// <summary><c>/mcp</c> of <c>up</c>: the tools of agents by streamable HTTP.</summary>
internal sealed class AgentEndpoint : IHostedEndpoint
{
    private const string Path = "/mcp";

    /// <summary>The tools, as soon as there are functions; until then, and without them, nothing is served.</summary>
    public AgentTools? Tools { get; set; }

    public void AddServices(IServiceCollection services)
    {
        services.AddRouting();
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            // Clients of the newest revision know no sessions any more; those of the ones before cancel calls by them.
            transport.SessionMode = HttpServerSessionMode.StatefulForInitializeClients;
            transport.ConfigureSessionOptions = (_, server, _) =>
            {
                Tools!.Configure(server);
                return Task.CompletedTask;
            };
        });
    }

    public async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }
        try
        {
            Origins.EnsureOwn(context.Request, isPage: false);
            if (Tools is null)
                throw new AwsError("UnknownOperationException", 404, "There is no such operation here.");
        }
        catch (AwsError e)
        {
            context.Response.StatusCode = e.Status;
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
            return;
        }
        await next(context);
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapMcp(Path);
}
