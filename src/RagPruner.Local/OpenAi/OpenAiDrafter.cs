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
            TopLogprobs = wantsLogprobs ? Alternatives : null,
            PromptLogprobs = request.Needs.HasFlag(EvidenceKinds.QuestionLogprobs) && model.Abilities.PromptLogprobs ? 1 : null,
        };
        ChatReply reply;
        try
        {
            reply = await model.Client.CompleteAsync(chat, cancellationToken);
        }
        catch (PrunerException e) when (OpenAiClient.IsRefusal(e))
        {
            return DraftReply.Without(Reasons.TooLong);
        }
        var choice = reply.Choices![0];
        var text = choice.Message?.Content ?? "";
        var tokens = wantsLogprobs ? ChatModel.Tokens(choice.Logprobs) : null;
        var promptTokens = PromptLogprobs.Read(reply.PromptLogprobs ?? choice.PromptLogprobs, PromptLogprobs.TailOf(prompt.Question));
        return DraftReply.With(new Evidence
        {
            Draft = ChatModel.Answer(text),
            Tokens = tokens is null ? null : DraftTokens.Align(text, tokens),
            QuestionLogprobs = promptTokens is null ? null : QuestionSpan.Find(promptTokens, prompt.Question),
            InputTokens = ChatModel.InputTokens(reply.Usage, chat),
            OutputTokens = ChatModel.OutputTokens(reply.Usage, text),
        });
    }
}
