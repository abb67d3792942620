using System.CommandLine;
using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Local.Calibration;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Gates;
using RagPruner.Local.Output;
using RagPruner.Selection;

namespace RagPruner.Local.Commands;

/// <summary><c>eval</c>: which scorer and which keep rule are best, and whether pruning pays, on the user's own questions.</summary>
internal static class EvalCommand
{
    public static Command Create(Shell shell)
    {
        var scorers = Flag.Text("--scorers", "NAMES",
            "Scorers to compare, separated by commas; a blend is a sum, such as retrieval+2*question-likelihood. Default: every one that " +
            "the model has evidence for.");
        var keep = Flag.Of<string[]>("--keep", "RULE",
            "Keep rules to compare; may be given several times. Default: top-k:1 and top-k:3, and coverage with --profile.");
        var noAnswers = Flag.Switch("--no-answers", "Generate no answers: rank contexts only.");
        var report = Flag.Text("--report", "PATH.html", "Write a page with tables and plots; it needs no network.");
        var json = Flag.Switch("--json", "Print the figures as JSON, and nothing else.");
        var details = Flag.Switch("--details",
            "List each question with its contexts, verdicts and the first cause of what went wrong, in the terminal or the JSON; the report has them always.");
        var texts = Flag.Switch("--texts", "Questions, answers, contexts and drafts too, in --details and --report: both are free of them otherwise.");
        var policy = Flag.Text("--policy", "NAME",
            "The policy that --details and the report look at question by question, as in the tables: \"blend, top-k:3\". Default: blend " +
            "with the last keep rule.");
        var gate = new GateOptions();
        var input = new EvalInput(shell);
        var command = new Command("eval",
            "Measures every scorer and keep rule on labelled questions: ranking, answers, tokens, money, time, with intervals; and says which to use.")
        {
            scorers, keep, noAnswers, report, json, details, texts, policy,
        };
        gate.AddTo(command);
        input.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var margin = input.Margin(parsed);
            var chosen = gate.Chosen(parsed);
            var page = parsed.GetValue(report) is { } path ? EvalHtml.At(path).Checked() : null;
            var profile = input.Backend.Profile(parsed);
            var named = parsed.GetValue(scorers) is { } list ? NamedScorer.ParseAll(list, shell.Catalog) : null;
            string[] ruleTexts = parsed.GetValue(keep) is { Length: > 0 } given ? given
                : [.. EvaluationPlan.UsualRules.Select(r => r.Text), .. profile is null ? Array.Empty<string>() : ["coverage"]];
            var rules = ruleTexts.Distinct(StringComparer.Ordinal).Select(t => (t, WithCut(shell.Catalog.ParseKeepRule(t), profile?.Coverage.Cut))).ToArray();

            EvaluationPlan Plan(EvidenceKinds offered, bool hasAnswers, string? reranker)
            {
                NamedScorer[] compared =
                [
                    .. (named ?? EvaluationPlan.Usual(offered, shell.Catalog)).Select(s => s.With(profile, shell.Catalog)),
                    .. reranker is null ? Array.Empty<NamedScorer>() : [NamedScorer.Reranked(reranker)],
                ];
                var made = EvaluationPlan.Of(compared, rules, offered, input.Backend.Prices(parsed), hasAnswers) with
                {
                    Catalog = shell.Catalog,
                    ProfilePath = input.Backend.ProfilePath(parsed),
                    Details = page is not null || chosen.NeedsDetails || parsed.GetValue(details),
                    Texts = parsed.GetValue(texts),
                    KeepsScores = page is not null,
                };
                return made.FocusedOn(parsed.GetValue(policy));
            }

            async Task<Evaluated> ReplayAsync(Recording recording)
            {
                if (profile is not null)
                    EnsureFit(profile, recording, shell);
                var plan = Plan(recording.Offered, hasAnswers: !parsed.GetValue(noAnswers) && recording.HasAnswers, recording.Reranker);
                var fingerprint = Fingerprint.Of(recording.Questions, recording.Setup);
                chosen.EnsureComparable(fingerprint, plan);
                var done = await EvalProgress.ShowAsync(shell.Error, recording.Count, shell.Time, progress =>
                    Task.Run(() => new Evaluator(plan, margin).Replay(recording.Read(), progress, cancellationToken), cancellationToken));
                return new Evaluated(done, plan, recording.Questions, fingerprint);
            }

            async Task<Evaluated> LiveAsync()
            {
                using var session = await input.OpenAsync(parsed, cancellationToken);
                var plan = Plan(session.Backend.Drafter.Offers, hasAnswers: !parsed.GetValue(noAnswers), session.Backend.Reranker?.Name);
                var fingerprint = Fingerprint.Of(session.Questions, session.Setup);
                chosen.EnsureComparable(fingerprint, plan);
                session.Backend.Introduce(shell, parsed.GetValue(json));
                if (session.Questions.Count(q => q.IsDraft) is > 0 and var drafts)
                    Shell.Raw(shell.Error,
                        $"Note: {drafts} of {session.Questions.Count} questions are drafts that nobody has reviewed (`questions --review`).");
                var (collect, recorder) = session.Collector(plan.Uses, plan.HasAnswers ? plan.Policies : []);
                using (recorder)
                {
                    var done = await EvalProgress.ShowAsync(
                        shell.Error, session.Questions.Count, shell.Time,
                        progress => new Evaluator(plan, margin).RunAsync(session.Questions, collect, session.Parallel, progress, cancellationToken));
                    return new Evaluated(done, plan, session.Questions, fingerprint);
                }
            }

            var evaluated = input.Replayed(parsed) is { } replayed
                ? await ReplayAsync(replayed) : await LiveAsync();
            var gated = chosen.Close(evaluated.Done, evaluated.Plan, evaluated.Questions, evaluated.Fingerprint, margin, shell, input.QuestionsFile(parsed));
            var found = evaluated.Done.Report;
            if (page is not null)
                EvalHtml.Write(page, evaluated.Done, evaluated.Plan);
            if (parsed.GetValue(json))
                Shell.Raw(shell.Out, (parsed.GetValue(details) ? found : found with { Details = null }).ToJson());
            else
                EvalTable.Write(shell.Out, found);
            if (parsed.GetValue(details) && !parsed.GetValue(json))
                EvalDetails.Write(shell.Out, found);
            if (gated is not null)
                GateText.Write(parsed.GetValue(json) ? shell.Error : shell.Out, gated);
            return found.IsInterrupted ? ExitCodes.Cancelled : gated is { IsPassed: false } ? ExitCodes.GateFailed : ExitCodes.Success;
        });
        return command;
    }

    private static void EnsureFit(Profile profile, Recording recording, Shell shell)
    {
        recording.EnsureFit(profile);
        if (profile.Data.Questions == recording.Count && profile.Data.Hash == EvidenceHash.Of(recording.Read()))
            Shell.Raw(shell.Error,
                "Note: the profile was made from these questions, so its policies look better here than they are; `calibrate` judges it crosswise.");
    }

    private static KeepRule WithCut(KeepRule rule, double? cut) =>
        rule is not Coverage coverage ? rule
        : cut is null ? throw new PrunerInvalidInput("The keep rule coverage needs --profile.")
        : coverage with { Cut = cut };

    /// <summary>An evaluation with what it was of.</summary>
    private sealed record Evaluated(EvaluationResult Done, EvaluationPlan Plan, IReadOnlyList<EvalQuestion> Questions, Fingerprint Fingerprint);
}
