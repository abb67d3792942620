using RagPruner.Drafting;

namespace RagPruner.Prompts;

/// <summary>The prompt that asks, for one token, whether a context holds the answer.</summary>
/// <param name="System">The system message.</param>
/// <param name="User">The user message.</param>
public sealed record SufficiencyPrompt(string System, string User)
{
    /// <summary>What is asked behind the question.</summary>
    public const string Ask = "Does the context hold the answer to this question? Reply with Yes or No.";

    private const string SystemText = "You judge whether a context holds the answer to a question. Reply with one word, Yes or No.";

    /// <summary>The prompt for a request.</summary>
    public static SufficiencyPrompt For(DraftRequest request) => new(SystemText, $"{DraftPrompt.For(request).User}\n{Ask}");
}
