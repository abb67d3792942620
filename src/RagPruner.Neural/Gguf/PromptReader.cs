namespace RagPruner.Neural.Gguf;

/// <summary>
/// Reads prompts, and no more of each than is new: what it has in common with the one before, or with one whose state was kept,
/// is put back. The log probabilities are the same to the last digit, whatever was put back and however it is cut into chunks.
/// </summary>
internal sealed class PromptReader(LlamaModel model, StateCache cache)
{
    // A state is worth its memory where it saves reading that many tokens.
    private const int WorthKeeping = 48;

    // Questions differ in length. What is read for one should serve the next, which may want to know of a few tokens more.
    private const int MarginTokens = 64;

    // What is there now, as far as it was read in prompts: written tokens were evaluated one by one, and come out otherwise.
    private int[] _tokens = [];
    private double[] _logprobs = [];

    /// <summary>Reads a prompt.</summary>
    /// <param name="prompt">Its tokens, at least one.</param>
    /// <param name="tail">How many of its last tokens' log probabilities are wanted.</param>
    /// <param name="next">Is given the numbers for the token behind the prompt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The log probabilities of all tokens; NaN where they are not known.</returns>
    public double[] Read(int[] prompt, int tail, Action<ReadOnlySpan<float>> next, CancellationToken cancellationToken)
    {
        var from = prompt.Length - Math.Min(tail, prompt.Length);
        var logprobs = new double[prompt.Length];
        Array.Fill(logprobs, double.NaN);
        var reused = model.CutBack(PutBack(prompt, from, logprobs));
        // Until it is read through, only what was put back is known to be there.
        (_tokens, _logprobs) = (prompt[..reused], logprobs[..reused]);
        var wanted = tail == 0 ? prompt.Length : Math.Max(reused, from - 1 - MarginTokens);
        model.Evaluate(prompt, reused, wanted, (place, logits) =>
        {
            if (place == prompt.Length - 1)
                next(logits);
            else
                logprobs[place + 1] = Logits.Logprob(logits, prompt[place + 1], model.Scratch);
        }, cancellationToken);
        (_tokens, _logprobs) = (prompt, logprobs);
        if (cache.IsOn && model.CanCutBack && prompt.Length - reused >= WorthKeeping)
            cache.Add(new PromptState(prompt, logprobs, model.State()));
        return logprobs;
    }

    // How many tokens are there, and need not be read again.
    private int PutBack(int[] prompt, int from, double[] logprobs)
    {
        if (!model.CanCutBack)
            return 0;
        var (tokens, known) = (_tokens, _logprobs);
        var reused = Usable(prompt, from, tokens, known);
        if (cache.IsOn && cache.Longest(prompt, prompt.AsSpan().CommonPrefixLength(tokens)) is { } state
            && Usable(prompt, from, state.Tokens, state.Logprobs) is var better && better > reused)
            (reused, known) = model.Restore(state.Bytes) ? (better, state.Logprobs) : (0, []);
        // The token behind what is there is known from there too.
        if (reused > 0)
            known.AsSpan(0, reused + 1).CopyTo(logprobs);
        return reused;
    }

    // The last token in common is read again, for the numbers of the one behind it; and two at least, since one alone comes out
    // otherwise. Where a log probability is wanted that was not kept, reading begins there.
    private static int Usable(int[] prompt, int from, int[] tokens, double[] known)
    {
        var reused = Math.Min(prompt.AsSpan().CommonPrefixLength(tokens) - 1, prompt.Length - 2);
        for (var place = Math.Max(1, from); place <= reused; place++)
        {
            if (double.IsNaN(known[place]))
                reused = place - 1;
        }
        return Math.Max(0, reused);
    }
}
