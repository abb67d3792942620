using System.CommandLine;
using RagPruner.Local.Commands;
using RagPruner.Models;
using RagPruner.OpenAi;

namespace RagPruner.Local.Completions;

/// <summary>Where completions come from: a file, or a server that is asked now.</summary>
internal sealed class CompletionSource
{
    private const int MostCompletions = 20;
    private const int Alternatives = 5;

    private readonly Argument<string?> _file =
        new("file")
        {
            Description =
        "A .jsonl file of completions: {id, text, tokens: [{token, logprob}]}, or replies of an OpenAI-compatible server.",
            Arity = ArgumentArity.ZeroOrOne
        };
    private readonly Option<string?> _prompt = Flag.Text("--prompt", "TEXT", "Ask a server instead.");
    private readonly Option<string?> _modelUrl = Flag.Text("--model-url", "URL", "With --prompt: the OpenAI-compatible server.");
    private readonly Option<string?> _model = Flag.Text("--model", "NAME", "With --prompt: the model.");
    private readonly Option<string> _apiKeyVariable = Flag.Of("--api-key-env", "NAME",
        "The environment variable that holds the server's API key.", ModelServer.KeyVariable);
    private readonly Option<int> _count;
    private readonly Option<int> _maxTokens = Flag.Of("--max-tokens", "N", "With --prompt: the longest completion.", 256);
    private readonly Option<double?> _temperature = Flag.Of<double?>("--temperature", "T",
        "With --prompt: 0 for one completion and 0.8 for several, unless given.");

    private readonly IInProcess? _inProcess;

    /// <param name="inProcess">Models in this process, in a build that has them.</param>
    /// <param name="count">How many completions are asked for by default.</param>
    public CompletionSource(IInProcess? inProcess, int count)
    {
        _inProcess = inProcess;
        _count = new("--count") { Description = "With --prompt: how many completions.", DefaultValueFactory = _ => count, HelpName = "N" };
    }

    public void AddTo(Command command)
    {
        command.Add(_file);
        foreach (var option in new Option[] { _prompt, _modelUrl, _model, _apiKeyVariable, _count, _maxTokens, _temperature })
            command.Add(option);
        foreach (var option in _inProcess?.ModelOptions ?? [])
            command.Add(option);
    }

    /// <exception cref="PrunerException">The file is wrong, or the server failed or gives no log probabilities.</exception>
    public async Task<IReadOnlyList<NamedCompletion>> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (file, prompt) = (parsed.GetValue(_file), parsed.GetValue(_prompt));
        if (file is null == prompt is null)
            throw new PrunerInvalidInput("Give either a file of completions or --prompt.");
        if (file is not null)
            return CompletionFile.Read(file);
        if (_inProcess?.IsChosen(parsed) == true)
        {
            using var models = _inProcess.OpenModels(parsed);
            return await CompletionsAsync(parsed, async (i, temperature) =>
            {
                var request = new CompletionRequest(new Prompt("", prompt!), parsed.GetValue(_maxTokens))
                {
                    Logprobs = true,
                    Alternatives = Alternatives,
                    Temperature = temperature,
                    Seed = i,
                };
                var completion = await models.Draft.CompleteAsync(request, deltas: null, cancellationToken);
                return completion.StopCause == StopCause.TooLong ? throw new PrunerInvalidInput("The prompt is too long for the model.")
                    : new NamedCompletion($"{i}", completion.Text, completion.Tokens ?? []);
            });
        }
        var url = parsed.GetValue(_modelUrl) ?? throw new PrunerInvalidInput("--prompt needs --model-url and --model.");
        var model = parsed.GetValue(_model) ?? throw new PrunerInvalidInput("--prompt needs --model-url and --model.");
        var server = ModelServer.Options(url, model, parsed.GetValue(_apiKeyVariable)!);
        using var http = ModelServer.Connect(server, region: null);
        var client = new OpenAiClient(http, server);
        return await CompletionsAsync(parsed, async (i, temperature) =>
        {
            var request = new ChatRequest(model, [new ChatMessage("user", prompt)])
            {
                MaxTokens = parsed.GetValue(_maxTokens),
                Temperature = temperature,
                Seed = i,
                Logprobs = true,
                TopLogprobs = Alternatives,
            };
            var reply = await client.CompleteAsync(request, cancellationToken);
            return CompletionFile.Of($"{i}", reply.Choices![0]) ?? throw new PrunerInvalidInput("The server gives no log probabilities.");
        });
    }

    // One after the other with seeds of their own: many servers ignore a number of choices.
    private async Task<IReadOnlyList<NamedCompletion>> CompletionsAsync(ParseResult parsed, Func<int, double, Task<NamedCompletion>> ask)
    {
        var count = parsed.GetValue(_count) is >= 1 and <= MostCompletions and var n ? n
            : throw new PrunerInvalidInput($"--count must be from 1 to {MostCompletions}.");
        var completions = new List<NamedCompletion>(count);
        for (var i = 1; i <= count; i++)
            completions.Add(await ask(i, parsed.GetValue(_temperature) ?? (count > 1 ? 0.8 : 0)));
        return completions;
    }
}
