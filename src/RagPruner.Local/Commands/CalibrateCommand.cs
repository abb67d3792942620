using System.CommandLine;
using RagPruner.Calibration;
using RagPruner.Drafting;
using RagPruner.Local.Calibration;
using RagPruner.Local.Evaluation;
using RagPruner.Local.Output;
using RagPruner.Scoring;
using RagPruner.Selection;

namespace RagPruner.Local.Commands;

/// <summary><c>calibrate</c>: a profile from labelled questions, that is weights, probabilities and cuts with stated guarantees.</summary>
internal static class CalibrateCommand
{
    public static Command Create(Shell shell)
    {
        var defaults = new CalibrationOptions();
        var output = Flag.Of("--out", "PATH", "Where the profile goes.", "profile.json");
        var features = Flag.Text("--features", "NAMES",
            "Scorers to blend, separated by commas. Default: retrieval, and question-likelihood where the model has it.");
        var coverage = Flag.Of<double>("--coverage", "SHARE",
            "The probability with which --keep coverage is to keep a needed context that was retrieved.", defaults.Coverage);
        var waves = Flag.Of<int?>("--waves", "N",
            "Draft from N contexts at a time, and stop once one is good enough for the coverage; in one process only. Default: from every context.");
        var answerRisk = Risk("--answer-risk", "Of the answers given as they are, at most this share may rest on a wrong best context.", defaults.AnswerRisk);
        var reviewRisk = Risk("--review-risk", "The same of those given and those reviewed together.", defaults.ReviewRisk);
        var clarifyRisk = Risk("--clarify-risk", "The same of all that are not fallen back from.", defaults.ClarifyRisk);
        var seed = Flag.Of("--seed", "N", "Decides which questions fall into which halves.", defaults.Seed);
        var within = Flag.Switch("--within-question",
            "Write no profile; fit the weights of a blend standardised within each question, and print them.");
        var input = new EvalInput(shell);
        var command = new Command("calibrate",
            "Fits a profile on labelled questions: the blend's weights, calibrated probabilities, the cut for a stated coverage, and cuts for actions.")
        {
            output, features, coverage, waves, answerRisk, reviewRisk, clarifyRisk, seed, within,
        };
        input.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(output)!;
            var file = parsed.GetValue(within) ? null : ProfileFile.At(path).Checked();
            var names = parsed.GetValue(features)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            (IReadOnlyList<RecordedQuestion> recorded, var chosen) = input.Replayed(parsed) is { } replayed
                ? ([.. replayed.Read()], Chosen(names, replayed.Offered, shell.Catalog))
                : await CollectAsync(parsed, shell, input, names, cancellationToken);
            LabelledQuestion[] labelled = [.. recorded.Select(r => r.Labelled())];
            if (file is null)
            {
                ProfileReport.Write(shell.Out, BlendFit.Of(labelled, chosen, parsed.GetValue(seed), catalog: shell.Catalog));
                return ExitCodes.Success;
            }
            var options = new CalibrationOptions
            {
                Catalog = shell.Catalog,
                Features = chosen,
                Coverage = parsed.GetValue(coverage),
                WaveSize = parsed.GetValue(waves),
                AnswerRisk = parsed.GetValue(answerRisk),
                ReviewRisk = parsed.GetValue(reviewRisk),
                ClarifyRisk = parsed.GetValue(clarifyRisk),
                Seed = parsed.GetValue(seed),
            };
            var profile = Calibrator.Fit(labelled, options, Origin(recorded, input.Backend.ModelNames(parsed)));
            ProfileFile.Write(file, profile);
            ProfileReport.Write(shell.Out, profile, path, options);
            var report = CrosswiseEvaluation.Of(recorded, options, p => Plan(p, recorded, path, input, parsed, shell.Catalog), input.Margin(parsed));
            Shell.Raw(shell.Out, "");
            ProfileReport.WriteCrosswise(shell.Out, report);
            EvalTable.WriteRecommendation(shell.Out, report.Recommendation);
            return ExitCodes.Success;
        });
        return command;

        static Option<double> Risk(string name, string description, double value) =>
            new(name) { Description = description, DefaultValueFactory = _ => value, HelpName = "SHARE" };
    }

    /// <summary>What `eval` compares on the same evidence, and the profile beside it.</summary>
    private static EvaluationPlan Plan(
        Profile? profile, IReadOnlyList<RecordedQuestion> recorded, string path, EvalInput input, ParseResult parsed, Catalog catalog)
    {
        var offered = recorded.Aggregate(EvidenceKinds.None, (all, r) => all | r.Offered());
        var hasAnswers = recorded.Any(q => q.Answers.Count > 0);
        NamedScorer[] scorers = profile is null ? [] : [new NamedScorer(NamedScorer.ProfileName, new ProfileScorer(profile, catalog))];
        (string, KeepRule)[] rules = profile is null ? [] : [("coverage", new Coverage { Cut = profile.Coverage.Cut })];
        return EvaluationPlan.Of(
            [.. EvaluationPlan.Usual(offered, catalog), .. scorers],
            [.. EvaluationPlan.UsualRules, .. rules],
            offered, input.Backend.Prices(parsed), hasAnswers) with
        { Catalog = catalog, ProfilePath = path };
    }

    private static async Task<(IReadOnlyList<RecordedQuestion> Recorded, IReadOnlyList<string> Features)> CollectAsync(
        ParseResult parsed, Shell shell, EvalInput input, string[]? names, CancellationToken cancellationToken)
    {
        using var session = await input.OpenAsync(parsed, cancellationToken);
        session.Backend.Introduce(shell);
        var features = Chosen(names, session.Backend.Drafter.Offers, shell.Catalog);
        var uses = features.Aggregate(EvidenceKinds.None, (all, f) => all | shell.Catalog.Scorer(f).Needs);
        var (collect, recorder) = session.Collector(uses, []);
        using (recorder)
        {
            var (recorded, failures) = await EvalProgress.ShowAsync(
                shell.Error, session.Questions.Count, shell.Time, progress =>
                    EachQuestion.RunAsync(session.Questions, collect, session.Parallel, progress, cancellationToken));
            // A profile from a part of the questions is not what was asked for; --record keeps what was done.
            cancellationToken.ThrowIfCancellationRequested();
            if (failures.Count > 0)
                Shell.Raw(shell.Error,
                    $"Note: {failures.Count} of {session.Questions.Count} questions failed and are left out; the first: {failures.First().Message}");
            return (recorded, features);
        }
    }

    /// <exception cref="PrunerInvalidInput">A scorer needs evidence that is not there.</exception>
    private static IReadOnlyList<string> Chosen(string[]? names, EvidenceKinds offered, Catalog catalog)
    {
        names ??= [.. Scorers.DefaultFeatures(offered).Select(s => s.Name)];
        return names.FirstOrDefault(n => !offered.HasFlag(catalog.Scorer(n).Needs)) is { } lacking
            ? throw new PrunerInvalidInput($"The feature {lacking} needs evidence that is not there ({catalog.Scorer(lacking).Needs & ~offered}).")
            : names;
    }

    // Evidence that was recorded elsewhere names no models: they must be given, and its prompt stays unknown.
    private static ProfileOrigin Origin(IReadOnlyList<RecordedQuestion> recorded, (string? Draft, string? Final) given)
    {
        var origins = recorded.Select(r => r.Origin is null ? null : r.Origin with { Asked = EvidenceKinds.None }).Distinct().ToArray();
        if (origins.Length > 1)
            throw new PrunerInvalidInput("The evidence comes from several models or prompts: a profile is for one.");
        var digest = EvidenceHash.Of(recorded);
        return origins is [{ } origin]
            ? new ProfileOrigin(origin.DraftModel, origin.FinalModel, origin.Prompt, digest)
            : new ProfileOrigin(given.Draft ?? throw new PrunerInvalidInput("The evidence names no model: give --draft-model."), given.Final, null, digest);
    }
}
