using System.Numerics;
using FsCheck.Xunit;
using RagPruner.Conflicts;

namespace RagPruner.Tests.Conflicts;

public sealed class IndependentSetTests
{
    [Property(MaxTest = 300)]
    public void Is_the_best_of_all_sets_of_which_no_two_are_joined(int seed)
    {
        var (neighbours, weights) = RandomGraph(seed, new Random(seed).Next(0, 11));
        var best = Enumerable.Range(0, 1 << neighbours.Length).Select(s => (ulong)s).Where(s => IsIndependent(s, neighbours))
            .OrderByDescending(BitOperations.PopCount).ThenByDescending(s => WeightOf(s, weights))
            .ThenBy(s => s, Comparer<ulong>.Create((a, b) => a == b ? 0 : (a & (a ^ b) & (~(a ^ b) + 1)) != 0 ? -1 : 1)).First();
        IndependentSet.Largest(neighbours, weights).ShouldBe(best);
    }

    [Property(MaxTest = 50)]
    public void Of_twenty_five_no_two_are_joined_and_none_can_be_added(int seed)
    {
        var (neighbours, weights) = RandomGraph(seed, 25);
        var set = IndependentSet.Largest(neighbours, weights);
        IsIndependent(set, neighbours).ShouldBeTrue();
        Enumerable.Range(0, 25).Where(i => (set >> i & 1) == 0).ShouldAllBe(i => (neighbours[i] & set) != 0);
    }

    [Fact]
    public void The_worst_graph_of_triangles_is_searched_whole()
    {
        // 3^8 maximal sets, all of one size: the best ranked of each triangle.
        var neighbours = Enumerable.Range(0, 24).Select(i => (7UL << i / 3 * 3) & ~(1UL << i)).ToArray();
        IndependentSet.Largest(neighbours, Enumerable.Repeat(1.0, 24).ToArray()).ShouldBe(0b001001001001001001001001UL);
    }

    [Fact]
    public void Of_nothing_is_nothing() => IndependentSet.Largest([], []).ShouldBe(0UL);

    private static (ulong[] Neighbours, double[] Weights) RandomGraph(int seed, int nodes)
    {
        var random = new Random(seed);
        var neighbours = new ulong[nodes];
        var density = random.NextDouble();
        for (var i = 0; i < nodes; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (random.NextDouble() < density)
                    (neighbours[i], neighbours[j]) = (neighbours[i] | 1UL << j, neighbours[j] | 1UL << i);
            }
        }
        return (neighbours, [.. Enumerable.Range(0, nodes).Select(_ => random.Next(0, 3) * 0.5)]);
    }

    private static bool IsIndependent(ulong set, ulong[] neighbours) => Enumerable.Range(0, neighbours.Length).All(i => (set >> i & 1) == 0 || (neighbours[i] & set) == 0);

    private static double WeightOf(ulong set, double[] weights) => Enumerable.Range(0, weights.Length).Where(i => (set >> i & 1) != 0).Sum(i => weights[i]);
}
