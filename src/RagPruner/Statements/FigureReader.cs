using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RagPruner.Statements;

/// <summary>
/// Finds the figures of a text: numbers in digits of any script or in small words, with thousands and decimal marks of either
/// kind, multipliers, ranges, and the unit or thing that they count.
/// </summary>
internal static partial class FigureReader
{
    private static readonly FrozenSet<string> s_rough =
        ("about approximately approx around roughly nearly almost some over circa ca rund etwa ungefähr knapp fast über environ presque unos unas "
        + "aproximadamente casi ~ ≈").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The figures, in order.</summary>
    /// <param name="text">The text, with ASCII digits, and blanks where dates stood.</param>
    public static IReadOnlyList<Located<Figure>> Read(string text)
    {
        var found = new List<Token>(text.Length / 5 + 1);
        foreach (var match in Tokens().EnumerateMatches(text))
            found.Add(new Token(text, match.Index, match.Length));
        Token[] tokens = [.. found];
        var figures = new List<Located<Figure>>();
        for (var i = 0; i < tokens.Length; i++)
        {
            // Most words are no number, and stand before none.
            if (!tokens[i].IsNumber && !NumberWords.MayBe(tokens[i].Span) && !(i + 1 < tokens.Length && tokens[i + 1].IsNumber))
                continue;
            var start = i;
            if (ReadOne(tokens, ref i) is not { } figure)
            {
                i = start;
                continue;
            }
            // 10 to 20 euros: the unit stands once.
            if (i + 2 < tokens.Length && IsRange(tokens, i + 1, start) && i + 2 is var end && ReadOne(tokens, ref end) is { } upper
                && (figure.Unit is null || upper.Unit is null || figure.Unit.Dimension == upper.Unit.Dimension))
            {
                var unit = upper.Unit ?? figure.Unit;
                var lower = figure.Unit is null && unit is not null ? In(unit, figure) : figure;
                if (lower.Low < upper.High)
                {
                    figure = upper with { Low = lower.Low, Unit = unit, Alternative = null };
                    i = end;
                }
            }
            figure = figure with { IsApproximate = start > 0 && s_rough.Contains(tokens[start - 1].Text.ToLowerInvariant()) };
            figures.Add(new Located<Figure>(figure, tokens[start].Start, tokens[i].Start + tokens[i].Length));
        }
        return figures;
    }

    private static bool IsRange(Token[] tokens, int at, int start) => tokens[at].Text.ToLowerInvariant() switch
    {
        "-" or "–" or "—" or "to" or "bis" or "à" or "or" or "oder" or "ou" => true,
        "and" or "und" or "et" or "y" => start > 0 && tokens[start - 1].Text.ToLowerInvariant() is "between" or "zwischen" or "entre",
        _ => false,
    };

    // The figure at i, which then stands on its last token; null for none.
    private static Figure? ReadOne(Token[] tokens, ref int i)
    {
        var sign = i > 0 && tokens[i - 1].Text is "−" or "-" && (i < 2 || !tokens[i - 2].IsNumber) && tokens[i].IsNumber ? -1 : 1;
        var isBeforeNumber = !tokens[i].IsNumber && i + 1 < tokens.Length && tokens[i + 1].IsNumber;
        var currency = isBeforeNumber && Unit.Of(tokens[i].Text) is { IsCurrency: true } unit ? unit : null;
        if (currency is not null)
            i++;
        if (NumberAt(tokens, i) is not var (value, alternative, step))
            return null;
        if (i + 1 < tokens.Length && !tokens[i].IsNumber && tokens[i + 1].Text.ToLowerInvariant() is "hundred" or "hundert")
            (value, step, i) = (value * 100, step * 100, i + 1);
        if (i + 1 < tokens.Length && NumberWords.ScaleOf(tokens[i + 1].Text) is { } scale)
            (value, step, alternative, i) = (value * scale, step * scale, alternative * scale, i + 1);
        if (!tokens[i].IsNumber && value == 0.5 && i + 1 < tokens.Length && NumberWords.IsOne(tokens[i + 1].Text))
            i++;
        var (named, length) = currency is not null ? (currency, 0) : UnitAt(tokens, i + 1);
        var figure = new Figure(sign * value, sign * value, step, null) { Alternative = sign * alternative };
        i += length;
        return named is null ? figure : In(named, figure);
    }

