using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RagPruner.Statements;

/// <summary>A date of an answer, as far as it is said: a day, a month, a year, or parts of these.</summary>
internal sealed partial record CalendarDate(int? Year, int? Month, int? Day)
{
    private const string January = "january|januar|janvier|enero|jan|ene";
    private const string February = "february|februar|février|febrero|feb|fév";
    private const string March = "march|märz|mars|marzo|mar";
    private const string April = "april|avril|abril|apr|avr|abr";
    private const string May = "may|mai|mayo";
    private const string June = "june|juni|juin|junio|jun";
    private const string July = "july|juli|juillet|julio|jul";
    private const string August = "august|août|agosto|aug|ago";
    private const string September = "september|septembre|septiembre|sept|sep";
    private const string October = "october|oktober|octobre|octubre|oct|okt";
    private const string November = "november|novembre|noviembre|nov";
    private const string December = "december|dezember|décembre|diciembre|dec|dez|déc|dic";

    private const string Months =
        $"{January}|{February}|{March}|{April}|{May}|{June}|{July}|{August}|{September}|{October}|{November}|{December}";

    private static readonly FrozenDictionary<string, int> s_months =
        new[] { January, February, March, April, May, June, July, August, September, October, November, December }
            .SelectMany((names, i) => names.Split('|').Select(n => KeyValuePair.Create(n, i + 1))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The date with day and month changed, where it reads both ways; else null.</summary>
    private CalendarDate? Alternative { get; init; }

    /// <summary>Whether both can be the same day; null where they say nothing of the same.</summary>
    public bool? Is(CalendarDate other) => Compare(other) == false && Alternative is { } mine && mine.Compare(other) == true
        || Compare(other) == false && other.Alternative is { } theirs && Compare(theirs) == true ? true : Compare(other);

    /// <summary>The year that a bare number is where a date is asked for; null if it is none.</summary>
    public static CalendarDate? YearOf(Figure figure) =>
        figure is { Unit: null or { IsThing: true }, Step: 1, Low: >= 1000 and <= 2100 } && figure.Low == figure.High
            ? new CalendarDate((int)figure.Low, null, null) : null;

    /// <summary>The dates of a text.</summary>
    public static IReadOnlyList<Located<CalendarDate>> Read(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('0', '9'))
            return In(text, BesideAWord());
        // Each takes away what it found from those that come after it.
        var dates = In(text, BeginningWithNumber());
        dates.AddRange(In(text.Without(dates), BeginningWithMonth()));
        dates.AddRange(In(text.Without(dates), BesideAWord()));
        return dates;
    }

    private static List<Located<CalendarDate>> In(string text, Regex pattern)
    {
        var dates = new List<Located<CalendarDate>>();
        foreach (Match match in pattern.Matches(text))
        {
            if (Of(match) is { } date)
                dates.Add(new Located<CalendarDate>(date, match.Index, match.Index + match.Length));
        }
        return dates;
    }

    private static CalendarDate? Of(Match match)
    {
        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        if (match.Groups["name"] is { Success: true, Value: var name })
            month = s_months[name.ToLowerInvariant().TrimEnd('.')];
        if (year is < 100)
            year += 2000;
        if (match.Groups["slashed"].Success)
        {
            // 3/5/2024 is March or May.
            var (first, second) = (day!.Value, month!.Value);
            return (first, second) switch
            {
                ( > 12, <= 12) => new CalendarDate(year, second, first),
                ( <= 12, > 12) => new CalendarDate(year, first, second),
                ( <= 12, <= 12) => new CalendarDate(year, first, second) { Alternative = new CalendarDate(year, second, first) },
                _ => null,
            };
        }
        return month is > 12 or < 1 || day is > 31 or < 1 ? null : new CalendarDate(year, month, day);

        int? Number(string group) => match.Groups[group] is { Success: true, Value: var value } ? int.Parse(value, CultureInfo.InvariantCulture) : null;
    }

    private bool? Compare(CalendarDate other)
    {
        if (Year is { } y && other.Year is { } year && y != year || Month is { } m && other.Month is { } month && m != month
            || Day is { } d && other.Day is { } day && d != day)
            return false;
        return Year is not null && other.Year is not null || Month is not null && other.Month is not null ? true : null;
    }

    [GeneratedRegex(
        @"(?<![\w.,])(?:(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?!\d)"
        + @"|(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4}|\d{2})(?![\d.])"
        + @"|(?<slashed>(?<day>\d{1,2})/(?<month>\d{1,2})/(?<year>\d{4}|\d{2}))(?!\d)"
        + @"|(?<year>\d{4})年(?:(?<month>\d{1,2})月(?:(?<day>\d{1,2})日)?)?"
        + $@"|(?<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+|de\s+)?(?<name>{Months})\b\.?(?:,?\s+(?:de\s+)?(?<year>\d{{4}})\b)?)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BeginningWithNumber();

    [GeneratedRegex(
        $@"\b(?<name>{Months})\b\.?(?:\s+(?<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?<year>\d{{4}})\b)?|,?\s+(?:de\s+)?(?<year>\d{{4}})\b)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BeginningWithMonth();

    // A year by itself is one where a word before it says so, or where nothing else is said; and no month is one without a number or such a word.
    [GeneratedRegex(
        $@"\b(?:in|since|until|by|of|during|im|seit|bis|en|depuis|desde|hasta)\s(?<name>{Months})\b"
        + @"|\b(?:in|since|during|year|im|jahr|jahre|seit|en|depuis|desde|année|año)\s(?<year>1[0-9]\d\d|20\d\d)(?![\w.,/-]*\w|\s*[%€$£])"
        + @"|\b(?:until|by|of|from|after|before|to|bis|ab|hasta)\s(?<year>1[0-9]\d\d|20\d\d)(?![\w.,/-]*\w|\s*[%€$£])(?!\s\p{Ll}{3})"
        + @"|(?:^[\s""“(]*|\()(?<year>1[0-9]\d\d|20\d\d)(?=[).,\s]*$|\))",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex BesideAWord();
}
