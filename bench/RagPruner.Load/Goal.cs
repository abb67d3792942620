using System.Globalization;

namespace RagPruner.Load;

/// <summary>A figure, and what it should be.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">The figure.</param>
/// <param name="Bound">What it is compared with.</param>
/// <param name="IsLeast">Whether that is the least that it should be, or the most.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Goal(string What, double Value, double Bound, bool IsLeast, string Format = "0.0 %")
{
    // One run in so many may be told to have missed a share that it holds.
    private const double Rare = 0.001;

    /// <summary>Requests that the figure is a share of; 0 where it is none. The fewer they are, the less a share below the bound tells.</summary>
    public int Of { get; private init; }

    /// <summary>A share of requests that succeeded, which should be so large at least.</summary>
    public static Goal Share(string what, IReadOnlyCollection<Outcome> outcomes, double bound) =>
        new(what, (double)outcomes.Count(o => o.IsComplete) / outcomes.Count, bound, IsLeast: true) { Of = outcomes.Count };

    /// <summary>Whether the figure is what it should be.</summary>
    public bool IsMet => IsLeast ? Value >= Bound : Value <= Bound;

    /// <summary>Whether it is not, and chance does not explain it: of 21 requests one that fails is 95.2 %, and says little about 99.5.</summary>
    public bool IsMissed => !IsMet && (Of == 0 || Chance((int)Math.Round(Of * (1 - Value))) < Rare);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsMet ? "met   " : IsMissed ? "MISSED" : "chance")} {What}: {Written(Value)}{(Of > 0 ? $" of {Of}" : "")} (at {(IsLeast ? "least" : "most")} {Written(Bound)})");

    private string Written(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>How likely so many failures or more are where the bound holds (the upper tail of a binomial distribution).</summary>
    private double Chance(int failures)
    {
        var (below, exactly) = (0.0, Math.Pow(Bound, Of));
        for (var i = 0; i < failures; i++)
        {
            below += exactly;
            exactly *= (double)(Of - i) / (i + 1) * (1 - Bound) / Bound;
        }
        return 1 - below;
    }
}
