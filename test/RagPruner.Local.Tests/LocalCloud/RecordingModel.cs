using RagPruner.Local.EmbeddedModel;
using RagPruner.Models;

namespace RagPruner.Local.Tests.LocalCloud;

/// <summary>The local model, and every prompt that reached it.</summary>
internal sealed class RecordingModel(IPromptModel inner) : IPromptModel
{
    private readonly Lock _lock = new();
    private readonly List<string> _prompts = [];
    private readonly List<TaskCompletionSource> _running = [];
    private readonly TaskCompletionSource _answerBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool Hangs { get; set; }

    public bool HangsOnAnswers { get; set; }

    public IReadOnlyList<string> Drafts => [.. _prompts.Where(p => !PromptReading.Of(p).IsNumbered)];

    public IReadOnlyList<string> Answers => [.. _prompts.Where(p => PromptReading.Of(p).IsNumbered)];

    /// <summary>Ends when an answer is asked of the model.</summary>
    public Task AnswerBegunAsync() => _answerBegun.Task;

    public Task AllEndedAsync() => Task.WhenAll(_running.Select(r => r.Task));

    public async Task<Completion> CompleteAsync(string prompt, int maxTokens, IReadOnlyList<string> stops, int alternatives, CancellationToken cancellationToken)
    {
        var running = new TaskCompletionSource();
        lock (_lock)
        {
            _prompts.Add(prompt);
            _running.Add(running);
        }
        if (PromptReading.Of(prompt).IsNumbered)
            _answerBegun.TrySetResult();
        try
        {
            if (Hangs || HangsOnAnswers && PromptReading.Of(prompt).IsNumbered)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return await inner.CompleteAsync(prompt, maxTokens, stops, alternatives, cancellationToken);
        }
        finally
        {
            running.SetResult();
        }
    }
}
