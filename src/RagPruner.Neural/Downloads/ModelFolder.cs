using RagPruner.Local.KnowledgeBase;

namespace RagPruner.Neural.Downloads;

/// <summary>Where models that were fetched lie.</summary>
internal sealed class ModelFolder(string path)
{
    public static ModelFolder Default => new(System.IO.Path.Combine(IndexCache.DefaultFolder, "models"));

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The file of a model in it.</summary>
    public string FileOf(string name) => System.IO.Path.Combine(path, $"{name}.gguf");

    /// <summary>A file as it is named, or the model of that name.</summary>
    public string PathOf(string fileOrName) =>
        !File.Exists(fileOrName) && IsName(fileOrName) && File.Exists(FileOf(fileOrName)) ? FileOf(fileOrName) : fileOrName;

    /// <summary>The models that are there, by name.</summary>
    public IReadOnlyList<FileInfo> Files() =>
        Directory.Exists(path) ? [.. new DirectoryInfo(path).GetFiles("*.gguf").OrderBy(f => f.Name, StringComparer.Ordinal)] : [];

    /// <summary>Whether it can name a model: letters, digits, dots, dashes and underscores, no path.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100 && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
