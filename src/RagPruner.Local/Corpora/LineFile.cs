using System.Text;

namespace RagPruner.Local.Corpora;

/// <summary>Reads a file line by line, holding no more than one of them: recordings may be larger than memory.</summary>
internal static class LineFile
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>The lines, with their numbers from 1 and where they begin. A line's content is valid until the next is asked for.</summary>
    public static IEnumerable<(int Line, long Start, ReadOnlyMemory<byte> Content)> Lines(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[FirstBuffer];
        var (from, to, offset, isEnd) = (0, 0, 0L, false);
        for (var line = 1; ; line++)
        {
            int newline;
            var searched = from;
            while ((newline = Array.IndexOf(buffer, (byte)'\n', searched, to - searched)) < 0 && !isEnd)
            {
                searched = to - from;
                if (from > 0)
                    buffer.AsSpan(from, to - from).CopyTo(buffer);
                (offset, to, from) = (offset + from, to - from, 0);
                if (to == buffer.Length)
                    Array.Resize(ref buffer, 2 * buffer.Length);
                var read = file.Read(buffer, to, buffer.Length - to);
                (to, isEnd) = (to + read, read == 0);
            }
            var end = newline < 0 ? to : newline;
            if (end == from && newline < 0)
                yield break;
            var preamble = line == 1 && buffer.AsSpan(from, end - from).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            yield return (line, offset + from + preamble, buffer.AsMemory(from + preamble, end - from - preamble));
            from = newline < 0 ? to : newline + 1;
        }
    }
}
