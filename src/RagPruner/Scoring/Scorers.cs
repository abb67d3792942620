using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>The scorers that the product comes with. To add one: write its file, and add its line here.</summary>
internal static class Scorers
{
    /// <summary>The name of the scorer used when none is named.</summary>
    public const string Default = "blend";

    /// <summary>That scorer.</summary>
    public static Scorer Blend { get; } = new BlendScorer();

    /// <summary>The retriever's own score: what every other one has to beat.</summary>
    public static Scorer Retrieval { get; } = new RetrievalScorer();

    /// <summary>What a profile is made of unless somebody says otherwise: the retriever's score, and the best that a model has.</summary>
    public static IReadOnlyList<Scorer> DefaultFeatures(EvidenceKinds offered) =>
        offered.HasFlag(EvidenceKinds.QuestionLogprobs) ? [Retrieval, new QuestionLikelihoodScorer()]
        : offered.HasFlag(EvidenceKinds.DraftLogprobs) ? [Retrieval, new MeanLogprobScorer()]
        : [Retrieval];

    /// <summary>Names that scorers had, and what is meant by them now.</summary>
    public static IReadOnlyDictionary<string, string> FormerNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // Plain overlap of words with the other drafts: one document in four pieces won every vote.
        ["agreement"] = "consensus",
    };

    /// <summary>Every scorer, in the order in which they are listed to users.</summary>
    public static IReadOnlyList<Scorer> All { get; } =
    [
        Retrieval,
        new MeanLogprobScorer(),
        new QuestionLikelihoodScorer(),
        new SufficiencyScorer(),
        new GainScorer(),
        new QuestionGainScorer(),
        new ListwiseScorer(),
        new ScentScorer(),
        new PairScorer(),
        new GroundingScorer(),
        new ConsensusScorer(),
        Blend,
    ];
}
