namespace RagPruner.Pipeline;

/// <summary>A sign of life of a request under way.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="Done">Steps of the stage that are over.</param>
/// <param name="Total">Steps of the stage.</param>
/// <param name="AnswerDelta">A further piece of the answer as it comes from the model, not yet checked; else null.</param>
public sealed record PipelineProgress(Stage Stage, int Done, int Total, string? AnswerDelta = null);
