using System.Globalization;
using System.Text.RegularExpressions;

namespace RagPruner.Lambda.Settings;

/// <summary>Reads settings and collects what is wrong with them, by name: a value may be a secret, or lead to one.</summary>
internal sealed class SettingsReader(IReadOnlyDictionary<string, string> environment, Parts parts)
{
    public const string Prefix = "RAGPRUNER_";

    private readonly SortedSet<string> _problems = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Problems => _problems;

    public void Problem(Setting setting, string problem) => _problems.Add($"{setting.Name} {problem}");

    /// <summary>The text, or null. An empty variable counts as unset: templates write one where a parameter is left out.</summary>
    public string? Text(Setting setting)
    {
        var value = environment.TryGetValue(setting.Name, out var own) && !string.IsNullOrWhiteSpace(own) ? own.Trim() : setting.Default;
        if (value is null && (setting.RequiredBy & parts) != Parts.None)
            Problem(setting, "is missing");
        return value;
    }

    /// <summary>The text, or null; one of another form than documented is a problem.</summary>
    public string? Text(Setting setting, Regex form)
    {
        var value = Text(setting);
        if (value is not null && !form.IsMatch(value))
            Problem(setting, $"must be {setting.Form.Replace("`", "", StringComparison.Ordinal)}");
        return value;
    }

    public int WholeNumber(Setting setting, int least, int most) =>
        Read(setting, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most ? number : null, $"must be a whole number from {least} to {most}", least);

    public double Price(Setting setting) => Read<double>(setting, Number, "must be a number of US dollars of at least 0", 0);

    /// <summary>A price that another takes the place of where there is none.</summary>
    public double? PriceOrNull(Setting setting) => Text(setting) is null ? null : Price(setting);

    public double Share(Setting setting) => Read<double>(setting, static text => Number(text) is <= 1 and var share ? share : null, "must be from 0 to 1", 0);

    public double ShareAboveZero(Setting setting) =>
        Read<double>(setting, static text => Number(text) is > 0 and <= 1 and var share ? share : null, "must be above 0 and at most 1", 1);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    public T OneOf<T>(Setting setting, params ReadOnlySpan<(string Name, T Value)> values)
        where T : struct
    {
        var text = Text(setting);
        foreach (var (name, value) in values)
        {
            if (name == text)
                return value;
        }
        Problem(setting, $"must be {setting.Form.Replace("`", "", StringComparison.Ordinal)}");
        return default;
    }

    /// <summary>Finds variables that look like settings and are none: a typing error must not silently leave a default.</summary>
    public void RefuseUnknown()
    {
        foreach (var name in environment.Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal) && KnownSettings.All.All(s => s.Name != k)))
            _problems.Add($"{name} is not a setting");
    }

    private T Read<T>(Setting setting, Func<string, T?> parse, string problem, T otherwise)
        where T : struct
    {
        if (Text(setting) is not { } text)
            return otherwise;
        if (parse(text) is { } value)
            return value;
        Problem(setting, problem);
        return otherwise;
    }
}
