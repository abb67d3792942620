using System.Buffers;

namespace RagPruner.Text;

/// <summary>
/// Makes valid JSON of two things that servers write and parsers must refuse: <c>NaN</c>, <c>Infinity</c> and
/// <c>-Infinity</c>, which are missing numbers and become <c>null</c>; and escapes of half a surrogate pair, which come
/// from text that was cut in the middle of a character and become U+FFFD. One such character must not cost a whole reply.
/// </summary>
internal static class JsonRepair
{
    /// <summary>The JSON with those replaced; the same memory if there is none.</summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> memory)
    {
        var json = memory.Span;
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0 && json.IndexOf("\\ud"u8) < 0 && json.IndexOf("\\uD"u8) < 0)
            return memory;
        var result = new ArrayBufferWriter<byte>(json.Length + 16);
        var (inString, copied) = (false, 0);
        for (var i = 0; i < json.Length; i++)
        {
            if (inString && json[i] == '\\')
            {
                var length = EscapeLength(json[i..], out var isLone);
                if (isLone)
                {
                    result.Write(json[copied..i]);
                    result.Write("\\ufffd"u8);
                    copied = i + length;
                }
                i += length - 1;
            }
            else if (json[i] == '"')
            {
                inString = !inString;
            }
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

    /// <summary>How long the escape is that begins here; a whole surrogate pair is one.</summary>
    private static int EscapeLength(ReadOnlySpan<byte> json, out bool isLone)
    {
        isLone = false;
        if (json.Length < 6 || json[1] != 'u' || json[2] is not ((byte)'d' or (byte)'D'))
            return Math.Min(2, json.Length);
        if (IsHigh(json[3]) && json.Length >= 12 && json[6] == '\\' && json[7] == 'u' && json[8] is (byte)'d' or (byte)'D' && IsLow(json[9]))
            return 12;
        isLone = IsHigh(json[3]) || IsLow(json[3]);
        return 6;
    }

    private static bool IsHigh(byte digit) => digit is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B';

    private static bool IsLow(byte digit) => digit is (byte)'c' or (byte)'d' or (byte)'e' or (byte)'f' or (byte)'C' or (byte)'D' or (byte)'E' or (byte)'F';

    private static int WordLength(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
