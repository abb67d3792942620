using RagPruner.Contexts;
using RagPruner.Drafting;

namespace RagPruner.Conflicts;

/// <summary>Which contexts speak with one voice: those of one source, and those of sources whose texts are near copies.</summary>
internal static class Sources
{
    /// <summary>For each context, the place of the first that it speaks with one voice with.</summary>
    public static int[] Of(IReadOnlyList<ContextEvidence> contexts)
    {
        var first = Enumerable.Range(0, contexts.Count).ToArray();
        for (var i = 1; i < first.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (first[i] != first[j] && AreOne(i, j))
                    Join(first, first[i], first[j]);
            }
        }
        return first;

        bool AreOne(int i, int j) => contexts[i].Context.Source is { } source && source == contexts[j].Context.Source
            || contexts[i].Sketch is { } sketch && contexts[j].Sketch is { } other && sketch.Resembles(other);
    }

    /// <summary>What a context's source is called: by its id where it has none.</summary>
    public static string NameOf(Context context) => context.Source ?? context.Id;

    private static void Join(int[] first, int one, int two)
    {
        var (from, to) = (Math.Max(one, two), Math.Min(one, two));
        for (var i = 0; i < first.Length; i++)
            first[i] = first[i] == from ? to : first[i];
    }
}
