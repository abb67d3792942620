using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RagPruner.Local.LocalCloud;

/// <summary>An endpoint that a library serves, on the port of everything else.</summary>
internal interface IHostedEndpoint
{
    /// <summary>Registers what it is made of.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Sees every request first, and lets none of its own through that must not be served.</summary>
    Task GuardAsync(HttpContext context, RequestDelegate next);

    /// <summary>Maps it.</summary>
    void Map(IEndpointRouteBuilder routes);
}
