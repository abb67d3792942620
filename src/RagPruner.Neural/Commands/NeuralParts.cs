using System.CommandLine;
using RagPruner.Local.Commands;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Neural.Downloads;
using RagPruner.Neural.Embeddings;
using RagPruner.Neural.Gguf;
using RagPruner.Neural.Serving;

namespace RagPruner.Neural.Commands;

/// <summary>What this build adds to the light tool: GGUF models, dense retrieval, and commands of its own.</summary>
internal sealed class NeuralParts : IInProcess
{
    private readonly GgufFlags _models = new(isRequired: false);
    private readonly Option<Retrieval> _retrieval = Flag.Of("--retrieval", null,
        "What contexts are found by: words (bm25), meaning (dense: all-MiniLM-L6-v2, in this process), or both (hybrid: reciprocal rank fusion).",
        Retrieval.Bm25);

    public IReadOnlyList<Option> ModelOptions => _models.All;

    public IReadOnlyList<Option> RetrievalOptions => [_retrieval];

    public IEnumerable<Command> Commands(Shell shell) => [ServeCommand.Create(shell), ModelsCommand.Create(shell)];

    public bool IsChosen(ParseResult parsed) => _models.IsChosen(parsed);

    public InProcessModels OpenModels(ParseResult parsed)
    {
        var (draftOptions, finalOptions) = _models.Options(parsed);
        var draft = GgufModel.Load(draftOptions);
        try
        {
            var final = finalOptions is null ? draft : GgufModel.Load(finalOptions);
            var threads = $"{draft.Threads} {(draft.Threads == 1 ? "thread" : "threads")}";
            return new InProcessModels(draft, final, draft, draft.Name, final.Name,
                $"Model: {draft.Name}{(final == draft ? "" : $", answers by {final.Name}")}, in this process on {threads}.", new Both(draft, final));
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    public ISearch SearchOn(ParseResult parsed, KnowledgeIndex index, Shell shell, CancellationToken cancellationToken)
    {
        var retrieval = parsed.GetValue(_retrieval);
        if (retrieval == Retrieval.Bm25)
            return index;
        var embedder = MiniLm.Load(MiniLm.DefaultPath);
        var vectors = VectorFile.VectorsOf(IndexCache.DefaultFolder, index, embedder, new EmbeddingProgress(shell), cancellationToken);
        var dense = new DenseSearch(index, embedder, vectors);
        return retrieval == Retrieval.Dense ? dense : new HybridSearch(index, dense);
    }

    private enum Retrieval
    {
        Bm25,
        Dense,
        Hybrid,
    }

    private sealed record Both(GgufModel Draft, GgufModel Final) : IDisposable
    {
        public void Dispose()
        {
            Draft.Dispose();
            if (Final != Draft)
                Final.Dispose();
        }
    }

    // Some 20 a second: a corpus of thousands should not look like a program that hangs.
    private sealed class EmbeddingProgress(Shell shell) : IProgress<int>
    {
        private const int Every = 500;

        public void Report(int value)
        {
            if (value % Every == 0)
                Shell.Raw(shell.Error, $"{value} chunks embedded.");
        }
    }
}
