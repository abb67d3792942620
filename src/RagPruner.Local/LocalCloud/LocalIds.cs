namespace RagPruner.Local.LocalCloud;

/// <summary>The ids that the local cloud knows.</summary>
internal static class LocalIds
{
    /// <summary>A knowledge base on a store of one's own, which evaluates every filter.</summary>
    public const string KnowledgeBase = "LOCALKB001";

    /// <summary>A managed one: other request form, hybrid always, reranks unless told not to.</summary>
    public const string ManagedKnowledgeBase = "LOCALKB002";

    /// <summary>One that ignores two operators of filters without a word, as S3 Vectors does.</summary>
    public const string IgnoringKnowledgeBase = "LOCALKB003";

    /// <summary>An imported model: all evidence, by InvokeModel.</summary>
    public const string DraftModel = "local-draft";

    /// <summary>A hosted model: output log probabilities for whoever asks in the right way.</summary>
    public const string HostedModel = "local-hosted";

    /// <summary>A hosted model that returns no log probabilities.</summary>
    public const string PlainModel = "local-plain";

    /// <summary>A final model: text alone.</summary>
    public const string FinalModel = "local-final";

    /// <summary>Whether a model of that name is a hosted one that takes OpenAI's members.</summary>
    public static bool IsHosted(string? name) => name is HostedModel or PlainModel;

    private static readonly string[] s_models = [DraftModel, HostedModel, PlainModel, FinalModel];

    /// <summary>Which of the local models an id means: its name, or an ARN that ends in it.</summary>
    /// <exception cref="AwsError">There is no such model: another error for an id than for an ARN, as in Bedrock.</exception>
    public static string ModelOf(string modelId)
    {
        var isArn = modelId.StartsWith("arn:", StringComparison.Ordinal);
        var name = isArn ? modelId[(modelId.LastIndexOf('/') + 1)..] : modelId;
        return s_models.Contains(name, StringComparer.Ordinal) ? name
            : throw (isArn ? AwsError.NotFound("The model was not found.") : AwsError.Validation("The provided model identifier is invalid."));
    }
}
