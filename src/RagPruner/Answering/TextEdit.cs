using System.Text;

namespace RagPruner.Answering;

/// <summary>Replaces stretches of a text from left to right and remembers where each offset went.</summary>
internal sealed class TextEdit(string text)
{
    private readonly List<(int Start, int End, string With)> _edits = [];

    public void Replace(int start, int length, string with, bool swallowSpaceBefore)
    {
        if (with.Length == 0 && swallowSpaceBefore && start > 0 && text[start - 1] == ' ')
            _edits.Add((start - 1, start + length, with));
        else
            _edits.Add((start, start + length, with));
    }

    public (string Text, IReadOnlyList<int> Map) Apply()
    {
        var result = new StringBuilder(text.Length);
        var map = new int[text.Length + 1];
        var at = 0;
        foreach (var (start, end, with) in _edits)
        {
            Copy(start);
            for (; at < end; at++)
                map[at] = result.Length;
            result.Append(with);
        }
        Copy(text.Length);
        map[text.Length] = result.Length;
        return (result.ToString(), map);

        void Copy(int until)
        {
            for (; at < until; at++)
            {
                map[at] = result.Length;
                result.Append(text[at]);
            }
        }
    }
}
