namespace RagPruner.Answering;

/// <summary>One of several generated answers.</summary>
/// <param name="Text">Its text, checked like the answer's.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens, or null.</param>
public sealed record RankedCompletion(string Text, double? MeanLogprob);
