using RagPruner.Pipeline;
using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>Shows on a terminal what a question is waiting for, and the answer as it comes; nothing elsewhere.</summary>
internal static class ProgressLine
{
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, Func<IProgress<PipelineProgress>?, Task<T>> work) =>
        console.Profile.Capabilities.Interactive
            ? await console.Status().Spinner(Spinner.Known.Dots).StartAsync("Retrieving…", status => work(new Line(status, console.Profile.Width)))
            : await work(null);

    private sealed class Line(StatusContext status, int width) : IProgress<PipelineProgress>
    {
        private string _answer = "";

        public void Report(PipelineProgress value)
        {
            _answer += value.AnswerDelta;
            status.Status = value.Stage switch
            {
                Stage.Retrieve => "Retrieving…",
                Stage.Draft => $"Drafting… {value.Done} of {value.Total}",
                _ when _answer.Length > 0 => Markup.Escape(Commands.Shell.Printable(Tail(_answer.ReplaceLineEndings(" ")))),
                _ => "Answering…",
            };
        }

        private string Tail(string text) => text.Length <= width - 4 ? text : $"…{text[^Math.Max(1, width - 5)..]}";
    }
}
