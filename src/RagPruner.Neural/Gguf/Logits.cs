using System.Numerics.Tensors;

namespace RagPruner.Neural.Gguf;

/// <summary>What a model gives for the next token: one number for each token of its vocabulary, of which the softmax is the probability.</summary>
internal static class Logits
{
    /// <summary>Natural log of the softmax at a token.</summary>
    /// <param name="logits">The numbers.</param>
    /// <param name="token">The token.</param>
    /// <param name="scratch">Room for as many numbers.</param>
    public static double Logprob(ReadOnlySpan<float> logits, int token, Span<float> scratch) => logits[token] - LogSum(logits, scratch);

    /// <summary>ln Σ exp of all.</summary>
    public static double LogSum(ReadOnlySpan<float> logits, Span<float> scratch)
    {
        var most = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, most, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        return most + Math.Log(TensorPrimitives.Sum<float>(scratch));
    }

    /// <summary>The tokens with the largest numbers, largest first; ties by token.</summary>
    public static int[] Largest(ReadOnlySpan<float> logits, int count)
    {
        var best = new int[Math.Min(count, logits.Length)];
        var found = 0;
        for (var token = 0; token < logits.Length && best.Length > 0; token++)
        {
            if (found == best.Length && logits[token] <= logits[best[^1]])
                continue;
            var at = found < best.Length ? found++ : best.Length - 1;
            while (at > 0 && logits[best[at - 1]] < logits[token])
            {
                best[at] = best[at - 1];
                at--;
            }
            best[at] = token;
        }
        return best;
    }

    /// <summary>A token by chance, as probable as the softmax of all over the temperature says.</summary>
    public static int Sample(ReadOnlySpan<float> logits, double temperature, Random random, Span<float> scratch)
    {
        TensorPrimitives.Divide(logits, (float)temperature, scratch);
        TensorPrimitives.Subtract(scratch, TensorPrimitives.Max<float>(scratch), scratch);
        TensorPrimitives.Exp(scratch, scratch);
        var left = random.NextDouble() * TensorPrimitives.Sum<float>(scratch);
        for (var token = 0; token < scratch.Length; token++)
        {
            if ((left -= scratch[token]) < 0)
                return token;
        }
        return TensorPrimitives.IndexOfMax<float>(scratch);
    }
}
