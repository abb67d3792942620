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
    // How often a share that holds its bound may be called missed.
    private const double Rare = 0.01;

    /// <summary>
    /// Where what fails is drawn at random, and few requests were sent: how many they were. Of 21 one that fails is 95.2 %, and
    /// says little about 99.5. Otherwise 0, and the figure itself decides.
    /// </summary>
    public int Draws { get; init; }

    /// <summary>Whether the figure is what it should be.</summary>
    public bool IsMet => IsLeast ? Value >= Bound : Value <= Bound;

    /// <summary>Whether it is not, and chance does not explain it.</summary>
    public bool IsMissed => !IsMet && (Draws == 0 || Chance((int)Math.Round(Draws * (1 - Value))) < Rare);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsMet ? "met   " : IsMissed ? "MISSED" : "chance")} {What}: {Written(Value)} (at {(IsLeast ? "least" : "most")} {Written(Bound)})");

    private string Written(double value) => value.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>How likely so many failures or more are where the bound holds (the upper tail of a binomial distribution).</summary>
    private double Chance(int failures)
    {
        var (below, exactly) = (0.0, Math.Pow(Bound, Draws));
        for (var i = 0; i < failures; i++)
        {
            below += exactly;
            exactly *= (double)(Draws - i) / (i + 1) * (1 - Bound) / Bound;
        }
        return 1 - below;
    }
}
