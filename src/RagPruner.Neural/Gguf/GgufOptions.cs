namespace RagPruner.Neural.Gguf;

/// <summary>How a GGUF model is loaded.</summary>
/// <param name="Path">Its file.</param>
internal sealed record GgufOptions(string Path)
{
    /// <summary>
    /// The longest prompt with what is written on it, in tokens; null for what the model was trained for, at most
    /// <see cref="UsualContextTokens"/>.
    /// </summary>
    public int? ContextTokens { get; init; }

    /// <summary>Threads; null for as many as there are cores that nothing else keeps busy.</summary>
    public int? Threads { get; init; }

    /// <summary>The chat template by llama.cpp's name for it, or null for the file's own.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>How much memory the states of prompts that were read may take, in bytes; 0 keeps none.</summary>
    public long CacheMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Where states are kept on disk, and how much of it they may take, in bytes; null for nowhere.</summary>
    public (string Folder, long Bytes)? CacheDisk { get; init; }

    /// <summary>More of it costs memory that few prompts need.</summary>
    public const int UsualContextTokens = 8192;

    /// <summary>What the model is called in replies and profiles: its file's name.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}
