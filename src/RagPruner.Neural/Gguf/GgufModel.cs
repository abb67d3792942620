using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.LocalCloud;
using RagPruner.Models;

namespace RagPruner.Neural.Gguf;

/// <summary>
/// A GGUF model behind the port of models: what it writes and what it reads with log probabilities, from one evaluation. Calls
/// take turns, those of all models of the process: side by side they would only slow each other down.
/// </summary>
internal sealed class GgufModel : IModel, IPromptModel, IDisposable
{
    // What OpenAI's interface lists at most, so that a server in front of a model changes nothing.
    public const int MostAlternatives = 20;

    private static readonly SemaphoreSlim s_turn = new(1);

    private readonly LlamaModel _model;
    private readonly StateCache _cache;
    private readonly PromptReader _reader;

    private GgufModel(LlamaModel model, ChatForm form, StateCache cache)
    {
        (_model, Form, _cache) = (model, form, cache);
        _reader = new PromptReader(model, cache);
    }

    /// <summary>Loads a model.</summary>
    /// <exception cref="PrunerException">It cannot be loaded, or an option does not fit it.</exception>
    public static GgufModel Load(GgufOptions options)
    {
        var model = LlamaModel.Load(options);
        try
        {
            var store = options.CacheDisk is { } disk && model.CanCutBack ? StateStore.Open(disk.Folder, model.Id, disk.Bytes) : null;
            return new GgufModel(model, ChatForm.Of(model, options.ChatTemplate), new StateCache(options.CacheMemoryBytes, store));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ModelAbilities Abilities { get; } = new()
    {
        OutputLogprobs = true,
        Alternatives = MostAlternatives,
        PromptLogprobs = true,
        BegunTurns = true,
    };

    public string Name => _model.Name;

    public int Threads => _model.Threads;

    public int ContextTokens => _model.ContextTokens;

    /// <summary>How it writes messages.</summary>
    public ChatForm Form { get; }

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken) =>
        CompleteAsync(Form.Render(request.Prompt), request, deltas, cancellationToken);

    /// <summary>Completes a finished prompt; the request says all else.</summary>
    public async Task<Completion> CompleteAsync(string prompt, CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        await s_turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Complete(prompt, request, deltas, cancellationToken), CancellationToken.None);
        }
        finally
        {
            s_turn.Release();
        }
    }

    async Task<Completion> IPromptModel.CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives,
        CancellationToken cancellationToken)
    {
        var request = new CompletionRequest(new Prompt("", "") { Stops = stops }, maxTokens)
        {
            Logprobs = true,
            Alternatives = Math.Min(alternatives, MostAlternatives),
            PromptTokens = int.MaxValue,
        };
        var completion = await CompleteAsync(prompt, request, deltas: null, cancellationToken);
        return completion.StopCause == StopCause.TooLong ? throw AwsError.Validation("Input is too long for requested model.")
            : completion with { Tokens = [.. completion.Tokens!.Where(t => !t.IsEnd)] };
    }

    public void Dispose()
    {
        // Whoever is reading finishes first: freed memory must not be read.
#pragma warning disable MA0045, CA1849 // Disposing cannot wait otherwise.
        s_turn.Wait();
#pragma warning restore MA0045, CA1849
        _cache.Dispose();
        _model.Dispose();
        s_turn.Release();
    }

    private Completion Complete(string prompt, CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        var tokens = _model.Tokenize(prompt);
        if (tokens.Length == 0)
            throw new PrunerInvalidInput("The prompt is empty.");
        if (tokens.Length >= _model.ContextTokens)
            return new Completion("") { StopCause = StopCause.TooLong };
        var choice = new TokenChoice(_model, request);
        var logprobs = _reader.Read(tokens, request.PromptTokens, choice.Read, cancellationToken);
        var written = new List<CompletionToken>();
        var text = new WrittenText(request.Prompt.Stops, deltas);
        var (cause, isStopped) = (StopCause.Length, false);
        var most = Math.Min(request.MaxTokens, _model.ContextTokens - tokens.Length);
        while (true)
        {
            var (token, chosen) = choice.Chosen;
            if (_model.IsEnd(token))
            {
                written.Add(chosen with { Text = "", IsEnd = true });
                cause = StopCause.End;
                break;
            }
            var start = text.Length;
            isStopped = text.Add(_model.BytesOf(token, isPrompt: false));
            // What stands wholly behind the text's end closed it.
            written.Add(chosen with { IsEnd = isStopped && text.Length <= start });
            if (isStopped)
                cause = StopCause.End;
            if (isStopped || written.Count == most)
                break;
            cancellationToken.ThrowIfCancellationRequested();
            choice.Read(_model.Evaluate(token, tokens.Length + written.Count - 1));
        }
        return new Completion(text.Finish(isStopped))
        {
            Tokens = request.Logprobs ? written : null,
            PromptTokens = request.PromptTokens > 0 ? PromptTokens(tokens, logprobs, request.PromptTokens) : null,
            StopCause = cause,
            InputTokens = tokens.Length,
            OutputTokens = written.Count,
        };
    }

    private PromptToken[] PromptTokens(int[] tokens, double[] logprobs, int tail) =>
        [.. Enumerable.Range(0, tokens.Length).Skip(tokens.Length - Math.Min(tail, tokens.Length)).Select(i => new PromptToken(
            _model.TextOf(tokens[i], isPrompt: true), double.IsNaN(logprobs[i]) ? null : LogProbability.Valid(logprobs[i]),
            tokens[i].ToString(System.Globalization.CultureInfo.InvariantCulture)))];
}
