namespace RagPruner.Local.LocalCloud;

/// <summary>The ids that the local cloud knows.</summary>
internal static class LocalIds
{
    public const string KnowledgeBase = "LOCALKB001";
    public const string DraftModel = "local-draft";
    public const string FinalModel = "local-final";

    /// <summary>Passes the ids of the local models and imported-model ARNs that end in them.</summary>
    /// <exception cref="AwsError">There is no such model: another error for an id than for an ARN, as in Bedrock.</exception>
    public static void EnsureModel(string modelId)
    {
        var isArn = modelId.StartsWith("arn:", StringComparison.Ordinal);
        var name = isArn ? modelId[(modelId.LastIndexOf('/') + 1)..] : modelId;
        if (name is DraftModel or FinalModel)
            return;
        throw isArn ? AwsError.NotFound("The model was not found.") : AwsError.Validation("The provided model identifier is invalid.");
    }
}
