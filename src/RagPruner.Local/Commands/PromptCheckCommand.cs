using System.CommandLine;
using System.Globalization;
using RagPruner.Contexts;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;
using Spectre.Console;

namespace RagPruner.Local.Commands;

/// <summary><c>prompt-check</c>: two or more prompt templates, by how surely the model sets out and by what comes out.</summary>
internal static class PromptCheckCommand
{
    public static Command Create(Shell shell)
    {
        var templates = Flag.Of<string[]>("--template", "PATH", "A text file with {context} and {question} in it; give two or more.");
        templates.Required = true;
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var input = new EvalInput(shell);
        var command = new Command("prompt-check",
            "Compares prompt templates on labelled questions, each with a context that holds its answer: mean log probability of the first " +
            "five tokens, and right answers.") { templates, json };
        input.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = parsed.GetValue(templates)!.Select(PromptTemplate.Read).ToArray();
            if (read.Length < 2)
                throw new PrunerInvalidInput("Give two templates or more: --template a.txt --template b.txt.");
            using var session = await input.OpenAsync(parsed, cancellationToken);
            var model = session.Backend.Prompts ?? throw new PrunerInvalidInput("prompt-check asks the embedded model or --model-url, not Bedrock.");
            session.Backend.Introduce(shell, parsed.GetValue(json));
            var asked = session.Questions.Where(q => q.RelevantContextIds.Count > 0 && q.Answers.Count > 0).ToArray();
            var outcomes = new List<IReadOnlyList<TemplateOutcome>>(asked.Length);
            var done = 0;
            await EvalProgress.ShowAsync(shell.Error, asked.Length, shell.Time, async progress =>
            {
                foreach (var question in asked)
                {
                    var retrieval = await session.Backend.Retriever!.RetrieveAsync(new RetrievalQuery(question.Question, session.Contexts), cancellationToken);
                    // Where retrieval missed it, there is nothing to answer from, and nothing to learn about a prompt.
                    if (retrieval.Contexts.FirstOrDefault(c => question.IsRelevant(c.Id)) is { } context)
                        outcomes.Add(await PromptCheck.AskAsync(model, read, question, context, session.Backend.Options.MaxDraftTokens, cancellationToken));
                    progress?.Report(++done);
                }
                return outcomes.Count;
            });
            if (outcomes.Count == 0)
                throw new PrunerInvalidInput("No question has accepted answers and a relevant context that was retrieved.");
            var figures = PromptCheck.Figures(read, outcomes);
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out, LabJson.Write(figures));
            else
                Write(shell.Out, figures);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<TemplateFigures> figures)
    {
        EvalTable.WriteTable(console,
            ["template", "first 5 tokens, mean logprob", "against the first", "right", "against the first", "F1", "tokens"],
            figures.Select((f, i) => (IEnumerable<string>)
        [
            f.Template, EvalTable.Number(f.FirstLogprob, "0.000"),
            i == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
                $"{f.FirstLogprobAgainstFirst.Mean:+0.000;−0.000} ({f.FirstLogprobAgainstFirst.Low:+0.000;−0.000} … " +
                $"{f.FirstLogprobAgainstFirst.High:+0.000;−0.000})"),
            EvalTable.Percent(f.Right), i == 0 ? "" : EvalTable.Points(f.RightAgainstFirst), EvalTable.Number(f.F1), EvalTable.Number(f.Tokens, "0.0"),
        ]));
        Shell.Raw(console,
            $"{figures[0].Questions} questions, each with a context that holds its answer. A surer start is not a better answer: trust the " +
            $"column \"right\" where the two disagree.");
    }
}
