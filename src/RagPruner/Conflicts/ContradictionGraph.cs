using RagPruner.Contexts;
using RagPruner.Drafting;
using RagPruner.Statements;

namespace RagPruner.Conflicts;

/// <summary>
/// The contradictions between the answers that a question's contexts give, each taken alone, and the largest set of sources
/// that can all be right: an exact maximum independent set (ReliabilityRAG, arXiv 2509.23519), of equals the most trusted, then
/// the better ranked. Pure.
/// </summary>
internal sealed class ContradictionGraph
{
    private readonly IReadOnlyList<ContextEvidence> _contexts;
    private readonly IReadOnlyList<Testimony> _testimonies;
    private readonly Relation[,] _relations;
    private readonly ulong _holding;

    private ContradictionGraph(IReadOnlyList<ContextEvidence> contexts)
    {
        _contexts = contexts;
        _testimonies = Testimony.Hear(contexts);
        _relations = Testimony.Relations(_testimonies);
        _holding = IndependentSet.Largest([.. Enumerable.Range(0, _testimonies.Count).Select(Against)], [.. _testimonies.Select(t => t.Trust)]);
    }

    /// <summary>Builds the graph.</summary>
    /// <param name="ranked">The contexts whose drafts say something, best first; at most 64.</param>
    public static ContradictionGraph Of(IReadOnlyList<ContextEvidence> ranked) => new(ranked);

    /// <summary>The ids of the contexts outside the set that holds together.</summary>
    public IReadOnlySet<string> Contradicted => Enumerable.Range(0, _testimonies.Count).Where(i => !Holds(i))
        .SelectMany(i => _testimonies[i].At).Select(at => _contexts[at].Context.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>The answers that others contradict; those that say the same are one group.</summary>
    public IReadOnlyList<AnswerGroup> Groups()
    {
        var groups = new List<List<int>>();
        foreach (var i in Enumerable.Range(0, _testimonies.Count).Where(i => Against(i) != 0))
        {
            var same = groups.Find(g => Holds(g[0]) == Holds(i) && g.Exists(j => _relations[i, j] == Relation.Same)
                && g.TrueForAll(j => _relations[i, j] != Relation.Contradicts));
            if (same is null)
                groups.Add([i]);
            else
                same.Add(i);
        }
        var listed = groups.Select(members => (Members: members, Group: GroupOf(members)))
            .OrderByDescending(g => g.Group.Holds).ThenByDescending(g => g.Group.Weight).ToArray();
        return [.. listed.Select(g => g.Group with
        {
            Contradicts = [.. Enumerable.Range(0, listed.Length).Where(other => Contradict(g.Members, listed[other].Members))],
        })];
    }

    private bool Contradict(List<int> these, List<int> those) => these.Exists(i => those.Exists(j => _relations[i, j] == Relation.Contradicts));

    private AnswerGroup GroupOf(List<int> group)
    {
        Context[] contexts = [.. group.SelectMany(i => _testimonies[i].At).Select(at => _contexts[at].Context).OrderBy(c => c.Rank)];
        return new AnswerGroup(
            _contexts[_testimonies[group[0]].First].Evidence!.Draft, [.. contexts.Select(c => c.Id)],
            [.. contexts.Select(Sources.NameOf).Distinct(StringComparer.Ordinal)], group.Sum(i => _testimonies[i].Vote), Holds(group[0]));
    }

    private bool Holds(int testimony) => (_holding >> testimony & 1) != 0;

    private ulong Against(int testimony)
    {
        var against = 0UL;
        for (var i = 0; i < _testimonies.Count; i++)
            against |= _relations[testimony, i] == Relation.Contradicts ? 1UL << i : 0;
        return against;
    }
}
