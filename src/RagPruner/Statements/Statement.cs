using System.Collections.Frozen;
using RagPruner.Text;

namespace RagPruner.Statements;

/// <summary>What an answer states, read so that it can be compared with another: its figures, dates, names, and whether it says yes.</summary>
internal sealed class Statement
{
    // Half of the words, both ways: the same sentence in other words.
    private const double SameWords = 0.5;

    // The same sentence, but for a "not".
    private const double SameSentence = 0.75;

    private static readonly FrozenSet<string> s_negations =
        ("not no never cannot neither nor without none isn't aren't doesn't don't can't won't isnt arent doesnt dont cant wont "
        + "nicht kein keine keinen nie niemals pas jamais aucun aucune ne nunca ningún ninguna").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_plainWords =
        ("a an the of to in on at for by with from is are was were be been it its this that and or as has have had will would can may must "
        + "der die das den dem ein eine ist sind im am zu von und le la les un une de des du est sont et el los las es son en y")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private readonly ExpectedAnswer _expected;
    private readonly Claims _claims;
    private readonly FrozenSet<string> _allWords;
    private readonly IReadOnlyList<string> _words;
    private readonly bool _isNegated;
    private readonly bool _isInvented;
    private readonly bool _isName;
    private readonly bool? _isYes;

    private Statement(string answer, string? context, Statement? question)
    {
        answer = Plain(answer);
        var words = TokenOverlap.Content(answer);
        _isNegated = words.Any(s_negations.Contains);
        _words = [.. words.Where(w => !s_negations.Contains(w))];
        _allWords = words.Where(w => question is not null || !QuestionForm.IsQuestionWord(w)).ToFrozenSet(StringComparer.Ordinal);
        _isYes = YesOrNo.Of(words);
        _expected = question?._expected ?? QuestionForm.Expects(words);
        if (question is null)
        {
            _claims = Claims.Of(answer);
            return;
        }
        context = context is null ? null : Plain(context);
        var found = context is null ? null : Quoted.Find(answer, context, question._allWords);
        var quoted = found ?? new Quoted(answer, 0, answer.Length);
        var all = Claims.Of(quoted.Sentences);
        // In its own words a model may say what its source does not: that contradicts no other source.
        if (found is null && context is not null && !all.AreNone)
        {
            var stated = all.StatedIn(answer, context);
            (all, _isInvented) = stated.AreNone ? (all, true) : (stated, false);
        }
        var (said, around) = (New(all.In(quoted.Start, quoted.End)), New(all));
        // "No. The pool is closed on Sundays": a quotation of its end says no too.
        if (_expected.Kind == AnswerKind.YesOrNo && context is not null)
            _isYes ??= YesOrNo.Of(Words.Normals(quoted.Sentences)) ?? YesOrNo.Of(Words.Normals(context.Length > 16 ? context[..16] : context));
        _claims = said.For(_expected) ?? around.For(_expected) ?? (said.AreNone ? around : said);
        var own = _words.Count(w => !s_plainWords.Contains(w) && !question._allWords.Contains(w));
        _isName = _claims.Names.Sum(n => n.Value.Words.Count) * 2 >= own;

        // Unless it is all that is said: "Is it 10 or 20 euros?"
        Claims New(Claims claims) => claims.Without(question._claims, question._allWords) is { AreNone: false } some ? some
            : question._expected.Kind == AnswerKind.Any ? claims with { Names = [] } : new Claims([], [], [], [], []);
    }

    /// <summary>Reads an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="context">The text that it was drafted from; null or empty if unknown.</param>
    /// <param name="question">What it answers; null if unknown.</param>
    public static Statement Of(string answer, string? context = null, Statement? question = null) =>
        new(answer, string.IsNullOrEmpty(context) ? null : context, question);

    /// <summary>How this answer stands to another one to the same question.</summary>
    public Relation To(Statement other)
    {
        var relation = Compare(other);
        return relation == Relation.Contradicts && (_isInvented || other._isInvented) ? Relation.Unrelated : relation;
    }

    private Relation Compare(Statement other)
    {
        if (_isNegated != other._isNegated && TokenOverlap.F1(_words, other._words) >= SameSentence)
            return Relation.Contradicts;
        if (_expected.Kind == AnswerKind.YesOrNo && _isYes is { } yes && other._isYes is { } theirs)
            return yes == theirs ? Relation.Same : Relation.Contradicts;
        var kinds = AnyOf(_isYes is null || other._isYes is null ? null : _isYes == other._isYes, Figures(other), Moments(other));
        var names = Any(_claims.Names, other._claims.Names, static (n, o) => n.Is(o));
        if (names == true || kinds == true)
            return Relation.Same;
        // A name beside what was asked for is detail.
        var areNames = _expected.Kind == AnswerKind.Name || _expected.Kind == AnswerKind.Any && _isName && other._isName;
        if (kinds == false || names == false && areNames)
            return Relation.Contradicts;
        return TokenOverlap.F1(_words, other._words) >= SameWords ? Relation.Same : Relation.Unrelated;
    }

    // Of figures that count different things neither denies the other.
    private bool? Figures(Statement other)
    {
        var areAnswers = _claims.Figures.Count == 1 && other._claims.Figures.Count == 1;
        return areAnswers ? Any(_claims.Figures, other._claims.Figures, static (f, o) => f.Is(o, areAnswers: true))
            : Any(_claims.Figures, other._claims.Figures, static (f, o) => f.Is(o, areAnswers: false));
    }

    private bool? Moments(Statement other) => AnyOf(
        Any(_claims.Dates, other._claims.Dates, static (d, o) => d.Is(o)),
        Any(_claims.Times, other._claims.Times, static (t, o) => t.Is(o)),
        Any(_claims.Days, other._claims.Days, static (d, o) => d == o));

    private static bool? AnyOf(bool? one, bool? two, bool? three) =>
        one == true || two == true || three == true ? true : one == false || two == false || three == false ? false : null;

    // One that is the same is enough: the rest is detail.
    private static bool? Any<T>(IReadOnlyList<Located<T>> mine, IReadOnlyList<Located<T>> theirs, Func<T, T, bool?> compare)
    {
        bool? result = null;
        // By place: every two answers are compared, and enumerating costs more than most comparisons.
        for (var i = 0; i < mine.Count; i++)
        {
            for (var j = 0; j < theirs.Count; j++)
            {
                var same = compare(mine[i].Value, theirs[j].Value);
                if (same == true)
                    return true;
                result ??= same;
            }
        }
        return result;
    }

    // Digits of every script as ASCII ones, and nothing invisible.
    private static string Plain(string text)
    {
        text = Invisible.Remove(text);
        return text.All(c => c < 128 || !char.IsDigit(c)) ? text
            : string.Create(text.Length, text, static (span, source) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsDigit(source[i]) ? (char)('0' + (int)char.GetNumericValue(source[i])) : source[i];
            });
    }
}
