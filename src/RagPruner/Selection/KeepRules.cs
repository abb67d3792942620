using System.Globalization;
using RagPruner.Errors;

namespace RagPruner.Selection;

/// <summary>
/// The keep rules by name. To add one: write its file, and add its line here; the command line, the HTTP contract and
/// the configuration know it then.
/// </summary>
public static class KeepRules
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

    /// <summary>The names of all rules.</summary>
    public static IEnumerable<string> Names => All.Select(d => d.Name);

    /// <summary>Builds a rule from its parts.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="value">The number that the rule takes, or null.</param>
    /// <param name="min">The floor, or null for the rule's default.</param>
    /// <exception cref="PrunerInvalidInput">The name is unknown, a number is missing, unexpected or out of range.</exception>
    public static KeepRule Create(string name, double? value, int? min)
    {
        var definition = All.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal))
            ?? throw new PrunerInvalidInput($"keep.rule is not one of: {string.Join(", ", Names)}.");
        if (definition.Parameter is { } parameter && (value is null || !double.IsFinite(value.Value)))
            throw new PrunerInvalidInput($"keep.{parameter} is required by the rule {definition.Name} and must be a number.");
        if (definition.Parameter is null && value is not null)
            throw new PrunerInvalidInput($"The rule {definition.Name} takes no number.");
        if (min is < 0 or > 100)
            throw new PrunerInvalidInput("keep.min must be from 0 to 100.");
        return definition.Create(value ?? 0) with { Min = min ?? definition.DefaultMin };
    }

    /// <summary>Reads the short form <c>name[:number][,min=n]</c>, such as <c>top-k:3,min=1</c>.</summary>
    /// <exception cref="PrunerInvalidInput">The text is not of this form, or <see cref="Create"/> refuses it.</exception>
    public static KeepRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        int? min = null;
        foreach (var part in parts.Skip(1))
        {
            if (!part.StartsWith("min=", StringComparison.Ordinal) || !int.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var floor))
                throw new PrunerInvalidInput("A keep rule is written name[:number][,min=n], for example top-k:3,min=1.");
            min = floor;
        }
        var (name, number) = parts[0].Split(':', 2) is [var n, var v] ? (n, v) : (parts[0], null);
        if (number is null)
            return Create(name, null, min);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw new PrunerInvalidInput($"The number of the keep rule {(Names.Contains(name, StringComparer.Ordinal) ? name : "")} cannot be read; write for example top-k:3 or threshold:-0.5.");
        return Create(name, value, min);
    }

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
public sealed record KeepRuleDefinition(string Name, string? Parameter, int DefaultMin, Func<double, KeepRule> Create);
