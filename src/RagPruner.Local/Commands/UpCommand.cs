using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using RagPruner.Errors;
using RagPruner.Local.Corpora;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;

namespace RagPruner.Local.Commands;

/// <summary><c>up</c>: Bedrock on this machine, for clients that know nothing of it.</summary>
internal static class UpCommand
{
    public static Command Create(Shell shell)
    {
        var corpus = new Option<string?>("--corpus") { Description = "The knowledge base: a folder of .md and .txt files, or a .jsonl file. Default: the samples.", HelpName = "PATH" };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any free one.", DefaultValueFactory = _ => 9000, HelpName = "N" };
        var bind = new Option<string>("--bind") { Description = "The address to listen on. Containers under SAM local need 0.0.0.0; anybody who reaches it can use it.", DefaultValueFactory = _ => "127.0.0.1", HelpName = "ADDRESS" };
        var modelUrl = new Option<string?>("--model-url") { Description = "An OpenAI-compatible server with a completions route, to answer in place of the embedded model.", HelpName = "URL" };
        var model = new Option<string?>("--model") { Description = "The server's model.", HelpName = "NAME" };
        var faults = new Option<string?>("--faults") { Description = "A plan of what goes wrong (JSON; docs/local-bedrock.md).", HelpName = "PATH" };
        var json = new Option<bool>("--json") { Description = "Print the addresses as one line of JSON." };
        var command = new Command("up", $"Serves Bedrock Runtime and Agent Runtime here. Knowledge base {LocalIds.KnowledgeBase}, models {LocalIds.DraftModel} and {LocalIds.FinalModel}.") { corpus, port, bind, modelUrl, model, faults, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!IPAddress.TryParse(parsed.GetValue(bind), out var address))
                throw new PrunerInvalidInput("--bind is not an IP address.");
            if (parsed.GetValue(port) is < 0 or > 65535)
                throw new PrunerInvalidInput("--port must be from 0 to 65535.");
            var modelName = parsed.GetValue(model);
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var server = parsed.GetValue(modelUrl) is { } serverUrl ? BackendOptions.Client(http, serverUrl, BackendOptions.DefaultKeyVariable) : null;
            if (server is null != modelName is null)
                throw new PrunerInvalidInput("--model-url and --model go together.");
            var plan = parsed.GetValue(faults) is { } path ? FaultPlan.Read(path) : FaultPlan.None;
            var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(parsed.GetValue(corpus) ?? Path.Combine(BackendOptions.SamplesFolder, "corpus")));
            await using var cloud = await LocalCloudServer.StartAsync(address, parsed.GetValue(port), index, server is null ? new PromptModel(index.Statistics) : new ServerPromptModel(server, modelName!), plan, shell.Time, cancellationToken);
            var url = cloud.Address.AbsoluteUri.TrimEnd('/');
            Shell.Raw(shell.Out, parsed.GetValue(json)
                ? new JsonObject { ["bedrockRuntime"] = url, ["bedrockAgentRuntime"] = url, ["knowledgeBaseId"] = LocalIds.KnowledgeBase, ["draftModel"] = LocalIds.DraftModel, ["finalModel"] = LocalIds.FinalModel }.ToJsonString()
                : $"""
                  Bedrock Runtime and Agent Runtime on {url}
                    knowledge base  {LocalIds.KnowledgeBase}
                    models          {LocalIds.DraftModel}, {LocalIds.FinalModel} ({(server is null ? "embedded, extractive: they count words" : modelName)})
                    for clients     export AWS_ENDPOINT_URL_BEDROCK_RUNTIME={url} AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME={url}
                  Ctrl+C ends it.
                  """);
            await shell.Out.Profile.Out.Writer.FlushAsync(CancellationToken.None);
            // To be stopped is how this command ends well.
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return ExitCodes.Success;
        });
        return command;
    }
}
