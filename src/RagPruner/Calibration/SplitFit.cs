namespace RagPruner.Calibration;

/// <summary>
/// What one split of the questions gives: one half fits the weights, the other the cuts and the figures, so that neither is
/// flattered by the fit.
/// </summary>
/// <param name="Weights">One for each feature.</param>
/// <param name="Cut">The cut of the coverage.</param>
/// <param name="Waves">Drafting in waves; null without.</param>
/// <param name="KeptAt1">How often a needed context came first, of those retrieved.</param>
/// <param name="RetrievalKeptAt1">The same by the retriever's own score.</param>
/// <param name="KeptContexts">Contexts kept by the cut, mean per question.</param>
/// <param name="InWaves">The same of contexts drafted from and kept in waves; null without.</param>
internal sealed record SplitFit(
    IReadOnlyList<double> Weights, double Cut, WaveRule? Waves, double KeptAt1, double RetrievalKeptAt1, double KeptContexts, WaveFigures? InWaves)
{
    /// <summary>Measures weights on questions that they were not fitted on.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="measuring">The questions, with rows that are not standardised.</param>
    /// <param name="scales">Mean and deviation of each feature.</param>
    /// <param name="coverage">What the cuts are to promise.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="PrunerInvalidInput">No cut can promise it.</exception>
    public static SplitFit Of(
        IReadOnlyList<double> weights, IReadOnlyList<QuestionFeatures> measuring, IReadOnlyList<ProfileFeature> scales, double coverage,
        CalibrationOptions options)
    {
        ProfileFeature[] features = [.. scales.Zip(weights, (s, w) => s with { Weight = w })];
        double Score(double[] row) => row.Select((v, i) => features[i].Part(v)).Sum();
        var answerable = measuring.Where(q => q.Question.IsAnswerable).ToArray();
        var cut = CutOf([.. answerable.Select(q => q.BestNeeded(Score))], coverage);
        var waves = options.WaveSize is { } size
            ? WaveFit.Of([.. measuring.Select(q => q.Question)], new ProfileScorer(features, options.Catalog), size, coverage) : null;
        return new SplitFit(
            weights, cut, waves,
            KeptAt1: answerable.Average(q => q.IsNeededFirst(Score) ? 1.0 : 0),
            RetrievalKeptAt1: answerable.Average(q => q.IsNeededFirstByRetrieval ? 1.0 : 0),
            KeptContexts: measuring.Average(q => q.Rows.Count(r => Score(r) >= cut)),
            waves is null ? null : InWavesOf(measuring, new ProfileScorer(features, options.Catalog), waves));
    }

    private static WaveFigures InWavesOf(IReadOnlyList<QuestionFeatures> measuring, ProfileScorer scorer, WaveRule waves)
    {
        var settled = measuring.Select(q => waves.Settle([.. q.Question.Contexts.Select(c => c.AskedFor(scorer.Needs))], scorer)).ToArray();
        return new WaveFigures(
            settled.Average(c => c.Count(p => p.IsForDrafting && !p.IsNotNeeded)),
            settled.Average(c => WaveRule.ScoresOf(c, scorer).Count(s => s >= waves.Cut)));
    }

    private static double CutOf(IReadOnlyList<double> needed, double coverage)
    {
        var cut = ConformalCut.Of(needed, coverage);
        if (double.IsFinite(cut))
            return cut;
        var lost = needed.Count(s => !double.IsFinite(s));
        throw new PrunerInvalidInput(
            $"No cut can promise a coverage of {coverage:0.###}: of {needed.Count} needed contexts {lost} have no score, because " +
            $"their draft abstained or evidence is missing. "
            + "Ask for less coverage, or for features without drafts, such as --features retrieval,question-likelihood.");
    }
}
