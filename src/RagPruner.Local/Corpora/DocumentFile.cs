using RagPruner.Contexts;
using RagPruner.Contract;

namespace RagPruner.Local.Corpora;

/// <summary>Reads documents of one JSON object a line, in the form of the HTTP contract.</summary>
internal static class DocumentFile
{
    public const string StandardInput = "-";

    private const int LargestFile = 64 * 1024 * 1024;

    /// <exception cref="PrunerInvalidInput">It cannot be read, or a line is no document; the message names file, line and member.</exception>
    public static async Task<IReadOnlyList<Document>> ReadAsync(string path, Stream standardInput, CancellationToken cancellationToken)
    {
        var name = path == StandardInput ? "standard input" : path;
        var documents = new List<Document>();
        var lineOfId = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (line, content) in JsonLines.Split(await BytesAsync(path, standardInput, cancellationToken)))
        {
            if (documents.Count == Document.MostDocuments)
                throw JsonLines.Error(name, line, $"there are more than {Document.MostDocuments} documents");
            var document = Read(name, line, content.Span);
            if (document.Id is { } id && !lineOfId.TryAdd(id, line))
                throw JsonLines.Error(name, line, $"id is the same as in line {lineOfId[id]}");
            documents.Add(document);
        }
        return documents.Count > 0 ? documents : throw new PrunerInvalidInput($"{name} holds no document.");
    }

    private static Document Read(string name, int line, ReadOnlySpan<byte> content)
    {
        try
        {
            return DocumentJson.Read(content);
        }
        catch (PrunerInvalidInput e)
        {
            throw JsonLines.Error(name, line, e.Message.TrimEnd('.'), e);
        }
    }

    private static async Task<byte[]> BytesAsync(string path, Stream standardInput, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = path == StandardInput ? standardInput : File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[65_536];
            for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > LargestFile)
                    throw new PrunerInvalidInput($"The documents are longer than {LargestFile} bytes.");
            }
            return bytes.ToArray();
        }
        catch (ArgumentException) when (string.IsNullOrWhiteSpace(path))
        {
            throw new PrunerInvalidInput("--documents needs a file, or - for standard input.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"{path} cannot be read: {e.Message}", e);
        }
    }
}
