using System.Text.RegularExpressions;
using Amazon.BedrockRuntime;
using RagPruner.Bedrock;
using RagPruner.Bedrock.Models;
using RagPruner.Models;

namespace RagPruner.Lambda.Settings;

/// <summary>A model that functions call: an imported one by InvokeModel, any other by Converse.</summary>
internal sealed partial record ModelSettings
{
    private ModelSettings(ImportedModelOptions? imported, ConverseOptions? hosted) => (Imported, Hosted) = (imported, hosted);

    /// <summary>How the imported model is called; null for any other.</summary>
    public ImportedModelOptions? Imported { get; }

    /// <summary>How the hosted model is called; null for an imported one.</summary>
    public ConverseOptions? Hosted { get; }

    /// <summary>Whether an id is an imported model's ARN.</summary>
    public static bool IsImportedArn(string id) => id.Contains(":imported-model/", StringComparison.Ordinal);

    /// <summary>Whether a drafting model is an imported one: it has an ARN, and the local Bedrock's has a name.</summary>
    public static bool IsImported(string id) => IsImportedArn(id) || id == "local-draft";

    /// <summary>Whether Bedrock has a service tier of that name.</summary>
    public static bool IsTier(string name) => name is "default" or "flex" or "priority" or "reserved";

    /// <summary>Its id or ARN; empty if none is set.</summary>
    public string ModelId => Imported?.ModelId ?? Hosted!.ModelId;

    /// <summary>What it can do, as far as its settings tell.</summary>
    public ModelAbilities Abilities => Imported?.Abilities ?? Hosted!.Abilities;

    public IModel Create(IAmazonBedrockRuntime client, TimeProvider time) =>
        Imported is { } imported ? new ImportedModel(client, imported, time) : new ConverseModel(client, Hosted!);

    /// <summary>The drafting model. Guardrails look at questions and answers, and not at drafts, which nobody reads.</summary>
    public static ModelSettings Draft(SettingsReader reader)
    {
        var id = reader.Text(KnownSettings.DraftModel, ModelForm()) ?? "";
        var tier = Tier(reader, KnownSettings.DraftServiceTier);
        var format = reader.OneOf<(BodyFormat? Imported, bool IsHosted)>(KnownSettings.DraftFormat, ("auto", (null, false)),
            ("native", (BodyFormat.Native, false)),
            ("openai-completion", (BodyFormat.OpenAiCompletion, false)), ("openai-chat", (BodyFormat.OpenAiChat, false)), ("hosted", (null, true)));
        var isImported = IsImported(id) || id.Length == 0 && !format.IsHosted;
        if (isImported && format.IsHosted)
            reader.Problem(KnownSettings.DraftFormat, "must not be hosted for an imported model");
        if (!isImported && format.Imported is not null)
            reader.Problem(KnownSettings.DraftFormat, "must be auto or hosted for a model that is not imported");
        var begun = reader.OneOf(KnownSettings.DraftBegunTurn, ("no", false), ("yes", true));
        var imported = new ImportedModelOptions
        {
            ModelId = id,
            Format = format.Imported ?? BodyFormat.OpenAiCompletion,
            Template = Template(reader, KnownSettings.DraftTemplate),
            EndTokenIds = EndTokens(reader),
            TemplateTailTokens = reader.WholeNumber(KnownSettings.DraftTemplateTailTokens, 0, 100),
            ServiceTier = tier,
        };
        return isImported ? new ModelSettings(imported, null) : new ModelSettings(null, new ConverseOptions
        {
            ModelId = id,
            Logprobs = format.IsHosted ? LogprobSupport.Yes : LogprobSupport.Unknown,
            BegunTurns = begun,
            ServiceTier = tier,
        });
    }

    /// <summary>The final model.</summary>
    public static ModelSettings Final(SettingsReader reader, GuardrailSettings? guardrail)
    {
        var id = reader.Text(KnownSettings.FinalModel) ?? "";
        var tier = Tier(reader, KnownSettings.FinalServiceTier);
        var imported = new ImportedModelOptions
        {
            ModelId = id,
            Format = reader.OneOf(KnownSettings.FinalFormat, ("native", BodyFormat.Native), ("openai-completion", BodyFormat.OpenAiCompletion),
                ("openai-chat", BodyFormat.OpenAiChat)),
            Template = Template(reader, KnownSettings.FinalTemplate),
            Guardrail = guardrail,
            ServiceTier = tier,
        };
        return IsImportedArn(id) ? new ModelSettings(imported, null)
            : new ModelSettings(null, new ConverseOptions { ModelId = id, Guardrail = guardrail, ServiceTier = tier });
    }

    private static ChatTemplate Template(SettingsReader reader, Setting setting) =>
        reader.OneOf(setting, ("chatml", ChatTemplate.ChatMl), ("llama3", ChatTemplate.Llama3), ("mistral", ChatTemplate.Mistral), ("qwen", ChatTemplate.Qwen));

    private static string? Tier(SettingsReader reader, Setting setting)
    {
        var tier = reader.Text(setting);
        if (tier is not null && !IsTier(tier))
            reader.Problem(setting, "must be default, flex, priority or reserved");
        return tier;
    }

    private static IReadOnlyList<string> EndTokens(SettingsReader reader)
    {
        var ids = reader.Text(KnownSettings.DraftEndTokenIds)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (!ids.All(id => id.Length is > 0 and < 10 && id.All(char.IsAsciiDigit)))
            reader.Problem(KnownSettings.DraftEndTokenIds, "must be numbers, comma-separated");
        return ids;
    }

    // An ARN that ends in a name; a hosted model's id, which has its vendor before a dot; or a model of the local Bedrock.
    [GeneratedRegex(
        """
        ^(?:arn:aws[a-z-]*:bedrock:[a-z0-9-]+:(?:
            [0-9]{12}:(?:imported-model|inference-profile|application-inference-profile|provisioned-model|custom-model-deployment)
        |:foundation-model)/[A-Za-z0-9._:-]+
        |[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[a-z0-9]+)*
        |local-[a-z-]+)$
        """,
        RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex ModelForm();
}
