using System.Numerics;

namespace RagPruner.Conflicts;

/// <summary>
/// The largest set of a graph's nodes of which no two are joined, exactly: every maximal one is looked at, by the search of Bron
/// and Kerbosch with pivots (CACM 16, 1973) on the graph of what is not joined. There are at most 3^(n/3): 9,500 of 25 nodes.
/// </summary>
internal static class IndependentSet
{
    /// <summary>Finds it.</summary>
    /// <param name="neighbours">For each node, the nodes that it is joined with, as bits. At most 64 nodes, best first.</param>
    /// <param name="weights">For each node, what decides between sets of equal size: the larger sum; then the set with the better first difference.</param>
    /// <returns>The nodes of the set, as bits.</returns>
    public static ulong Largest(IReadOnlyList<ulong> neighbours, IReadOnlyList<double> weights)
    {
        var search = new Search(neighbours, weights);
        var all = neighbours.Count == 64 ? ulong.MaxValue : (1UL << neighbours.Count) - 1;
        search.Grow(0, all, 0);
        return search.Best;
    }

    private sealed class Search(IReadOnlyList<ulong> neighbours, IReadOnlyList<double> weights)
    {
        private int _size = -1;
        private double _weight;

        public ulong Best { get; private set; }

        /// <summary>Adds to a set what can still be added.</summary>
        /// <param name="set">The set.</param>
        /// <param name="open">Nodes joined with none of it, not tried yet.</param>
        /// <param name="done">The same, tried before: a set without them is not maximal, or was seen.</param>
        public void Grow(ulong set, ulong open, ulong done)
        {
            if (open == 0)
            {
                if (done == 0)
                    Consider(set);
                return;
            }
            // No set from here can be as large as the best: what is the same size may still be heavier.
            if (BitOperations.PopCount(set) + BitOperations.PopCount(open) < _size)
                return;
            // Of the pivot and what is joined with it, every maximal set has one.
            var pivot = PivotOf(open, done);
            for (var left = open & (neighbours[pivot] | 1UL << pivot); left != 0; left &= left - 1)
            {
                var node = BitOperations.TrailingZeroCount(left);
                var free = ~(neighbours[node] | 1UL << node);
                Grow(set | 1UL << node, open & free, done & free);
                open &= ~(1UL << node);
                done |= 1UL << node;
            }
        }

        private int PivotOf(ulong open, ulong done)
        {
            var (best, fewest) = (0, int.MaxValue);
            for (var left = open | done; left != 0; left &= left - 1)
            {
                var node = BitOperations.TrailingZeroCount(left);
                var joined = BitOperations.PopCount(open & (neighbours[node] | 1UL << node));
                if (joined < fewest)
                    (best, fewest) = (node, joined);
            }
            return best;
        }

        private void Consider(ulong set)
        {
            var (size, weight) = (BitOperations.PopCount(set), 0.0);
            for (var left = set; left != 0; left &= left - 1)
                weight += weights[BitOperations.TrailingZeroCount(left)];
            // Of the lowest bit in which two sets differ, the one that has it has the better ranked node.
            var difference = set ^ Best;
            var isBetterRanked = (set & difference & (~difference + 1)) != 0;
            if (size > _size || size == _size && (weight > _weight || weight == _weight && isBetterRanked))
                (_size, _weight, Best) = (size, weight, set);
        }
    }
}
