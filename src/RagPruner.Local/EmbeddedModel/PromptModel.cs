using RagPruner.Drafting;
using RagPruner.Local.KnowledgeBase;
using RagPruner.Models;

namespace RagPruner.Local.EmbeddedModel;

/// <summary>The embedded model behind a prompt, as any other model is. Its tokens are words.</summary>
internal sealed class PromptModel(CollectionStatistics collection) : IModel, IPromptModel
{
    private readonly ExtractiveModel _model = new(collection);

    /// <inheritdoc/>
    public ModelAbilities Abilities { get; init; } = new() { OutputLogprobs = true, Alternatives = 20, PromptLogprobs = true, BegunTurns = true };

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(CompletionRequest request, IProgress<string>? deltas, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var prompt = request.Prompt;
        (string, string)[] turns = [("system", prompt.System), ("user", prompt.User), .. prompt.Begun is { } begun ? [("assistant", begun)]
            : Array.Empty<(string, string)>()];
        var completion = Complete(ChatMl.Render(turns), request.MaxTokens, prompt.Stops, request.Alternatives, withPrompt: request.PromptTokens > 0,
            withContexts: false);
        if (deltas is not null)
        {
            foreach (var piece in PromptWords.Pieces(completion.Text))
                deltas.Report(piece);
        }
        return Task.FromResult(completion with { Tokens = request.Logprobs ? completion.Tokens : null, OutputTokens = completion.Tokens!.Count });
    }

    /// <inheritdoc/>
    public Task<Completion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Complete(prompt, maxTokens, stops, alternatives, withPrompt: true, withContexts: true));
    }

    private Completion Complete(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, bool withPrompt, bool withContexts)
    {
        var reading = PromptReading.Of(prompt);
        var question = reading.Question(prompt);
        if (reading is { IsNumbered: true, AsksWhetherSufficient: false } && !withPrompt)
            return Answered(question, reading, maxTokens, stops);
        var context = reading.Contexts.Count == 1 ? reading.Contexts[0] : string.Join('\n', reading.Contexts);
        var evidence = _model.Draft(question, context, maxTokens, alternatives);
        var completion = reading.AsksWhetherSufficient ? YesOrNo(_model.Sufficiency(question, reading.Contexts[0]))
            : reading is { AsksWhichIsBest: true, Contexts.Count: > 0 } ? Best(_model.Compare(question, reading.Contexts), alternatives)
            : reading.IsNumbered ? Answered(question, reading, maxTokens, stops)
            : Cut(evidence.Tokens!.Where(t => !t.IsEnd).ToArray(), evidence.Tokens!.Any(t => t.IsEnd), stops);
        return withPrompt ? completion with { PromptTokens = PromptWords.Of(prompt, reading, Begun(), collection, withContexts) } : completion;

        Evidence Begun() => reading is { BegunAnswer.Length: > 0, Contexts.Count: > 0 }
            ? evidence with { ScentLogprobs = _model.Rate(question, context, reading.BegunAnswer) } : evidence;
    }

    private Completion Answered(string question, PromptReading reading, int maxTokens, IReadOnlyList<string> stops)
    {
        var tokens = PromptWords.OfAnswer(QuotedAnswer.From(question, reading.Contexts, collection), reading);
        return Cut([.. tokens.Take(maxTokens)], tokens.Count <= maxTokens, stops);
    }

    private static Completion YesOrNo(Sufficiency sufficiency)
    {
        CompletionToken[] both = [new("Yes", sufficiency.YesLogprob), new("No", sufficiency.NoLogprob)];
        var top = both.OrderByDescending(t => t.Logprob).ToArray();
        return new Completion(top[0].Text) { Tokens = [top[0] with { Top = top }] };
    }

    private static Completion Best(IReadOnlyList<double> logprobs, int alternatives)
    {
        var top = logprobs.Select((l, i) => new CompletionToken($" {Listwise.Label(i)}", l)).OrderByDescending(t => t.Logprob).ToArray();
        return new Completion(top[0].Text) { Tokens = [top[0] with { Top = [.. top.Take(alternatives)] }] };
    }

    private static Completion Cut(IReadOnlyList<CompletionToken> tokens, bool isComplete, IReadOnlyList<string> stops)
    {
        var text = string.Concat(tokens.Select(t => t.Text));
        var end = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(-1).Min();
        if (end < 0)
            return new Completion(text) { Tokens = tokens, StopCause = isComplete ? StopCause.End : StopCause.Length };
        var length = 0;
        return new Completion(text[..end]) { Tokens = [.. tokens.TakeWhile(t => (length += t.Text.Length) <= end)] };
    }
}
