using System.CommandLine;
using RagPruner.Accounting;
using RagPruner.Answering;
using RagPruner.Calibration;
using RagPruner.Local.Calibration;
using RagPruner.Local.Corpora;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Pipeline;

namespace RagPruner.Local.Commands;

/// <summary>The options that choose corpus and models, shared by the commands.</summary>
internal sealed class BackendOptions(Shell shell)
{
    // Ample for the embedded model, which takes milliseconds; a small model on a laptop's processor takes seconds a draft.
    private const int EmbeddedDeadlineSeconds = 20;
    private const int ServerDeadlineSeconds = 300;
    // What a request that names none gets everywhere else.
    private const int UsualContexts = AdmittedRequest.UsualContexts;

    private readonly Option<string?> _corpus = Flag.Text("--corpus", "PATH",
        "A folder of .md and .txt files, or a .jsonl file of {id, text, title?, uri?, metadata?}. Default: the samples.");
    private readonly Option<int?> _contexts = Flag.Of<int?>("--contexts", "N", $"How many contexts to retrieve, 1 to 25. Default: {UsualContexts}.");
    private readonly Option<string?> _modelUrl = Flag.Text("--model-url", "URL",
        "An OpenAI-compatible server (Ollama, llama.cpp, vLLM, Bedrock's own endpoints), for example http://127.0.0.1:11434/v1. Default: the embedded " +
        "model.");
    private readonly Option<string?> _model = Flag.Text("--model", "NAME", "The server's or Bedrock's model, for drafts and answer.");
    private readonly Option<string?> _draftModel = Flag.Text("--draft-model", "NAME",
        "The model for drafts, if it is another one; on Bedrock an imported model's ARN, or the id of a hosted one.");
    private readonly Option<string?> _finalModel = Flag.Text("--final-model", "NAME", "The model for the answer, if it is another one.");
    private readonly Option<string> _apiKeyVariable = Flag.Of("--api-key-env", "NAME",
        "The environment variable that holds the server's API key.", ModelServer.KeyVariable);
    private readonly Option<AnswerStyle> _answerStyle = Flag.Of("--answer-style", null,
        "How a server's model answers: a short quotation (best for small models), or sentences with citations.", AnswerStyle.Quoted);
    private readonly Option<int> _draftTokens = Flag.Of("--draft-tokens", "N", "The longest draft, 1 to 64 tokens.", 24);
    private readonly Option<int> _parallel = Flag.Of("--parallel", "N", "Drafts at once, 1 to 25.", 4);
    private readonly Option<double?> _deadline = Flag.Of<double?>("--deadline", "SECONDS",
        $"Seconds for a question. Default: {EmbeddedDeadlineSeconds}, with --model-url {ServerDeadlineSeconds}.");
    private readonly Option<string> _draftPrice = Flag.Of("--draft-price", "IN/OUT",
        "US dollars per million input and output tokens of the drafting model; USD/call or USD/window/CALLS for an imported one.", "0/0");
    private readonly Option<string> _finalPrice = Flag.Of("--final-price", "IN/OUT",
        "The same of the final model, IN/OUT/READ/WRITE with its cache. The default is a reference price to compare by; nothing is billed " +
        "for a model on this machine.", "3/15");
    private readonly Option<double> _cachedShare = Flag.Of("--cached-share", "SHARE",
        "The share of a final prompt that would be read from the model's cache without pruning, 0 to 1: near 1 where every turn of a conversation " +
        "sends the same contexts.", 0.0);

    private readonly Option<double> _rerankPrice = Flag.Of("--rerank-price", "USD",
        "What `eval` reckons 1,000 rerankings at, where it compares with a reranker of Bedrock. Check it.", 1.0);
    private readonly BedrockOptions _bedrock = new();
    private readonly Option<string?> _profile = Flag.Text("--profile", "PATH",
        "A profile that `calibrate` wrote: its blend, the cut of --keep coverage, confidence and action.");

    private readonly Option<string?> _trustKey = Flag.Text("--trust-key", "KEY",
        "The metadata key that says how far a source is trusted, a number of at least 0; it breaks ties between sources that contradict each other.");

