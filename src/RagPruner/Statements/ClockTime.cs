using System.Globalization;
using System.Text.RegularExpressions;

namespace RagPruner.Statements;

/// <summary>A time of day of an answer.</summary>
/// <param name="Minutes">Minutes after midnight.</param>
/// <param name="MayBeAfternoon">Whether it may be twelve hours later: 2:30, of which it is not said.</param>
internal sealed partial record ClockTime(int Minutes, bool MayBeAfternoon)
{
    private const int HalfDay = 12 * 60;

    /// <summary>Whether both are the same time.</summary>
    public bool Is(ClockTime other) => Minutes == other.Minutes || MayBeAfternoon && Minutes + HalfDay == other.Minutes
        || other.MayBeAfternoon && other.Minutes + HalfDay == Minutes;

    /// <summary>The times of a text, in order.</summary>
    public static IReadOnlyList<Located<ClockTime>> Read(string text)
    {
        var times = new List<Located<ClockTime>>();
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            return times;
        foreach (Match match in Pattern().Matches(text))
        {
            var hour = int.Parse(match.Groups["hour"].Value, CultureInfo.InvariantCulture);
            var minute = match.Groups["minute"] is { Success: true, Value: var digits } ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
            var half = match.Groups["half"].Value.ToLowerInvariant();
            if (hour > 24 || minute > 59)
                continue;
            var isPm = half.StartsWith('p');
            var time = half.Length == 0
                ? new ClockTime(hour % 24 * 60 + minute, hour is > 0 and < 12 && !match.Groups["uhr"].Success)
                : new ClockTime((hour % 12 + (isPm ? 12 : 0)) * 60 + minute, false);
            times.Add(new Located<ClockTime>(time, match.Index, match.Index + match.Length));
        }
        return times;
    }

    [GeneratedRegex(
        @"(?<![\w:.,])(?<hour>\d{1,2})(?:(?::(?<minute>\d\d)(?!:?\d)(?::\d\d)?|h(?<minute>\d\d))(?:\s?(?<half>[ap]\.?m\b\.?))?(?:\s?(?<uhr>uhr))?"
        + @"|\.(?<minute>\d\d)\s?(?:(?<half>[ap]\.?m\b\.?)|(?<uhr>uhr))|\s?(?<half>[ap]\.?m\b\.?)|\s(?<uhr>uhr)\b|\so.clock)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
