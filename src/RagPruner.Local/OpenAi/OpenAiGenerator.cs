using System.Text;
using RagPruner.Answering;
using RagPruner.Drafting;
using RagPruner.Prompts;

namespace RagPruner.Local.OpenAi;

/// <summary>Answers on an OpenAI-compatible server.</summary>
internal sealed class OpenAiGenerator(ChatModel model, AnswerStyle style) : IGenerator
{
    private const int MaxQuotedTokens = 64;
    private const int MaxCitedTokens = 512;

    // Candidates must differ, so they are sampled, each with a seed of its own so that the same request gives the same ones.
    private const double SamplingTemperature = 0.7;

    public bool OffersLogprobs => model.Abilities.Logprobs;

    public async Task<GeneratedText> GenerateAsync(GenerationRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        var prompt = AnswerPrompt.For(request, style);
        var chat = model.Request(prompt.System, prompt.User, prompt.AssistantPrefix, prompt.Stops) with
        {
            MaxTokens = style == AnswerStyle.Quoted ? MaxQuotedTokens : MaxCitedTokens,
            Temperature = request.Candidates > 1 ? SamplingTemperature : 0,
            Seed = request.Candidates > 1 ? request.Candidate + 1 : null,
            Logprobs = model.Abilities.Logprobs ? true : null,
        };
        return deltas is null
            ? Text(chat, await model.Client.CompleteAsync(chat, cancellationToken))
            : await StreamAsync(chat, deltas, cancellationToken);
    }

    private GeneratedText Text(ChatRequest chat, ChatReply reply)
    {
        var choice = reply.Choices![0];
        return Text(chat, choice.Message?.Content ?? "", choice.FinishReason, ChatModel.Tokens(choice.Logprobs), reply.Usage);
    }

    private async Task<GeneratedText> StreamAsync(ChatRequest chat, IProgress<string> deltas, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var tokens = new List<DraftToken>();
        ChatUsage? usage = null;
        string? finish = null;
        await foreach (var chunk in model.Client.StreamAsync(chat, cancellationToken))
        {
            usage = chunk.Usage ?? usage;
            if (chunk.Choices is not [var choice, ..])
                continue;
            finish = choice.FinishReason ?? finish;
            tokens.AddRange(ChatModel.Tokens(choice.Logprobs) ?? []);
            if (choice.Delta?.Content is { Length: > 0 } delta)
            {
                text.Append(delta);
                deltas.Report(delta);
            }
        }
        return Text(chat, text.ToString(), finish, tokens.Count > 0 ? tokens : null, usage);
    }

    private GeneratedText Text(ChatRequest chat, string content, string? finish, IReadOnlyList<DraftToken>? tokens, ChatUsage? usage)
    {
        var text = style == AnswerStyle.Quoted ? ChatModel.Answer(content) : content.Trim();
        // A quotation that was begun and closed at once says that there is nothing to quote.
        if (text.Length == 0 && style == AnswerStyle.Quoted)
            text = Abstention.Phrase;
        return new GeneratedText(text)
        {
            IsTruncated = finish == "length",
            Tokens = tokens is null ? null : DraftTokens.Align(content, tokens),
            InputTokens = ChatModel.InputTokens(usage, chat),
            OutputTokens = ChatModel.OutputTokens(usage, content),
        };
    }
}
