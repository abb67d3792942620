using System.CommandLine;
using System.Globalization;
using RagPruner.Local.Completions;
using RagPruner.Local.Output;
using Spectre.Console;

namespace RagPruner.Local.Commands;

/// <summary><c>rank</c>: several completions of one prompt, ordered by mean log probability.</summary>
internal static class RankCommand
{
    private const int LongestText = 80;

    public static Command Create(Shell shell)
    {
        var json = Flag.Switch("--json", "Print the ranking as JSON, and nothing else.");
        var source = new CompletionSource(shell.InProcess, count: 5);
        var command = new Command("rank", "Orders completions of one prompt by mean log probability, the surest first.") { json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var ranked = NamedCompletion.Ranked(await source.ReadAsync(parsed, cancellationToken));
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out,
                    LabJson.Write([.. ranked.Select((c, i) => new RankedCompletion(i + 1, c.Id, c.MeanLogprob, c.Tokens.Count(t => !t.IsEnd), c.Text))]));
            else
                Write(shell.Out, ranked);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<NamedCompletion> ranked)
    {
        EvalTable.WriteTable(console, ["rank", "id", "mean logprob", "probability a token", "least", "tokens", "text"], ranked.Select((c, i) =>
        {
            var shown = c.Tokens.Where(t => !t.IsEnd).ToArray();
            var text = Shell.Printable(c.Text.ReplaceLineEndings(" "));
            return (IEnumerable<string>)
            [
                $"{i + 1}", c.Id, EvalTable.Number(c.MeanLogprob), EvalTable.Percent(c.MeanLogprob is { } mean ? Math.Exp(mean) : null),
                    EvalTable.Number(shown.Min(t => t.Logprob)),
                shown.Length.ToString(CultureInfo.InvariantCulture), text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…",
            ];
        }));
        Shell.Raw(console, "A high mean says that the model was sure of its words, not that they are right.");
    }
}
