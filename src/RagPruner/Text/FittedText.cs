namespace RagPruner.Text;

/// <summary>Fits texts into a room that they share: long ones are cut to the same length, as high as possible, so that short ones stay whole.</summary>
internal static class FittedText
{
    /// <summary>The highest limit that lets all sizes together fit.</summary>
    public static int ShareOf(IReadOnlyCollection<int> sizes, int room)
    {
        var left = Math.Max(0, room);
        var sorted = sizes.Where(s => s > 0).Order().ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            var share = left / (sorted.Length - i);
            if (sorted[i] > share)
                return share;
            left -= sorted[i];
        }
        return int.MaxValue;
    }

    /// <summary>The longest beginning of a text that fits, ended at a word where there is one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fits">Whether a beginning fits; one that is shorter than one that does fits too.</param>
    public static string Cut(string text, Func<string, bool> fits)
    {
        var (low, high) = (0, text.Length);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            // Half a character cannot be measured.
            if (fits(text[..(char.IsHighSurrogate(text[middle - 1]) ? middle - 1 : middle)]))
                low = middle;
            else
                high = middle - 1;
        }
        if (low > 0 && low < text.Length && char.IsHighSurrogate(text[low - 1]))
            low--;
        var space = low == text.Length ? -1 : text.LastIndexOf(' ', Math.Max(0, low - 1));
        return space > low / 2 ? text[..space] : text[..low];
    }
}
