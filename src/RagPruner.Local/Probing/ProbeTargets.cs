using Amazon.BedrockRuntime;
using RagPruner.Bedrock.Models;
using RagPruner.Lambda.Settings;
using RagPruner.Local.Commands;
using RagPruner.Models;
using RagPruner.OpenAi;

namespace RagPruner.Local.Probing;

/// <summary>The models that a command line names, with the ways to call each.</summary>
internal static class ProbeTargets
{
    public static ProbeTarget Embedded(IModel model) =>
        new(Backend.EmbeddedName, [new ProbeRoute("in process", model, static _ => "ask \"…\" (the default; it counts words, and is not neural)")]);

    public static ProbeTarget OnServer(OpenAiClient client, OpenAiOptions server)
    {
        string Use(bool begun) => $"ask \"…\" --model-url URL --model {server.Model}";
        // Servers that know vLLM's flags go on with a begun turn only where they are told to; others refuse them, or ignore them.
        OpenAiModel Model(bool flags) => new(client, server, new ServerAbilities
        {
            Logprobs = true,
            PromptLogprobs = true,
            ContinuesAssistant = true,
            TakesContinueFlags = flags
        });
        return new ProbeTarget(server.Model, [new ProbeRoute("chat completions", Model(flags: false), Use) { Begins = Model(flags: true) }]);
    }

    /// <summary>Models on Bedrock, by Converse and by InvokeModel in every body format that they may take, or in the one that is chosen.</summary>
    public static IReadOnlyList<ProbeTarget> OnBedrock(IAmazonBedrockRuntime client, IReadOnlyList<string> models, BedrockChoice choice)
    {
        var imported = models.Where(ModelSettings.IsImported).ToList();
        return [.. models.Select(m => ModelSettings.IsImported(m)
            ? Imported(client, m, imported.Count == 1 ? "imported model" : $"imported model {imported.IndexOf(m) + 1}", choice.Template)
            : Hosted(client, m))
            .Select(t => choice.Format == DraftFormat.Auto ? t : t with { Routes = [.. t.Routes.Where(r => r.Format == choice.Format)] })
            .Select(t => t.Routes.Count > 0 ? t : throw new PrunerInvalidInput($"--draft-format {choice.Format} is none that {t.Label} may take."))];
    }

    /// <summary>The name of a model in public: of an ARN what says nothing of its account.</summary>
    public static string LabelOf(string model) =>
        !model.StartsWith("arn:", StringComparison.Ordinal) ? model
        : model.Contains(":foundation-model/", StringComparison.Ordinal) || model.Contains(":inference-profile/", StringComparison.Ordinal)
            ? model[(model.LastIndexOf('/') + 1)..]
            : model.Split(':')[^1].Split('/')[0].Replace('-', ' ');

    private static ProbeTarget Hosted(IAmazonBedrockRuntime client, string model)
    {
        var name = model.StartsWith("arn:", StringComparison.Ordinal) ? "ARN" : model;
        string ByConverse(bool begun) =>
            $"ask \"…\" --bedrock --draft-model {name}{(begun ? " --begun-turn" : "")} --scorer mean-logprob; functions: RAGPRUNER_DRAFT_MODEL={name} " +
            $"RAGPRUNER_DRAFT_FORMAT=hosted{(begun ? " RAGPRUNER_DRAFT_BEGUN_TURN=yes" : "")}";
        string ByInvokeModel(bool begun) =>
            $"ask \"…\" --bedrock --draft-model {name} --draft-format OpenAiChat --scorer mean-logprob (the functions call hosted models by Converse alone)";
        var chat = new ImportedModelOptions { ModelId = model, Format = BodyFormat.OpenAiChat };
        return new ProbeTarget(LabelOf(model),
        [
            new ProbeRoute("Converse", new ConverseModel(client, new ConverseOptions { ModelId = model, Logprobs = LogprobSupport.Yes }), ByConverse)
            {
                Format = DraftFormat.Hosted,
            },
            new ProbeRoute("InvokeModel, OpenAI chat", new ImportedModel(client, chat), ByInvokeModel) { Format = DraftFormat.OpenAiChat },
        ]);
    }

    private static ProbeTarget Imported(IAmazonBedrockRuntime client, string model, string label, ChatTemplate template)
    {
        ProbeRoute Route(string name, BodyFormat format, DraftFormat choice, string setting) => new(
            name, new ImportedModel(client, new ImportedModelOptions { ModelId = model, Format = format, Template = template }),
            _ => $"ask \"…\" --bedrock --draft-model ARN --draft-format {format} --template {template}; functions: RAGPRUNER_DRAFT_MODEL=ARN " +
            $"RAGPRUNER_DRAFT_FORMAT={setting} RAGPRUNER_DRAFT_TEMPLATE={template.ToString().ToLowerInvariant()}")
        {
            Format = choice,
        };
        return new ProbeTarget(label,
        [
            Route("InvokeModel, OpenAI completion", BodyFormat.OpenAiCompletion, DraftFormat.OpenAiCompletion, "openai-completion"),
            Route("InvokeModel, OpenAI chat", BodyFormat.OpenAiChat, DraftFormat.OpenAiChat, "openai-chat"),
            Route("InvokeModel, native", BodyFormat.Native, DraftFormat.Native, "native"),
            new ProbeRoute("Converse", new ConverseModel(client, new ConverseOptions { ModelId = model, Logprobs = LogprobSupport.Yes }), static _ => "")
            {
                Format = DraftFormat.Hosted,
            },
        ]);
    }
}
