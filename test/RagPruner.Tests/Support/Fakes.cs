using RagPruner.Answering;
using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Models;

namespace RagPruner.Tests.Support;

/// <summary>Returns the contexts that it was given.</summary>
internal sealed class FakeRetriever(params IReadOnlyList<Context> contexts) : IRetriever
{
    public int ForeignTenantCount { get; init; }

    public int FilterMismatchCount { get; init; }

    public bool IsBlocked { get; init; }

    public Func<RetrievalQuery, CancellationToken, Task>? Before { get; init; }

    public async Task<Retrieval> RetrieveAsync(RetrievalQuery query, CancellationToken cancellationToken)
    {
        if (Before is not null)
            await Before(query, cancellationToken);
        return new Retrieval([.. contexts.Take(query.Count)]) { ForeignTenantCount = ForeignTenantCount, FilterMismatchCount = FilterMismatchCount, IsBlocked = IsBlocked };
    }
}

/// <summary>Answers each drafting call by a function, and knows how many are running.</summary>
internal sealed class FakeDrafter(Func<DraftRequest, CancellationToken, Task<DraftReply>> draft) : IDrafter
{
    private int _running;

    public FakeDrafter(Func<DraftRequest, Evidence> evidence)
        : this((request, _) => Task.FromResult(DraftReply.With(evidence(request))))
    {
    }

    public EvidenceKinds Offers { get; init; } = EvidenceKinds.OneCall;

    public bool MayBeCold { get; init; }

    public int Running => Volatile.Read(ref _running);

    public int MostRunning { get; private set; }

    public List<EvidenceKinds> Further { get; } = [];

    public List<DraftRequest> Requests { get; } = [];

    public async Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        lock (Requests)
        {
            Requests.Add(request);
            MostRunning = Math.Max(MostRunning, Interlocked.Increment(ref _running));
        }
        try
        {
            return await draft(request, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>As slow, and as likely to fail, as a draft.</summary>
    public async Task<DraftReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        await DraftAsync(request, cancellationToken);
        lock (Requests)
            Further.Add(kind);
        var added = kind == EvidenceKinds.Scent ? evidence with { ScentLogprobs = [-1.0], QuestionLogprobs = evidence.QuestionLogprobs ?? [-2.0] }
            : kind == EvidenceKinds.Sufficiency ? evidence with { Sufficiency = new Sufficiency(-0.1 * request.Context.Rank, -2.4) } : evidence with { ClosedBookLogprobs = [-4.0] };
        return DraftReply.With(added, inputTokens: 30, outputTokens: 1);
    }

    EvidenceKinds IDrafter.Usable => Offers;

    int IDrafter.MostLabels => Listwise.MostLabels;

    IReadOnlyList<QuestionCall> IDrafter.CallsFor(EvidenceKinds kind, QuestionRequest request)
    {
        var count = kind switch
        {
            EvidenceKinds.Labels => Listwise.MostCalls(request.Contexts.Count, Listwise.MostLabels),
            EvidenceKinds.Pair => Pairing.MostCalls(request.Contexts.Count),
            _ => 1,
        };
        return [.. Enumerable.Range(0, count).Select(i => new QuestionCall(new CompletionRequest(new Prompt("", $"{kind} {i}"), 1), _ => (context, evidence) => kind switch
        {
            EvidenceKinds.QuestionPrior => evidence with { QuestionPriorLogprobs = [-5] },
            EvidenceKinds.Scent => evidence with { Scent = "nine" },
            EvidenceKinds.Labels => evidence with { Labels = [new LabelReading(0, false, -context.Rank), new LabelReading(0, true, -context.Rank)] },
            _ => context.Rank == 2 ? evidence with { Pair = new Pairing("c1", -2, -1) } : evidence,
        }))];
    }

    /// <summary>As slow, and as likely to fail, as a draft.</summary>
    async Task<Completion> IDrafter.CompleteAsync(QuestionCall call, CancellationToken cancellationToken)
    {
        await DraftAsync(new DraftRequest("q", Make.Context(1), "", 1, EvidenceKinds.None), cancellationToken);
        return new Completion("");
    }
}

/// <summary>Answers each generation by a function.</summary>
internal sealed class FakeGenerator(Func<GenerationRequest, CancellationToken, Task<GeneratedText>> generate) : IGenerator
{
    public FakeGenerator(string text = "An answer. [1]")
        : this((_, _) => Task.FromResult(new GeneratedText(text) { InputTokens = 200, OutputTokens = 10 }))
    {
    }

    public bool OffersLogprobs { get; init; } = true;

    public List<GenerationRequest> Requests { get; } = [];

    /// <summary>What comes before the whole text, as a model that streams gives it.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = [];

    public Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        lock (Requests)
            Requests.Add(request);
        foreach (var piece in Pieces)
            deltas?.Report(piece);
        return generate(request, cancellationToken);
    }
}
