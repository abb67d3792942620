using RagPruner.Scoring;

namespace RagPruner.Calibration;

/// <summary>
/// Makes a profile from labelled questions. One half of them fits the weights, with a penalty chosen by cross-validation
/// in whole questions; the other half gives the probability, the cuts and the figures, so that none of these is
/// flattered by the fit of the weights. Pure and seeded: the same questions give the same profile.
/// </summary>
internal static class Calibrator
{
    // From the surest to the least.
    private static readonly NextStep[] s_steps = [NextStep.Answer, NextStep.Review, NextStep.Clarify, NextStep.Fallback];

    // Fewer would fit the noise of single questions; a question brings several contexts.
    internal const int LeastToFit = 20;

    /// <summary>How many questions whose needed context was retrieved a coverage takes.</summary>
    public static int Needed(double coverage) => 2 * Math.Max(LeastToFit, ConformalCut.Needed(coverage));

    /// <summary>Makes a profile.</summary>
    /// <exception cref="PrunerInvalidInput">Too few questions, or no cut can promise the coverage; the message says what would help.</exception>
    public static Profile Fit(IReadOnlyList<LabelledQuestion> questions, CalibrationOptions options, ProfileOrigin origin)
    {
        options.Validate();
        var answerable = questions.Count(q => q.IsAnswerable);
        if (answerable < Needed(options.CutCoverage))
            throw new PrunerInvalidInput(
                $"A coverage of {options.Coverage:0.###}{(options.WaveSize is null ? "" : " in waves")} needs at least " +
                $"{Needed(options.CutCoverage)} questions whose relevant context was retrieved; there are {answerable}.");

        var scorers = options.Features.Select(options.Catalog.Scorer).ToArray();
        var (fitting, measuring) = Halves([.. questions.Select(q => QuestionFeatures.Of(q, scorers))], options.Seed);
        var scales = Scales(fitting, options.Features);
        double[] Standardised(double[] row) => [.. row.Select((v, i) => (v - scales[i].Mean) / scales[i].Deviation)];
        var (fit, penalty) = CrossValidation.Fit([.. fitting.Select(q => q.With(Standardised))]);
        ProfileFeature[] features = [.. scales.Select((s, i) => s with { Weight = fit.Weights[i] })];
        double Score(double[] row) => row.Select((v, i) => features[i].Part(v)).Sum();

        var coverage = Coverage(measuring, Score, options);
        var best = measuring.Where(q => q.Rows.Count > 0).Select(q => Best(q, Score))
            // In waves a question's contexts are fewer, and their mean is another: what stands out from it is not on this scale.
            .Select(b => options.WaveSize is null ? b : b with { Relevance = null }).ToArray();
        var probability = ConfidenceFit.Of(best);
        var confidences = best.Select(b => (Probability: probability.Of(b.Score, b.Relevance?.Value), b.IsNeeded)).ToArray();
        var actions = Actions(confidences, options);
        var profile = new Profile
        {
            Version = Profile.CurrentVersion,
            DraftModel = origin.DraftModel,
            FinalModel = origin.FinalModel,
            Prompt = origin.Prompt,
            Features = features,
            Probability = probability,
            Coverage = new CoverageCut(options.Coverage, coverage),
            Actions = actions,
            Data = new ProfileData(origin.DataHash, questions.Count, fitting.Concat(measuring).Sum(q => q.Rows.Count)),
            Figures = new ProfileFigures
            {
                FittedOn = fitting.Count(q => q.Question.IsAnswerable),
                MeasuredOn = measuring.Count(q => q.Question.IsAnswerable),
                Penalty = penalty,
                KeptAt1 = First(measuring, Score),
                RetrievalKeptAt1 = First([.. measuring.Select(q => QuestionFeatures.Of(q.Question, [new RetrievalScorer()]))], r => r[0]),
                KeptContexts = measuring.Average(q => q.Rows.Count(r => Score(r) >= coverage)),
                Contexts = measuring.Average(q => q.Question.Contexts.Count),
                Brier = Reliability.Brier(confidences),
                CalibrationError = Reliability.ExpectedCalibrationError(confidences),
                Actions = [.. s_steps.Select(step => Share(step, actions, confidences))],
            },
        };
        return options.WaveSize is { } size ? InWaves(profile, size, [.. measuring.Select(q => q.Question)], options) : profile;
    }

