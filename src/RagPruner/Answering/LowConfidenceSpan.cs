namespace RagPruner.Answering;

/// <summary>A stretch of an answer with a low mean log probability.</summary>
/// <param name="Start">Offset in UTF-16 units of the answer's text.</param>
/// <param name="Length">Length in UTF-16 units.</param>
/// <param name="MeanLogprob">Mean log probability of its tokens.</param>
public sealed record LowConfidenceSpan(int Start, int Length, double MeanLogprob);
