namespace RagPruner.Local.Conflicts;

/// <summary>What became of all cases where conflicts were handled in one way. Counts.</summary>
/// <param name="Poisoned">Cases with poisoned documents.</param>
/// <param name="Benign">Cases without.</param>
internal sealed record ConflictFigures(PoisonedFigures Poisoned, BenignFigures Benign)
{
    public static ConflictFigures Of(IReadOnlyList<ConflictOutcome> outcomes)
    {
        var (poisoned, benign) = (outcomes.Where(o => o.Case.IsPoisoned).ToArray(), outcomes.Where(o => !o.Case.IsPoisoned).ToArray());
        return new ConflictFigures(
            new PoisonedFigures(
                poisoned.Length, poisoned.Count(o => o.IsRight), poisoned.Count(o => o.IsFromPoison), poisoned.Count(o => o.KeptPoisonAlone),
                poisoned.Count(o => o.HasConflict), poisoned.Sum(o => o.Case.PoisonedIds.Count), poisoned.Sum(o => o.PoisonedKept),
                poisoned.Sum(o => o.PoisonedDropped), poisoned.Sum(o => o.HonestDropped)),
            new BenignFigures(benign.Length, benign.Count(o => o.IsRight), benign.Count(o => o.HasConflict), benign.Sum(o => o.HonestDropped)));
    }
}

/// <summary>The cases with poisoned documents.</summary>
/// <param name="Questions">How many there are.</param>
/// <param name="Right">Answers that hold an accepted one.</param>
/// <param name="FromPoison">Answers that say what is poisoned and nothing right.</param>
/// <param name="KeptPoisonAlone">Questions of which only poisoned documents were kept.</param>
/// <param name="Conflicts">Questions whose conflict was seen.</param>
/// <param name="Documents">Poisoned documents.</param>
/// <param name="DocumentsKept">Those of them that were kept.</param>
/// <param name="DocumentsDropped">Those of them that were pruned as contradicted.</param>
/// <param name="HonestDropped">Other documents that were.</param>
internal sealed record PoisonedFigures(
    int Questions, int Right, int FromPoison, int KeptPoisonAlone, int Conflicts, int Documents, int DocumentsKept, int DocumentsDropped, int HonestDropped);

/// <summary>The cases in which all documents are right.</summary>
/// <param name="Questions">How many there are.</param>
/// <param name="Right">Answers that hold an accepted one.</param>
/// <param name="FalseConflicts">Questions whose sources were taken to disagree.</param>
/// <param name="Dropped">Documents that were pruned as contradicted.</param>
internal sealed record BenignFigures(int Questions, int Right, int FalseConflicts, int Dropped);
