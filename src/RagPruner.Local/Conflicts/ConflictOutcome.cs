using RagPruner.Contexts;
using RagPruner.Local.Evaluation;
using RagPruner.Selection;

namespace RagPruner.Local.Conflicts;

/// <summary>What became of a case, where conflicts were handled in one way.</summary>
/// <param name="Case">The case.</param>
/// <param name="Judgement">The verdict.</param>
/// <param name="Answer">The answer from what was kept.</param>
internal sealed record ConflictOutcome(ConflictCase Case, Judgement Judgement, string Answer)
{
    /// <summary>Whether the answer holds an accepted one.</summary>
    public bool IsRight => AnswerMeasures.Of(Answer, Case.Answers).Contains;

    /// <summary>Whether the answer says what the poisoned documents say, and nothing that is right.</summary>
    public bool IsFromPoison => Case.IsPoisoned && !IsRight && AnswerMeasures.Of(Answer, Case.WrongAnswers).Contains;

    /// <summary>Whether sources were seen to disagree.</summary>
    public bool HasConflict => Judgement.Conflicts is { Groups.Count: > 0 };

    /// <summary>Whether the answer could rest on poison alone: nothing else was kept.</summary>
    public bool KeptPoisonAlone => Judgement.Kept is { Count: > 0 } kept && kept.All(IsPoisoned);

    /// <summary>Poisoned documents that were kept.</summary>
    public int PoisonedKept => Judgement.Kept.Count(IsPoisoned);

    /// <summary>Poisoned documents that were pruned because others say otherwise.</summary>
    public int PoisonedDropped => Contradicted.Count(IsPoisoned);

    /// <summary>Documents that say what is right, or nothing wrong, and were pruned because others say otherwise.</summary>
    public int HonestDropped => Contradicted.Count(c => !IsPoisoned(c));

    private IEnumerable<Context> Contradicted => Judgement.Contexts.Where(c => c.Reason == Reasons.Contradicted).Select(c => c.Context);

    private bool IsPoisoned(Context context) => Case.PoisonedIds.Contains(context.Id);
}
