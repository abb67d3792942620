using System.Collections.Frozen;
using RagPruner.Text;

namespace RagPruner.Conflicts.Statements;

/// <summary>How two answers to a question stand to each other.</summary>
internal enum Relation
{
    /// <summary>Nothing in them can be compared.</summary>
    Unrelated,

    /// <summary>They say the same, as far as they were written: wording, units, rounding and further detail apart.</summary>
    Same,

    /// <summary>They cannot both be true: another figure, date, time, name, or yes against no.</summary>
    Contradicts,
}

/// <summary>What an answer states, read so that it can be compared with another: its figures, dates, names, and whether it says yes.</summary>
internal sealed class Statement
{
    // Half of the words, both ways: the same sentence in other words.
    private const double SameWords = 0.5;

    // The same sentence, but for a "not".
    private const double SameSentence = 0.75;

    private static readonly FrozenSet<string> s_negations =
        ("not no never cannot neither nor without none isn't aren't doesn't don't can't won't isnt arent doesnt dont cant wont nicht kein keine keinen nie niemals "
        + "pas jamais aucun aucune ne nunca ningún ninguna").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_plainWords =
        ("a an the of to in on at for by with from is are was were be been it its this that and or as has have had will would can may must der die das den dem ein "
        + "eine ist sind im am zu von und le la les un une de des du est sont et el los las es son en y").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly ExpectedAnswer _expected;
    private readonly IReadOnlyList<Figure> _figures;
    private readonly IReadOnlyList<CalendarDate> _dates;
    private readonly IReadOnlyList<ClockTime> _times;
    private readonly IReadOnlySet<int> _weekdays;
    private readonly IReadOnlyList<Name> _names;
    private readonly IReadOnlyList<string> _words;
    private readonly bool _isNegated;
    private readonly bool _isName;
    private readonly bool? _isYes;

    private Statement(string text, Statement? question)
    {
        text = AsciiDigits(Invisible.Remove(text));
        (_dates, var rest) = CalendarDate.Read(text);
        (_times, rest) = ClockTime.Read(rest);
        (_weekdays, _figures, _names) = (Weekdays.Read(rest), FigureReader.Read(rest), Name.Read(rest));
        var words = TokenOverlap.Content(text);
        _isNegated = words.Any(s_negations.Contains);
        _words = [.. words.Where(w => !s_negations.Contains(w))];
        _isYes = YesOrNo.Of(words);
        _expected = question is null ? QuestionForm.Expects(words) : question._expected;
        if (question is null)
            return;
        // What the question says already is no answer to it, unless it is all that is said.
        var (figures, dates, names) = (
            _figures.Where(f => !question._figures.Any(q => f.Is(q, areAnswers: false) == true)).ToArray(),
            _dates.Where(d => !question._dates.Any(q => d.Is(q) == true)).ToArray(),
            _names.Where(n => !question._names.Any(q => n.Is(q) == true) && !n.Words.All(w => question._words.Contains(w, StringComparer.Ordinal))).ToArray());
        if (figures.Length + dates.Length + names.Length + _times.Count + _weekdays.Count > 0)
            (_figures, _dates, _names) = (figures, dates, names);
        var own = _words.Count(w => !s_plainWords.Contains(w) && !question._words.Contains(w, StringComparer.Ordinal));
        _isName = _names.Sum(n => n.Length) * 2 >= own;
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="question">What it answers; null if unknown.</param>
    public static Statement Of(string answer, Statement? question) => new(answer, question);

    /// <summary>Reads the question that answers are compared for.</summary>
    public static Statement OfQuestion(string question) => new(question, null);

    /// <summary>How this answer stands to another one to the same question.</summary>
    public Relation To(Statement other)
    {
        if (_isNegated != other._isNegated && TokenOverlap.F1(_words, other._words) >= SameSentence)
            return Relation.Contradicts;
        // What the question asks for decides; a name or a year beside it is detail.
        if (_expected != ExpectedAnswer.Any && By(_expected, other) is { } expected)
            return expected ? Relation.Same : Relation.Contradicts;
        bool?[] kinds = [Yes(other), Figures(other), Dates(other), Times(other), Days(other)];
        var names = Names(other);
        if (names == true || kinds.Contains(true))
            return Relation.Same;
        if (kinds.Contains(false) || names == false && _isName && other._isName)
            return Relation.Contradicts;
        return TokenOverlap.F1(_words, other._words) >= SameWords ? Relation.Same : Relation.Unrelated;
    }

    private bool? By(ExpectedAnswer expected, Statement other) => expected switch
    {
        ExpectedAnswer.YesOrNo => Yes(other),
        ExpectedAnswer.Figure => Figures(other),
        ExpectedAnswer.Moment => Any([Dates(other), Times(other), Days(other)]),
        _ => Names(other),
    };

    private bool? Yes(Statement other) => _isYes is null || other._isYes is null ? null : _isYes == other._isYes;

    // Of figures that count different things neither denies the other.
    private bool? Figures(Statement other)
    {
        var areAnswers = _figures.Count == 1 && other._figures.Count == 1;
        return Any(_figures.SelectMany(f => other._figures.Select(o => f.Is(o, areAnswers))));
    }

    private bool? Dates(Statement other) => Any(_dates.SelectMany(d => other._dates.Select(o => d.Is(o))));

    private bool? Times(Statement other) => Any(_times.SelectMany(t => other._times.Select(o => (bool?)t.Is(o))));

    private bool? Days(Statement other) => _weekdays.Count == 0 || other._weekdays.Count == 0 ? null : _weekdays.Overlaps(other._weekdays);

    private bool? Names(Statement other) => Any(_names.SelectMany(n => other._names.Select(o => n.Is(o))));

    // One that is the same is enough: the rest is detail.
    private static bool? Any(IEnumerable<bool?> comparisons)
    {
        bool? result = null;
        foreach (var comparison in comparisons)
        {
            if (comparison == true)
                return true;
            result ??= comparison;
        }
        return result;
    }

    private static string AsciiDigits(string text) =>
        text.All(c => c < 128 || !char.IsDigit(c)) ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsDigit(source[i]) ? (char)('0' + (int)char.GetNumericValue(source[i])) : source[i];
            });
}
