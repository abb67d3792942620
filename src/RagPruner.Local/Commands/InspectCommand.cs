using System.CommandLine;
using System.Globalization;
using RagPruner.Answering;
using RagPruner.Local.Completions;
using RagPruner.Local.Output;
using Spectre.Console;

namespace RagPruner.Local.Commands;

/// <summary><c>inspect</c>: a completion with its low-confidence spans marked and its sharp drops listed.</summary>
internal static class InspectCommand
{
    public static Command Create(Shell shell)
    {
        var cut = Flag.Of<double>("--cut", "LOGPROB", "Below this log probability a token is unsure.", LowConfidence.Cut);
        var drop = Flag.Of<double>("--drop", "NATS", "A fall by this much below the five tokens before is sharp.", 2.5);
        var source = new CompletionSource(shell.InProcess, count: 1);
        var command = new Command("inspect",
            "Shows where a model was unsure: low-confidence spans in [brackets] (coloured on a terminal), sharp drops with what else the " +
            "model considered.") { cut, drop };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (unsure, sharp) = (parsed.GetValue(cut), parsed.GetValue(drop));
            if (!(unsure <= 0 && double.IsFinite(unsure)) || !(sharp > 0 && double.IsFinite(sharp)))
                throw new PrunerInvalidInput("--cut must be a log probability, at most 0, and --drop above 0.");
            foreach (var completion in await source.ReadAsync(parsed, cancellationToken))
                Write(shell.Out, completion, ConfidenceMarks.Of(completion.Tokens, unsure, sharp));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, NamedCompletion completion, IReadOnlyList<MarkedToken> tokens)
    {
        var isColoured = console.Profile.Capabilities.ColorSystem != ColorSystem.NoColors;
        var unsure = tokens.Count(t => t.IsUnsure);
        Shell.Raw(console,
            string.Create(CultureInfo.InvariantCulture,
            $"{completion.Id}: mean logprob {EvalTable.Number(completion.MeanLogprob)}, {unsure} of {tokens.Count} tokens unsure"));
        if (isColoured)
        {
            console.Write(new Paragraph()
                .Join(tokens.Select(t => (Shell.Printable(t.Token.Text), t.IsUnsure ? new Style(Color.Red, decoration: Decoration.Underline) : Style.Plain))));
            console.WriteLine();
        }
        else
        {
            Shell.Raw(console, Bracketed(tokens));
        }
        foreach (var marked in tokens.Where(t => t.Drop is not null))
        {
            var others = string.Join(", ", marked.Token.Top.Where(a => a.Text != marked.Token.Text && a.Logprob is not null).Take(3)
                .Select(a => $"\"{a.Text.Trim()}\" {Math.Exp(a.Logprob!.Value).ToString("0 %", CultureInfo.InvariantCulture)}"));
            Shell.Raw(console,
                string.Create(CultureInfo.InvariantCulture,
                $"  drop of {marked.Drop:0.0} at \"{marked.Token.Text.Trim()}\" " +
                $"({Math.Exp(marked.Token.Logprob!.Value):0 %}){(others.Length > 0 ? $"; considered {others}" : "")}"));
        }
        Shell.Raw(console, "");
    }

    /// <summary>The text with each unsure stretch in brackets, its leading space outside.</summary>
    internal static string Bracketed(IReadOnlyList<MarkedToken> tokens)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < tokens.Count; i++)
        {
            var (own, begins) = (tokens[i].Token.Text, tokens[i].IsUnsure && (i == 0 || !tokens[i - 1].IsUnsure));
            var space = begins ? own.Length - own.TrimStart().Length : 0;
            text.Append(own, 0, space).Append(begins ? "[" : "").Append(own, space, own.Length - space);
            if (tokens[i].IsUnsure && (i + 1 == tokens.Count || !tokens[i + 1].IsUnsure))
                text.Append(']');
        }
        return text.ToString();
    }

    private static Paragraph Join(this Paragraph paragraph, IEnumerable<(string Text, Style Style)> parts)
    {
        foreach (var (text, style) in parts)
            paragraph.Append(text, style);
        return paragraph;
    }
}
