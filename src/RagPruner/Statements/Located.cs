namespace RagPruner.Statements;

/// <summary>Something that was read in a text, and where it stands.</summary>
/// <param name="Value">What was read.</param>
/// <param name="Start">Offset of its first UTF-16 unit.</param>
/// <param name="End">Offset after its last one.</param>
internal readonly record struct Located<T>(T Value, int Start, int End)
{
    /// <summary>Whether it has a part in a span.</summary>
    public bool Overlaps(int start, int end) => Start < end && start < End;
}

internal static class LocatedText
{
    /// <summary>The text with blanks where something was read, so that it is read as nothing else.</summary>
    public static string Without<T>(this string text, IReadOnlyList<Located<T>> read) => read.Count == 0 ? text
        : string.Create(text.Length, (text, read), static (span, source) =>
        {
            source.text.CopyTo(span);
            foreach (var found in source.read)
                span[found.Start..found.End].Fill(' ');
        });
}
