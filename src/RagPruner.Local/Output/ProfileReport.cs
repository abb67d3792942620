using RagPruner.Calibration;
using RagPruner.Local.Commands;
using Spectre.Console;
using Profile = RagPruner.Calibration.Profile;

namespace RagPruner.Local.Output;

/// <summary>What calibration found, for people.</summary>
internal static class ProfileReport
{
    public static void Write(IAnsiConsole console, Profile profile, string path)
    {
        var figures = profile.Figures;
        Shell.Raw(console,
            $"Fitted on {figures.FittedOn} questions, measured on {figures.MeasuredOn} others, whose relevant context was retrieved (of " +
            $"{profile.Data.Questions}; {profile.Data.Contexts} contexts).");
        foreach (var feature in profile.Features)
            Shell.Raw(console, $"  {feature.Weight,7:0.00} × {feature.Name} (mean {feature.Mean:0.###}, deviation {feature.Deviation:0.###})");
        Shell.Raw(console, $"First choice right: {figures.KeptAt1 * 100:0.0} %, by the retrieval order {figures.RetrievalKeptAt1 * 100:0.0} %.");
        Shell.Raw(console,
            $"coverage {profile.Coverage.Target * 100:0.#} %: a needed context that was retrieved is kept with at least this " +
                $"probability (over new questions like these and the choice of these {figures.MeasuredOn}); cut " +
                $"{profile.Coverage.Cut:0.###}, keeps {figures.KeptContexts:0.0} of {figures.Contexts:0.0} contexts.");
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
        Shell.Raw(console, $"Written to {path}. Use it with --profile {path}, and --keep coverage.");
        if (profile.Prompt is null)
            Shell.Raw(console,
                "Note: the evidence does not say which prompt it came from, so `ask` and the functions will refuse this profile. Calibrate " +
                "on evidence that `eval --record` wrote.");
    }

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
