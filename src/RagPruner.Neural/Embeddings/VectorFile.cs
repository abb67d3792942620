using System.Runtime.InteropServices;
using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Neural.Embeddings;

/// <summary>
/// The vectors of a corpus, one for each chunk, in a file beside its index: written once under a name of its own, then moved
/// into place. A file that is not whole is written anew.
/// </summary>
internal static class VectorFile
{
    /// <summary>The vectors of an index's chunks one after the other, read or made.</summary>
    /// <param name="folder">Where indexes lie.</param>
    /// <param name="index">The index.</param>
    /// <param name="embedder">Makes them.</param>
    /// <param name="progress">Is told how many are made.</param>
    /// <param name="cancellationToken">Ends the making.</param>
    /// <exception cref="PrunerInvalidInput">The folder cannot be written.</exception>
    public static float[] VectorsOf(string folder, KnowledgeIndex index, IEmbedder embedder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, $"{index.Name}.{embedder.Id}.vectors");
        var bytes = (long)index.Count() * embedder.Dimensions * sizeof(float);
        if (File.Exists(path) && new FileInfo(path).Length == bytes)
            return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
        var texts = index.Texts();
        var vectors = new float[texts.Count * embedder.Dimensions];
        for (var i = 0; i < texts.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embedder.Embed(texts[i]).CopyTo(vectors, i * embedder.Dimensions);
            progress?.Report(i + 1);
        }
        var mine = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            File.WriteAllBytes(mine, MemoryMarshal.AsBytes<float>(vectors));
            File.Move(mine, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrunerInvalidInput($"Vectors cannot be written to {folder} ({e.GetType().Name}); set RAGPRUNER_CACHE to a folder that can.", e);
        }
        finally
        {
            File.Delete(mine);
        }
        return vectors;
    }
}
