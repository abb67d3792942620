// One executable for every function: Lambda starts it as `bootstrap` and says by _HANDLER which one it is to be.
using Amazon.Lambda.RuntimeSupport;
using RagPruner.Lambda.Hosting;

Function? function = null;
using var bootstrap = LambdaBootstrapBuilder
    .Create((input, context) => function!.HandleAsync(input, context))
    // What fails in here is told to Lambda under its name in the contract.
    .UseBootstrapHandler(() =>
    {
        function = FunctionCatalog.OfProcess(Environment.GetEnvironmentVariable("_HANDLER"));
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();
