namespace RagPruner.Neural.Gguf;

/// <summary>
/// The states of prompts that were read, the one used longest ago dropped first. A question over the same passages begins its
/// prompts as the one before did, so most of what it would read is here. Not safe for concurrent calls: who reads holds the model.
/// </summary>
internal sealed class StateCache(long mostBytes, StateStore? store) : IDisposable
{
    private readonly LinkedList<PromptState> _states = new();
    private long _bytes;
    private long _dropped;

    /// <summary>Whether anything is kept.</summary>
    public bool IsOn => mostBytes > 0 || store is not null;

    /// <summary>The state that has most in common with a prompt, if it is more than the given number of tokens; or null.</summary>
    public PromptState? Longest(ReadOnlySpan<int> prompt, int moreThan)
    {
        LinkedListNode<PromptState>? best = null;
        var longest = moreThan;
        for (var node = _states.First; node is not null; node = node.Next)
        {
            if (node.Value.CommonWith(prompt) is var common && common > longest)
                (best, longest) = (node, common);
        }
        if (store?.Longest(prompt, longest) is { } stored)
        {
            Keep(stored);
            return stored;
        }
        if (best is null)
            return null;
        _states.Remove(best);
        _states.AddFirst(best);
        return best.Value;
    }

    public void Add(PromptState state)
    {
        Keep(state);
        store?.Add(state);
    }

    public void Dispose() => store?.Dispose();

    private void Keep(PromptState state)
    {
        if (state.Size > mostBytes)
            return;
        _states.AddFirst(state);
        _bytes += state.Size;
        while (_bytes > mostBytes)
        {
            var size = _states.Last!.Value.Size;
            _bytes -= size;
            _dropped += size;
            _states.RemoveLast();
        }
        // Left alone, the collector lets large arrays lie that nobody holds until there are about as many as are held: states of
        // 5 GB took 10.
        if (_dropped > mostBytes / 4)
        {
            _dropped = 0;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
        }
    }
}
