using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using RagPruner.Contract;
using RagPruner.Drafting;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;
using RagPruner.Models;
using RagPruner.Pipeline;

namespace RagPruner.Lambda.Stages;

/// <summary>The first stage: retrieves, settles what needs no draft, and cuts long texts to what a state can carry.</summary>
public class RetrieveFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public RetrieveFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected RetrieveFunction(FunctionExtensions extensions) : base(Parts.Retriever, extensions)
    {
    }

    internal RetrieveFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var payload = await StagePayload.ReadAsync(input, StageJson.Readable.RetrieveInput, invocation.CancellationToken);
        if (payload.Request.ValueKind == JsonValueKind.Undefined)
            throw new PrunerInvalidInput("request is required.");
        invocation.Name(payload.RequestId);
        var body = RequestJson.Read(JsonMarshal.GetRawUtf8Value(payload.Request), invocation.Deployment.Catalog);
        if (body.Request.Collected is not null)
            throw new PrunerInvalidInput("evidence has no place in a state machine, whose stages collect it: send it to /v1/prune or /v1/answer.");
        var request = body.Request with { Tenant = invocation.TenantOf(payload.Tenant), Deadline = invocation.Within(body.Request.Deadline) };
        var deployment = invocation.Deployment;
        var (found, ledger) = await deployment.Stages.RetrieveAsync(deployment.Retriever, request, deployment.Offered, invocation.CancellationToken);
        invocation.Record!.Usage(ledger);
        invocation.Record.Dropped(found.ForeignTenantCount, found.FilterMismatchCount);
        var usage = new StageUsage(ledger.Calls, 0, 0, ledger.Times.Total.TotalMilliseconds);
        var task = new DraftTask(
            found.Fence, StageContexts.NamesOf(found.Uses), body.Request.Deadline is { } deadline ? (int)deadline.TotalMilliseconds : null,
            payload.RequestId ?? invocation.RequestId, Concurrency: deployment.Settings.Pruner.MaxConcurrentDrafts);
        return Invocation.Json(StateOf(WithoutDocuments(payload), body.Request, found, usage, task, deployment.Settings.Pruner.MaxDraftTokensOf(found.Uses)),
            StageJson.Readable.RetrievedState);
    }

    internal static RetrievedState StateOf(RetrieveInput payload, PruneRequest request, RetrievedContexts found, StageUsage usage, DraftTask task,
        int draftTokens)
    {
        var open = found.Uses == EvidenceKinds.None ? [] : found.Contexts.Where(c => c.IsOpen).Select(StageContexts.Of).ToArray();
        var settled = found.Contexts.Where(c => found.Uses == EvidenceKinds.None || !c.IsOpen).Select(StageContexts.Of).ToArray();
        var plan = EvidencePlan.Of(found.Uses);
        var state = new RetrievedState
        {
            RequestId = task.RequestId!,
            Next = open.Length == 0 ? "judge" : plan.In(CallScope.BeforeContexts).Any() ? "survey" : plan.CallsPerContext > 0 ? "draft" : "judge",
            SurveysDrafts = open.Length > 0 && plan.In(CallScope.AfterContexts).Any(),
            Request = payload.Request,
            IsBlocked = found.IsBlocked,
            AreCallers = request.Documents is not null,
            Task = task,
            Rest = [.. open.Select(WithoutText)],
            Settled = [.. settled.Select(WithoutText)],
            Usage = usage,
        };
        var surveyed = state.Next == "survey" || state.SurveysDrafts ? StateBudget.ForSurvey(open) : 0;
        var budget = StateBudget.ForTexts(JsonSerializer.SerializeToUtf8Bytes(state, StageJson.Readable.RetrievedState).Length + surveyed, open.Length,
            found.Contexts.Select(c => c.Context));
        if (budget < 0)
            throw request.Documents is null
                ? new PrunerUpstreamBadResponse("The ids and locations of the contexts are too long for the state of an execution.")
                : new PrunerInvalidInput("documents has ids and locations that are too long for the state of an execution.");
        StageContext[] all = [.. open, .. settled];
        var texts = StateBudget.SizesOf(all).Sum();
        // Of what somebody brought, nothing is cut: they can send less.
        if (request.Documents is not null && texts > budget)
            throw new PrunerInvalidInput($"documents have {texts} bytes of text to draft from, and the state of an execution has room for {budget}.");
        var fitted = StateBudget.Fit(all, budget);
        var tail = found.Uses.HasFlag(EvidenceKinds.QuestionLogprobs) ? PromptLogprobs.TailOf(request.Question) : 0;
        return state with
        {
            Task = task with { Bytes = StateBudget.ForDraft(tail, draftTokens, open.Length, texts, budget) },
            Canary = open.Length > 0 ? fitted[0] : null,
            Rest = [.. fitted.Take(open.Length).Skip(1)],
            Settled = [.. fitted.Skip(open.Length)],
        };
    }

    private static RetrieveInput WithoutDocuments(RetrieveInput payload)
    {
        if (!payload.Request.TryGetProperty("documents", out _))
            return payload;
        var request = JsonObject.Create(payload.Request)!;
        request.Remove("documents");
        return payload with { Request = JsonSerializer.SerializeToElement(request, StageJson.Readable.JsonObject) };
    }

    private static StageContext WithoutText(StageContext context) => context with { Text = context.Text is null ? null : "", IsTrimmed = true };
}
