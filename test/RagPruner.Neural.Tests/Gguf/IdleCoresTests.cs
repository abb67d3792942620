using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Tests.Gguf;

public sealed class IdleCoresTests
{
    // user nice system idle iowait irq softirq steal, in hundredths of a second.
    [Theory]
    [InlineData("cpu 0 0 0 400 0 0 0 0", 0, 4, 4)]
    [InlineData("cpu 200 0 0 200 0 0 0 0", 0, 4, 2)]
    [InlineData("cpu 200 0 0 200 0 0 0 0", 1, 4, 3)]
    [InlineData("cpu 300 0 80 20 0 0 0 0", 0, 4, 1)]
    [InlineData("cpu 100 0 0 80 20 0 0 0", 1, 2, 2)]
    [InlineData("cpu 2 0 0 2 0 0 0 0", 0, 4, 4)]
    [InlineData("nothing of the kind", 0, 4, 4)]
    public void Cores_that_others_keep_busy_are_left_to_them(string now, double ownSeconds, int cores, int threads) =>
        IdleCores.Of(now, ownSeconds).ThreadsSince(IdleCores.Of("cpu 0 0 0 0 0 0 0 0", 0), cores).ShouldBe(threads);
}
