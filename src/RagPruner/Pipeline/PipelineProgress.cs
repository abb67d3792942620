using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Pipeline;

/// <summary>A sign of life of a request under way: where it is, and what is new since the last one.</summary>
/// <param name="Stage">Where it is.</param>
/// <param name="Done">Steps of the stage that are over.</param>
/// <param name="Total">Steps of the stage.</param>
public sealed record PipelineProgress(Stage Stage, int Done, int Total)
{
    /// <summary>The contexts in retrieval order, when they have come; else null.</summary>
    public IReadOnlyList<Context>? Retrieved { get; init; }

    /// <summary>The context whose evidence has come, or has failed to; else null. Several can be under way at once.</summary>
    public Context? Drafted { get; init; }

    /// <summary>The evidence of <see cref="Drafted"/>; null where there is none, for the reason that the verdict will give.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The verdict on every context, as soon as it stands, and what the request took until then; else null.</summary>
    public PruneResult? Pruned { get; init; }

    /// <summary>
    /// A further piece of the answer's text; else null. It is checked as the answer is: what a renderer would make a link of,
    /// and stands in no kept context, is in no piece and in no row of pieces. Together they are the answer's text, except where
    /// what came later changed what had been shown: <see cref="Result"/> is what counts.
    /// </summary>
    public string? AnswerDelta { get; init; }

    /// <summary>The result, in the last one of <see cref="AnswerPipeline.StreamAsync"/>; else null.</summary>
    public AnswerResult? Result { get; init; }
}
