using System.Text;
using System.Text.Json;
using RagPruner.Drafting;
using RagPruner.Lambda.Hosting;
using RagPruner.Lambda.Settings;

namespace RagPruner.Lambda.Stages;

/// <summary>The second stage: drafts from one context. A Map runs it once for each.</summary>
public class DraftFunction : Function
{
    /// <summary>Builds the function from the environment.</summary>
    public DraftFunction() : this(FunctionExtensions.None)
    {
    }

    /// <summary>Builds it with parts of one's own.</summary>
    protected DraftFunction(FunctionExtensions extensions) : base(Parts.Drafter, extensions)
    {
    }

    internal DraftFunction(FunctionHost host) : base(host)
    {
    }

    private protected override async Task<Stream> RunAsync(Stream input, Invocation invocation)
    {
        var payload = await StagePayload.ReadAsync(input, StageJson.Readable.DraftInput, invocation.CancellationToken);
        if (payload is not { Question: { Length: > 0 } question, Task: { } task, Context: { Text: not null } context })
            throw new PrunerInvalidInput("question, task and context, with its text, are required.");
        invocation.Name(task.RequestId);
        var deployment = invocation.Deployment;
        var deadline = invocation.Within(task.DeadlineMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null);
        var (drafted, ledger) = await deployment.Stages.DraftAsync(
            deployment.Drafter, question, StageContexts.ToContext(context), StageContexts.KindsOf(task.Uses), task.Scent, deadline,
                invocation.CancellationToken);
        invocation.Record!.Usage(ledger);
        invocation.Record.PromptQuality([drafted.Evidence]);
        var draft = new StageDraft
        {
            Id = context.Id,
            UnscoredReason = drafted.UnscoredReason,
            Usage = StageUsage.Of(ledger),
        };
        return Invocation.Json(drafted.Evidence is { } evidence ? WithinBudget(draft, evidence, task.Bytes) : draft, StageJson.Readable.StageDraft);
    }

    /// <summary>
    /// The draft in the bytes that the state has for it: whole, without alternatives, or with means in place of tokens. Then
    /// the prompt's end loses tokens at its beginning, where it is longest; if the question's own were among them, Prune finds
    /// that out, and that evidence is missing, never shorter.
    /// </summary>
    internal static StageDraft WithinBudget(StageDraft draft, Evidence drafted, int bytes = StateBudget.DraftBytes)
    {
        foreach (var form in StageContexts.FormsOf(drafted))
        {
            draft = draft with { Evidence = form };
            if (SizeOf(draft) <= bytes)
                return draft;
        }
        var evidence = draft.Evidence!;
        var withoutTail = draft with { Evidence = evidence with { PromptTail = null } };
        if (evidence.PromptTail is { } tail && bytes - SizeOf(withoutTail) is > 0 and var room)
        {
            for (var count = Math.Min(tail.Ids.Count, room / StateBudget.LeastTokenBytes); count > tail.TemplateTokens; count -= 1 + count / 20)
            {
                var shorter = draft with { Evidence = evidence with { PromptTail = tail.Last(count) } };
                if (SizeOf(shorter) <= bytes)
                    return shorter;
            }
        }
        // 64 tokens of a common vocabulary are far shorter; what is left is a model that returns a page as one token.
        var over = SizeOf(withoutTail) - bytes;
        return over <= 0 ? withoutTail
            : withoutTail with
            {
                Evidence =
                withoutTail.Evidence with { Draft = StateBudget.Cut(evidence.Draft, Math.Max(0, Encoding.UTF8.GetByteCount(evidence.Draft) - over)) }
            };
    }

    private static int SizeOf(StageDraft draft) => JsonSerializer.SerializeToUtf8Bytes(draft, StageJson.Readable.StageDraft).Length;
}
