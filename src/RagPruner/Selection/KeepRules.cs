
namespace RagPruner.Selection;

/// <summary>The keep rules that the product comes with. To add one: write its file, and add its line here.</summary>
internal static class KeepRules
{
    /// <summary>The rule used when none is named.</summary>
    public static KeepRule Default { get; } = new TopK(3) { Min = 1 };

    /// <summary>Every rule, in the order in which they are listed to users.</summary>
    public static IReadOnlyList<KeepRuleDefinition> All { get; } =
    [
        new("top-k", "k", DefaultMin: 1, k => new TopK(WholeNumber("keep.k", k, 1, 100))),
        new("threshold", "cut", DefaultMin: 0, cut => new Threshold(cut)),
        new("gap", null, DefaultMin: 1, _ => new Gap()),
        new("token-budget", "tokens", DefaultMin: 1, tokens => new TokenBudget(WholeNumber("keep.tokens", tokens, 1, 1_000_000))),
        new("coverage", null, DefaultMin: 0, _ => new Coverage()),
    ];

    private static int WholeNumber(string member, double value, int least, int most) =>
        value >= least && value <= most && double.IsInteger(value)
            ? (int)value
            : throw new PrunerInvalidInput($"{member} must be a whole number from {least} to {most}.");
}

/// <summary>How a keep rule is named and built.</summary>
/// <param name="Name">The rule's name.</param>
/// <param name="Parameter">The contract's name of the number that it takes, or null if it takes none.</param>
/// <param name="DefaultMin">The floor when none is given.</param>
/// <param name="Create">Builds the rule from its number.</param>
internal sealed record KeepRuleDefinition(string Name, string? Parameter, int DefaultMin, Func<double, KeepRule> Create);