    public void AddTo(Command command)
    {
        _bedrock.AddTo(command);
        foreach (var option in new Option[] { _corpus, _contexts, _modelUrl, _model, _draftModel, _finalModel, _apiKeyVariable, _answerStyle, _draftTokens,
            _parallel, _deadline, _draftPrice, _finalPrice, _cachedShare, _rerankPrice, _profile, _trustKey })
            command.Add(option);
        foreach (var option in shell.InProcess is { } inProcess ? inProcess.ModelOptions.Concat(inProcess.RetrievalOptions) : [])
            command.Add(option);
    }

    public AnswerStyle Style(ParseResult parsed) => parsed.GetValue(_answerStyle);

    public static string SamplesFolder => Path.Combine(AppContext.BaseDirectory, "samples");

    public int Contexts(ParseResult parsed) => parsed.GetValue(_contexts) ?? UsualContexts;

    /// <summary>How many of the documents somebody brings are drafted from; null for as many as can be.</summary>
    public int? ContextsOfDocuments(ParseResult parsed) => parsed.GetValue(_contexts);

    public bool IsOnBedrock(ParseResult parsed) => _bedrock.IsChosen(parsed);

    public bool HasCorpus(ParseResult parsed) => parsed.GetValue(_corpus) is not null;

    /// <summary>Prices, for commands that call no model.</summary>
    public Prices Prices(ParseResult parsed) =>
        new(PriceText.Parse("--draft-price", parsed.GetValue(_draftPrice)!), PriceText.Parse("--final-price", parsed.GetValue(_finalPrice)!))
        {
            CachedShare = parsed.GetValue(_cachedShare) is >= 0 and <= 1 and var share ? share
                : throw new PrunerInvalidInput("--cached-share must be from 0 to 1."),
            UsdPerRerank = parsed.GetValue(_rerankPrice) is >= 0 and <= 1000 and var usd ? usd / 1000
                : throw new PrunerInvalidInput("--rerank-price must be from 0 to 1000 dollars for 1,000 rerankings."),
        };

    public string? ProfilePath(ParseResult parsed) => parsed.GetValue(_profile);

    /// <summary>The profile that was given, or null.</summary>
    public Profile? Profile(ParseResult parsed) => ProfilePath(parsed) is { } path ? ProfileFile.Read(path, shell.Catalog) : null;

    /// <summary>The drafting and the final model by name, where a command needs no more than that.</summary>
    public (string? Draft, string? Final) ModelNames(ParseResult parsed) =>
        (DraftModel(parsed), FinalModel(parsed));

    private string? DraftModel(ParseResult parsed) => parsed.GetValue(_draftModel) ?? parsed.GetValue(_model);

    private string? FinalModel(ParseResult parsed) => parsed.GetValue(_finalModel) ?? parsed.GetValue(_model);

    /// <summary>Opens the index of the chosen corpus and the chosen models on top of it, or Bedrock.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retrieves">Whether contexts are to be retrieved; if not, Bedrock needs no knowledge base.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<Backend> OpenAsync(ParseResult parsed, TimeProvider time, bool retrieves, CancellationToken cancellationToken) =>
        _bedrock.IsChosen(parsed) ? WithProfileAsync(BedrockBackend.OpenAsync(BedrockChoice(parsed), Options(parsed), time, retrieves, cancellationToken))
        : OpenAsync(parsed, OpenCorpus(parsed), time, cancellationToken);

    /// <summary>The chosen corpus, the samples' if none is.</summary>
    /// <exception cref="PrunerInvalidInput">Bedrock is chosen, whose documents cannot be listed.</exception>
    public Corpus OpenCorpus(ParseResult parsed) =>
        _bedrock.IsChosen(parsed) ? throw new PrunerInvalidInput("This takes the documents themselves: give --corpus, and leave out --bedrock.")
        : Corpus.Open(parsed.GetValue(_corpus) ?? Path.Combine(SamplesFolder, "corpus"));

    public Task<Backend> OpenAsync(ParseResult parsed, Corpus corpus, TimeProvider time, CancellationToken cancellationToken) =>
        WithProfileAsync(OnCorpusAsync(parsed, corpus, time, cancellationToken));

