using RagPruner.Drafting;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Selection;

namespace RagPruner.Lambda.Stages;

/// <summary>
/// The stage of calls that are about all contexts together, before the drafts or after them. It takes the state of an
/// execution, and returns it with what it found out.
/// </summary>
public class SurveyFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public SurveyFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected SurveyFunction(FunctionExtensions extensions) : base(Parts.Drafter, extensions)
    {
    }

    internal SurveyFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var state = await StagePayload.ReadAsync(input, StageJson.Readable.RetrievedState, invocation.CancellationToken);
        StageContexts.EnsureNoNull(state.Rest, state.Settled, state.Drafts);
        invocation.Name(state.RequestId);
        var question = state.Request.ValueKind == System.Text.Json.JsonValueKind.Object && state.Request.TryGetProperty("question", out var text)
            && text.ValueKind == System.Text.Json.JsonValueKind.String ? text.GetString()! : throw new PrunerInvalidInput("request.question is required.");
        var isFirst = state.Next == "survey";
        var uses = StageContexts.KindsOf(state.Task.Uses);
        var deployment = invocation.Deployment;
        var deadline = invocation.Within(state.Task.DeadlineMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        var (surveyed, ledger) = await deployment.Stages.SurveyAsync(
            deployment.Drafter, question, StateReader.PendingOf(state, question, areDraftsDue: !isFirst), state.Task.Fence, uses,
            isFirst ? CallScope.BeforeContexts : CallScope.AfterContexts, deadline, invocation.CancellationToken);
        invocation.Record!.Usage(ledger);
        var usage = StageUsage.Of(ledger);
        return Invocation.Json(
            state with
            {
                Next = isFirst && EvidencePlan.Of(uses).CallsPerContext > 0 ? "draft" : "judge",
                Task = state.Task with { Scent = surveyed.Select(c => c.Evidence?.Scent).FirstOrDefault(s => s is not null) ?? state.Task.Scent },
                Survey = SurveyOf(surveyed, state.Survey is { } before ? before.Usage.Plus(usage) : usage),
            },
            StageJson.Readable.RetrievedState);
    }

    private static StageSurvey SurveyOf(IReadOnlyList<PendingContext> contexts, StageUsage usage) => new(
        [.. contexts.Where(c => c.Evidence is { Labels: not null } or { Pair: not null })
            .Select(c => new SurveyedContext(c.Context.Rank) { Labels = c.Evidence!.Labels, Pair = c.Evidence.Pair })],
        usage)
    {
        QuestionPriorLogprob = contexts.Select(c => c.Evidence?.QuestionPriorLogprob).FirstOrDefault(l => l is not null),
    };
}
