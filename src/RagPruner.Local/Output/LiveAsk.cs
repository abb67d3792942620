using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Pipeline;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RagPruner.Local.Output;

/// <summary>
/// Shows a question at work on a terminal: the contexts as soon as they are there, their evidence as it comes, the verdicts,
/// and the answer as it is written. It goes when the report takes its place; elsewhere nothing is shown.
/// </summary>
internal sealed class LiveAsk : IProgress<PipelineProgress>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Evidence?> _drafted = new(StringComparer.Ordinal);
    private readonly LiveDisplayContext _display;
    private readonly IAnsiConsole _console;
    private IReadOnlyList<Context> _contexts = [];
    private PruneResult? _pruned;
    private string _answer = "";

    private LiveAsk(LiveDisplayContext display, IAnsiConsole console) => (_display, _console) = (display, console);

    public static async Task<T> ShowAsync<T>(IAnsiConsole console, Func<IProgress<PipelineProgress>?, Task<T>> work) =>
        console.Profile.Capabilities.Interactive
            // Where the terminal is too low all the same, the answer is what has to be seen.
            ? await console.Live(new Spectre.Console.Text("Retrieving…")).AutoClear(true)
                .Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(display => work(new LiveAsk(display, console)))
            : await work(null);

    public void Report(PipelineProgress value)
    {
        lock (_lock)
        {
            _contexts = value.Retrieved ?? _contexts;
            if (value.Drafted is { } context)
                _drafted[context.Id] = value.Evidence;
            _pruned = value.Pruned ?? _pruned;
            _answer += value.AnswerDelta;
            _display.UpdateTarget(new Rows([.. Lines(value)]));
            _display.Refresh();
        }
    }

    private IEnumerable<IRenderable> Lines(PipelineProgress value)
    {
        var rows = _pruned is { } pruned ? AskReport.Rows(pruned.Judgement) : [.. _contexts.Select(Waiting)];
        foreach (var (text, style) in ContextLines.Short(rows, _console.Profile.Width))
            yield return new Spectre.Console.Text(text, style);
        yield return new Spectre.Console.Text("");
        foreach (var line in Prose.Lines(Commands.Shell.Printable(_answer.Length > 0 ? _answer : State(value)), _console.Profile.Width - 2))
            yield return new Spectre.Console.Text($"  {line}");
    }

    private ContextRow Waiting(Context context) => new(
        context, _drafted.TryGetValue(context.Id, out var evidence) ? evidence is null ? "failed" : "read" : "…", null, evidence, "", Style.Plain);

    private static string State(PipelineProgress value) => value.Stage switch
    {
        Stage.Retrieve => "Retrieving…",
        Stage.Draft when value.Total > 0 => $"Reading… {value.Done} of {value.Total}",
        _ => "Answering…",
    };
}
