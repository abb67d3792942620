using Spectre.Console;

namespace RagPruner.Local.Output;

/// <summary>Shows on a terminal how many questions are done and how long the rest will take; nothing elsewhere.</summary>
internal static class EvalProgress
{
    public static async Task<T> ShowAsync<T>(IAnsiConsole console, int questions, TimeProvider time, Func<IProgress<int>?, Task<T>> work) =>
        console.Profile.Capabilities.Interactive
            ? await console.Status().StartAsync($"0 of {questions} questions", status => work(new Line(status, questions, time)))
            : await work(null);

    private sealed class Line(StatusContext status, int questions, TimeProvider time) : IProgress<int>
    {
        private readonly long _start = time.GetTimestamp();

        public void Report(int value)
        {
            if (value == 0)
                return;
            var left = time.GetElapsedTime(_start) / value * (questions - value);
            status.Status = $"{value} of {questions} questions, about {(int)left.TotalMinutes}:{left.Seconds:00} left";
        }
    }
}
