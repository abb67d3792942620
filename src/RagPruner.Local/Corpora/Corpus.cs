using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace RagPruner.Local.Corpora;

/// <summary>A corpus on disk. Its bytes are read at once; chunks are made only when asked for.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="ContentHash">
/// Identifies the content, and behind a dash the rules: it changes with any name, byte or rule for chunks and words.
/// </param>
/// <param name="Chunks">The corpus in pieces, in a stable order; fails with <see cref="PrunerInvalidInput"/> where a file or line is malformed.</param>
internal sealed record Corpus(string Path, string ContentHash, Func<IReadOnlyList<CorpusChunk>> Chunks)
{
    private const int MostNamed = 5;

    // Part of the content hash: an index built by other rules is another index, and the rules for chunks and words are in
    // these two modules. Builds are deterministic, so the same code has the same ids.
    private static readonly string s_rules = $"{typeof(Corpus).Module.ModuleVersionId} {typeof(Text.Words).Module.ModuleVersionId}";

    /// <summary>The files that are not UTF-8 text, by name. They are no part of the corpus, and whoever opens it is told.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];

    /// <summary>What to tell of it, or null.</summary>
    public string? Warning => LeftOut.Count == 0 ? null
        : $"Left out of {Path}, not UTF-8 text: {string.Join(", ", LeftOut.Take(MostNamed))}" +
            $"{(LeftOut.Count > MostNamed ? $" and {LeftOut.Count - MostNamed} more" : "")}.";

    /// <summary>Opens a folder of Markdown and text files, or a JSONL file.</summary>
    /// <exception cref="PrunerInvalidInput">There is nothing to read, or something cannot be read; the message names it.</exception>
    public static Corpus Open(string path, ChunkLimits? limits = null)
    {
        limits ??= new ChunkLimits();
        if (Directory.Exists(path))
        {
            var names = TextFiles(path).Select(f => System.IO.Path.GetRelativePath(path, f).Replace('\\', '/')).Order(StringComparer.Ordinal).ToArray();
            if (names.Length == 0)
                throw new PrunerInvalidInput($"The corpus folder {path} holds no .md, .markdown or .txt file.");
            var read = names.Select(n => (Name: n, Bytes: Read(System.IO.Path.Combine(path, n)))).ToLookup(f => Utf8.IsValid(f.Bytes));
            (string Name, byte[] Bytes)[] files = [.. read[true]];
            if (files.Length == 0)
                throw new PrunerInvalidInput($"The corpus folder {path} holds no UTF-8 text: {string.Join(", ", names)}.");
            return Of(path, files, limits, () => [.. files.SelectMany(f => TextChunker.Chunk(f.Name, Decode(f.Bytes), limits))]) with
            {
                LeftOut = [.. read[false].Select(f => f.Name)],
            };
        }
        if (!File.Exists(path))
            throw new PrunerInvalidInput($"The corpus {path} does not exist.");
        if (System.IO.Path.GetExtension(path).ToLowerInvariant() is not (".jsonl" or ".ndjson"))
            throw new PrunerInvalidInput($"The corpus {path} is neither a folder nor a .jsonl file.");
        var bytes = Read(path);
        return Of(path, [("", bytes)], limits, () => CorpusJsonl.Read(path, bytes));
    }

    /// <summary>A corpus whose chunks come from these files.</summary>
    public static Corpus Of(string path, IReadOnlyList<(string Name, byte[] Bytes)> files, ChunkLimits limits, Func<IReadOnlyList<CorpusChunk>> chunks) =>
        new(path, HashOf(files, limits), () => chunks() is { Count: > 0 } some ? some : throw new PrunerInvalidInput($"The corpus {path} holds no text."));

    private static string[] TextFiles(string path)
    {
        // A folder that cannot be read is an error and not an empty one; a link to a folder could lead round in a circle.
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };
        var files = new FileSystemEnumerable<string>(path, (ref FileSystemEntry e) => e.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory && System.IO.Path.GetExtension(e.FileName) is var extension
                && (extension.Equals(".md", StringComparison.OrdinalIgnoreCase) || extension.Equals(".markdown", StringComparison.OrdinalIgnoreCase)
                    || extension.Equals(".txt", StringComparison.OrdinalIgnoreCase)),
            ShouldRecursePredicate = (ref FileSystemEntry e) => !e.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        try
        {
            return [.. files];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"The corpus folder {path} cannot be read whole: {e.GetType().Name}.", e);
        }
    }

    /// <summary>Reads a file, or says which one cannot be read.</summary>
    public static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"{path} cannot be read: {e.GetType().Name}.", e);
        }
    }

    private static string Decode(byte[] bytes) =>
        Encoding.UTF8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);

    private static string HashOf(IReadOnlyList<(string Name, byte[] Bytes)> files, ChunkLimits limits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }
        var content = Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
        hash.AppendData(Encoding.UTF8.GetBytes($"{s_rules} {limits.MaxTokens} {limits.OverlapTokens}"));
        return $"{content}-{Convert.ToHexStringLower(hash.GetCurrentHash())[..16]}";
    }
}
