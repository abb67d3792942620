using System.Text;

namespace RagPruner.Neural.Gguf;

/// <summary>
/// The text of a completion while it is written: bytes become characters when they are whole, a stop ends it, and what may
/// still become a stop is held back from whoever reads along.
/// </summary>
internal sealed class WrittenText(IReadOnlyList<string> stops, IProgress<string>? deltas)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _text = new();
    private int _reported;

    /// <summary>How much of it is there, in characters.</summary>
    public int Length => _text.Length;

    /// <summary>Adds a token's bytes; true if a stop has come.</summary>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        var from = _text.Length;
        Append(bytes, flush: false);
        if (EarliestStop(from) is not { } end)
        {
            Report(_text.Length - HeldBack());
            return false;
        }
        _text.Length = end;
        Report(end);
        return true;
    }

    /// <summary>The whole of it, without a stop.</summary>
    public string Finish(bool isStopped)
    {
        if (!isStopped)
            Append([], flush: true);
        Report(_text.Length);
        return _text.ToString();
    }

    private void Append(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[bytes.Length + 4];
        _text.Append(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }

    // A stop may have begun in what was there before.
    private int? EarliestStop(int from)
    {
        int? earliest = null;
        foreach (var stop in stops)
        {
            var start = Math.Max(0, from - stop.Length + 1);
            var at = _text.ToString(start, _text.Length - start).IndexOf(stop, StringComparison.Ordinal);
            if (at >= 0 && start + at < (earliest ?? int.MaxValue))
                earliest = start + at;
        }
        return earliest;
    }

    private int HeldBack()
    {
        var held = 0;
        foreach (var stop in stops)
        {
            var tail = _text.ToString(Math.Max(0, _text.Length - stop.Length + 1), Math.Min(_text.Length, stop.Length - 1));
            for (var length = tail.Length; length > held; length--)
            {
                if (tail.EndsWith(stop[..length], StringComparison.Ordinal))
                    held = length;
            }
        }
        return held;
    }

    private void Report(int end)
    {
        if (end <= _reported)
            return;
        deltas?.Report(_text.ToString(_reported, end - _reported));
        _reported = end;
    }
}
