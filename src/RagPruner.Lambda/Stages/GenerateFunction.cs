using RagPruner.Answering;
using RagPruner.Contract;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Stages;

/// <summary>The last stage: one answer from the kept contexts, and the response of the whole execution.</summary>
public class GenerateFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public GenerateFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected GenerateFunction(FunctionExtensions extensions) : base(Parts.Generator, extensions)
    {
    }

    internal GenerateFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var state = await StagePayload.ReadAsync(input, StageJson.Readable.PrunedState, invocation.CancellationToken);
        if (state.Generation is not { Kept.Count: > 0 } generation)
            throw new PrunerInvalidInput("generation is missing: nothing was kept, and the body is the result.");
        StageContexts.EnsureNoNull(generation.Kept);
        invocation.Name(state.Body.RequestId);
        var deployment = invocation.Deployment;
        var deadline = invocation.Within(generation.DeadlineMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        var request = new GenerationRequest(generation.Question, [.. generation.Kept.Select(StageContexts.ToContext)],
            generation.Fence)
        { Candidates = generation.Candidates };
        var (answer, ledger) = await deployment.Stages.GenerateAsync(deployment.Generator, request, Bodies.StatusOf(state.Status), deadline,
            invocation.CancellationToken);
        invocation.Record!.Status(answer.Status);
        invocation.Record.Usage(ledger);
        return Invocation
            .Json(Bodies.Answered(state.Body, answer, new Decision(generation.Confidence, Bodies.StepOf(generation.Action)).Ending(answer.Status), ledger));
    }
}
