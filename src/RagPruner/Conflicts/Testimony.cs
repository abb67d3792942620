using RagPruner.Drafting;
using RagPruner.Statements;

namespace RagPruner.Conflicts;

/// <summary>
/// What one source says: its contexts whose drafts can all be true together. A source that contradicts itself has several, and
/// its one vote is shared between them. Sources whose texts are near copies of each other are one.
/// </summary>
internal sealed class Testimony
{
    private readonly List<(int At, Statement Statement)> _drafts = [];

    private Testimony(int source) => Source = source;

    /// <summary>Which source it is of.</summary>
    public int Source { get; }

    /// <summary>Where its contexts stand, in the order given.</summary>
    public IEnumerable<int> At => _drafts.Select(d => d.At);

    /// <summary>Its best ranked context.</summary>
    public int First => _drafts[0].At;

    /// <summary>How far it is trusted: the largest weight of its contexts, 1 where none has one.</summary>
    public double Trust { get; private set; }

    /// <summary>Its share in the vote of its source.</summary>
    public double Vote { get; private set; }

    /// <summary>How it stands to another one.</summary>
    public Relation To(Testimony other)
    {
        var relation = Relation.Unrelated;
        foreach (var (_, mine) in _drafts)
        {
            foreach (var (_, theirs) in other._drafts)
            {
                switch (mine.To(theirs))
                {
                    case Relation.Contradicts:
                        return Relation.Contradicts;
                    case Relation.Same:
                        relation = Relation.Same;
                        break;
                }
            }
        }
        return relation;
    }

    /// <summary>Hears what the drafts of a question say, one testimony for each source and answer.</summary>
    /// <param name="contexts">The contexts whose drafts say something, best first.</param>
    public static IReadOnlyList<Testimony> Hear(IReadOnlyList<ContextEvidence> contexts)
    {
        var sources = Sources.Of(contexts);
        var question = contexts.Count > 0 && contexts[0].Question is { } asked ? Statement.Of(asked) : null;
        var all = new List<Testimony>();
        for (var i = 0; i < contexts.Count; i++)
        {
            var statement = contexts[i].StatementTo(question);
            var testimony = all.Find(t => t.Source == sources[i] && t._drafts.TrueForAll(d => d.Statement.To(statement) != Relation.Contradicts));
            if (testimony is null)
                all.Add(testimony = new Testimony(sources[i]));
            testimony._drafts.Add((i, statement));
        }
        foreach (var source in all.GroupBy(t => t.Source))
        {
            foreach (var testimony in source)
            {
                testimony.Trust = testimony.At.Max(i => contexts[i].Context.Trust ?? 1);
                testimony.Vote = testimony.Trust / source.Count();
            }
        }
        return all;
    }

    /// <summary>How every two stand to each other, each to itself the same.</summary>
    public static Relation[,] Relations(IReadOnlyList<Testimony> testimonies)
    {
        var relations = new Relation[testimonies.Count, testimonies.Count];
        for (var i = 0; i < testimonies.Count; i++)
        {
            relations[i, i] = Relation.Same;
            for (var j = 0; j < i; j++)
                relations[i, j] = relations[j, i] = testimonies[i].To(testimonies[j]);
        }
        return relations;
    }
}
