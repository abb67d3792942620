using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace RagPruner.Statements;

/// <summary>The days of the week that an answer names.</summary>
internal static partial class Weekdays
{
    private const string Monday = "monday|montag|lundi|lunes";
    private const string Tuesday = "tuesday|dienstag|mardi|martes";
    private const string Wednesday = "wednesday|mittwoch|mercredi|miércoles";
    private const string Thursday = "thursday|donnerstag|jeudi|jueves";
    private const string Friday = "friday|freitag|vendredi|viernes";
    private const string Saturday = "saturday|samstag|samedi|sábado";
    private const string Sunday = "sunday|sonntag|dimanche|domingo";
    private const string Names = $"{Monday}|{Tuesday}|{Wednesday}|{Thursday}|{Friday}|{Saturday}|{Sunday}";

    private static readonly FrozenDictionary<string, int> s_days =
        new[] { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday }
            .SelectMany((names, i) => names.Split('|').Select(n => KeyValuePair.Create(n, i))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The days, Monday being 0; a range has all of its days.</summary>
    public static IReadOnlyList<Located<int>> Read(string text)
    {
        var days = new List<Located<int>>();
        foreach (Match match in Pattern().Matches(text))
        {
            var first = s_days[match.Groups["day"].Value.ToLowerInvariant()];
            var last = match.Groups["last"] is { Success: true, Value: var name } ? s_days[name.ToLowerInvariant()] : first;
            for (var day = first; ; day = (day + 1) % 7)
            {
                days.Add(new Located<int>(day, match.Index, match.Index + match.Length));
                if (day == last)
                    break;
            }
        }
        return days;
    }

    /// <summary>Whether a word is one.</summary>
    public static bool IsOne(string word) => s_days.ContainsKey(word.ToLowerInvariant().TrimEnd('s')) || s_days.ContainsKey(word.ToLowerInvariant());

    [GeneratedRegex($@"\b(?<day>{Names})s?\b(?:\s?(?:-|–|to|through|until|bis|à|au|a)\s?(?<last>{Names})s?\b)?",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
