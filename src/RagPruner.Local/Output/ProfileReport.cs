using System.Globalization;
using RagPruner.Calibration;
using RagPruner.Local.Calibration;
using RagPruner.Local.Commands;
using RagPruner.Local.Evaluation;
using Spectre.Console;
using Profile = RagPruner.Calibration.Profile;

namespace RagPruner.Local.Output;

/// <summary>What calibration found, for people.</summary>
internal static class ProfileReport
{
    public static void Write(IAnsiConsole console, Profile profile, string path, CalibrationOptions options)
    {
        var figures = profile.Figures;
        WriteFit(console, profile);
        Shell.Raw(console,
            $"First choice right: {figures.KeptAt1 * 100:0.0} %{Over(figures.Spread?.KeptAt1, 100, "0.0")}, by the retrieval order " +
            $"{figures.RetrievalKeptAt1 * 100:0.0} %.");
        WriteCoverage(console, profile, options);
        if (profile.Waves is { } waves && figures.Waves is { } inWaves)
            Shell.Raw(console,
                $"In waves of {waves.Size}: drafts from {inWaves.DraftedContexts:0.0} of {figures.Contexts:0.0} contexts (stops above " +
                    $"{waves.Stop:0.###}), and keeps {inWaves.KeptContexts:0.0} (cut {waves.Cut:0.###}) with the same probability.");
        Shell.Raw(console,
            $"confidence{(profile.Probability.Relevance is { } by ? $" by the best score and the relevance of what was retrieved ({by.By})" : "")}, " +
                $"on the questions that it was fitted to: Brier score {figures.Brier:0.000}, calibration error " +
                $"{figures.CalibrationError:0.000}.");
        foreach (var action in figures.Actions)
            Shell.Raw(console,
                $"  {action.Action,-8} {action.Share * 100,5:0.0} % of " +
                    $"questions{(action.Right is { } right ? $", best context right for {right * 100:0.0} %" : "")}");
        foreach (var warning in ProfileWarnings.Of(profile))
            Shell.Raw(console, $"Note: {warning}");
        Shell.Raw(console, $"Written to {path}. Use it with --profile {path}, and --keep coverage.");
        if (profile.Prompt is null)
            Shell.Raw(console,
                "Note: the evidence does not say which prompt it came from, so `ask` and the functions will refuse this profile. Calibrate " +
                "on evidence that `eval --record` wrote.");
    }

    /// <summary>How the profile did on the questions that it was not made from, beside what needs no profile.</summary>
    public static void WriteCrosswise(IAnsiConsole console, EvalReport report)
    {
        Shell.Raw(console, EvalTable.Headroom(report));
        if (report.Policies.FirstOrDefault(p => p.Scorer == NamedScorer.ProfileName && p.Keep == "coverage") is not { } profiled)
        {
            Shell.Raw(console, "The profile itself could not be judged: that takes two halves of these questions with a profile each.");
            return;
        }
        Shell.Raw(console,
            $"Judged crosswise, each question by a profile of the other half: {profiled.Policy} keeps {EvalTable.Number(profiled.Contexts, "0.0")} of " +
            $"{EvalTable.Number(report.Contexts, "0.0")} contexts, and a relevant one for {EvalTable.Percent(profiled.Kept)} of the questions " +
            $"(sending everything: {EvalTable.Percent(report.Policies[^1].Kept)}).");
        if (profiled.JudgedQuestions < report.Policies[^1].JudgedQuestions)
            Shell.Raw(console,
                $"Note: the evidence has answers from what it keeps for {profiled.JudgedQuestions} of {report.Policies[^1].JudgedQuestions} questions only, " +
                "so it is not compared by its answers. `eval --profile` with the models makes the others.");
    }

    private static void WriteFit(IAnsiConsole console, Profile profile)
    {
        var figures = profile.Figures;
        Shell.Raw(console, figures.FittedOn > 0
            ? $"Mean over {QuestionSplits.Count} splits: weights fitted on {figures.FittedOn} questions, cuts and figures from {figures.MeasuredOn} others, " +
                $"whose relevant context was retrieved (of {profile.Data.Questions}; {profile.Data.Contexts} contexts)."
            : $"{figures.MeasuredOn} questions whose relevant context was retrieved (of {profile.Data.Questions}; {profile.Data.Contexts} contexts) are too " +
                $"few to fit weights, which takes {2 * Calibrator.LeastToFit}: these are the default blend's, and the cut is from all of them.");
        for (var i = 0; i < profile.Features.Count; i++)
        {
            var feature = profile.Features[i];
            Shell.Raw(console,
                $"  {feature.Weight,7:0.00} × {feature.Name}{Over(figures.Spread?.Weights[i], 1, "0.00")} (mean {feature.Mean:0.###}, deviation " +
                $"{feature.Deviation:0.###})");
        }
    }

    private static void WriteCoverage(IAnsiConsole console, Profile profile, CalibrationOptions options)
    {
        var (figures, target) = (profile.Figures, profile.Coverage.Target);
        if (target < options.Coverage)
            Shell.Raw(console,
                $"Asked for a coverage of {options.Coverage * 100:0.#} %: {figures.MeasuredOn} questions can promise {target * 100:0.#} % at most; " +
                $"{Calibrator.Needed(options.CutCoverage)} whose relevant context was retrieved would do.");
        var (low, high) = Likely(figures.MeasuredOn, target);
        Shell.Raw(console,
            $"coverage {target * 100:0.#} %: a needed context that was retrieved is kept with this probability, over new questions like these and the " +
            $"choice of these {figures.MeasuredOn}; of 10 calibrations like this one 9 keep {low * 100:0} to {high * 100:0} %. Cut " +
            $"{profile.Coverage.Cut:0.###}{Over(figures.Spread?.Cut, 1, "0.00")}, keeps {figures.KeptContexts:0.0} of {figures.Contexts:0.0} " +
            $"contexts{Over(figures.Spread?.KeptContexts, 1, "0.0")}.");
    }

    /// <summary>What a split conformal cut from n questions keeps: a beta distribution (Vovk, 2012), its middle nine tenths.</summary>
    private static (double Low, double High) Likely(int questions, double coverage)
    {
        var k = Math.Max(1, Math.Floor((1 - coverage) * (questions + 1) + 1e-9));
        var kept = new MathNet.Numerics.Distributions.Beta(questions + 1 - k, k);
        return (kept.InverseCumulativeDistribution(0.05), kept.InverseCumulativeDistribution(0.95));
    }

    private static string Over(Spread? spread, double scale, string format) => spread is null ? ""
        : string.Create(CultureInfo.InvariantCulture,
            $" ({(spread.Low * scale).ToString(format, CultureInfo.InvariantCulture)} to " +
            $"{(spread.High * scale).ToString(format, CultureInfo.InvariantCulture)} over the splits)");

    public static void Write(IAnsiConsole console, BlendFit fit)
    {
        Shell.Raw(console,
            $"Fitted on {fit.FittedOn} questions, measured on {fit.MeasuredOn} others, whose relevant context was retrieved; mean over 20 splits.");
        foreach (var (scorer, weight) in fit.Features)
            Shell.Raw(console, $"  {weight,7:0.000} × {scorer}");
        Shell.Raw(console,
            $"First choice right, on the others: {fit.KeptAt1 * 100:0.0} %; by the default blend {fit.DefaultKeptAt1 * 100:0.0} " +
                $"%, by the retrieval order {fit.RetrievalKeptAt1 * 100:0.0} %.");
    }
}
