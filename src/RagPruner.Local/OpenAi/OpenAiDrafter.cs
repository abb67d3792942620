using RagPruner.Drafting;
using RagPruner.Errors;
using RagPruner.Prompts;
using RagPruner.Selection;

namespace RagPruner.Local.OpenAi;

/// <summary>Drafts on an OpenAI-compatible server.</summary>
internal sealed class OpenAiDrafter(ChatModel model) : IDrafter
{
    private const int Alternatives = 5;

    public EvidenceKinds Offers => model.Abilities.Evidence;

    public async Task<DraftReply> DraftAsync(DraftRequest request, CancellationToken cancellationToken)
    {
        var prompt = DraftPrompt.For(request);
        var wantsLogprobs = request.Needs.HasFlag(EvidenceKinds.DraftLogprobs) && model.Abilities.Logprobs;
        var chat = model.Request(prompt.System, prompt.User, DraftPrompt.AssistantPrefix, DraftPrompt.Stops) with
        {
            MaxTokens = request.MaxTokens,
            Logprobs = wantsLogprobs ? true : null,
            TopLogprobs = wantsLogprobs ? Math.Min(Alternatives, model.Abilities.Alternatives) : null,
            PromptLogprobs = request.Needs.HasFlag(EvidenceKinds.QuestionLogprobs) && model.Abilities.PromptLogprobs ? 1 : null,
        };
        ChatReply reply;
        try
        {
            reply = await model.Client.CompleteAsync(chat, cancellationToken);
        }
        catch (PrunerException e) when (OpenAiClient.IsTooLong(e))
        {
            return DraftReply.Refused(Reasons.TooLong);
        }
        var choice = reply.Choices![0];
        var text = choice.Message?.Content ?? "";
        var tokens = wantsLogprobs ? ChatModel.Tokens(choice.Logprobs) : null;
        var promptTokens = PromptLogprobs.Read(reply.PromptLogprobs ?? choice.PromptLogprobs, PromptLogprobs.TailOf(prompt.Question));
        return DraftReply.With(new Evidence
        {
            Draft = ChatModel.Answer(text),
            Tokens = tokens is null ? null : DraftTokens.Align(text, tokens),
            QuestionLogprobs = prompt.QuestionLogprobsIn(promptTokens),
            InputTokens = ChatModel.InputTokens(reply.Usage, chat),
            OutputTokens = ChatModel.OutputTokens(reply.Usage, text),
        });
    }

    public async Task<FurtherReply> AddAsync(EvidenceKinds kind, DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        try
        {
            return await (kind == EvidenceKinds.Sufficiency ? AskSufficiencyAsync(request, evidence, cancellationToken) : RateClosedBookAsync(request, evidence, cancellationToken));
        }
        catch (PrunerException e) when (OpenAiClient.IsTooLong(e))
        {
            // Too long, as a draft may be: this one context goes without.
            return FurtherReply.Refused(evidence);
        }
    }

    private async Task<FurtherReply> AskSufficiencyAsync(DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        var prompt = SufficiencyPrompt.For(request);
        var chat = model.Request(prompt.System, prompt.User, null, []) with { MaxTokens = 1, Logprobs = true, TopLogprobs = model.Abilities.Alternatives };
        var reply = await model.Client.CompleteAsync(chat, cancellationToken);
        var tokens = ChatModel.Tokens(reply.Choices![0].Logprobs);
        return Further(tokens is [var first, ..] ? evidence with { Sufficiency = Sufficiency.Of(first) } : evidence, reply, chat);
    }

    private async Task<FurtherReply> RateClosedBookAsync(DraftRequest request, Evidence evidence, CancellationToken cancellationToken)
    {
        if (ClosedBookPrompt.For(request, evidence) is not { } prompt)
            return FurtherReply.Refused(evidence);
        var chat = model.Request(prompt.System, prompt.User, prompt.Assistant, []) with { MaxTokens = 1, PromptLogprobs = 1 };
        var reply = await model.Client.CompleteAsync(chat, cancellationToken);
        var tokens = PromptLogprobs.Read(reply.PromptLogprobs ?? reply.Choices![0].PromptLogprobs, PromptLogprobs.TailOf(prompt.Draft));
        return Further(prompt.Add(evidence, tokens), reply, chat);
    }

    private static FurtherReply Further(Evidence evidence, ChatReply reply, ChatRequest request) =>
        new(evidence, ChatModel.InputTokens(reply.Usage, request), reply.Usage?.CompletionTokens ?? 1);
}
