using System.Text.Json.Serialization;

namespace RagPruner.Calibration;

/// <summary>
/// What calibration found out on labelled questions: a blend whose scores can be compared between questions, what they
/// mean as probabilities, and cuts. Holds for the models and the prompt that its evidence came from, and no others.
/// </summary>
internal sealed record Profile
{
    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>The drafting model: a name or an ARN.</summary>
    public required string DraftModel { get; init; }

    /// <summary>The final model; null if the evidence was collected without one, which fits any.</summary>
    public string? FinalModel { get; init; }

    /// <summary>Identifies the wording of the drafting prompt; null if it is not known, which fits none.</summary>
    public required string? Prompt { get; init; }

    /// <summary>The blend's parts.</summary>
    public required IReadOnlyList<ProfileFeature> Features { get; init; }

    /// <summary>From a question's best score to the probability that this context holds the answer.</summary>
    public required ProbabilityMap Probability { get; init; }

    /// <summary>The cut of the keep rule <c>coverage</c>.</summary>
    public required CoverageCut Coverage { get; init; }

    /// <summary>Drafting in waves, for <c>coverage</c>; null for drafts from every context.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaveRule? Waves { get; init; }

    /// <summary>Cuts on the confidence.</summary>
    public required ActionCuts Actions { get; init; }

    /// <summary>What it was made from.</summary>
    public required ProfileData Data { get; init; }

    /// <summary>What was measured when it was made.</summary>
    public required ProfileFigures Figures { get; init; }

    /// <summary>Refuses a profile that was made for something else.</summary>
    /// <param name="draftModel">The drafting model in use.</param>
    /// <param name="finalModel">The final model in use, or null if there is none.</param>
    /// <param name="prompt">The drafting prompt in use.</param>
    /// <exception cref="PrunerMisconfigured">Another model or prompt.</exception>
    public void EnsureFits(string draftModel, string? finalModel, string prompt)
    {
        if (!string.Equals(DraftModel, draftModel, StringComparison.Ordinal))
            throw new PrunerMisconfigured("The profile was made for another drafting model. Calibrate again with this one.");
        if (finalModel is not null && FinalModel is not null && !string.Equals(FinalModel, finalModel, StringComparison.Ordinal))
            throw new PrunerMisconfigured("The profile was made for another final model. Calibrate again with this one.");
        if (!string.Equals(Prompt, prompt, StringComparison.Ordinal))
            throw new PrunerMisconfigured(Prompt is null
                ? "The profile was made from evidence whose prompt is not known. Calibrate with evidence recorded here."
                : "The profile was made for another drafting prompt. Calibrate again with this one.");
    }
}

/// <summary>One part of a profile's blend.</summary>
/// <param name="Name">The scorer.</param>
/// <param name="Weight">What one deviation adds to the score.</param>
/// <param name="Mean">Its mean over the contexts it was fitted on.</param>
/// <param name="Deviation">Their standard deviation; above 0.</param>
internal sealed record ProfileFeature(string Name, double Weight, double Mean, double Deviation)
{
    /// <summary>What a value adds to the score: calibration and scoring must agree to the last bit, or a context on the cut falls off it.</summary>
    internal double Part(double value) => Weight * (value - Mean) / Deviation;

    /// <summary>The nine values between tenths of its distribution: what drift is measured against.</summary>
    public required IReadOnlyList<double> Deciles { get; init; }
}

/// <summary>
/// Platt's scaling: <c>p = 1 / (1 + e^−(intercept + slope · score))</c> (Platt, 1999), with a term for the question's relevance
/// where that tells more.
/// </summary>
/// <param name="Intercept">The log odds at score 0.</param>
/// <param name="Slope">What one unit of score adds to them; at least 0.</param>
internal sealed record ProbabilityMap(double Intercept, double Slope)
{
    // No sample of questions can show more than this.
    private const double MostCertain = 0.999;

    /// <summary>The part of the question's relevance; null where it was not shown to tell more than the score.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RelevanceSlope? Relevance { get; init; }

    /// <summary>The probability of a score, from 0.001 to 0.999: however far out a score lies, it is never certain.</summary>
    /// <param name="score">The score.</param>
    /// <param name="relevance">The question's relevance; a context that stands alone stands out from nothing, so that null counts as 0.</param>
    public double Of(double score, double? relevance) => Math.Clamp(
        LogisticRegression.Probability(Intercept + Slope * score + (Relevance?.Slope * relevance ?? 0)), 1 - MostCertain, MostCertain);
}

/// <summary>What a question's relevance adds to the log odds.</summary>
/// <param name="By">What it is measured by, as in <see cref="Selection.Relevance"/>.</param>
/// <param name="Slope">What one unit adds; above 0.</param>
internal sealed record RelevanceSlope(string By, double Slope);