    private static Profile InWaves(Profile profile, int size, IReadOnlyList<LabelledQuestion> measuring, CalibrationOptions options)
    {
        var scorer = new ProfileScorer(profile, options.Catalog);
        var waves = WaveFit.Of(measuring, scorer, size, options.Coverage);
        var settled = measuring.Select(q => waves.Settle([.. q.Contexts.Select(c => c.AskedFor(scorer.Needs))], scorer)).ToArray();
        return profile with
        {
            Waves = waves,
            Figures = profile.Figures with
            {
                Waves = new WaveFigures(
                    settled.Average(c => c.Count(p => p.IsForDrafting && !p.IsNotNeeded)),
                    settled.Average(c => WaveRule.ScoresOf(c, scorer).Count(s => s >= waves.Cut))),
            },
        };
    }

    /// <summary>Two halves, with as many answerable questions in each.</summary>
    internal static (IReadOnlyList<QuestionFeatures> First, IReadOnlyList<QuestionFeatures> Second) Halves(QuestionFeatures[] questions, int seed)
    {
        new Random(seed).Shuffle(questions);
        var sorted = questions.OrderByDescending(q => q.Question.IsAnswerable).ToArray();
        return ([.. sorted.Where((_, i) => i % 2 == 0)], [.. sorted.Where((_, i) => i % 2 == 1)]);
    }

    private static ProfileFeature[] Scales(IReadOnlyList<QuestionFeatures> questions, IReadOnlyList<string> names)
    {
        var rows = questions.SelectMany(q => q.Rows).ToArray();
        if (rows.Length == 0)
            throw new PrunerInvalidInput($"No context has evidence for all of {string.Join(", ", names)}: choose --features that the evidence has.");
        return [.. names.Select((name, f) =>
        {
            var values = rows.Select(r => r[f]).Order().ToArray();
            var (mean, deviation, isFlat) = BlendScorer.ScaleOf(values);
            return isFlat
                ? throw new PrunerInvalidInput($"The feature {name} is the same for every context: leave it out of --features.")
                : new ProfileFeature(name, 0, mean, deviation) { Deciles = [.. Enumerable.Range(1, 9).Select(d => values[d * values.Length / 10])] };
        })];
    }

    private static double Coverage(IReadOnlyList<QuestionFeatures> questions, Func<double[], double> score, CalibrationOptions options)
    {
        var needed = questions.Where(q => q.Question.IsAnswerable).Select(q => q.BestNeeded(score)).ToArray();
        var cut = ConformalCut.Of(needed, options.Coverage);
        if (double.IsFinite(cut))
            return cut;
        var lost = needed.Count(s => !double.IsFinite(s));
        throw new PrunerInvalidInput(
            $"No cut can promise a coverage of {options.Coverage:0.###}: of {needed.Length} needed contexts {lost} have no score, because " +
            $"their draft abstained or evidence is missing. "
            + "Ask for less coverage, or for features without drafts, such as --features retrieval,question-likelihood.");
    }

    private static BestContext Best(QuestionFeatures question, Func<double[], double> score) =>
        question.Rows.Select((r, i) => new BestContext(score(r), question.Relevance, question.IsNeeded[i])).MaxBy(r => r.Score)!;

    private static double First(IReadOnlyList<QuestionFeatures> questions, Func<double[], double> score) =>
        questions.Where(q => q.Question.IsAnswerable).Average(q => q.IsNeededFirst(score) ? 1.0 : 0);

    /// <summary>For each bound on the share of wrong ones, the lowest confidence from which on it is kept.</summary>
    private static ActionCuts Actions((double Probability, bool IsRight)[] confidences, CalibrationOptions options)
    {
        var sorted = confidences.OrderByDescending(c => c.Probability).ToArray();
        double CutFor(double risk)
        {
            var (cut, wrong) = (1.0, 0);
            for (var i = 0; i < sorted.Length; i++)
            {
                wrong += sorted[i].IsRight ? 0 : 1;
                var isLastOfEquals = i + 1 == sorted.Length || sorted[i + 1].Probability < sorted[i].Probability;
                if (isLastOfEquals && (double)wrong / (i + 1) <= risk)
                    cut = sorted[i].Probability;
            }
            return cut;
        }
        return new ActionCuts(Clarify: CutFor(options.ReviewRisk), Review: CutFor(options.AnswerRisk), Fallback: CutFor(options.ClarifyRisk));
    }

    private static ActionShare Share(NextStep step, ActionCuts cuts, (double Probability, bool IsRight)[] confidences)
    {
        var taken = confidences.Where(c => cuts.StepAt(c.Probability) == step).ToArray();
        return new ActionShare(step.ToString().ToLowerInvariant(), (double)taken.Length / confidences.Length, taken.Length == 0 ? null
            : taken.Average(c => c.IsRight ? 1.0 : 0));
    }
}
