using RagPruner.Scoring;

namespace RagPruner.Calibration;

/// <summary>
/// Makes a profile from labelled questions. In each of twenty splits one half of them fits the weights and the other gives the
/// cuts and the figures; the profile has the means. Where there are too few questions for two halves, the weights are not
/// fitted but those of the default blend, and all questions give the cut. Pure: the same questions give the same profile to
/// the last digit, in whatever order they come.
/// </summary>
internal static class Calibrator
{
    // From the surest to the least.
    private static readonly NextStep[] s_steps = [NextStep.Answer, NextStep.Review, NextStep.Clarify, NextStep.Fallback];

    // Fewer would fit the noise of single questions; a question brings several contexts.
    internal const int LeastToFit = 20;

    /// <summary>Below this a cut says next to nothing: ten questions promise 91 % at most.</summary>
    internal const int Least = 10;

    /// <summary>How many questions whose needed context was retrieved fit weights and promise a coverage.</summary>
    public static int Needed(double coverage) => 2 * Math.Max(LeastToFit, ConformalCut.Needed(coverage));

    /// <summary>Makes a profile. Where the questions cannot promise the coverage, its target is the most that they can.</summary>
    /// <exception cref="PrunerInvalidInput">Too few questions, or no cut can promise the coverage; the message says what would help.</exception>
    public static Profile Fit(IReadOnlyList<LabelledQuestion> questions, CalibrationOptions options, ProfileOrigin origin)
    {
        options.Validate();
        var answerable = questions.Count(q => q.IsAnswerable);
        if (answerable < Least)
            throw new PrunerInvalidInput($"A profile needs at least {Least} questions whose relevant context was retrieved; there are {answerable}.");

        var scorers = options.Features.Select(options.Catalog.Scorer).ToArray();
        QuestionFeatures[] all = [.. questions.OrderBy(q => q.Id, StringComparer.Ordinal).Select(q => QuestionFeatures.Of(q, scorers))];
        var scales = Scales(all, options.Features);
        var isFitted = answerable >= 2 * LeastToFit;
        var measuredOn = isFitted ? answerable / 2 : answerable;
        var coverage = Math.Min(options.Coverage, options.Promised(measuredOn));
        var (splits, penalty) = isFitted ? Splits(all, scales, coverage, options)
            : ([SplitFit.Of([.. options.Features.Select(BlendScorer.UsualWeight)], all, scales, coverage, options)], 0);

        ProfileFeature[] features = [.. scales.Select((s, i) => s with { Weight = splits.Average(f => f.Weights[i]) })];
        double Score(double[] row) => row.Select((v, i) => features[i].Part(v)).Sum();
        var best = all.Where(q => q.Rows.Count > 0).Select(q => Best(q, Score))
            // In waves a question's contexts are fewer, and their mean is another: what stands out from it is not on this scale.
            .Select(b => options.WaveSize is null ? b : b with { Relevance = null }).ToArray();
        var probability = ConfidenceFit.Of(best);
        var confidences = best.Select(b => (Probability: probability.Of(b.Score, b.Relevance?.Value), b.IsNeeded)).ToArray();
        var actions = Actions(confidences, options);
        return new Profile
        {
            Version = Profile.CurrentVersion,
            DraftModel = origin.DraftModel,
            FinalModel = origin.FinalModel,
            Prompt = origin.Prompt,
            Features = features,
            Probability = probability,
            Coverage = new CoverageCut(coverage, splits.Average(f => f.Cut)),
            Waves = options.WaveSize is { } size ? new WaveRule(size, splits.Average(f => f.Waves!.Stop), splits.Average(f => f.Waves!.Cut)) : null,
            Actions = actions,
            Data = new ProfileData(origin.DataHash, questions.Count, all.Sum(q => q.Rows.Count)),
            Figures = new ProfileFigures
            {
                FittedOn = isFitted ? answerable - measuredOn : 0,
                MeasuredOn = measuredOn,
                Penalty = penalty,
                KeptAt1 = splits.Average(f => f.KeptAt1),
                RetrievalKeptAt1 = splits.Average(f => f.RetrievalKeptAt1),
                KeptContexts = splits.Average(f => f.KeptContexts),
                Contexts = all.Average(q => q.Question.Contexts.Count),
                Waves = options.WaveSize is null ? null
                    : new WaveFigures(splits.Average(f => f.InWaves!.DraftedContexts), splits.Average(f => f.InWaves!.KeptContexts)),
                Brier = Reliability.Brier(confidences),
                CalibrationError = Reliability.ExpectedCalibrationError(confidences),
                Actions = [.. s_steps.Select(step => Share(step, actions, confidences))],
                Spread = isFitted ? SplitSpread.Of(splits) : null,
            },
        };
    }

    private static (IReadOnlyList<SplitFit> Splits, double Penalty) Splits(
        QuestionFeatures[] all, ProfileFeature[] scales, double coverage, CalibrationOptions options)
    {
        double[] Standardised(double[] row) => [.. row.Select((v, i) => (v - scales[i].Mean) / scales[i].Deviation)];
        (QuestionFeatures Raw, QuestionFeatures Standardised)[] both = [.. all.Select(q => (q, q.With(Standardised)))];
        var penalty = CrossValidation.Penalty([.. both.Select(q => q.Standardised)]);
        SplitFit Once(int split)
        {
            var (fitting, measuring) = QuestionSplits.Halves(both, q => q.Raw.Question, split);
            var fit = CrossValidation.FitOn(fitting.Select(q => q.Standardised), penalty);
            return SplitFit.Of(fit.Weights, [.. measuring.Select(q => q.Raw)], scales, coverage, options);
        }
        return ([.. QuestionSplits.Of(options.Seed).Select(Once)], penalty);
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

    private static BestContext Best(QuestionFeatures question, Func<double[], double> score) =>
        question.Rows.Select((r, i) => new BestContext(score(r), question.Relevance, question.IsNeeded[i])).MaxBy(r => r.Score)!;

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
