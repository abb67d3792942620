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
        if (kept.Length == Text.Length)
            return;
        for (int i = 0, k = 0; i < Text.Length; i++)
        {
            if (k < kept.Length && Text[i] == kept[k])
                k++;
            else
                _edits.Add((i, i + 1, ""));
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
