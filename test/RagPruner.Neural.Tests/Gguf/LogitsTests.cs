using FsCheck.Xunit;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Tests.Gguf;

public sealed class LogitsTests
{
    [Property]
    public void Probabilities_sum_to_one(short[] numbers)
    {
        if (numbers is not { Length: > 0 })
            return;
        float[] logits = [.. numbers.Select(n => n / 1000f)];
        var scratch = new float[logits.Length];
        Enumerable.Range(0, logits.Length).Sum(i => Math.Exp(Logits.Logprob(logits, i, scratch))).ShouldBe(1, 1e-4);
    }

    [Property]
    public void The_largest_are_those_that_sorting_gives(short[] numbers, byte count)
    {
        float[] logits = [.. (numbers ?? []).Select(n => (float)n)];
        Logits.Largest(logits, count % 8).ShouldBe(
            Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).ThenBy(i => i).Take(count % 8));
    }

    [Fact]
    public void Samples_come_as_often_as_they_are_probable()
    {
        float[] logits = [0, MathF.Log(3), MathF.Log(6)];
        var (random, scratch, counts) = (new Random(7), new float[3], new int[3]);
        for (var i = 0; i < 10_000; i++)
            counts[Logits.Sample(logits, 1, random, scratch)]++;
        counts.Select(c => c / 10_000.0).ShouldBe([0.1, 0.3, 0.6], 0.02);
        // Towards 0, the likeliest alone is left.
        Enumerable.Range(0, 100).ShouldAllBe(_ => Logits.Sample(logits, 0.01, random, scratch) == 2);
    }
}