    private static (Unit? Unit, int Tokens) UnitAt(Token[] tokens, int at)
    {
        // A 10-day pass.
        var hyphen = at + 1 < tokens.Length && tokens[at].Text == "-" && !tokens[at + 1].IsNumber ? 1 : 0;
        if (at + hyphen >= tokens.Length || tokens[at + hyphen].IsNumber)
            return (null, 0);
        var text = tokens[at + hyphen].Text;
        if (text is "°" or "degrees" or "degree" or "Grad")
            return at + 1 < tokens.Length && (Unit.Of($"°{tokens[at + 1].Text}") ?? Unit.Of(tokens[at + 1].Text)) is { Dimension: Unit.Temperature } degrees
                ? (degrees, 2) : (null, 1);
        if (text[0] >= '\u2E80')
            return (Enumerable.Range(1, Math.Min(3, text.Length)).Reverse().Select(n => Unit.Of(text[..n])).FirstOrDefault(u => u is not null), 0);
        if (text == "per" && at + 1 < tokens.Length && tokens[at + 1].Text == "cent")
            return (Unit.Of(Unit.Percent), 2);
        if (Unit.Of(text) is { } unit)
            return (unit, 1 + hyphen);
        // 40 working days.
        if (at + hyphen + 1 < tokens.Length && tokens[at + hyphen + 1].Text is { Length: > 2 } second && Unit.Of(second) is { IsCurrency: false } further
            && Unit.ThingOf(text) is not null)
            return (further, 2 + hyphen);
        return char.IsLetter(text[0]) && Unit.ThingOf(text) is { } thing ? (thing, 0) : (null, 0);
    }

    private static (double Value, double? Alternative, double Step)? NumberAt(Token[] tokens, int at)
    {
        if (tokens[at].IsNumber)
            return Parse(tokens[at].Text);
        var word = tokens[at].Text;
        var next = at + 1 < tokens.Length ? tokens[at + 1].Text : "";
        // "one" and "half" are numbers before what can be counted only; "no one" and "half-hearted" count nothing.
        // Twice a year is no year.
        if (NumberWords.IsOne(word) && at > 0 && NumberWords.IsRate(tokens[at - 1].Text))
            return null;
        if (NumberWords.IsOne(word))
            return Unit.Of(next) is { IsCurrency: false, Factor: > 1 } || string.Equals(word, "one", StringComparison.OrdinalIgnoreCase)
                && (Unit.Of(next) ?? Unit.ThingOf(next)) is not null ? (1, null, 1) : null;
        return NumberWords.Of(word) is not { } number ? null
            : number != 0.5 || Unit.Of(NumberWords.IsOne(next) && at + 2 < tokens.Length ? tokens[at + 2].Text : next) is not null
            ? (number, null, number < 1 ? 0.1 : 1) : null;
    }

    private static Figure In(Unit unit, Figure figure) => figure with
    {
        Low = figure.Low * unit.Factor + unit.Offset,
        High = figure.High * unit.Factor + unit.Offset,
        Step = figure.Step * unit.Factor,
        Alternative = figure.Alternative * unit.Factor + unit.Offset,
        Unit = unit,
    };

    // 1,234.5 and 1.234,5 are the same; 1.234 may be a thousand or one and a bit.
    private static (double Value, double? Alternative, double Step)? Parse(string text)
    {
        var plain = new string([.. text.Where(c => c is not (' ' or '\u00A0' or '\u202F' or '\'' or '’'))]);
        var marks = plain.Where(c => c is '.' or ',').ToArray();
        if (marks.Length == 0)
            return (double.Parse(plain, CultureInfo.InvariantCulture), null, 1);
        var last = plain.LastIndexOfAny(['.', ',']);
        var groups = plain.Split('.', ',');
        var areThousands = groups[0] is { Length: >= 1 and <= 3 } and not "0" && groups.Skip(1).All(g => g.Length == 3);
        if (marks.Distinct().Count() == 1 && marks.Length > 1)
            return areThousands ? (double.Parse(string.Concat(groups), CultureInfo.InvariantCulture), null, 1) : null;
        var places = plain.Length - last - 1;
        var step = Math.Pow(10, -places);
        var real = double.Parse($"{string.Concat(plain[..last].Split('.', ','))}.{plain[(last + 1)..]}", CultureInfo.InvariantCulture);
        if (marks.Length > 1 || !areThousands)
            return (real, null, step);
        var thousands = double.Parse(string.Concat(groups), CultureInfo.InvariantCulture);
        return marks[0] == ',' ? (thousands, real, 1) : (real, thousands, step);
    }

    // Most tokens are never looked at, and need no string of their own.
    private readonly record struct Token(string Source, int Start, int Length)
    {
        public bool IsNumber => char.IsAsciiDigit(Source[Start]);

        public ReadOnlySpan<char> Span => Source.AsSpan(Start, Length);

        public string Text => Span.ToString();
    }

    [GeneratedRegex(
        @"(?:\d{1,3}(?:[ \u00A0\u202F'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)|US\$"
        + @"|\p{L}[\p{L}\p{M}²³]*(?:[-/'’]\p{L}[\p{L}\p{M}²³]*)*|[€$£¥₹%°″~≈–—−-]",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}
