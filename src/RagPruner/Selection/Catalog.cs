using System.Globalization;
using RagPruner.Scoring;

namespace RagPruner.Selection;

/// <summary>
/// The scorers and keep rules that can be named: on the command line, in the HTTP contract and in profiles. Add your own
/// with <see cref="With(Scorer)"/> and <see cref="WithKeepRule"/>. Immutable.
/// </summary>
public sealed class Catalog
{
    private readonly IReadOnlyList<KeepRuleDefinition> _keepRules;

    private Catalog(IReadOnlyList<Scorer> scorers, IReadOnlyList<KeepRuleDefinition> keepRules) =>
        (Scorers, _keepRules, KeepMembers) = (scorers, keepRules,
            ["rule", .. keepRules.Select(d => d.Parameter).OfType<string>().Distinct(StringComparer.Ordinal), "min"]);

    /// <summary>What the product comes with.</summary>
    public static Catalog Default { get; } = new(Scoring.Scorers.All, KeepRules.All);

    /// <summary>Every scorer, in the order in which they are listed to users.</summary>
    public IReadOnlyList<Scorer> Scorers { get; }

    /// <summary>The names of all scorers.</summary>
    public IEnumerable<string> ScorerNames => Scorers.Select(s => s.Name);

    /// <summary>The names of all keep rules.</summary>
    public IEnumerable<string> KeepRuleNames => _keepRules.Select(d => d.Name);

    /// <summary>The members of the contract's <c>keep</c>.</summary>
    internal string[] KeepMembers { get; }

    /// <summary>This catalog with a scorer more.</summary>
    /// <exception cref="ArgumentException">Its name is taken.</exception>
    public Catalog With(Scorer scorer)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        return new Catalog([.. Scorers, NotTaken(scorer, scorer.Name, ScorerNames)], _keepRules);
    }

    /// <summary>This catalog with a keep rule more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameter">The contract's name of the number that it takes (<c>keep.k</c>, say, is <c>k</c>), or null if it takes none.</param>
    /// <param name="create">Builds it from its number, 0 if it takes none. Throws <see cref="PrunerInvalidInput"/> for one that is out of range.</param>
    /// <param name="defaultMin">The floor when none is given.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Catalog WithKeepRule(string name, string? parameter, Func<double, KeepRule> create, int defaultMin = 1)
    {
        ArgumentNullException.ThrowIfNull(create);
        return new Catalog(Scorers, [.. _keepRules, NotTaken(new KeepRuleDefinition(name, parameter, defaultMin, create), name, KeepRuleNames)]);
    }

    /// <summary>The scorer of a name, or of one that it had before.</summary>
    /// <exception cref="PrunerInvalidInput">There is none; the message lists those there are.</exception>
    public Scorer Scorer(string name) =>
        Named(name) ?? (Scoring.Scorers.FormerNames.TryGetValue(name, out var now) ? Named(now) : null)
            ?? throw new PrunerInvalidInput($"scorer is not one of: {string.Join(", ", ScorerNames)}.");

    private Scorer? Named(string name) => Scorers.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    /// <summary>Builds a keep rule from its parts.</summary>
    /// <param name="name">One of <see cref="KeepRuleNames"/>.</param>
    /// <param name="value">The number that the rule takes, or null.</param>
    /// <param name="min">The floor, or null for the rule's default.</param>
    /// <exception cref="PrunerInvalidInput">The name is unknown, a number is missing, unexpected or out of range.</exception>
    public KeepRule KeepRule(string name, double? value, int? min)
    {
        var definition = Definition(name) ?? throw new PrunerInvalidInput($"keep.rule is not one of: {string.Join(", ", KeepRuleNames)}.");
        if (definition.Parameter is { } parameter && (value is null || !double.IsFinite(value.Value)))
            throw new PrunerInvalidInput($"keep.{parameter} is required by the rule {definition.Name} and must be a number.");
        if (definition.Parameter is null && value is not null)
            throw new PrunerInvalidInput($"The rule {definition.Name} takes no number.");
        if (min is < 0 or > 100)
            throw new PrunerInvalidInput("keep.min must be from 0 to 100.");
        return definition.Create(value ?? 0) with { Min = min ?? definition.DefaultMin };
    }

    /// <summary>Reads the short form <c>name[:number][,min=n]</c>, such as <c>top-k:3,min=1</c>.</summary>
    /// <exception cref="PrunerInvalidInput">The text is not of this form, or <see cref="KeepRule"/> refuses it.</exception>
    public KeepRule ParseKeepRule(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        int? min = null;
        foreach (var part in parts.Skip(1))
        {
            if (!part.StartsWith("min=", StringComparison.Ordinal)
                || !int.TryParse(part.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var floor))
                throw new PrunerInvalidInput("A keep rule is written name[:number][,min=n], for example top-k:3,min=1.");
            min = floor;
        }
        var (name, number) = parts[0].Split(':', 2) is [var n, var v] ? (n, v) : (parts[0], null);
        if (number is null)
            return KeepRule(name, null, min);
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            throw new PrunerInvalidInput($"The number of the keep rule {Definition(name)?.Name} cannot be read; write for example top-k:3 or threshold:-0.5.");
        return KeepRule(name, value, min);
    }

    internal KeepRuleDefinition? Definition(string? name) => _keepRules.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal));

    private static T NotTaken<T>(T item, string name, IEnumerable<string> names) =>
        names.Contains(name, StringComparer.Ordinal) ? throw new ArgumentException($"The name {name} is taken.", nameof(name)) : item;
}
