namespace RagPruner.Models;

/// <summary>What a model can do, and how its prompts are written.</summary>
public sealed record ModelAbilities
{
    /// <summary>Whether it returns log probabilities of the tokens that it generates.</summary>
    public bool OutputLogprobs { get; init; }

    /// <summary>Whether these tokens come with their texts; if not, they are not checked against the completion's text.</summary>
    public bool TokenTexts { get; init; } = true;

    /// <summary>How many alternatives of a token it lists at most; 0 for none.</summary>
    public int Alternatives { get; init; }

    /// <summary>Whether it returns log probabilities of the prompt's own tokens.</summary>
    public bool PromptLogprobs { get; init; }

    /// <summary>Whether it goes on with an assistant's turn that the prompt begins.</summary>
    public bool BegunTurns { get; init; }

    /// <summary>How many tokens its template adds after the question, for prompt tokens that come as ids without texts.</summary>
    public int TemplateTailTokens { get; init; } = 8;

    /// <summary>Names the form of its prompts: part of what a profile was calibrated on. Empty for a form of the model's own.</summary>
    public string Form { get; init; } = "";
}
