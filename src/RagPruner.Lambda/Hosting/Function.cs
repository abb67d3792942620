using Amazon.Lambda.Core;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Hosting;

/// <summary>
/// A Lambda function: bytes in, bytes out. Whatever goes wrong leaves it as exactly one exception of the contract, whose
/// type name is what Step Functions matches on; every invocation leaves log records with numbers and ids only.
/// </summary>
public abstract class Function
{
    private readonly FunctionHost _host;

    private protected Function(Parts parts, FunctionExtensions extensions) : this(FunctionHost.OfProcess(parts, extensions))
    {
    }

    private protected Function(FunctionHost host) => _host = host;

    /// <summary>Handles one invocation: the method that the Lambda runtime calls.</summary>
    /// <param name="input">The event, as JSON.</param>
    /// <param name="context">The invocation.</param>
    /// <returns>The response, as JSON.</returns>
    /// <exception cref="Errors.PrunerException">The invocation failed.</exception>
    public Task<Stream> HandleAsync(Stream input, ILambdaContext context) =>
        InvokeAsync(input, context, _host.StreamsResponses ? LambdaResponses.Open : null, CancellationToken.None);

    /// <summary>The same for hosts that can end an invocation, and may take a response while it is written.</summary>
    internal async Task<Stream> InvokeAsync(Stream input, ILambdaContext context, ResponseOpener? open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(context);
        var invocation = new Invocation(GetType().Name.Replace("Function", "", StringComparison.Ordinal), context, _host, cancellationToken)
        {
            Open = open,
        };
        try
        {
            return await RunAsync(input, invocation);
        }
#pragma warning disable CA1031 // The outer edge: exactly one exception of the contract leaves it, without the one behind it, which may quote anything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw invocation.Fail(e);
        }
        finally
        {
            invocation.Log();
        }
    }

    private protected abstract Task<Stream> RunAsync(Stream input, Invocation invocation);
}
