using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LLama;

namespace RagPruner.Neural.Gguf;

/// <summary>A model's file, before it is loaded.</summary>
internal static class GgufFile
{
    /// <exception cref="PrunerInvalidInput">It is no GGUF file, or cannot be read.</exception>
    public static void EnsureIsModel(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual("GGUF"u8))
                throw new PrunerInvalidInput($"{path} is no GGUF file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"{path} cannot be read: there is no such file, or it may not be read.", e);
        }
    }

    /// <summary>Tells a file from another by its size, its time and how it begins: to read all of a large one takes seconds.</summary>
    public static string IdOf(string path)
    {
        var file = new FileInfo(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var version = typeof(LLamaWeights).Assembly.GetName().Version;
        hash.AppendData(Encoding.UTF8.GetBytes(
            FormattableString.Invariant($"{version} {RuntimeInformation.RuntimeIdentifier} {file.Length} {file.LastWriteTimeUtc.Ticks}")));
        var beginning = new byte[1 << 20];
        using var stream = file.OpenRead();
        hash.AppendData(beginning, 0, stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