    /// <summary>Refuses a profile that was made for other models.</summary>
    private static async Task<Backend> WithProfileAsync(Task<Backend> opening)
    {
        var opened = await opening;
        try
        {
            opened.Options.Profile?.EnsureFits(opened.DraftModel, opened.FinalModel, opened.Prompt);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private async Task<Backend> OnCorpusAsync(ParseResult parsed, Corpus corpus, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = Options(parsed);
        var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(corpus);
        var search = shell.InProcess?.SearchOn(parsed, index, shell, cancellationToken) ?? index;
        if (IsInProcess(parsed))
        {
            return parsed.GetValue(_modelUrl) is null && DraftModel(parsed) is null && FinalModel(parsed) is null
                ? Backend.InProcess(index, search, options, shell.InProcess!.OpenModels(parsed), parsed.GetValue(_answerStyle)) with
                {
                    Warning = corpus.Warning,
                }
                : throw new PrunerInvalidInput("Models are loaded here, or are a server's: leave out --model-url, --model, --draft-model and --final-model.");
        }
        if (parsed.GetValue(_modelUrl) is not { } url)
        {
            if (parsed.GetValue(_model) is not null || parsed.GetValue(_draftModel) is not null || parsed.GetValue(_finalModel) is not null)
                throw new PrunerInvalidInput("--model, --draft-model and --final-model name models of a server: give --model-url too.");
            return Backend.Embedded(index, search, options) with { Warning = corpus.Warning };
        }
        ModelServer.Address(url);
        var draftModel = DraftModel(parsed) ?? throw new PrunerInvalidInput("--model-url needs --model, or --draft-model and --final-model.");
        var finalModel = FinalModel(parsed) ?? throw new PrunerInvalidInput("--final-model is missing (or --model, for both).");
        var server = ModelServer.Options(url, draftModel, parsed.GetValue(_apiKeyVariable)!);
        return await Backend.OnServerAsync(index, search, options, time, server, finalModel, parsed.GetValue(_answerStyle), _bedrock.Region(parsed),
            cancellationToken) with
        {
            Warning = corpus.Warning,
        };
    }

    private bool IsInProcess(ParseResult parsed) => shell.InProcess?.IsChosen(parsed) == true;

    private BedrockChoice BedrockChoice(ParseResult parsed)
    {
        if (IsInProcess(parsed))
            throw new PrunerInvalidInput("--bedrock has its own models: leave out those that are loaded here.");
        if (shell.InProcess?.RetrievalOptions.Any(o => parsed.GetResult(o) is { Implicit: false }) == true)
            throw new PrunerInvalidInput("--bedrock retrieves from its own knowledge base: leave out --retrieval.");
        if (parsed.GetValue(_corpus) is not null || parsed.GetValue(_modelUrl) is not null)
            throw new PrunerInvalidInput(
                "--bedrock has its own knowledge base and models: leave out --corpus and --model-url (`up --corpus` chooses the local one's).");
        var choice = _bedrock.Choice(parsed);
        return choice with
        {
            DraftModel = DraftModel(parsed),
            FinalModel = FinalModel(parsed),
            KnowledgeBase = choice.KnowledgeBase with { TrustKey = TrustKey(parsed) },
        };
    }

    private string? TrustKey(ParseResult parsed) =>
        parsed.GetValue(_trustKey) is not { } key ? null : key.Length > 0 ? key : throw new PrunerInvalidInput("--trust-key is empty.");

    private PrunerOptions Options(ParseResult parsed)
    {
        var prices = Prices(parsed);
        var defaultSeconds = parsed.GetValue(_modelUrl) is null && !IsInProcess(parsed) ? EmbeddedDeadlineSeconds : ServerDeadlineSeconds;
        return new PrunerOptions
        {
            Catalog = shell.Catalog,
            MaxDraftTokens = InRange("--draft-tokens", parsed.GetValue(_draftTokens), PrunerOptions.MaxDraftTokensLimit),
            MaxConcurrentDrafts = InRange("--parallel", parsed.GetValue(_parallel), PrunerOptions.MaxContexts),
            // A second attempt waits behind the first where one machine serves both.
            HedgeDrafts = false,
            Deadline = parsed.GetValue(_deadline) is not { } seconds ? TimeSpan.FromSeconds(defaultSeconds)
                : seconds is > 0 and <= 3600 ? TimeSpan.FromSeconds(seconds)
                : throw new PrunerInvalidInput("--deadline must be above 0 and at most 3600 seconds."),
            TrustKey = TrustKey(parsed),
            DraftPrice = prices.Draft,
            FinalPrice = prices.Final,
            CachedShareWithoutPruning = prices.CachedShare,
        }.With(Profile(parsed));
    }

    private static int InRange(string option, int value, int most) =>
        value >= 1 && value <= most ? value : throw new PrunerInvalidInput($"{option} must be from 1 to {most}.");
}
