using Microsoft.Data.Sqlite;
using RagPruner.Local.Corpora;

namespace RagPruner.Local.KnowledgeBase;

/// <summary>
/// Keeps built indexes on disk, named by the content of their corpus. An index is built under a name of its own and
/// then moved into place in one step, so two processes never see half of one; if both built it, the first stays.
/// </summary>
internal sealed class IndexCache(string folder)
{
    /// <summary>Where indexes lie unless told otherwise: <c>RAGPRUNER_CACHE</c>, else the user's cache folder.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("RAGPRUNER_CACHE") is { Length: > 0 } named ? named
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache")
            : Path.GetTempPath(),
            "ragpruner");

    /// <summary>The index of a corpus, built if it is not there.</summary>
    /// <exception cref="PrunerInvalidInput">The corpus is malformed, or the cache folder cannot be written.</exception>
    public KnowledgeIndex IndexOf(Corpus corpus)
    {
        var path = Path.Combine(folder, $"{corpus.ContentHash}.db");
        if (TryOpen(path) is { } cached)
            return cached;
        try
        {
            Directory.CreateDirectory(folder);
            var mine = Path.Combine(folder, $"{corpus.ContentHash}.{Path.GetRandomFileName()}.tmp");
            try
            {
                KnowledgeIndex.Build(mine, corpus.Chunks());
                File.Move(mine, path, overwrite: TryOpen(path) is null);
            }
            catch (IOException) when (TryOpen(path) is not null)
            {
                // Another process was faster; its index has the same content.
            }
            finally
            {
                File.Delete(mine);
            }
            return KnowledgeIndex.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new PrunerInvalidInput($"The index cannot be written to {folder} ({e.GetType().Name}); set RAGPRUNER_CACHE to a folder that can.", e);
        }
    }

    private static KnowledgeIndex? TryOpen(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return KnowledgeIndex.Open(path);
        }
        catch (SqliteException)
        {
            // A damaged file is built again.
            return null;
        }
    }
}