/// <summary>What the keep rule <c>coverage</c> promises, and how.</summary>
/// <param name="Target">A needed context that was retrieved is kept with at least this probability.</param>
/// <param name="Cut">The least score that is kept.</param>
internal sealed record CoverageCut(double Target, double Cut);

/// <summary>
/// What to do with an answer by its confidence: below <c>Fallback</c> fall back, below <c>Clarify</c> ask back, below
/// <c>Review</c> let a person look, from there on answer. <c>Fallback ≤ Clarify ≤ Review</c>; 1 is never reached.
/// </summary>
/// <param name="Clarify">Below it the question is asked back.</param>
/// <param name="Review">Below it a person reviews the answer.</param>
/// <param name="Fallback">Below it there is nothing to go on.</param>
internal sealed record ActionCuts(double Clarify, double Review, double Fallback)
{
    /// <summary>What to do at a confidence.</summary>
    public NextStep StepAt(double confidence) =>
        confidence < Fallback ? NextStep.Fallback
        : confidence < Clarify ? NextStep.Clarify
        : confidence < Review ? NextStep.Review
        : NextStep.Answer;
}

/// <summary>What a profile was made from.</summary>
/// <param name="Hash">SHA-256 of the evidence, in hexadecimal.</param>
/// <param name="Questions">How many questions.</param>
/// <param name="Contexts">How many scored contexts.</param>
internal sealed record ProfileData(string Hash, int Questions, int Contexts);

/// <summary>
/// What was measured, in each of twenty splits on the half of the questions that the weights were not fitted on, averaged.
/// For the ranking that is held out; the cuts come from this half too, and the probability from all questions, so their
/// figures say how they fit them, not how they will do.
/// </summary>
internal sealed record ProfileFigures
{
    /// <summary>Questions whose needed context was retrieved, in a half that weights were fitted on; 0 where they were not fitted.</summary>
    public required int FittedOn { get; init; }

    /// <summary>The same in a half that cuts and figures come from.</summary>
    public required int MeasuredOn { get; init; }

    /// <summary>The penalty that cross-validation chose.</summary>
    public required double Penalty { get; init; }

    /// <summary>How often a needed context came first by this profile, of those retrieved.</summary>
    public required double KeptAt1 { get; init; }

    /// <summary>The same by the retriever's own score.</summary>
    public required double RetrievalKeptAt1 { get; init; }

    /// <summary>Contexts kept by <c>coverage</c>, mean per question.</summary>
    public required double KeptContexts { get; init; }

    /// <summary>Contexts retrieved, mean per question.</summary>
    public required double Contexts { get; init; }

    /// <summary>The same of contexts drafted from and kept in waves; null without them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaveFigures? Waves { get; init; }

    /// <summary>How far the splits lie apart; null where the questions were too few to split, and in profiles of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SplitSpread? Spread { get; init; }

    /// <summary>Brier score of the confidence.</summary>
    public required double Brier { get; init; }

    /// <summary>Expected calibration error of the confidence.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>For each action the share of questions that it takes, and how many of these had a best context that holds the answer.</summary>
    public required IReadOnlyList<ActionShare> Actions { get; init; }
}

/// <summary>How waves did.</summary>
/// <param name="DraftedContexts">Contexts drafted from, mean per question.</param>
/// <param name="KeptContexts">Contexts kept, mean per question.</param>
internal sealed record WaveFigures(double DraftedContexts, double KeptContexts);

/// <summary>How an action did.</summary>
/// <param name="Action">Its name in the contract.</param>
/// <param name="Share">The share of questions.</param>
/// <param name="Right">Of these, the share whose best context holds the answer; null if there are none.</param>
internal sealed record ActionShare(string Action, double Share, double? Right);

/// <summary>How far the splits lie apart: what another choice of the same questions would have given.</summary>
/// <param name="Cut">Of the cut.</param>
/// <param name="KeptContexts">Of the contexts kept, mean per question.</param>
/// <param name="KeptAt1">Of how often a needed context came first.</param>
/// <param name="Weights">Of each feature's weight, in the order of the features.</param>
internal sealed record SplitSpread(Spread Cut, Spread KeptContexts, Spread KeptAt1, IReadOnlyList<Spread> Weights)
{
    public static SplitSpread Of(IReadOnlyList<SplitFit> splits) => new(
        Spread.Of(splits.Select(s => s.Cut)), Spread.Of(splits.Select(s => s.KeptContexts)), Spread.Of(splits.Select(s => s.KeptAt1)),
        [.. Enumerable.Range(0, splits[0].Weights.Count).Select(i => Spread.Of(splits.Select(s => s.Weights[i])))]);
}

/// <summary>The least and the most of several.</summary>
internal sealed record Spread(double Low, double High)
{
    public static Spread Of(IEnumerable<double> values) => values.Aggregate(
        new Spread(double.PositiveInfinity, double.NegativeInfinity), (all, v) => new Spread(Math.Min(all.Low, v), Math.Max(all.High, v)));
}
