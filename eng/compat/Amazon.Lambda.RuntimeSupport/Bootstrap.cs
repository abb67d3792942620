using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

public delegate Task<bool> LambdaBootstrapInitializer();

public class LambdaBootstrapBuilder
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> _handler;
    private LambdaBootstrapInitializer _initializer;

    private LambdaBootstrapBuilder(Func<Stream, ILambdaContext, Task<Stream>> handler) => _handler = handler;

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) => new(handler);

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        _initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrap Build() => new(_handler, _initializer);
}

public class LambdaBootstrap : IDisposable
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> _handler;
    private readonly LambdaBootstrapInitializer _initializer;
    private readonly RuntimeApi _api = new();

    internal LambdaBootstrap(Func<Stream, ILambdaContext, Task<Stream>> handler, LambdaBootstrapInitializer initializer) =>
        (_handler, _initializer) = (handler, initializer);

    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_initializer is not null && !await InitializeAsync())
            return;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await InvokeAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The loop was ended.
            }
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _api.Dispose();
    }

    private async Task<bool> InitializeAsync()
    {
        try
        {
            return await _initializer();
        }
        catch (Exception e)
        {
            ErrorJson.Log(e, null);
            await _api.FailInitAsync(e);
            throw;
        }
    }

    private async Task InvokeAsync(CancellationToken cancellationToken)
    {
        var (input, context) = await _api.NextAsync(cancellationToken);
        // Tools for tracing look for it there.
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", context.TraceId);
        Stream output;
        try
        {
            output = await _handler(input, context);
        }
        catch (Exception e)
        {
            ErrorJson.Log(e, context);
            await _api.FailAsync(context.AwsRequestId, e);
            return;
        }
        using (output)
            await _api.RespondAsync(context.AwsRequestId, output);
    }
}
