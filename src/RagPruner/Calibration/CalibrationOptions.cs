using RagPruner.Selection;

namespace RagPruner.Calibration;

/// <summary>What calibration is to aim at.</summary>
internal sealed record CalibrationOptions
{
    /// <summary>The scorers to blend; each must give absolute scores.</summary>
    public IReadOnlyList<string> Features { get; init; } = ["retrieval", "question-likelihood"];

    /// <summary>Where the features' names are looked up.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;

    /// <summary>The stated probability of <c>coverage</c>: at least 0.5, below 1.</summary>
    public double Coverage { get; init; } = 0.95;

    /// <summary>Of the answers given as they are, at most this share may rest on a best context that does not hold the answer.</summary>
    public double AnswerRisk { get; init; } = 0.05;

    /// <summary>The same of those given and those reviewed together; at least <see cref="AnswerRisk"/>.</summary>
    public double ReviewRisk { get; init; } = 0.25;

    /// <summary>The same of all that are not fallen back from; at least <see cref="ReviewRisk"/>.</summary>
    public double ClarifyRisk { get; init; } = 0.5;

    /// <summary>How many contexts a wave of drafts has, 1 to 24; null for drafts from every context.</summary>
    public int? WaveSize { get; init; }

    /// <summary>The coverage that single cuts must promise: with waves there are two of them.</summary>
    internal double CutCoverage => WaveSize is null ? Coverage : WaveFit.EachCoverage(Coverage);

    /// <summary>The most that so many questions can promise: a cut below the least of them, and with waves two of these.</summary>
    internal double Promised(int questions) => 1 - (WaveSize is null ? 1.0 : 2.0) / (questions + 1);

    /// <summary>Decides which questions fall into which halves.</summary>
    public int Seed { get; init; } = 1;

    internal void Validate()
    {
        if (!(Coverage is >= 0.5 and < 1))
            throw new PrunerInvalidInput("The coverage must be at least 0.5 and below 1.");
        if (!(0 <= AnswerRisk && AnswerRisk <= ReviewRisk && ReviewRisk <= ClarifyRisk && ClarifyRisk < 1))
            throw new PrunerInvalidInput("The risks must be from 0 to below 1, of answer at most that of review, of review at most that of clarify.");
        if (WaveSize is < 1 or > WaveRule.MostSize)
            throw new PrunerInvalidInput($"A wave has 1 to {WaveRule.MostSize} contexts.");
        if (Features.Count == 0 || Features.Distinct(StringComparer.Ordinal).Count() != Features.Count)
            throw new PrunerInvalidInput("The features must be one or more different scorers.");
        if (Features.FirstOrDefault(f => !Catalog.Scorer(f).IsAbsolute) is { } relative)
            throw new PrunerInvalidInput($"The scorer {relative} cannot be a feature: its scores depend on the question's other contexts' scale.");
        if (WaveSize is not null)
            WaveFit.EnsureFit([.. Features.Select(Catalog.Scorer)]);
    }
}

/// <summary>Where evidence came from.</summary>
/// <param name="DraftModel">The drafting model.</param>
/// <param name="FinalModel">The final model, or null.</param>
/// <param name="Prompt">Identifies the drafting prompt; null if unknown.</param>
/// <param name="DataHash">SHA-256 of the evidence, in hexadecimal.</param>
internal sealed record ProfileOrigin(string DraftModel, string? FinalModel, string? Prompt, string DataHash);
