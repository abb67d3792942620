using RagPruner.Drafting;

namespace RagPruner.Prompts;

/// <summary>The drafting prompt without its context, with a finished draft as the assistant's turn: how likely was it anyway?</summary>
/// <param name="System">The system message.</param>
/// <param name="User">The user message: the question alone.</param>
/// <param name="Draft">The draft as its tokens spell it, the closing one included; the prompt ends with it.</param>
public sealed record ClosedBookPrompt(string System, string User, string Draft)
{
    /// <summary>The assistant's turn.</summary>
    public string Assistant => DraftPrompt.AssistantPrefix + Draft;

    /// <summary>The prompt for a draft; null if its tokens, or their texts, are unknown.</summary>
    public static ClosedBookPrompt? For(DraftRequest request, Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(evidence);
        var draft = string.Concat((evidence.Tokens ?? []).Select(t => t.IsEnd ? t.Text : ChatTokens.Neutralize(t.Text)));
        if (string.IsNullOrWhiteSpace(draft))
            return null;
        var open = DraftPrompt.For(request);
        return new ClosedBookPrompt(open.System, DraftPrompt.Ask(open.Question), draft);
    }

    /// <summary>The evidence with the draft's log probabilities, found at the prompt's end; as it was where the reply lacks them.</summary>
    /// <param name="evidence">The draft's evidence.</param>
    /// <param name="prompt">The last tokens of this prompt, or null.</param>
    public Evidence Add(Evidence evidence, IReadOnlyList<PromptToken>? prompt)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return prompt is null ? evidence : evidence with { ClosedBookLogprobs = QuestionSpan.Find(prompt, Draft) };
    }
}
