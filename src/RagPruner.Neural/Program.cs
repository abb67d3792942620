using RagPruner.Lambda.Hosting;
using RagPruner.Local;
using RagPruner.Local.Commands;
using RagPruner.Neural.Commands;

return await CommandLineHost.RunAsync(args, Shell.OfProcess() with
{
    Extensions = new FunctionExtensions(),
    InProcess = new NeuralParts(),
    Program = "ragpruner-neural",
});
