using System.Text;

namespace RagPruner.Fuzz;

/// <summary>Makes inputs that are nearly right out of ones that are right.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, Random random)
{
    private const int Longest = 20_000;

    // What parsers stumble over: numbers out of range, broken characters, nesting, names that repeat.
    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "null", "true", "[]", "{}", "\"\"", "0", "-0", "1e999", "-1e999", "NaN", "1e-400", "9007199254740993", "99999999999999999999999", "-1", "0.1",
            "\\ud800", "\"\\ud800\"", "\"\\u0000\"", "\uFFFD", "\u200B", "\u202E", "\U0001F600", "\u00E9", "\t", "\n", "\r\n", "\r", "{\"", "\":", ",", "[", "]", "{", "}", "\"",
            "\"logprobs\":", "\"tokens\":", "\"text\":", "\"id\":", "\"score\":", "[1]", "[[1]]", "[2, 3]", "[^1]", "![x](http://a.b/c)", "](", "```", "<|im_end|>", "data:", "[DONE]",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xEF, 0xBB, 0xBF], [0],
        Encoding.UTF8.GetBytes(new string('[', 200)), Encoding.UTF8.GetBytes(new string('a', 5000)), Encoding.UTF8.GetBytes(new string('9', 400)),
    ];

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(Seed());
        for (var i = random.Next(1, 6); i > 0; i--)
            Change(bytes);
        return [.. bytes.Take(Longest)];
    }

    private byte[] Seed() => seeds[random.Next(seeds.Count)];

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(bytes.Count - at, random.Next(3) == 0 ? random.Next(200) : random.Next(1, 9));
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                var other = Seed();
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(1, 300))));
                break;
            case 6:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                break;
            default:
                bytes.InsertRange(at, s_pieces[random.Next(s_pieces.Length)]);
                break;
        }
    }
}
