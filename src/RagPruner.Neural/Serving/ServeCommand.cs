using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using RagPruner.Local.Commands;
using RagPruner.Neural.Commands;
using RagPruner.Neural.Embeddings;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Serving;

/// <summary><c>serve</c>: a GGUF model for whatever speaks OpenAI's form, with the log probabilities that others do not give.</summary>
internal static class ServeCommand
{
    public static Command Create(Shell shell)
    {
        var models = new GgufFlags(isRequired: true);
        var listen = new ListenOptions(8080, "Beyond 127.0.0.1, anybody who reaches it can use it.");
        var json = Flag.Switch("--json", "Print the address as a line of JSON.");
        var command = new Command("serve",
            "Serves a GGUF model by OpenAI's routes: chat completions and completions with logprobs, prompt_logprobs, echo and streaming, and embeddings " +
            $"by {MiniLm.Name}.") { json };
        listen.AddTo(command);
        foreach (var option in models.ServedAlone)
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (address, port) = listen.Of(parsed);
            using var model = GgufModel.Load(models.Options(parsed).Draft);
            await using var served = await ServedModels.StartAsync(address, port, model, static () => MiniLm.Load(MiniLm.DefaultPath),
                shell.Time, cancellationToken);
            if (!IPAddress.IsLoopback(address))
                Shell.Raw(shell.Error, $"Listening on {address}: whoever reaches it can use it.");
            var url = $"{served.Address.AbsoluteUri}v1";
            return await ListenOptions.StayAsync(shell, parsed.GetValue(json) ? new JsonObject { ["url"] = url, ["model"] = model.Name }.ToJsonString()
                : $"""
                  {model.Name} on {url}, {model.Threads} {(model.Threads == 1 ? "thread" : "threads")}, contexts of {model.ContextTokens} tokens
                    chat completions, completions, embeddings ({MiniLm.Name})
                    try  {shell.Program} ask "…" --model-url {url} --model {model.Name}
                  Ctrl+C ends it.
                  """, cancellationToken);
        });
        return command;
    }
}
