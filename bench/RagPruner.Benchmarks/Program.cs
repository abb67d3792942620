using BenchmarkDotNet.Running;
using RagPruner.Benchmarks;

if (args is ["own-time"])
    await OwnTime.RunAsync();
else
    BenchmarkSwitcher.FromAssembly(typeof(PipelineBenchmarks).Assembly).Run(args);
