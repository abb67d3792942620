using System.CommandLine;
using RagPruner.Local.Commands;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Neural.Downloads;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Commands;

/// <summary>The options that choose and load GGUF models.</summary>
internal sealed class GgufFlags
{
    private const int MostMegabytes = 1 << 20;

    private readonly Option<string?> _gguf;
    private readonly Option<string?> _finalGguf = Flag.Text("--final-gguf", "FILE", "The same for answers, if it is another one.");
    private readonly Option<int?> _contextSize = Flag.Of<int?>("--context-size", "TOKENS",
        $"The longest prompt with what is written on it. Default: what the model was trained for, at most {GgufOptions.UsualContextTokens}.");
    private readonly Option<int?> _threads = Flag.Of<int?>("--threads", "N", "Threads. Default: as many as there are cores that nothing else keeps busy.");
    private readonly Option<string?> _template = Flag.Text("--chat-template", "NAME",
        "llama.cpp's name of the chat template (chatml, llama3, gemma, …), where the file has none that it knows.");
    private readonly Option<int> _cacheMemory = Flag.Of("--cache-memory", "MB",
        "Memory for the states of passages that were read, so that the next question over them is answered sooner; 0 keeps none.", 256);
    private readonly Option<int?> _cacheDisk = Flag.Of<int?>("--cache-disk", "MB",
        "Keep them on disk too, beside the index, in at most so much: some 4 MB a passage with a model of 135 million weights.");

    public GgufFlags(bool isRequired)
    {
        _gguf = Flag.Text("--gguf", "FILE", "A GGUF model, run in this process by llama.cpp: a file, or the name of one that `models pull` fetched.");
        _gguf.Required = isRequired;
    }

    public IReadOnlyList<Option> All => [_gguf, _finalGguf, _contextSize, _threads, _template, _cacheMemory, _cacheDisk];

    /// <summary>Those that make sense where only one model is loaded.</summary>
    public IEnumerable<Option> ServedAlone => All.Where(o => o != _finalGguf);

    public bool IsChosen(ParseResult parsed) =>
        parsed.GetValue(_gguf) is not null
        || (parsed.GetValue(_finalGguf) is null ? false : throw new PrunerInvalidInput("--final-gguf needs --gguf, which drafts."));

    /// <summary>The drafting model, and the final one if it is another.</summary>
    /// <exception cref="PrunerInvalidInput">An option is out of its range.</exception>
    public (GgufOptions Draft, GgufOptions? Final) Options(ParseResult parsed)
    {
        var draft = new GgufOptions(ModelFolder.Default.PathOf(parsed.GetValue(_gguf)!))
        {
            ContextTokens = InRange("--context-size", parsed.GetValue(_contextSize), 128, 1 << 20),
            Threads = InRange("--threads", parsed.GetValue(_threads), 1, 256),
            ChatTemplate = parsed.GetValue(_template),
            CacheMemoryBytes = (long)InRange("--cache-memory", parsed.GetValue(_cacheMemory), 0, MostMegabytes)!.Value << 20,
            CacheDisk = InRange("--cache-disk", parsed.GetValue(_cacheDisk), 1, MostMegabytes) is { } megabytes
                ? (IndexCache.DefaultFolder, (long)megabytes << 20) : null,
        };
        var final = parsed.GetValue(_finalGguf) is { } named ? draft with { Path = ModelFolder.Default.PathOf(named) } : draft;
        return (draft, final == draft ? null : final);
    }

    private static int? InRange(string option, int? value, int least, int most) =>
        value is null || value >= least && value <= most ? value : throw new PrunerInvalidInput($"{option} must be from {least} to {most}.");
}
