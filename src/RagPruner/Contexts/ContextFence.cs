using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace RagPruner.Contexts;

/// <summary>
/// The delimiter that encloses contexts in prompts. It is derived from what it encloses, so that the same input gives the
/// same prompt, and occurs nowhere in it, so that no context can close its own fence.
/// </summary>
internal static class ContextFence
{
    private const int HexDigits = 12;

    /// <summary>The fence of a question and its contexts: 12 hexadecimal digits.</summary>
    public static string For(string question, IReadOnlyList<Context> contexts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, question);
        foreach (var context in contexts)
            Append(hash, context.Text);
        return Absent(hash.GetCurrentHash(), question, contexts);
    }

    /// <summary>
    /// The fence of a context that stands in a prompt alone. The question is no part of it, so that prompts for different
    /// questions begin alike, which is what caches of prompts live on; it occurs in the question no more than in the context.
    /// </summary>
    public static string Of(Context context, string question)
    {
        var bytes = Rent(context.Text, out var length);
        var digest = SHA256.HashData(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
        return Absent(digest, question, [context]);
    }

    private static string Absent(byte[] digest, string question, IReadOnlyList<Context> contexts)
    {
        while (true)
        {
            var fence = Convert.ToHexStringLower(digest)[..HexDigits];
            if (!question.Contains(fence, StringComparison.OrdinalIgnoreCase) && !contexts.Any(c => c.Text.Contains(fence, StringComparison.OrdinalIgnoreCase)))
                return fence;
            digest = SHA256.HashData(digest);
        }
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Rent(text, out var length);
        hash.AppendData(bytes, 0, length);
        ArrayPool<byte>.Shared.Return(bytes);
    }

    // The length goes first, so that moving text from one part to the next changes the hash.
    private static byte[] Rent(string text, out int length)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length) + sizeof(int));
        BitConverter.TryWriteBytes(bytes, text.Length);
        length = sizeof(int) + Encoding.UTF8.GetBytes(text, bytes.AsSpan(sizeof(int)));
        return bytes;
    }
}
