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
    public bool IsMet => IsLeast ? Value >= Bound : Value <= Bound;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(IsMet ? "met   " : "MISSED")} {What}: {Value.ToString(Format, CultureInfo.InvariantCulture)} (at {(IsLeast ? "least" : "most")} {Bound.ToString(Format, CultureInfo.InvariantCulture)})");
}
