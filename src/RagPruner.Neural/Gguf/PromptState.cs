namespace RagPruner.Neural.Gguf;

/// <summary>What a model made of a prompt, to be put back when another prompt begins alike.</summary>
/// <param name="Tokens">The prompt.</param>
/// <param name="Logprobs">The log probability of each of its tokens given those before; NaN where it was not wanted.</param>
/// <param name="Bytes">The keys and values of its tokens, as llama.cpp writes them.</param>
internal sealed record PromptState(int[] Tokens, double[] Logprobs, byte[] Bytes)
{
    /// <summary>How many tokens it has in common with the beginning of another prompt.</summary>
    public int CommonWith(ReadOnlySpan<int> prompt) => prompt.CommonPrefixLength(Tokens);

    /// <summary>What it takes in memory, in bytes.</summary>
    public long Size => Bytes.LongLength + Tokens.LongLength * (sizeof(int) + sizeof(double));
}
