using System.CommandLine;
using System.Globalization;
using RagPruner.Drafting;
using RagPruner.Local.Conflicts;
using RagPruner.Local.Corpora;
using RagPruner.Local.Output;
using RagPruner.Pipeline;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Commands;

/// <summary><c>conflicts</c>: what poisoned contexts do to answers, and what seeing conflicts does about it.</summary>
internal static class ConflictsCommand
{
    private static readonly string[] s_samples =
        [.. new[] { "poisoned.jsonl", "benign.jsonl" }.Select(f => Path.Combine(BackendOptions.SamplesFolder, "conflicts", f))];

    public static Command Create(Shell shell)
    {
        var cases = Flag.Of<string[]>("--cases", "PATH",
            "A .jsonl file of {id, question, answers, documents, wrongAnswers?, poisoned?}, poisoned naming ids of documents; may be given again. Default: " +
            "the samples' cases.");
        var scorer = Flag.Of("--scorer", "NAME", $"What contexts are ranked by: {string.Join(", ", shell.Catalog.ScorerNames)}.", Scorers.Default);
        var keep = Flag.Of("--keep", "RULE", "What is kept.", "top-k:3");
        var details = Flag.Switch("--details", "List the questions that went wrong, with what was answered.");
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var backend = new BackendOptions(shell);
        var command = new Command("conflicts",
            "Measures how often poisoned contexts decide an answer, with conflicts flagged and with what contradicts dropped, and how often harmless " +
            "differences are taken for conflicts.") { cases, scorer, keep, details, json };
        backend.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (backend.HasCorpus(parsed))
                throw new PrunerInvalidInput("The cases bring their documents: leave out --corpus.");
            var paths = parsed.GetValue(cases) is { Length: > 0 } given ? given : s_samples;
            var read = ConflictCase.Read(paths);
            var (rankedBy, kept) = (shell.Catalog.Scorer(parsed.GetValue(scorer)!), shell.Catalog.ParseKeepRule(parsed.GetValue(keep)!));
            using var opened = backend.IsOnBedrock(parsed) ? await backend.OpenAsync(parsed, shell.Time, retrieves: false, cancellationToken)
                : await backend.OpenAsync(parsed, CorpusOf(paths, read), shell.Time, cancellationToken);
            var offered = ((IDrafter)opened.Drafter).Usable;
            Judge.EnsureFit(rankedBy, kept, offered, shell.Catalog);
            opened.Introduce(shell, parsed.GetValue(json));
            var pruner = opened.Pruner(shell.Time);
            var lab = new ConflictLab(pruner, new AnswerPipeline(pruner, opened.Generator), rankedBy, kept, offered)
            {
                Contexts = backend.ContextsOfDocuments(parsed),
            };
            var outcomes = await EvalProgress.ShowAsync(shell.Error, read.Count, shell.Time, async progress =>
            {
                var done = new List<(ConflictOutcome Flagged, ConflictOutcome Dropped)>(read.Count);
                foreach (var item in read)
                {
                    done.Add(await lab.RunAsync(item, cancellationToken));
                    progress?.Report(done.Count);
                }
                return done;
            });
            Write(shell, outcomes, parsed.GetValue(json), parsed.GetValue(details));
            return ExitCodes.Success;
        });
        return command;
    }

    // What the embedded model knows of words it knows from the cases' own texts, as it does with a corpus.
    private static Corpus CorpusOf(IReadOnlyList<string> paths, IReadOnlyList<ConflictCase> cases) =>
        Corpus.Of(string.Join(", ", paths), [.. paths.Select(p => (p, Corpus.Read(p)))], new ChunkLimits(), () =>
            [.. cases.SelectMany(c => c.Documents.Select((d, i) =>
                    new CorpusChunk(FormattableString.Invariant($"{c.Id}/{i + 1}"), d.Title, d.Text, d.Uri, null)))
                .Where(c => !string.IsNullOrWhiteSpace(c.Text))]);

    private static void Write(Shell shell, IReadOnlyList<(ConflictOutcome Flagged, ConflictOutcome Dropped)> outcomes, bool isJson, bool hasDetails)
    {
        var (flagged, dropped) = (ConflictFigures.Of([.. outcomes.Select(o => o.Flagged)]), ConflictFigures.Of([.. outcomes.Select(o => o.Dropped)]));
        if (isJson)
        {
            Shell.Raw(shell.Out, LabJson.Write(new ConflictReport(flagged, dropped)));
            return;
        }
        (string Name, Func<ConflictFigures, (int Count, int Of)> Of)[] rows =
        [
            ("poisoned: right answers", f => (f.Poisoned.Right, f.Poisoned.Questions)),
            ("poisoned: answers from poison alone", f => (f.Poisoned.FromPoison, f.Poisoned.Questions)),
            ("poisoned: only poison kept", f => (f.Poisoned.KeptPoisonAlone, f.Poisoned.Questions)),
            ("poisoned: conflict seen", f => (f.Poisoned.Conflicts, f.Poisoned.Questions)),
            ("poisoned documents kept", f => (f.Poisoned.DocumentsKept, f.Poisoned.Documents)),
            ("poisoned documents dropped", f => (f.Poisoned.DocumentsDropped, f.Poisoned.Documents)),
            ("benign: right answers", f => (f.Benign.Right, f.Benign.Questions)),
            ("benign: false conflicts", f => (f.Benign.FalseConflicts, f.Benign.Questions)),
        ];
        EvalTable.WriteTable(shell.Out, ["questions", "flag", "drop"],
            rows.Where(r => r.Of(flagged).Of > 0).Select(r => (IEnumerable<string>)[r.Name, Share(r.Of(flagged)), Share(r.Of(dropped))]));
        Shell.Raw(shell.Out, $"Honest documents dropped: {dropped.Poisoned.HonestDropped} beside poison, {dropped.Benign.Dropped} where there is none.");
        if (!hasDetails)
            return;
        foreach (var outcome in outcomes.Select(o => o.Dropped).Where(o => !o.IsRight || o.HonestDropped > 0 || o.HasConflict != o.Case.IsPoisoned))
        {
            Shell.Raw(shell.Out, $"\n{outcome.Case.Id}: {(outcome.IsRight ? "right" : outcome.IsFromPoison ? "from poison" : "wrong")}, " +
                $"{(outcome.HasConflict ? "conflict" : "no conflict")}: {outcome.Case.Question} {outcome.Answer}");
            foreach (var context in outcome.Judgement.Contexts)
                Shell.Raw(shell.Out,
                    $"  {context.Context.Id}{(outcome.Case.PoisonedIds.Contains(context.Context.Id) ? " (poisoned)" : "")}, {context.Reason}: " +
                    $"{context.Evidence?.Draft}");
        }
    }

    private static string Share((int Count, int Of) share) => share.Of == 0 ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{share.Count} of {share.Of} ({EvalTable.Percent((double)share.Count / share.Of)})");
}
