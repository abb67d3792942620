using System.Buffers;
using System.Text;
using RagPruner.Text;

namespace RagPruner.Answering;

/// <summary>Replaces stretches of a text from left to right, in rounds, and remembers where each offset of the first text went.</summary>
internal sealed class TextEdit
{
    private readonly List<(int Start, int End, string With)> _edits = [];
    private readonly int[] _map;

    public TextEdit(string text) => (Text, _map) = (text, [.. Enumerable.Range(0, text.Length + 1)]);

    /// <summary>The text as it is after the rounds that were applied.</summary>
    public string Text { get; private set; }

    /// <summary>For each offset of the first text, the one in <see cref="Text"/>.</summary>
    public IReadOnlyList<int> Map => _map;

    /// <summary>Replaces a stretch when this round is applied; one that is replaced by nothing takes the space before it along.</summary>
    public void Replace(int start, int length, string with) =>
        _edits.Add((with.Length == 0 && start > 0 && Text[start - 1] == ' ' ? start - 1 : start, start + length, with));

    /// <summary>Removes what no reader sees, in a round of its own.</summary>
    public void RemoveInvisible()
    {
        var kept = Invisible.Remove(Text);
        if (ReferenceEquals(kept, Text))
            return;
        for (int at = 0, next = 0, length; at < Text.Length; at += length)
        {
            // Half a surrogate pair decodes to U+FFFD, which is what is kept of it.
            var isWhole = Rune.DecodeFromUtf16(Text.AsSpan(at), out var rune, out length) == OperationStatus.Done;
            var isKept = next < kept.Length && Rune.DecodeFromUtf16(kept.AsSpan(next), out var other, out var width) == OperationStatus.Done
                && rune == other && (next += width) > 0;
            if (!isKept || !isWhole)
                _edits.Add((at, at + length, isKept ? "\uFFFD" : ""));
        }
        Apply();
    }

    /// <summary>Ends a round.</summary>
    /// <returns>Whether anything was replaced.</returns>
    public bool Apply()
    {
        if (_edits.Count == 0)
            return false;
        var result = new StringBuilder(Text.Length);
        var moved = new int[Text.Length + 1];
        var at = 0;
        foreach (var (start, end, with) in _edits)
        {
            Copy(start);
            for (; at < end; at++)
                moved[at] = result.Length;
            result.Append(with);
        }
        Copy(Text.Length);
        moved[Text.Length] = result.Length;
        for (var i = 0; i < _map.Length; i++)
            _map[i] = moved[_map[i]];
        Text = result.ToString();
        _edits.Clear();
        return true;

        void Copy(int until)
        {
            for (; at < until; at++)
            {
                moved[at] = result.Length;
                result.Append(Text[at]);
            }
        }
    }
}
