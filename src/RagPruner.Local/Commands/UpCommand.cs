using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using RagPruner.Lambda.Hosting;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.LocalCloud;
using RagPruner.Local.LocalCloud.Functions;
using RagPruner.Local.LocalCloud.Page;
using RagPruner.OpenAi;

namespace RagPruner.Local.Commands;

/// <summary><c>up</c>: Bedrock on this machine, for clients that know nothing of it.</summary>
internal static class UpCommand
{
    private const string Example = """{"question": "How long does a cold imported model take to answer?"}""";

    public static Command Create(Shell shell)
    {
        var corpus = Flag.Text("--corpus", "PATH", "The knowledge base: a folder of .md and .txt files, or a .jsonl file. Default: the samples.");
        var listen = new ListenOptions(9000, "Containers under SAM local need 0.0.0.0; anybody who reaches it can use it.");
        var page = Flag.Switch("--page", "Serve the page beyond this machine too, where --bind is not a loopback address.");
        var modelUrl = Flag.Text("--model-url", "URL",
            "An OpenAI-compatible server with a completions route, to answer in place of the embedded model.");
        var model = Flag.Text("--model", "NAME", "The server's model.");
        var faults = Flag.Text("--faults", "PATH", "A plan of what goes wrong (JSON; docs/local-bedrock.md).");
        var setting = Flag.Of<string[]>("--setting", "NAME=VALUE",
            "A setting of the Lambda functions (docs/settings.md), NAME=VALUE; may be given several times.", []);
        var claim = Flag.Of<string[]>("--claim", "NAME=VALUE",
            "A claim that API Gateway's authorizer is to have verified about every caller, NAME=VALUE; may be given several times.", []);
        var draftPrice = Flag.Of("--draft-price", "IN/OUT", "What the functions reckon the drafting model at, as in `ask`.", "0/0");
        var finalPrice = Flag.Of("--final-price", "IN/OUT", "The same of the final model. The default is a reference price to compare by.", "3/15");
        var timeout = Flag.Of<double>("--timeout", "SECONDS", "The Lambda functions' timeout.", 28);
        var log = Flag.Of("--log", null, "What is printed of each request: one short line, or its whole record as CloudWatch gets it.", LogForm.Short);
        var json = Flag.Switch("--json", "Print the addresses as one line of JSON.");
        var command = new Command("up",
            $"Serves Bedrock, the Lambda functions and API Gateway here. Knowledge bases {LocalIds.KnowledgeBase}, {LocalIds.ManagedKnowledgeBase} (managed) " +
            $"and {LocalIds.IgnoringKnowledgeBase} (ignores operators of filters); models {LocalIds.DraftModel} (imported), {LocalIds.HostedModel}, " +
            $"{LocalIds.PlainModel} and {LocalIds.FinalModel}.") { corpus, page, modelUrl, model, faults, setting, claim, draftPrice,
                finalPrice, timeout, log, json };
        listen.AddTo(command);
        foreach (var option in shell.InProcess is { } adds ? adds.ModelOptions.Concat(adds.RetrievalOptions) : [])
            command.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (address, port) = listen.Of(parsed);
            var modelName = parsed.GetValue(model);
            using var http = OpenAiModel.CreateHttp();
            if (parsed.GetValue(modelUrl) is null != modelName is null)
                throw new PrunerInvalidInput("--model-url and --model go together.");
            var server = parsed.GetValue(modelUrl) is { } serverUrl
                ? new OpenAiClient(http, ModelServer.Options(serverUrl, modelName!, ModelServer.KeyVariable)) : null;
            var functions = new FunctionOptions
            {
                Settings = Pairs("--setting", parsed.GetValue(setting)!),
                DraftPrice = PriceText.Parse("--draft-price", parsed.GetValue(draftPrice)!),
                FinalPrice = PriceText.Parse("--final-price", parsed.GetValue(finalPrice)!),
                Claims = Pairs("--claim", parsed.GetValue(claim)!),
                Timeout = parsed.GetValue(timeout) is > 0 and <= 900 and var seconds ? TimeSpan.FromSeconds(seconds)
                    : throw new PrunerInvalidInput("--timeout must be above 0 and at most 900 seconds."),
                Log = new RecordLog(shell, parsed.GetValue(log)),
                Extensions = shell.Extensions,
            };
            var plan = parsed.GetValue(faults) is { } path ? FaultPlan.Read(path) : FaultPlan.None;
            var documents = Corpus.Open(parsed.GetValue(corpus) ?? Path.Combine(BackendOptions.SamplesFolder, "corpus"));
            if (documents.Warning is { } warning)
                Shell.Raw(shell.Error, warning);
            var index = new IndexCache(IndexCache.DefaultFolder).IndexOf(documents);
            var search = shell.InProcess?.SearchOn(parsed, index, shell, cancellationToken) ?? index;
            using var inProcess = shell.InProcess is { } loads && loads.IsChosen(parsed)
                ? server is null ? loads.OpenModels(parsed) : throw new PrunerInvalidInput("Models are loaded here, or are a server's: leave out --model-url.")
                : null;
            modelName ??= inProcess?.DraftName;
            await using var cloud = await LocalCloudServer.StartAsync(address, port, search, index.Statistics,
                inProcess?.Prompts ?? (server is null ? new PromptModel(index.Statistics) : new ServerPromptModel(server, modelName!)), plan, shell.Time,
                cancellationToken);
            cloud.WithFunctions(functions, shell.Time);
            var isPageServed = IPAddress.IsLoopback(address) || parsed.GetValue(page);
            if (!IPAddress.IsLoopback(address))
                Shell.Raw(shell.Error,
                    $"Listening on {address}: whoever reaches it can use everything here{(isPageServed ? ", the page too" : "; the page takes --page")}.");
            if (isPageServed)
            {
                var prices = $"reckoned at {parsed.GetValue(draftPrice)} (drafts), {parsed.GetValue(finalPrice)} (answer) dollars per million tokens";
                cloud.WithPage(PageOf(PageOptions.Of(parsed.GetValue(corpus),
                    modelName ?? "embedded model (counts words; not neural)", prices, shell.Extensions.Catalog)));
            }
            const string knowledgeBases =
                $"{LocalIds.KnowledgeBase}, {LocalIds.ManagedKnowledgeBase} (managed), {LocalIds.IgnoringKnowledgeBase} (ignores operators of filters)";
            const string models =
                $"{LocalIds.DraftModel} (imported), {LocalIds.HostedModel}, {LocalIds.PlainModel} (no log probabilities), {LocalIds.FinalModel}";
            var url = cloud.Address.AbsoluteUri.TrimEnd('/');
            return await ListenOptions.StayAsync(shell, parsed.GetValue(json)
                ? new JsonObject
                {
                    ["page"] = isPageServed ? $"{url}/" : null,
                    ["bedrockRuntime"] = url,
                    ["bedrockAgentRuntime"] = url,
                    ["lambda"] = url,
                    ["restApi"] = $"{url}/v1",
                    ["httpApi"] = $"{url}/http/v1",
                    ["knowledgeBaseId"] = LocalIds.KnowledgeBase,
                    ["draftModel"] = LocalIds.DraftModel,
                    ["finalModel"] = LocalIds.FinalModel,
                    ["managedKnowledgeBaseId"] = LocalIds.ManagedKnowledgeBase,
                    ["hostedModel"] = LocalIds.HostedModel,
                    ["openAi"] = $"{url}/openai/v1",
                    ["mcp"] = $"{url}/mcp",
                }.ToJsonString()
                : $"""
                  {(isPageServed ? $"Page on {url}/ : ask, and watch the pruning" : "No page: beyond this machine it takes --page")}
                  Bedrock Runtime and Agent Runtime on {url}
                    knowledge bases {knowledgeBases}
                    models          {models} ({modelName ?? "embedded, extractive: they count words"})
                    OpenAI          {url}/openai/v1 and {url}/v1, chat completions of the hosted models
                  Agents            {url}/mcp, by the Model Context Protocol
                  Lambda and API Gateway
                    functions       {string.Join(", ", FunctionCatalog.All.Select(f => f.Name))}
                    try             curl {url}/v1/answer -H "content-type: application/json" -d '{Example}'
                                    the HTTP API is under {url}/http/v1
                    for clients     export AWS_ENDPOINT_URL_BEDROCK_RUNTIME={url} AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME={url} AWS_ENDPOINT_URL_LAMBDA={url}
                                    export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1
                  Ctrl+C ends it.
                  """, cancellationToken);
        });
        return command;
    }

    private static PageFiles PageOf(PageOptions options)
    {
        string[] samples = options.HasSamples ? ["questions.jsonl", "baseline.json"] : [];
        return new PageFiles(options.ToJson(), samples.Select(n => KeyValuePair.Create(n, File.ReadAllBytes(Path.Combine(BackendOptions.SamplesFolder, n)))));
    }

    private static Dictionary<string, string> Pairs(string option, string[] texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at) || !pairs.TryAdd(text[..at], text[(at + 1)..]))
                throw new PrunerInvalidInput($"{option} is written NAME=VALUE, each name once.");
        }
        return pairs;
    }
}
