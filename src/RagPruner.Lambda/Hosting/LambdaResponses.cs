using System.Net;
using Amazon.Lambda.Core.ResponseStreaming;

namespace RagPruner.Lambda.Hosting;

/// <summary>Begins a response that is sent while it is written. Nothing else of the invocation is sent from then on.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="headers">The headers.</param>
/// <returns>Where the body is written.</returns>
internal delegate Stream ResponseOpener(int status, IReadOnlyDictionary<string, string> headers);

/// <summary>Responses that Lambda streams: what AWS marks as a preview for .NET, and is used nowhere else.</summary>
internal static class LambdaResponses
{
    /// <exception cref="PrunerMisconfigured">The runtime cannot do it.</exception>
    public static Stream Open(int status, IReadOnlyDictionary<string, string> headers)
    {
#pragma warning disable CA2252 // A preview, which a deployment asks for by a setting of its own.
        var prelude = new HttpResponseStreamPrelude { StatusCode = (HttpStatusCode)status };
        foreach (var (name, value) in headers)
            prelude.Headers[name] = value;
        try
        {
            return LambdaResponseStreamFactory.CreateHttpStream(prelude);
        }
        catch (InvalidOperationException e)
        {
            throw new PrunerMisconfigured($"{Settings.KnownSettings.ResponseStreaming.Name} is enabled, and this runtime cannot stream responses.", e);
        }
#pragma warning restore CA2252
    }
}
