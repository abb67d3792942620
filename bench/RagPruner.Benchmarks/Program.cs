using BenchmarkDotNet.Running;
using RagPruner.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(PipelineBenchmarks).Assembly).Run(args);
