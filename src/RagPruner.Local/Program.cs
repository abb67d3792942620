using RagPruner.Lambda.Hosting;
using RagPruner.Local;

return await CommandLineHost.RunAsync(args, new FunctionExtensions());
