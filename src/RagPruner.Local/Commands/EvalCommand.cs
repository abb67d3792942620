using System.CommandLine;
using RagPruner.Errors;
using RagPruner.Local.Corpora;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;
using RagPruner.Scoring;

namespace RagPruner.Local.Commands;

/// <summary><c>eval</c>: how often each scorer keeps the relevant context, on the user's own questions.</summary>
internal static class EvalCommand
{
    public static Command Create(Shell shell)
    {
        var questions = new Option<string?>("--questions") { Description = "A .jsonl file of {id, question, answers, relevantContextIds}. Default: the samples' questions.", HelpName = "PATH" };
        var squad = new Option<string?>("--squad") { Description = "A file in SQuAD's format (XQuAD has it too): corpus and questions in one.", HelpName = "PATH" };
        var limit = new Option<int?>("--limit") { Description = "Only the first N questions.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON, and nothing else." };
        var backend = new BackendOptions();
        var command = new Command("eval", "Measures how often each scorer keeps the relevant context among its best 1, 2 and 3.") { questions, squad, limit, json };
        backend.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (corpus, asked) = Input(parsed.GetValue(squad), parsed.GetValue(questions), backend.HasCorpus(parsed));
            if (parsed.GetValue(limit) is { } most)
                asked = most >= 1 ? [.. asked.Take(most)] : throw new PrunerInvalidInput("--limit must be at least 1.");
            using var opened = corpus is null
                ? await backend.OpenAsync(parsed, shell.Time, cancellationToken)
                : await backend.OpenAsync(parsed, corpus, shell.Time, cancellationToken);
            if (!asked.Any(q => q.RelevantContextIds.Count > 0))
                throw new PrunerInvalidInput("No question names a relevant context (relevantContextIds): there is nothing to measure.");
            if (opened.Index?.Lacks(asked.SelectMany(q => q.RelevantContextIds).Distinct(StringComparer.Ordinal)) is [var lacking, ..] all)
                throw new PrunerInvalidInput($"The corpus lacks {all.Count} of the relevantContextIds, the first of them {lacking}.");
            if (!parsed.GetValue(json))
                Shell.Raw(shell.Error, opened.Description);
            var scorers = Scorers.All.Where(s => opened.Drafter.Offers.HasFlag(s.Needs)).ToArray();
            var evaluator = new Evaluator(new EvidenceCollector(opened.Retriever, opened.Drafter, opened.Options, shell.Time), scorers);
            // A server is kept busy by the drafts of one question; the embedded model by one question a core.
            var parallel = opened.IsEmbedded ? Environment.ProcessorCount : 1;
            var report = await EvalProgress.ShowAsync(shell.Error, asked.Count, shell.Time, progress => evaluator.RunAsync(asked, backend.Contexts(parsed), parallel, progress, cancellationToken));
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out, report.ToJson());
            else
                EvalTable.Write(shell.Out, report);
            return ExitCodes.Success;
        });
        return command;
    }

    private static (Corpus? Corpus, IReadOnlyList<EvalQuestion> Questions) Input(string? squad, string? questions, bool hasCorpus)
    {
        if (squad is not null)
            return questions is null && !hasCorpus ? SquadFile.Read(squad) : throw new PrunerInvalidInput("--squad gives both corpus and questions: leave out --corpus and --questions.");
        if (questions is null && hasCorpus)
            throw new PrunerInvalidInput("--corpus needs --questions: the default questions are about the samples.");
        return (null, EvalQuestion.Read(questions ?? Path.Combine(BackendOptions.SamplesFolder, "questions.jsonl")));
    }
}
