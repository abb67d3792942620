using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RagPruner.Local.LocalCloud;

/// <summary>A web server on a port of this machine with one handler for everything.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalHost(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts serving.</summary>
    /// <param name="bind">The address to listen on.</param>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="largestBody">The longest body, in bytes.</param>
    /// <param name="handle">Answers every request.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="endpoint">An endpoint of a library's beside it, or null.</param>
    /// <exception cref="PrunerInvalidInput">The address or port cannot be had.</exception>
    public static async Task<LocalHost> StartAsync(IPAddress bind, int port, int largestBody, RequestDelegate handle, CancellationToken cancellationToken,
        IHostedEndpoint? endpoint = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(bind, port, static listen => listen.AcceptPlainHttp2());
            kestrel.Limits.MaxRequestBodySize = largestBody;
        });
        // Whoever stops it does not wait for a model that is slow, or for a client that reads nothing.
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        endpoint?.AddServices(builder.Services);
        var app = builder.Build();
        if (endpoint is not null)
        {
            app.Use(endpoint.GuardAsync);
            app.UseRouting();
#pragma warning disable ASP0014 // What is mapped at the top level comes last, and everything else is answered before that.
            app.UseEndpoints(endpoint.Map);
#pragma warning restore ASP0014
        }
        app.Run(handle);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new PrunerInvalidInput($"Port {port} on {bind} cannot be had; --port 0 takes any free one.", e);
        }
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new LocalHost(app, address.Host is "0.0.0.0" or "[::]" ? new UriBuilder(address) { Host = "127.0.0.1" }.Uri : address);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
