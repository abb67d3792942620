using System.Buffers;

namespace RagPruner.Text;

/// <summary>
/// Some servers write <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> into their JSON, which no JSON parser must accept.
/// Such a number is a missing one: it becomes <c>null</c>.
/// </summary>
public static class NonFiniteJson
{
    /// <summary>The JSON with those words outside of strings replaced; the same memory if there is none.</summary>
    public static ReadOnlyMemory<byte> ToNull(ReadOnlyMemory<byte> memory)
    {
        var json = memory.Span;
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0)
            return memory;
        var result = new ArrayBufferWriter<byte>(json.Length + 16);
        var (inString, copied) = (false, 0);
        for (var i = 0; i < json.Length; i++)
        {
            if (inString && json[i] == '\\')
                i++;
            else if (json[i] == '"')
                inString = !inString;
            else if (!inString && WordLength(json[i..]) is > 0 and var length)
            {
                result.Write(json[copied..i]);
                result.Write("null"u8);
                i += length - 1;
                copied = i + 1;
            }
        }
        result.Write(json[copied..]);
        return result.WrittenMemory;
    }

    private static int WordLength(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
