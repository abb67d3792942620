namespace RagPruner.Answering;

/// <summary>What can be removed from a model's text, or is to be known of it.</summary>
internal static class AnswerFlags
{
    /// <summary>A citation of something other than a kept context.</summary>
    public const string UncitedSource = "uncited_source";

    /// <summary>A link, an image or a URL that stands in no kept context.</summary>
    public const string ForeignUrl = "foreign_url";

    /// <summary>The answer's limit of tokens ended it.</summary>
    public const string Truncated = "truncated";
}
