using RagPruner.Drafting;

namespace RagPruner.Scoring;

/// <summary>
/// Gives every context of a question a number, higher for better, or null where it has none. Pure: the same evidence
/// gives the same scores, in whatever order the drafts came back.
/// </summary>
public abstract class Scorer
{
    /// <summary>The name in configuration, on the command line and in the HTTP contract.</summary>
    public abstract string Name { get; }

    /// <summary>The evidence without which there is no score.</summary>
    public abstract EvidenceKinds Needs { get; }

    /// <summary>The evidence that the score uses on a model that offers these kinds: what the drafting calls ask for.</summary>
    public virtual EvidenceKinds Uses(EvidenceKinds offered) => Needs;

    /// <summary>Whether scores of different questions can be compared, so that a fixed cut makes sense.</summary>
    public virtual bool IsAbsolute => true;

    /// <summary>Why a context has no score, where only this scorer knows.</summary>
    public abstract string MissingReason { get; }

    /// <summary>The same of one context, where it differs.</summary>
    internal virtual string MissingReasonOf(ContextEvidence context) => MissingReason;

    /// <summary>Scores the contexts of one question.</summary>
    /// <param name="contexts">In retrieval order. Abstained, empty and failed drafts are not among them.</param>
    /// <returns>One score for each, in the same order; null for none.</returns>
    public abstract IReadOnlyList<double?> Score(IReadOnlyList<ContextEvidence> contexts);

    /// <summary>
    /// The most that a context can score whatever its draft says, where no other's score depends on it; null where nothing is known.
    /// </summary>
    internal virtual double? MostOf(ContextEvidence context) => null;

    /// <summary>The same, with the names of the scores that went into it.</summary>
    internal virtual Scores ScoreWithFeatures(IReadOnlyList<ContextEvidence> contexts) => new(Score(contexts), [Name]);
}
