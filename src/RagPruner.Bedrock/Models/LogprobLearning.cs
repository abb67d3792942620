using RagPruner.Models;

namespace RagPruner.Bedrock.Models;

/// <summary>Learns from a model's first replies whether it returns log probabilities, and remembers it. Safe for concurrent calls.</summary>
internal sealed class LogprobLearning(LogprobSupport support)
{
    // One reply alone may have lost them on its way.
    private const int EnoughWithout = 2;

    private volatile int _without;
    private volatile LogprobSupport _known = support;

    /// <summary>Whether it returns none, as far as is known.</summary>
    public bool HasNone => _known == LogprobSupport.No;

    /// <summary>Whether that is still to be learned.</summary>
    public bool IsOpen => _known == LogprobSupport.Unknown;

    /// <summary>A reply came.</summary>
    public void Saw(CompletionRequest request, Completion completion)
    {
        // A reply without any text has no token to rate.
        if (!IsOpen || !request.Logprobs || completion.StopCause is StopCause.Blocked or StopCause.TooLong || completion.Text.Length == 0)
            return;
        if (completion.Tokens is { Count: > 0 })
            _known = LogprobSupport.Yes;
#pragma warning disable CS0420 // Interlocked reads and writes it as a volatile would.
        else if (Interlocked.Increment(ref _without) >= EnoughWithout)
#pragma warning restore CS0420
            _known = LogprobSupport.No;
    }

    /// <summary>The model refused a request; whether that may be because it asks for log probabilities, which it then does no more.</summary>
    public bool Refuses(CompletionRequest request)
    {
        if (!IsOpen || !request.Logprobs)
            return false;
        _known = LogprobSupport.No;
        return true;
    }
}
