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
        var port = Flag.Of("--port", "N", "The port; 0 takes any free one.", 8080);
        var bind = Flag.Of("--bind", "ADDRESS", "The address to listen on; beyond 127.0.0.1, anybody who reaches it can use it.", "127.0.0.1");
        var json = Flag.Switch("--json", "Print the address as a line of JSON.");
        var command = new Command("serve",
            "Serves a GGUF model by OpenAI's routes: chat completions and completions with logprobs, prompt_logprobs, echo and streaming, and embeddings " +
            $"by {MiniLm.Name}.") { port, bind, json };
        foreach (var option in models.ServedAlone)
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(bind), out var address))
                throw new PrunerInvalidInput("--bind is not an IP address.");
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new PrunerInvalidInput("--port must be from 0 to 65535.");
            using var model = GgufModel.Load(models.Options(parsed).Draft);
            await using var served = await ServedModels.StartAsync(address, parsed.GetValue(port), model, static () => MiniLm.Load(MiniLm.DefaultPath),
                shell.Time, cancellationToken);
            if (!IPAddress.IsLoopback(address))
                Shell.Raw(shell.Error, $"Listening on {address}: whoever reaches it can use it.");
            var url = $"{served.Address.AbsoluteUri}v1";
            Shell.Raw(shell.Out, parsed.GetValue(json) ? new JsonObject { ["url"] = url, ["model"] = model.Name }.ToJsonString()
                : $"""
                  {model.Name} on {url}, {model.Threads} {(model.Threads == 1 ? "thread" : "threads")}, contexts of {model.ContextTokens} tokens
                    chat completions, completions, embeddings ({MiniLm.Name})
                    try  {shell.Program} ask "…" --model-url {url} --model {model.Name}
                  Ctrl+C ends it.
                  """);
            await shell.Out.Profile.Out.Writer.FlushAsync(CancellationToken.None);
            // To be stopped is how this command ends well.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken)
                .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return ExitCodes.Success;
        });
        return command;
    }
}
