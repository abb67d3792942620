using System.CommandLine;
using RagPruner.Local.Corpora;
using RagPruner.Local.EmbeddedModel;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Local.Output;
using RagPruner.Local.Probing;
using RagPruner.OpenAi;

namespace RagPruner.Local.Commands;

/// <summary><c>probe</c>: what a model returns, found out by a few small calls.</summary>
internal static class ProbeCommand
{
    public static Command Create(Shell shell)
    {
        var models = Flag.Of<string[]>("--model", "ID",
            "The model; with --bedrock an id or ARN, and it may be given several times. Default there: the local ones.", []);
        models.AllowMultipleArgumentsPerToken = true;
        var modelUrl = Flag.Text("--model-url", "URL", "An OpenAI-compatible server. Without it and --bedrock the embedded model is probed.");
        var keyVariable = Flag.Of("--api-key-env", "NAME", "The environment variable that holds the server's API key.", ModelServer.KeyVariable);
        var price = Flag.Of("--draft-price", "IN/OUT", "What the calls are reckoned at, as in `ask`. The default is a dear model's.", "3/15");
        var json = Flag.Switch("--json", "Print the findings as JSON, and nothing else.");
        var bedrock = new BedrockOptions();
        var command = new Command("probe",
            $"Finds out by at most {ProbedModel.MostCalls} small calls what a model returns, and how to use it. The table names no account and no ARN. " +
            "Exit code 6 if it cannot draft with evidence.") { models, modelUrl, keyVariable, price, json };
        bedrock.AddPlaceTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reckoned = PriceText.Parse("--draft-price", parsed.GetValue(price)!);
            var named = parsed.GetValue(models)!.Distinct(StringComparer.Ordinal).ToArray();
            var (url, isBedrock) = (parsed.GetValue(modelUrl), bedrock.IsChosen(parsed));
            if (url is not null && isBedrock)
                throw new PrunerInvalidInput("--bedrock and --model-url exclude each other.");
            if (url is not null && named.Length != 1)
                throw new PrunerInvalidInput("--model-url needs one --model.");
            if (url is null && !isBedrock && named.Length > 0)
                throw new PrunerInvalidInput("--model names a model of Bedrock or of a server: give --bedrock or --model-url too.");

            var server = url is null ? null : ModelServer.Options(url, named[0], parsed.GetValue(keyVariable)!);
            using var http = server is null ? null : ModelServer.Connect(server, bedrock.Region(parsed));
            var choice = isBedrock ? bedrock.Place(parsed) : null;
            using var clients = choice is null ? null : BedrockBackend.Connect(choice);
            var targets = server is not null ? [ProbeTargets.OnServer(new OpenAiClient(http!, server), server)]
                : choice is not null ? ProbeTargets.OnBedrock(clients!.Runtime, Chosen(choice, named), choice)
                : [ProbeTargets.Embedded(Embedded())];
            if (!parsed.GetValue(json))
                Shell.Raw(shell.Error, ProbeReport.Before(targets.Count, reckoned));
            var results = new List<ProbeResult>(targets.Count);
            foreach (var target in targets)
                results.Add(await new ModelProbe(target, shell.Time, cancellationToken).RunAsync());
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out, ProbeReport.ToJson(results, reckoned));
            else
                ProbeReport.Write(shell.Out, results, reckoned);
            // A model that could not be asked is not one without evidence.
            return results.Find(r => r.Route is null)?.Failure is { } failure ? ExitCodes.Of(failure)
                : results.TrueForAll(r => r.HasEvidence) ? ExitCodes.Success : ExitCodes.NoEvidence;
        });
        return command;
    }

    private static string[] Chosen(BedrockChoice choice, string[] named) =>
        named.Length > 0 ? named
        : choice.IsLocal ? [LocalCloud.LocalIds.DraftModel, LocalCloud.LocalIds.HostedModel, LocalCloud.LocalIds.PlainModel]
        : throw new PrunerInvalidInput("--bedrock needs --model, which may be given several times.");

    private static PromptModel Embedded() =>
        new(new IndexCache(IndexCache.DefaultFolder).IndexOf(Corpus.Open(Path.Combine(BackendOptions.SamplesFolder, "corpus"))).Statistics);
}
